#include "bytes/base32.h"

#include <string.h>

#include "suite.h"

static struct bytes text_of(const char *text)
{
    return bytes_over((const uint8_t *)text, strlen(text));
}

/* RFC 4648 section 10. */
static const struct {
    enum base32_alphabet alphabet;
    const char *text, *octets;
} vectors[] = {
    { BASE32_USUAL, "", "" },
    { BASE32_USUAL, "MY======", "f" },
    { BASE32_USUAL, "MZXQ====", "fo" },
    { BASE32_USUAL, "MZXW6===", "foo" },
    { BASE32_USUAL, "MZXW6YQ=", "foob" },
    { BASE32_USUAL, "MZXW6YTB", "fooba" },
    { BASE32_USUAL, "MZXW6YTBOI======", "foobar" },
    { BASE32_SMALL, "mzxw6ytboi", "foobar" },
    { BASE32_USUAL, "MZXW 6YTB\nOI", "foobar" },
    { BASE32_HEX, "CPNMU===", "foo" },
    { BASE32_HEX, "CPNMUOJ1E8======", "foobar" },
    { BASE32_HEX_SMALL, "cpnmuoj1e8", "foobar" },
};

/* At once and a character at a time. */
START_TEST(vector_is_decoded)
{
    const struct bytes text = text_of(vectors[_i].text);
    for (size_t step = 1; step <= text.left + 1; step += text.left + 1) {
        struct base32_reader reader = { 0 };
        struct buffer octets = { 0 };
        for (size_t at = 0; at < text.left; at += step) {
            const size_t left = text.left - at;
            ck_assert(base32_read(&reader, vectors[_i].alphabet,
                                  bytes_over(text.at + at, step < left ? step : left), &octets));
        }
        ck_assert_msg(bytes_equal(buffer_bytes(&octets), text_of(vectors[_i].octets)), "%s: %.*s",
                      vectors[_i].text, (int)octets.used, (const char *)octets.at);
        buffer_clear(&octets);
    }
}
END_TEST

static const struct {
    enum base32_alphabet alphabet;
    const char *text;
} rows[] = {
    { BASE32_USUAL, "FUWS2LJNIJCUOSKOEBIFESKWIFKEKICLIVMS2LJNFUWQUTKJIVXGOSKC" },
    { BASE32_SMALL, "fuws2ljnijcuoskoebifeskwifkekiclivms2ljnfuwqutkjivxgoskc" },
    { BASE32_HEX, "5KMIQB9D892KEIAE4185489M85A4A82B8LCIQB9D5KMGKJA98LN6EIA2" },
    { BASE32_HEX_SMALL, "5kmiqb9d892keiae4185489m85a4a82b8lciqb9d5kmgkja98ln6eia2" },
    { BASE32_NONE, "FUWS2LJNIJCUOSKOEBIFESKWIFKEKICLIVM" },                      /* too short */
    { BASE32_NONE, "fUWS2LJNIJCUOSKOEBIFESKWIFKEKICLIVMS2LJNFUWQUTKJIVXGOSKC" }, /* two cases */
    { BASE32_NONE, "FUWS2LJNIJCUOSKOEBIFESKWIFKEKICLIVMS2LJN+UWQUTKJIVXGOSKC" },
    { BASE32_NONE, "FUWS2LJNIJCUOSKOEBIFESKWIFKEKICLIVMS2LJN8UWQUTKJIVXGOSKZ" },       /* of both */
    { BASE32_NONE, "2D2D2D2D2D424547494E2050524956415445204B45592D2D2D2D2D0A4D4947" }, /* hex */
    { BASE32_NONE, "INTERNATIONALISATIONOFADDRESSESANDOTHERWORDSTHATARELONG" },
    { BASE32_NONE, "1234567890123456789012345678901234567890123456789012" },
    { BASE32_NONE, "" },
};

START_TEST(alphabet_is_told)
{
    const size_t length = strlen(rows[_i].text);
    uint8_t *copy = exact_copy(rows[_i].text, length);
    ck_assert_msg(base32_alphabet_of(bytes_over(copy, length)) == rows[_i].alphabet, "%s",
                  rows[_i].text);
    ck_assert(rows[_i].alphabet == BASE32_NONE || base32_may_be(bytes_over(copy, length)));
    free(copy);
}
END_TEST

START_TEST(characters_belong)
{
    unsigned count = 0;
    for (unsigned character = 0; character < 256; character++) {
        const uint8_t byte = (uint8_t)character;
        count += (unsigned)base32_run(bytes_over(&byte, 1), (enum base32_alphabet)_i);
    }
    ck_assert_uint_eq(count, 32);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("base32");
    tcase_add_loop_test(tests, vector_is_decoded, 0, (int)(sizeof(vectors) / sizeof(vectors[0])));
    tcase_add_loop_test(tests, alphabet_is_told, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(tests, characters_belong, BASE32_USUAL, BASE32_HEX_SMALL + 1);
    return suite_run("base32", tests);
}
