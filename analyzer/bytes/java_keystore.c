#include "bytes/java_keystore.h"

#include <string.h>

#include "bounds.h"
#include "bytes/der.h"
#include "bytes/utf16_octets.h"

#define MAGIC_JKS   0xfeedfeedu
#define MAGIC_JCEKS 0xcecececeu

/* java.io.ObjectStreamConstants: STREAM_MAGIC and STREAM_VERSION. */
static const uint8_t serialized[] = { 0xac, 0xed, 0x00, 0x05 };
/* The type of every certificate in version 2. */
static const char x509[] = "X.509";
/* Milliseconds since 1970: the year 2500. */
#define DATE_MAX       16725225600000u
#define DATE_OCTETS    8
#define DER_HEADER_MAX 6

bool java_keystore_begin(struct bytes from, struct java_keystore *store)
{
    uint64_t magic, version, count;
    if (!bytes_take_number(&from, 4, &magic) || (magic != MAGIC_JKS && magic != MAGIC_JCEKS) ||
        !bytes_take_number(&from, 4, &version) || version < 1 || version > 2 ||
        !bytes_take_number(&from, 4, &count)) {
        return false;
    }
    *store = (struct java_keystore){
        .rest = from, .version = (unsigned)version, .jceks = magic == MAGIC_JCEKS, .left = count
    };
    return true;
}

/* A string of java.io.DataOutput. */
static bool take_text(struct bytes *from, struct bytes *text)
{
    struct bytes rest = *from;
    uint64_t length;
    if (!bytes_take_number(&rest, 2, &length) || !bytes_take(&rest, (size_t)length, text)) {
        return false;
    }
    *from = rest;
    return true;
}

/* A SEQUENCE with its length before it, in both ways. `cut`: its end is not there. */
static bool take_sequence(struct bytes *from, bool *cut, struct bytes *der)
{
    struct bytes rest = *from;
    uint64_t length;
    if (!bytes_take_number(&rest, 4, &length)) {
        *cut = true;
        return false;
    }
    if (rest.left == 0 ||
        (rest.left < DER_HEADER_MAX && der_next_is(rest, DER_SEQUENCE) && der_span(rest) == 0)) {
        *cut = true;
        return false;
    }
    if (!der_next_is(rest, DER_SEQUENCE) || der_span(rest) != length) {
        return false;
    }
    if (!bytes_take(&rest, (size_t)length, der)) {
        *cut = true;
        return false;
    }
    *from = rest;
    return true;
}

static bool take_certificate(struct bytes *from, unsigned version, bool *cut, struct bytes *der)
{
    struct bytes rest = *from, type;
    if (version == 2) {
        if (!take_text(&rest, &type)) {
            *cut = true;
            return false;
        }
        if (!bytes_equal(type, bytes_over(x509, sizeof(x509) - 1))) {
            return false;
        }
    }
    if (!take_sequence(&rest, cut, der)) {
        return false;
    }
    *from = rest;
    return true;
}

bool java_keystore_certificate(const struct java_keystore *store, struct bytes *chain,
                               struct bytes *der)
{
    bool cut = false;
    return take_certificate(chain, store->version, &cut, der);
}

/* Tag, alias and date, by which an entry is known. */
static bool take_front(const struct java_keystore *store, struct bytes *from,
                       struct java_entry *entry)
{
    struct bytes rest = *from;
    uint64_t tag, date;
    struct bytes alias;
    if (!bytes_take_number(&rest, 4, &tag) || tag < JAVA_ENTRY_KEY || tag > JAVA_ENTRY_SECRET ||
        (tag == JAVA_ENTRY_SECRET && !store->jceks) || !take_text(&rest, &alias) ||
        alias.left > JAVA_ALIAS_MAX || !bytes_take_number(&rest, 8, &date) || date > DATE_MAX) {
        return false;
    }
    *entry = (struct java_entry){ .kind = (enum java_entry_kind)tag, .alias = alias };
    *from = rest;
    return true;
}

/* So many certificates, one after the other. */
static bool take_chain(struct java_keystore *store, struct bytes *from, uint64_t count,
                       struct bytes *chain)
{
    const struct bytes before = *from;
    struct bytes der;
    bool held = true;
    while (held && count > 0) {
        held = take_certificate(from, store->version, &store->cut, &der);
        count -= held ? 1 : 0;
    }
    *chain = bytes_over(before.at, before.left - from->left);
    return held;
}

static bool take_key(struct java_keystore *store, struct bytes *from, struct java_entry *entry)
{
    uint64_t count;
    if (!take_sequence(from, &store->cut, &entry->key)) {
        if (store->cut) { /* as much as there is */
            struct bytes length;
            entry->key = bytes_take(from, 4, &length) ? *from : bytes_over(NULL, 0);
        }
        return false;
    }
    if (!bytes_take_number(from, 4, &count)) {
        store->cut = true;
        return false;
    }
    return take_chain(store, from, count, &entry->chain);
}

