/* Malformed keys that do not say whose they are: told one by one up to a bound, counted past it. */
#include "bounds.h"
#include "evidence/row_check.h"
#include "limit.h"

#define MOST 3
/* Of a modulus of 256 octets, 240 in base64. */
#define MODULUS_LETTERS 320

static void prepare(void)
{
    run_prepare("");
}

static void put_head(struct buffer *into, uint64_t number)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint64_t seed = number + 7;
    must(buffer_append_text(into, "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA"));
    for (size_t i = 0; i < MODULUS_LETTERS; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        must(i % 64 > 0 || buffer_append_byte(into, '\n'));
        put_byte(into, (uint8_t)letters[seed >> 58]);
    }
    must(buffer_append_text(into, "\n\n"));
}

static void put_heads(struct buffer *into, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        put_head(into, i);
    }
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++) {
        count++;
    }
    return count;
}

static void scan_at_most(uint64_t most, const struct buffer *content, struct record_list *list)
{
    struct limit_set limits;
    limit_set_usual(&limits);
    limits.values[LIMIT_NAMELESS_KEYS] = most;
    limit_use(&limits);
    run_scan(buffer_bytes(content), list);
    limit_set_usual(&limits);
    limit_use(&limits);
}

START_TEST(bound_that_is_kept_is_not_spoken_of)
{
    struct buffer content = { 0 };
    struct record_list list = { 0 };
    put_heads(&content, MOST);
    scan_at_most(MOST, &content, &list);
    ck_assert_uint_eq(count_of(record_list_text(&list), "malformed@"), MOST);
    ck_assert_uint_eq(list.unread, 0);
    ck_assert_uint_eq(list.notes, 0);
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

/* The first and the last, and how many. */
START_TEST(those_past_the_bound_are_counted)
{
    static const struct {
        unsigned more;
        const char *last;
    } rows[] = { { 1, "malformed keys that are not told of: 1, this is the last" },
                 { 40, "malformed keys that are not told of: 40, this is the last" } };
    for (size_t i = 0; i < 2; i++) {
        struct buffer content = { 0 };
        struct record_list list = { 0 };
        put_heads(&content, MOST + rows[i].more);
        scan_at_most(MOST, &content, &list);
        const char *text = record_list_text(&list);
        ck_assert_msg(count_of(text, "malformed@") == MOST, "%s", text);
        ck_assert_msg(count_of(text, "the first that is not") == 1, "%s", text);
        ck_assert_msg(count_of(text, rows[i].last) == 1, "%s", text);
        ck_assert_uint_eq(list.unread, 1);
        ck_assert_uint_eq(list.notes, 1);
        ck_assert_int_eq(list.done.outcome, OUTCOME_BOUND);
        record_list_clear(&list);
        buffer_clear(&content);
    }
}
END_TEST

/* Each content of its own, so that what one file spent is not missing from the next. */
START_TEST(next_file_counts_anew)
{
    struct buffer content = { 0 };
    put_heads(&content, MOST);
    for (unsigned i = 0; i < 2; i++) {
        struct record_list list = { 0 };
        scan_at_most(MOST, &content, &list);
        ck_assert_uint_eq(count_of(record_list_text(&list), "malformed@"), MOST);
        ck_assert_uint_eq(list.unread, 0);
        record_list_clear(&list);
    }
    buffer_clear(&content);
}
END_TEST

/* A malformed key that says whose it is, and keys that are proven or closed. */
static const struct {
    const char *file, *verdict;
} behind[] = {
    { "candidates/p256.pem", "proven@" },
    { "candidates/rsa2048.pem", "proven@" },
    { "keys/encrypted/own-listed.pem", "encrypted@" },
};

START_TEST(key_behind_a_flood_of_them_is_found)
{
    struct buffer content = { 0 }, key = fixture_read(behind[_i].file);
    struct record_list list = { 0 };
    put_heads(&content, NAMELESS_KEYS_MAX / 8);
    must(buffer_append(&content, buffer_bytes(&key)));
    put_heads(&content, 5);
    scan_at_most(MOST, &content, &list);
    ck_assert_uint_eq(count_of(record_list_text(&list), "malformed@"), MOST);
    ck_assert_uint_eq(count_of(record_list_text(&list), behind[_i].verdict), 1);
    record_list_clear(&list);
    buffer_clear(&key);
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("nameless_keys");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_test(tests, bound_that_is_kept_is_not_spoken_of);
    tcase_add_test(tests, those_past_the_bound_are_counted);
    tcase_add_test(tests, next_file_counts_anew);
    tcase_add_loop_test(tests, key_behind_a_flood_of_them_is_found, 0,
                        (int)(sizeof(behind) / sizeof(behind[0])));
    return run_suite("nameless_keys", tests);
}
