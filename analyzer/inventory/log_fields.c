#include "inventory/log_fields.h"

#include <string.h>

#include "bytes/base64.h"
#include "bytes/der.h"
#include "crypto/sha256.h"
#include "inventory/log_entry.h"

/* The structures of RFC 6962 sections 3.1 and 3.4. */
#define LEAF_VERSION 0
#define LEAF_ENTRY   0

static bool is_called(struct bytes name, const char *what)
{
    return bytes_equal(name, bytes_over(what, strlen(what)));
}

bool log_fields_know(struct bytes name)
{
    return is_called(name, "leaf_input") || is_called(name, "extra_data");
}

/* MerkleTreeLeaf: the certificate itself, or what a precertificate has of its own. */
static bool read_leaf(struct log_fields *fields, struct bytes leaf, const struct source_spot *spot,
                      const struct certificate_sink *sink)
{
    struct log_entry entry;
    uint64_t version, kind;
    if (!bytes_take_number(&leaf, 1, &version) || !bytes_take_number(&leaf, 1, &kind) ||
        version != LEAF_VERSION || kind != LEAF_ENTRY ||
        log_entry_take(&leaf, &entry) != OUTCOME_OK || leaf.left != 0) {
        return false;
    }
    fields->has_issuer_key = entry.precertificate;
    if (entry.precertificate) {
        memcpy(fields->issuer_key, entry.issuer_key.at, SHA256_LENGTH);
        sink->aside(sink->context, NULL, spot);
        return log_pending_put(&fields->pending, entry.certificate, spot, sink);
    }
    sink->certificate(sink->context, entry.certificate, spot);
    return true;
}

static bool take_listed(struct bytes *from, struct bytes *der)
{
    uint64_t length;
    return bytes_take_number(from, 3, &length) && bytes_take(from, (size_t)length, der);
}

/* Is it a list of certificates, and nothing but that? */
static bool chain_fits(struct bytes chain)
{
    struct bytes list, der;
    if (!take_listed(&chain, &list) || chain.left != 0) {
        return false;
    }
    while (list.left > 0) {
        if (!take_listed(&list, &der) || !der_next_is(der, DER_SEQUENCE)) {
            return false;
        }
    }
    return true;
}

static bool was_seen(struct log_fields *fields, struct bytes der)
{
    uint8_t digest[SHA256_LENGTH];
    sha256_of(der, digest);
    uint8_t *kept = fields->seen[digest[0] % LOG_CHAINS_KEPT];
    const bool seen = memcmp(kept, digest, SHA256_LENGTH) == 0;
    memcpy(kept, digest, SHA256_LENGTH);
    return seen;
}

static void read_chain(struct log_fields *fields, struct bytes chain,
                       const struct source_spot *spot, const struct certificate_sink *sink)
{
    struct bytes list, der;
    if (!take_listed(&chain, &list)) {
        return;
    }
    while (list.left > 0 && take_listed(&list, &der)) {
        if (!was_seen(fields, der)) {
            sink->certificate(sink->context, der, spot);
        }
    }
    sink->aside(sink->context, NULL, spot);
}

/* PrecertChainEntry: whole, in front of its chain. */
static bool read_precertificate(struct log_fields *fields, struct bytes extra,
                                const struct source_spot *spot, const struct certificate_sink *sink)
{
    struct bytes der;
    struct source_spot at = *spot;
    if (!take_listed(&extra, &der) || !der_next_is(der, DER_SEQUENCE) || !chain_fits(extra)) {
        return false;
    }
    at.issuer_key = fields->has_issuer_key ? bytes_over(fields->issuer_key, SHA256_LENGTH)
                                           : (struct bytes){ 0 };
    log_pending_settle(&fields->pending, der);
    sink->certificate(sink->context, der, &at);
    read_chain(fields, extra, spot, sink);
    return true;
}

bool log_fields_read(struct log_fields *fields, struct bytes field, const struct source_spot *spot,
                     const struct certificate_sink *sink)
{
    buffer_reset(&fields->room);
    if (!base64_decode(field, &fields->room)) {
        return false;
    }
    const struct bytes octets = buffer_bytes(&fields->room);
    if (is_called(spot->column, "leaf_input")) {
        return read_leaf(fields, octets, spot, sink);
    }
    if (chain_fits(octets)) {
        read_chain(fields, octets, spot, sink);
        return true;
    }
    return read_precertificate(fields, octets, spot, sink);
}

void log_fields_end(struct log_fields *fields, const struct certificate_sink *sink)
{
    log_pending_end(&fields->pending, sink);
}

void log_fields_clear(struct log_fields *fields)
{
    log_pending_clear(&fields->pending);
    buffer_clear(&fields->room);
}
