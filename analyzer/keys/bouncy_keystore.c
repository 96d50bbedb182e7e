#include "keys/bouncy_keystore.h"

#include <string.h>

#define VERSION_MAX 2
#define PRIVATE_KEY 0

static bool take_counted(struct bytes *from, size_t width, struct bytes *octets)
{
    struct bytes rest = *from;
    uint64_t length;
    if (!bytes_take_number(&rest, width, &length) || !bytes_take(&rest, (size_t)length, octets)) {
        return false;
    }
    *from = rest;
    return true;
}

bool bouncy_keystore_begin(struct bytes *from)
{
    struct bytes rest = *from, salt;
    uint64_t version, iterations;
    if (!bytes_take_number(&rest, 4, &version) || version > VERSION_MAX ||
        !take_counted(&rest, 4, &salt) || !bytes_take_number(&rest, 4, &iterations)) {
        return false;
    }
    *from = rest;
    return true;
}

/* Type and DER. */
bool bouncy_keystore_certificate(struct bytes *chain, struct bytes *der)
{
    struct bytes rest = *chain, type;
    if (!take_counted(&rest, 2, &type) || !take_counted(&rest, 4, der)) {
        return false;
    }
    *chain = rest;
    return true;
}

static bool take_chain(struct bytes *from, struct bytes *chain)
{
    struct bytes rest = *from, der;
    uint64_t count;
    if (!bytes_take_number(&rest, 4, &count)) {
        return false;
    }
    const struct bytes before = rest;
    for (uint64_t i = 0; i < count; i++) {
        if (!bouncy_keystore_certificate(&rest, &der)) {
            return false;
        }
    }
    *chain = bytes_over(before.at, before.left - rest.left);
    *from = rest;
    return true;
}

/* Kind of key, format, algorithm, octets. */
static bool take_key(struct bytes *from, uint64_t *kind, struct bytes *format, struct bytes *octets)
{
    struct bytes algorithm;
    return bytes_take_number(from, 1, kind) && take_counted(from, 2, format) &&
           take_counted(from, 2, &algorithm) && take_counted(from, 4, octets);
}

bool bouncy_keystore_key(struct bytes *from, struct bytes *pkcs8)
{
    struct bytes rest = *from, format, octets;
    uint64_t kind;
    if (!take_key(&rest, &kind, &format, &octets) || kind != PRIVATE_KEY ||
        !bytes_equal(format, bytes_over("PKCS#8", 6))) {
        return false;
    }
    *pkcs8 = octets;
    *from = rest;
    return true;
}

static bool take_body(struct bytes *from, uint64_t kind, struct bytes *body)
{
    const struct bytes before = *from;
    struct bytes format, octets;
    uint64_t key;
    switch (kind) {
    case BOUNCY_ENTRY_CERTIFICATE:
        return bouncy_keystore_certificate(from, body);
    case BOUNCY_ENTRY_KEY:
        if (!take_key(from, &key, &format, &octets)) {
            return false;
        }
        *body = bytes_over(before.at, before.left - from->left);
        return true;
    case BOUNCY_ENTRY_SECRET:
    case BOUNCY_ENTRY_SEALED:
        return take_counted(from, 4, body);
    default:
        return false;
    }
}

bool bouncy_keystore_take(struct bytes *from, struct bouncy_entry *entry)
{
    struct bytes rest = *from;
    struct bouncy_entry read;
    uint64_t kind, date;
    if (!bytes_take_number(&rest, 1, &kind) || !take_counted(&rest, 2, &read.alias) ||
        !bytes_take_number(&rest, 8, &date) || !take_chain(&rest, &read.chain) ||
        !take_body(&rest, kind, &read.body)) {
        return false;
    }
    read.kind = (enum bouncy_entry_kind)kind;
    *entry = read;
    *from = rest;
    return true;
}

bool bouncy_keystore_sealed(struct bytes body, struct bytes *salt, uint64_t *iterations,
                            struct bytes *closed)
{
    struct bytes own;
    uint64_t count;
    if (!take_counted(&body, 4, &own) || !bytes_take_number(&body, 4, &count) || body.left == 0) {
        return false;
    }
    *salt = own;
    *iterations = count;
    *closed = body;
    return true;
}
