/* Text that is not all there: compressed streams repeat by octets what stood before, and show the
 * rest as it is. Nothing in such a rest speaks against a scalar or a seed that is none. */
#include <string.h>

#include "evidence/catalogue.h"

static void prepare(void)
{
    run_prepare("");
}

/* Any scalar would do that comes out of such a closed key. */
START_TEST(torn_text_holds_no_scalar)
{
    struct buffer key = fixture_read("candidates/p256-encrypted-torn.bin");
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&key), &list);
    ck_assert_msg(strstr(record_list_text(&list), "proven") == NULL, "%s", record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&key);
}
END_TEST

/* The stream itself shows another key than the text in it. */
static void check_stream(const char *file, const char *place)
{
    struct buffer key = fixture_read(file);
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&key), &list);
    ck_assert_msg(list.keys == 1, "%s", record_list_text(&list));
    ck_assert_msg(strstr(record_list_text(&list), place) != NULL, "%s", record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&key);
}

/* A line of base64 that a compressed stream breaks off, before a token that reads as its last
 * character. */
START_TEST(literal_of_a_compressed_text_is_no_scalar)
{
    check_stream("candidates/ed25519-split.lz4", "lz4@4+131");
}
END_TEST

/* A scalar that octets stand in, with a point behind it that is on no curve: nothing holds it. */
START_TEST(torn_scalar_beside_no_point_is_no_key)
{
    check_stream("candidates/p384-split.lz4", "lz4@2+350");
}
END_TEST

/* Nor one that octets above ASCII stand behind, and the letters of END, where characters of it and
 * dashes are lost. */
START_TEST(torn_scalar_before_words_is_no_key)
{
    static const char last[] = "QAAAAA=\n----", torn[] = "\xd4x\xf4(";
    struct buffer key = fixture_read("keys/openssh/ecdsap384-rfc6605.key"), content = { 0 };
    struct record_list list = { 0 };
    const struct bytes text = buffer_bytes(&key);
    const uint8_t *at = memmem(text.at, text.left, last, sizeof(last) - 1);
    ck_assert_ptr_nonnull(at);
    const size_t before = (size_t)(at - text.at), behind = before + sizeof(last) - 1;
    must(buffer_append(&content, bytes_over(text.at, before)));
    must(buffer_append(&content, bytes_over(torn, sizeof(torn) - 1)));
    must(buffer_append(&content, bytes_over(text.at + behind, text.left - behind)));
    run_scan(buffer_bytes(&content), &list);
    ck_assert_msg(strstr(record_list_text(&list), "proven") == NULL &&
                      strstr(record_list_text(&list), "forged") == NULL,
                  "%s", record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&key);
    buffer_clear(&content);
}
END_TEST

static void check_silence(const char *file)
{
    struct buffer content = fixture_read(file);
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&content), &list);
    ck_assert_str_eq(record_list_text(&list), "");
    record_list_clear(&list);
    buffer_clear(&content);
}

/* Two characters of the base64 are lost, and the letters of END stand at its end: of all of them
 * the last is alone in its group. */
START_TEST(base64_with_a_character_too_many_is_no_seed)
{
    check_silence("candidates/ed25519-split.zst.txt");
}
END_TEST

/* One character of the base64 is lost, and for that one octet is missing: the last character is
 * alone in its group, and no octet is made up for it. */
START_TEST(base64_with_a_character_too_few_is_no_seed)
{
    check_silence("candidates/ed448-split.zst.txt");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("torn_text");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_test(tests, torn_text_holds_no_scalar);
    tcase_add_test(tests, literal_of_a_compressed_text_is_no_scalar);
    tcase_add_test(tests, torn_scalar_beside_no_point_is_no_key);
    tcase_add_test(tests, torn_scalar_before_words_is_no_key);
    tcase_add_test(tests, base64_with_a_character_too_many_is_no_seed);
    tcase_add_test(tests, base64_with_a_character_too_few_is_no_seed);
    return run_suite("torn_text", tests);
}
