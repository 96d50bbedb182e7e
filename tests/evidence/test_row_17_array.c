/* Row 17 of the catalogue of forms: octets as the numbers of an array, in decimal and in hex. */
#include "candidates/array_damage.h"
#include "evidence/row_check.h"

static void prepare(void)
{
    run_prepare("");
}

static const struct damage arrays[] = {
    ROW_DAMAGE(array_json), ROW_DAMAGE(array_json_lines), ROW_DAMAGE(array_signed),
    ROW_DAMAGE(array_rust), ROW_DAMAGE(array_go),         ROW_DAMAGE(array_lines),
};
#define ARRAYS ((int)(sizeof(arrays) / sizeof(arrays[0])))

static const char *const keys[] = { "rsa1024-rfc9500",   "rsa2048-rfc9500",   "rsa4096-rfc9500",
                                    "ecdsap256-rfc9500", "ecdsap384-rfc9500", "ecdsap521-rfc9500" };
#define KEYS (sizeof(keys) / sizeof(keys[0]))

START_TEST(row_17_array_of_der_and_of_pem)
{
    for (size_t i = 0; i < KEYS; i++) {
        char path[64], name[KEY_IDENTITY_TEXT];
        snprintf(path, sizeof(path), "keys/spki/%s.key", keys[i]);
        row_name_of_spki(path, name);
        snprintf(path, sizeof(path), "keys/pkcs8/%s.key", keys[i]);
        struct pem_block block = pem_fixture(path);
        struct buffer pem = fixture_read(path);
        row_check_damaged(keys[i], buffer_bytes(&block.content), name, &arrays[_i], 1);
        if (strcmp(arrays[_i].name, "array_go") != 0) { /* then it is hex as any other */
            row_check_damaged(keys[i], buffer_bytes(&pem), name, &arrays[_i], 1);
        }
        buffer_clear(&block.content);
        buffer_clear(&pem);
    }
}
END_TEST

/* And what was done to that. */
START_TEST(row_17_array_that_was_encoded)
{
    static const struct damage damages[] = {
        ROW_DAMAGE(base64_line), ROW_DAMAGE(base64_wrapped), ROW_DAMAGE(escaped_in_json),
        ROW_DAMAGE(in_mail),     ROW_DAMAGE(line_ends_crlf), ROW_DAMAGE(indent),
    };
    char name[KEY_IDENTITY_TEXT];
    row_name_of_spki("keys/spki/rsa2048-rfc9500.key", name);
    struct pem_block block = pem_fixture("keys/pkcs8/rsa2048-rfc9500.key");
    struct buffer array = { 0 };
    array_json(buffer_bytes(&block.content), &array);
    row_check_damaged("a Buffer", buffer_bytes(&array), name, damages,
                      sizeof(damages) / sizeof(damages[0]));
    buffer_clear(&array);
    buffer_clear(&block.content);
}
END_TEST

/* The place of the list, and the key in it. */
START_TEST(row_17_array_has_its_place)
{
    char expected[64];
    struct record_list list = { 0 };
    struct pem_block block = pem_fixture("keys/pkcs8/rsa2048-rfc9500.key");
    struct buffer array = { 0 };
    array_json(buffer_bytes(&block.content), &array);
    run_scan(buffer_bytes(&array), &list);
    snprintf(expected, sizeof(expected), "proven!reading @25 byte array@0+%zu\n",
             block.content.used);
    ck_assert_str_eq(record_list_text(&list), expected);
    record_list_clear(&list);
    buffer_clear(&array);
    buffer_clear(&block.content);
}
END_TEST

/* Lists of numbers that are no octets, and of octets that are no key. */
START_TEST(row_17_other_numbers_give_none)
{
    struct buffer text = { 0 };
    for (unsigned i = 0; i < 2000; i++) {
        char number[32];
        snprintf(number, sizeof(number), "%u, ", _i == 0 ? i * 7919u % 10007u : i * 167u % 256u);
        put(&text, number);
    }
    row_check_nothing("numbers", buffer_bytes(&text));
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("row_17_array");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, row_17_array_of_der_and_of_pem, 0, ARRAYS);
    tcase_add_test(tests, row_17_array_that_was_encoded);
    tcase_add_test(tests, row_17_array_has_its_place);
    tcase_add_loop_test(tests, row_17_other_numbers_give_none, 0, 2);
    return run_suite("row_17_array", tests);
}
