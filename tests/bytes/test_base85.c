#include "bytes/base85.h"

#include <string.h>

#include "suite.h"

static struct bytes text_of(const char *text)
{
    return bytes_over((const uint8_t *)text, strlen(text));
}

/* Written by Python's base64 module; of Z85 the one of its specification. */
static const struct {
    enum base85_alphabet alphabet;
    const char *text, *octets;
    size_t length;
    bool broken;
} vectors[] = {
    { BASE85_GIT, "", "", 0, false },
    { BASE85_GIT, "LI", "B", 1, false },
    { BASE85_GIT, "L", "", 0, false },
    { BASE85_GIT, "Xk~0{Zv", "hello", 5, false },
    { BASE85_Z85, "HelloWorld", "\x86\x4f\xd2\x6f\xb5\x59\xf7\x5b", 8, false },
    { BASE85_ASCII, "87cURD_*#TDfTZ)", "Hello, world", 12, false },
    { BASE85_ASCII, "87cURD_*#TDfTZ)+T", "Hello, world!", 13, false },
    { BASE85_ASCII, "87cU\nRD_*#T", "Hello, w", 8, false },
    { BASE85_ASCII, "zy", "\0\0\0\0    ", 8, false },
    { BASE85_ASCII, "5z", "", 0, true },
    { BASE85_ASCII, "s8W-!", "\xff\xff\xff\xff", 4, false },
    { BASE85_ASCII, "s8W-\"", "", 0, true },
    { BASE85_GIT, "|NsC0", "\xff\xff\xff\xff", 4, false },
    { BASE85_GIT, "|NsC1Xk~0{", "", 0, true },
};

/* At once and a character at a time. */
START_TEST(vector_is_decoded)
{
    const struct bytes text = text_of(vectors[_i].text);
    for (size_t step = 1; step <= text.left + 1; step += text.left + 1) {
        struct base85_reader reader = { 0 };
        struct buffer octets = { 0 };
        for (size_t at = 0; at < text.left; at += step) {
            const size_t left = text.left - at;
            ck_assert(base85_read(&reader, vectors[_i].alphabet,
                                  bytes_over(text.at + at, step < left ? step : left), &octets));
        }
        ck_assert(base85_close(&reader, &octets));
        ck_assert(reader.broken == vectors[_i].broken);
        ck_assert_msg(reader.broken ||
                          bytes_equal(buffer_bytes(&octets),
                                      bytes_over(vectors[_i].octets, vectors[_i].length)),
                      "%s: %.*s", vectors[_i].text, (int)octets.used, (const char *)octets.at);
        buffer_clear(&octets);
    }
}
END_TEST

static const struct {
    const char *text;
    bool may;
} samples[] = {
    { "Fa`xSQ(<Ch(qXb!aK", true }, { ">PFM9(aS<$DI;@}", true },    { "6<#'\\7PQ#@1a#b0+>", true },
    { "MIIEpAIBAAKCAQEA", false }, { "a_name_of_a_file", false },  { "Fa`xSQ(<C (qXb!", false },
    { "Fa`xSQ(<C\n(qXb!", false }, { "Fa`xSQ\"x<Ch(q,b!", false }, { "", false },
};

START_TEST(sample_may_be_some)
{
    ck_assert_msg(base85_may_be(text_of(samples[_i].text)) == samples[_i].may, "%s",
                  samples[_i].text);
}
END_TEST

START_TEST(alphabet_has_85_characters)
{
    unsigned count = 0;
    for (unsigned character = 0; character < 256; character++) {
        const uint8_t byte = (uint8_t)character;
        count += (unsigned)base85_run(bytes_over(&byte, 1), (enum base85_alphabet)_i);
    }
    ck_assert_uint_eq(count, _i == BASE85_ASCII ? 87 : 85); /* with `y` and `z` */
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("base85");
    tcase_add_loop_test(tests, vector_is_decoded, 0, (int)(sizeof(vectors) / sizeof(vectors[0])));
    tcase_add_loop_test(tests, sample_may_be_some, 0, (int)(sizeof(samples) / sizeof(samples[0])));
    tcase_add_loop_test(tests, alphabet_has_85_characters, BASE85_GIT, BASE85_ASCII + 1);
    return suite_run("base85", tests);
}
