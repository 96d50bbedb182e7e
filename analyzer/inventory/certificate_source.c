#include "inventory/certificate_source.h"

#include "bytes/der.h"
#include "certificates/certificate_read.h"
#include "certificates/revocation_list.h"
#include "inventory/certificate_bag.h"

static const struct fault list_aside = { OUTCOME_UNEXPECTED, NULL,
                                         "a revocation list among certificates is not used" };

/* In the order in which they are asked. */
static const struct certificate_source sources[] = {
    { "packed", packed_source_recognise, packed_source_read, NULL },
    { "searched", searched_source_recognise, searched_source_read, NULL },
    { "store", store_source_recognise, store_source_read, NULL },
    { "bouncy", bouncy_source_recognise, bouncy_source_read, NULL },
    { "der", der_source_recognise, der_source_read, NULL },
    { "tile", tile_source_recognise, tile_source_read, NULL },
    { "sqlite", sqlite_source_recognise, sqlite_source_read, NULL },
    { "sql", sql_source_recognise, sql_source_read, NULL },
    { "json", json_source_recognise, json_source_read, json_source_in_lines },
    { "authority", authority_source_recognise, authority_source_read, NULL },
    { "table", table_source_recognise, table_source_read, table_source_in_rows },
    { "pem", pem_source_recognise, pem_source_read, pem_source_recognise },
};

const struct certificate_source *certificate_source_of(struct bytes head)
{
    const size_t last = sizeof(sources) / sizeof(sources[0]) - 1;
    for (size_t i = 0; i < last; i++) {
        if (sources[i].recognise(head)) {
            return &sources[i];
        }
    }
    return &sources[last];
}

static void find_object(void *context, struct bytes der, const struct source_spot *spot)
{
    (void)der;
    (void)spot;
    *(bool *)context = true;
}

static void find_nothing(void *context, const struct fault *fault, const struct source_spot *spot)
{
    (void)context;
    (void)fault;
    (void)spot;
}

struct certificate_sink certificate_sink_silent(bool *found)
{
    return (struct certificate_sink){
        .context = found, .certificate = find_object, .unread = find_nothing, .aside = find_nothing
    };
}

static bool is_certificate(struct bytes der)
{
    return der.left > 0 && certificate_span(der) == der.left;
}

static void read_certificate(struct bytes der, const struct source_spot *spot,
                             const struct certificate_sink *sink)
{
    sink->certificate(sink->context, der, spot);
}

static void read_list(struct bytes der, const struct source_spot *spot,
                      const struct certificate_sink *sink)
{
    (void)der;
    sink->aside(sink->context, &list_aside, spot);
}

/* What a DER object can be. */
static const struct {
    const char *name;
    bool (*recognise)(struct bytes der);
    void (*read)(struct bytes der, const struct source_spot *spot,
                 const struct certificate_sink *sink);
} objects[] = {
    { "certificate", is_certificate, read_certificate },
    { "pkcs7", certificate_bag_is_one, certificate_bag_read },
    { "crl", revocation_list_is_one, read_list },
};

bool certificate_object_read(struct bytes der, const struct source_spot *spot,
                             const struct certificate_sink *sink)
{
    for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
        if (objects[i].recognise(der)) {
            objects[i].read(der, spot, sink);
            return true;
        }
    }
    return false;
}
