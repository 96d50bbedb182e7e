#include "candidates/payload/payload_plus.h"

#include "leaf_log.h"

#define ROW   "MHcCAQEEIObLW92AqkWunJXowVR2Z5/+uVPBaFHnEedDk5WJxk/BoAoGCCqGSM49" /* 64 */
#define BLANK "MHcCAQEEIObLW92AqkWunJXowVR2Z5/ uVPBaFHnEedDk5WJxk/BoAoGCCqGSM49"

static const struct {
    const char *what, *body;
    bool holds;
} rows[] = {
    { "a blank in each", "\n" BLANK "\n" BLANK "\nAwEH\n", true },
    { "in one of them", "\r\n" ROW "\r\n" BLANK "\r\nAwEH\r\n", true },
    { "fields before it", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: x,1\n\n" BLANK "\n" ROW "\n", true },
    { "a blank at the end", "\n" ROW "\n" ROW "\nab c\n",
      false }, /* of a row that shows no width */
    { "no blanks", "\n" ROW "\n" ROW "\nAwEH\n", false },
    { "one row", "\n" BLANK "\nAwEH\n", false },
    { "another width", "\n" BLANK "\n" BLANK "abcd\n", false },
    { "words",
      "\nthis is a line of nothing but words that are as wide as a row is\n"
      "this is a line of nothing but words that are as wide as a row is\n",
      false },
    { "other characters", "\n> " BLANK "\n> " BLANK "\n", false },
    { "narrow", "\nabcd efg\nabcd efg\n", false },
    { "nothing", "", false },
};

START_TEST(width_of_lines_tells)
{
    const size_t length = strlen(rows[_i].body);
    uint8_t *copy = exact_copy(rows[_i].body, length);
    ck_assert_msg(payload_plus_holds(bytes_over(copy, length)) == rows[_i].holds, "%s",
                  rows[_i].what);
    free(copy);
}
END_TEST

START_TEST(every_shorter_one)
{
    const char *body = rows[0].body;
    for (size_t length = 0; length < strlen(body); length++) {
        uint8_t *copy = exact_copy(body, length);
        ck_assert(payload_plus_holds(bytes_over(copy, length)) ==
                  (length >= strlen("\n" BLANK "\n" BLANK)));
        free(copy);
    }
}
END_TEST

static const char *const names[] = {
    "p256",          "p384",    "rsa1024",         "rsa2048",
    "rsa2048-pkcs8", "dsa1024", "ed25519-openssh", "rsa1024-aes128",
    "p256-encrypted"
};

START_TEST(key_that_went_through_a_form)
{
    const struct known_key *key = known_by_name(names[_i]);
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    size_t lost = 0;
    must(buffer_append(&text, buffer_bytes(&key->pem)));
    for (size_t i = 0; i < text.used; i++) {
        lost += text.at[i] == '+' ? 1 : 0;
        text.at[i] = text.at[i] == '+' ? ' ' : text.at[i];
    }
    ck_assert_uint_gt(lost, 0);
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_msg(log.keys == 1 && log.last == 0, "%.*s", (int)log.lines.used,
                  (const char *)log.lines.at);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

static void set_up(void)
{
    ck_assert(leaf_scan_prepare());
}

static void tear_down(void)
{
    forget_known();
    leaf_scan_release();
}

int main(void)
{
    TCase *tests = tcase_create("payload_plus");
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, width_of_lines_tells, 0, sizeof(rows) / sizeof(rows[0]));
    tcase_add_test(tests, every_shorter_one);
    tcase_add_loop_test(tests, key_that_went_through_a_form, 0, sizeof(names) / sizeof(names[0]));
    return suite_run("payload_plus", tests);
}
