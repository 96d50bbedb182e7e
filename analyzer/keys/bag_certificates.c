#include "keys/bag_certificates.h"

#include <stdlib.h>

#include "crypto/certificate_key.h"
#include "keys/octet_string.h"

struct named_certificate {
    const struct safe_bag *bag;
    bool read, readable;
    struct public_identity identity;
};

struct bag_certificates {
    bool pair;                      /* one key and one certificate: they belong together */
    struct named_certificate *rows; /* in the order of their localKeyId, then of the store */
    size_t count;
};

static int compare_rows(const void *one, const void *other)
{
    const struct safe_bag *a = ((const struct named_certificate *)one)->bag;
    const struct safe_bag *b = ((const struct named_certificate *)other)->bag;
    const int order = bytes_compare(a->id, b->id);
    return order != 0 ? order : (a > b) - (a < b);
}

static bool is_pair(const struct safe_bag_list *list)
{
    return list->count == 2 && (list->bags[0].kind == SAFE_BAG_CERTIFICATE) !=
                                   (list->bags[1].kind == SAFE_BAG_CERTIFICATE);
}

struct bag_certificates *bag_certificates_new(const struct safe_bag_list *list)
{
    struct bag_certificates *made = calloc(1, sizeof(*made));
    struct named_certificate *rows = calloc(list->count + 1, sizeof(*rows));
    if (made == NULL || rows == NULL) {
        free(made);
        free(rows);
        return NULL;
    }
    made->rows = rows;
    made->pair = is_pair(list);
    for (size_t i = 0; i < list->count; i++) {
        if (list->bags[i].kind == SAFE_BAG_CERTIFICATE &&
            (made->pair || list->bags[i].id.left > 0)) {
            rows[made->count++].bag = &list->bags[i];
        }
    }
    qsort(rows, made->count, sizeof(*rows), compare_rows);
    return made;
}

void bag_certificates_free(struct bag_certificates *certificates)
{
    if (certificates != NULL) {
        free(certificates->rows);
        free(certificates);
    }
}

struct bytes bag_certificates_der(const struct safe_bag *bag, struct buffer *joined)
{
    struct bytes octets = bag->value, der;
    bool cut = false;
    buffer_reset(joined);
    return octet_string_take(&octets, 0x04, joined, &cut, &der) == OUTCOME_OK && !cut
               ? der
               : bytes_over(NULL, 0);
}

static void read_row(struct named_certificate *row)
{
    struct public_numbers public = { .algorithm = KEY_ALGORITHM_NONE };
    struct buffer joined = { 0 };
    const struct bytes der = bag_certificates_der(row->bag, &joined);
    row->read = true;
    row->readable = certificate_key_read(der, &public) == OUTCOME_OK &&
                    public_identity_of(&public, &row->identity) == OUTCOME_OK;
    buffer_clear(&joined);
}

/* The first with this localKeyId; the count where there is none. */
static size_t find_row(const struct bag_certificates *certificates, struct bytes id)
{
    size_t from = 0, to = certificates->count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (bytes_compare(certificates->rows[middle].bag->id, id) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from < certificates->count && bytes_equal(certificates->rows[from].bag->id, id)
               ? from
               : certificates->count;
}

const struct public_identity *bag_certificates_find(struct bag_certificates *certificates,
                                                    const struct safe_bag *key)
{
    size_t at = certificates->count;
    if (certificates->pair) {
        at = 0;
    } else if (key->id.left > 0) {
        at = find_row(certificates, key->id);
    }
    if (at == certificates->count) {
        return NULL;
    }
    struct named_certificate *row = &certificates->rows[at];
    if (!row->read) {
        read_row(row);
    }
    return row->readable ? &row->identity : NULL;
}
