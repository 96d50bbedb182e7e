/* Keys of curves in what `openssl asn1parse` lists. */
#include "candidates/written/asn1_listing.h"

#include <string.h>

#include "bytes/der.h"
#include "suite.h"

#define DIGITS "ED80C9646B942B08FA682A40A3B723DA79841AB0767C927CC02A6D5D8EEE3165"
#define D384   DIGITS "FA682A40A3B723DA79841AB0767C927C"
#define D521   "01" DIGITS DIGITS "ED"

#define VERSION "    2:d=1  hl=2 l=   1 prim: INTEGER           :01\n"
#define SECRET  "    5:d=1  hl=2 l=  32 prim: OCTET STRING      [HEX DUMP]:"
#define CURVE                                                                                      \
    "\n   39:d=1  hl=2 l=  10 cons: cont [ 0 ]        \n"                                          \
    "   41:d=2  hl=2 l=   8 prim: OBJECT            :"
#define OKP(name)                                                                                  \
    "    2:d=1  hl=2 l=   1 prim: INTEGER           :00\n"                                         \
    "    5:d=1  hl=2 l=   5 cons: SEQUENCE          \n"                                            \
    "    7:d=2  hl=2 l=   3 prim: OBJECT            :" name "\n" SECRET

static const struct {
    const char *what, *text;
    size_t octets; /* of the DER; 0: none */
    const char *object;
} rows[] = {
    { "P-256", VERSION SECRET DIGITS CURVE "prime256v1\n", 51, "\x2a\x86\x48\xce\x3d\x03\x01\x07" },
    { "P-384", VERSION SECRET D384 CURVE "secp384r1\n", 64, "\x2b\x81\x04" },
    { "P-521", VERSION SECRET D521 CURVE "secp521r1\n", 82, "\x2b\x81\x04" },
    { "secp256k1", VERSION SECRET DIGITS CURVE "secp256k1\n", 48, "\x2b\x81\x04" },
    { "Brainpool", VERSION SECRET DIGITS CURVE "brainpoolP256r1", 52, "\x2b\x24\x03\x03" },
    { "quoted", "> " VERSION "> " SECRET DIGITS CURVE "prime256v1\n", 51, "\x2a\x86\x48" },
    { "Ed25519", OKP("ED25519") "0420" DIGITS "\n", 48, "\x2b\x65\x70" },
    { "X25519", OKP("X25519") "0420" DIGITS "\n", 48, "\x2b\x65\x6e" },
    { "the last of two", OKP("X25519") "0420\n" OKP("ED25519") "0420" DIGITS "\n", 48,
      "\x2b\x65\x70" },
    { "another version", "INTEGER           :00\n" SECRET DIGITS CURVE "prime256v1\n", 0, NULL },
    { "no version", SECRET DIGITS CURVE "prime256v1\n", 0, NULL },
    { "another curve", VERSION SECRET DIGITS CURVE "prime239v1\n", 0, NULL },
    { "a longer name", VERSION SECRET DIGITS CURVE "prime256v11\n", 0, NULL },
    { "no curve", VERSION SECRET DIGITS "\n", 0, NULL },
    { "no secret", VERSION "prim: BIT STRING        [HEX DUMP]:" DIGITS CURVE "prime256v1\n", 0,
      NULL },
    { "half an octet", VERSION SECRET DIGITS "1" CURVE "prime256v1\n", 0, NULL },
    { "too few",
      VERSION SECRET "ED80C9646B942B08FA682A40A3B723DA79841AB0767C927CC0" CURVE "prime256v1\n", 0,
      NULL },
    { "too many", VERSION SECRET D521 "ED" CURVE "secp521r1\n", 0, NULL },
    { "an algorithm of others", OKP("rsaEncryption") "0420" DIGITS "\n", 0, NULL },
};

static size_t digits_of(const char *text)
{
    const char *mark = text, *next;
    while ((next = strstr(mark + 1, "DUMP]:")) != NULL) {
        mark = next;
    }
    return (size_t)(mark - text) + 6;
}

START_TEST(key_is_put_together)
{
    const size_t length = strlen(rows[_i].text), digits = digits_of(rows[_i].text);
    uint8_t *copy = exact_copy(rows[_i].text, length);
    struct buffer der = { 0 };
    const size_t end = asn1_listing_key(bytes_over(copy, length), digits, &der);
    ck_assert_msg((end > 0) == (rows[_i].octets > 0), "%s", rows[_i].what);
    ck_assert_msg(der.used == rows[_i].octets, "%s: %zu", rows[_i].what, der.used);
    if (end > 0) {
        ck_assert_uint_eq(der_span(buffer_bytes(&der)), der.used);
        ck_assert_uint_eq(copy[end], '\n');
        ck_assert_ptr_nonnull(memmem(der.at, der.used, rows[_i].object, strlen(rows[_i].object)));
    }
    buffer_clear(&der);
    free(copy);
}
END_TEST

START_TEST(every_shorter_text_is_read_within_itself)
{
    const size_t length = strlen(rows[_i].text), digits = digits_of(rows[_i].text);
    for (size_t kept = digits; kept < length; kept++) {
        uint8_t *copy = exact_copy(rows[_i].text, kept);
        struct buffer der = { 0 };
        const size_t end = asn1_listing_key(bytes_over(copy, kept), digits, &der);
        ck_assert_uint_le(end, kept);
        ck_assert_uint_eq(der.used > 0, end > 0);
        buffer_clear(&der);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("asn1_listing");
    tcase_add_rows(tests, key_is_put_together, rows);
    tcase_add_rows(tests, every_shorter_text_is_read_within_itself, rows);
    return suite_run("asn1_listing", tests);
}
