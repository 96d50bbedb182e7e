#include "candidates/written/asn1_listing.h"

#include <string.h>

#include "bytes/ascii.h"
#include "bytes/der.h"
#include "bytes/hex_text.h"

/* From the digits back to the version or to the name of the algorithm, and from their end on to the
 * name of the curve, with what may stand before lines. */
#define BEFORE 320
#define BEHIND 320
/* P-521, a secret of Ed448 in its OCTET STRING. */
#define OCTETS_MIN 28
#define OCTETS_MAX 66
#define NAME_MAX   24

static const char hex_mark[] = "OCTET STRING      [HEX DUMP]:",
                  object_mark[] = "OBJECT            :", version_mark[] = "INTEGER           :01";

/* By the short names of OpenSSL: RFC 5480, RFC 5639, SEC 2. */
static const struct curve_name {
    const char *name;
    const char *object;
    size_t length;
} curves[] = {
    { "prime256v1", "\x2a\x86\x48\xce\x3d\x03\x01\x07", 8 },
    { "secp224r1", "\x2b\x81\x04\x00\x21", 5 },
    { "secp384r1", "\x2b\x81\x04\x00\x22", 5 },
    { "secp521r1", "\x2b\x81\x04\x00\x23", 5 },
    { "secp256k1", "\x2b\x81\x04\x00\x0a", 5 },
    { "brainpoolP256r1", "\x2b\x24\x03\x03\x02\x08\x01\x01\x07", 9 },
    { "brainpoolP384r1", "\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", 9 },
    { "brainpoolP512r1", "\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", 9 },
};
/* RFC 8410 section 3. */
static const struct curve_name algorithms[] = {
    { "X25519", "\x2b\x65\x6e", 3 },
    { "X448", "\x2b\x65\x6f", 3 },
    { "ED25519", "\x2b\x65\x70", 3 },
    { "ED448", "\x2b\x65\x71", 3 },
};
#define CURVES     (sizeof(curves) / sizeof(curves[0]))
#define ALGORITHMS (sizeof(algorithms) / sizeof(algorithms[0]))

static size_t digits_run(struct bytes text, size_t at)
{
    size_t count = 0;
    while (at + count < text.left && count <= 2 * OCTETS_MAX &&
           hex_digit(text.at[at + count]) >= 0) {
        count++;
    }
    return count;
}

static const uint8_t *find(struct bytes text, const char *word)
{
    return text.left > 0 ? memmem(text.at, text.left, word, strlen(word)) : NULL;
}

static const struct curve_name *find_name(struct bytes word, const struct curve_name *names,
                                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes_equal(word, bytes_over(names[i].name, strlen(names[i].name)))) {
            return &names[i];
        }
    }
    return NULL;
}

/* What the first OBJECT is called that the text has, or the last one; NULL: none of these. */
static const struct curve_name *object_in(struct bytes text, bool last,
                                          const struct curve_name *names, size_t count)
{
    const uint8_t *mark;
    const size_t skipped = strlen(object_mark);
    struct bytes word = { 0 };
    while ((mark = find(text, object_mark)) != NULL && (last || word.at == NULL)) {
        const size_t from = (size_t)(mark - text.at) + skipped;
        text = bytes_over(text.at + from, text.left - from);
        word = bytes_over(text.at, 0);
        while (word.left < text.left && word.left < NAME_MAX &&
               ascii_is_alphanumeric(text.at[word.left])) {
            word.left++;
        }
    }
    return find_name(word, names, count);
}

static bool append_head(struct buffer *der, uint8_t tag, size_t length)
{
    return buffer_append_byte(der, tag) && buffer_append_byte(der, (uint8_t)length);
}

static bool append_object(struct buffer *der, const struct curve_name *name)
{
    return append_head(der, DER_OBJECT_IDENTIFIER, name->length) &&
           buffer_append(der, bytes_over(name->object, name->length));
}

static bool append_secret(struct buffer *der, struct bytes digits)
{
    return append_head(der, DER_OCTET_STRING, digits.left / 2) && hex_text_decode(digits, der);
}

/* RFC 5915 section 3. */
static bool write_sec1(struct bytes digits, const struct curve_name *curve, struct buffer *der)
{
    const size_t length = 3 + 2 + digits.left / 2 + 2 + 2 + curve->length;
    return append_head(der, DER_SEQUENCE, length) &&
           buffer_append(der, bytes_over("\x02\x01\x01", 3)) && append_secret(der, digits) &&
           append_head(der, DER_CONTEXT_0, 2 + curve->length) && append_object(der, curve);
}

/* RFC 8410 section 7. */
static bool write_pkcs8(struct bytes digits, const struct curve_name *algorithm, struct buffer *der)
{
    const size_t length = 3 + 2 + 2 + algorithm->length + 2 + digits.left / 2;
    return append_head(der, DER_SEQUENCE, length) &&
           buffer_append(der, bytes_over("\x02\x01\x00", 3)) &&
           append_head(der, DER_SEQUENCE, 2 + algorithm->length) && append_object(der, algorithm) &&
           append_secret(der, digits);
}

size_t asn1_listing_key(struct bytes text, size_t digits, struct buffer *der)
{
    const size_t mark = strlen(hex_mark), count = digits_run(text, digits), end = digits + count;
    if (digits < mark || memcmp(text.at + digits - mark, hex_mark, mark) != 0 ||
        count < 2 * OCTETS_MIN || count > 2 * OCTETS_MAX || count % 2 != 0) {
        return 0;
    }
    const size_t from = digits - mark > BEFORE ? digits - mark - BEFORE : 0;
    const struct bytes before = bytes_over(text.at + from, digits - mark - from);
    const size_t left = text.left - end;
    const struct bytes behind = bytes_over(text.at + end, left < BEHIND ? left : BEHIND);
    const struct bytes secret = bytes_over(text.at + digits, count);
    const struct curve_name *curve = object_in(behind, false, curves, CURVES),
                            *algorithm = object_in(before, true, algorithms, ALGORITHMS);
    if (curve != NULL && find(before, version_mark) != NULL) {
        return write_sec1(secret, curve, der) ? end : 0;
    }
    return algorithm != NULL && write_pkcs8(secret, algorithm, der) ? end : 0;
}

void asn1_listing_offer(struct delivery *delivery, const struct leaf_window *window, size_t digits)
{
    size_t place;
    const struct leaf_window seen = leaf_window_around(window, digits, BEFORE + sizeof(hex_mark),
                                                       2 * OCTETS_MAX + 1 + BEHIND, &place);
    const uint64_t offset = window->base + digits;
    struct buffer der = { 0 };
    const size_t end = asn1_listing_key(seen.text, place, &der);
    if (end > 0 && delivery_owns(delivery, offset)) {
        delivery->sink->reading(delivery->sink->context, "asn1parse", buffer_bytes(&der), offset,
                                end - place);
    }
    buffer_clear(&der);
}