static bool is_entry(const struct java_keystore *store, struct bytes from)
{
    struct bytes rest = from, type;
    uint64_t length;
    struct java_entry entry;
    if (!take_front(store, &rest, &entry)) {
        return false;
    }
    if (entry.kind == JAVA_ENTRY_SECRET) {
        return rest.left >= sizeof(serialized) &&
               memcmp(rest.at, serialized, sizeof(serialized)) == 0;
    }
    if (entry.kind == JAVA_ENTRY_CERTIFICATE && store->version == 2 &&
        (!take_text(&rest, &type) || !bytes_equal(type, bytes_over(x509, sizeof(x509) - 1)))) {
        return false;
    }
    return bytes_take_number(&rest, 4, &length) && der_next_is(rest, DER_SEQUENCE) &&
           der_span(rest) == length;
}

/* A serialized object does not say how long it is: it goes up to what is the front of
 * an entry. The last one goes up to the digest of the store, where the bytes end soon. */
static bool skip_object(struct java_keystore *store, struct bytes *from)
{
    struct bytes rest = *from, octet;
    if (rest.left < sizeof(serialized) || memcmp(rest.at, serialized, sizeof(serialized)) != 0) {
        store->cut = rest.left < sizeof(serialized);
        return false;
    }
    while (store->left > 0 && rest.left > JAVA_KEYSTORE_DIGEST) {
        const uint8_t *zeros = memchr(rest.at, 0, rest.left);
        if (zeros == NULL || !bytes_take(&rest, (size_t)(zeros - rest.at), &octet)) {
            break;
        }
        if (is_entry(store, rest)) {
            *from = rest;
            return true;
        }
        if (!bytes_take(&rest, 1, &octet)) {
            break;
        }
    }
    if (store->left > 0) { /* the others are not found any more */
        store->cut = true;
        return false;
    }
    const bool ends = from->left > JAVA_KEYSTORE_DIGEST && from->left <= JAVA_OBJECT_MAX;
    return bytes_take(from, ends ? from->left - JAVA_KEYSTORE_DIGEST : sizeof(serialized), &octet);
}

static bool take_body(struct java_keystore *store, struct bytes *from, struct java_entry *entry)
{
    switch (entry->kind) {
    case JAVA_ENTRY_KEY:
        return take_key(store, from, entry);
    case JAVA_ENTRY_CERTIFICATE:
        return take_chain(store, from, 1, &entry->chain);
    case JAVA_ENTRY_SECRET:
        return skip_object(store, from);
    }
    return false;
}

bool java_keystore_next(struct java_keystore *store, struct java_entry *entry)
{
    struct java_keystore after = *store;
    struct bytes rest = store->rest;
    struct java_entry read;
    if (store->left == 0 || store->cut || !take_front(store, &rest, &read)) {
        return false;
    }
    after.left--;
    bool whole = take_body(&after, &rest, &read);
    if (!whole && !after.cut) {
        return false;
    }
    after.rest = after.cut ? bytes_over(NULL, 0) : rest;
    *entry = read;
    *store = after;
    return true;
}

/* java.io.DataInput: each unit of UTF-16 in one to three octets, zero in two. */
static bool take_unit(struct bytes *from, uint64_t *unit)
{
    uint64_t first, second = 0, third = 0;
    struct bytes rest = *from;
    if (!bytes_take_number(&rest, 1, &first)) {
        return false;
    }
    const size_t more = first < 0x80             ? 0
                        : (first & 0xe0) == 0xc0 ? 1
                        : (first & 0xf0) == 0xe0 ? 2
                                                 : 3;
    if (more == 3 || (more >= 1 && !bytes_take_number(&rest, 1, &second)) ||
        (more == 2 && !bytes_take_number(&rest, 1, &third))) {
        return false;
    }
    *unit = more == 0   ? first
            : more == 1 ? (first & 0x1f) << 6 | (second & 0x3f)
                        : (first & 0x0f) << 12 | (second & 0x3f) << 6 | (third & 0x3f);
    *from = rest;
    return true;
}

bool java_keystore_alias(struct bytes alias, size_t most, struct buffer *utf8)
{
    struct buffer units = { 0 };
    struct bytes rest = bytes_over(alias.at, alias.left < most ? alias.left : most);
    uint64_t unit;
    bool read = true;
    while (read && take_unit(&rest, &unit)) {
        read = buffer_append_number(&units, 2, unit);
    }
    read = read && utf16_octets_read(buffer_bytes(&units), utf8);
    buffer_clear(&units);
    return read;
}

bool java_keystore_ends_early(const struct java_keystore *store)
{
    struct bytes rest = store->rest;
    uint64_t tag, length;
    if (store->left == 0) {
        return false;
    }
    if (!bytes_take_number(&rest, 4, &tag)) {
        return true;
    }
    if (tag < JAVA_ENTRY_KEY || tag > JAVA_ENTRY_SECRET) {
        return false;
    }
    return !bytes_take_number(&rest, 2, &length) ||
           (length <= JAVA_ALIAS_MAX && rest.left < length + DATE_OCTETS);
}
