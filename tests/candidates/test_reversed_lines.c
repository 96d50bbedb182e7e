/* Armour whose lines stand in the other order. */
#include "candidates/armour/reversed_lines.h"

#include "damage.h"
#include "leaf_bounds.h"

static void reverse_lines(struct bytes text, const char *between, struct buffer *into)
{
    while (text.left > 0) {
        text.left--; /* the line end */
        const uint8_t *before = memrchr(text.at, '\n', text.left);
        const size_t from = before != NULL ? (size_t)(before - text.at) + 1 : 0;
        must(buffer_append(into, bytes_over(text.at + from, text.left - from)));
        must(buffer_append(into, bytes_over(between, between[0] != '\0' ? strlen(between) : 1)));
        text.left = from;
    }
}

static void tac(struct bytes text, struct buffer *into)
{
    reverse_lines(text, "\n", into);
}

static void on_one_line(struct bytes text, struct buffer *into)
{
    put(into, "see\n");
    reverse_lines(text, " ", into);
}

/* As the pages of Vim have them. */
static void behind_zeros(struct bytes text, struct buffer *into)
{
    reverse_lines(text, "", into);
}

static void as_csv(struct bytes text, struct buffer *into)
{
    struct buffer lines = { 0 };
    unsigned number = 60;
    put(into, "time,message\n");
    reverse_lines(text, "\n", &lines);
    struct bytes rest = buffer_bytes(&lines);
    for (struct bytes line; bytes_take_until(&rest, '\n', &line);) {
        char time[64];
        snprintf(time, sizeof(time), "\"Nov 2, 2026 @ 10:00:00.0%u\",\"", number--);
        put(into, time);
        must(buffer_append(into, line));
        put(into, "\"\n");
    }
    buffer_clear(&lines);
}

static void as_json(struct bytes text, struct buffer *into)
{
    struct buffer lines = { 0 };
    put(into, "[\n");
    reverse_lines(text, "\n", &lines);
    struct bytes rest = buffer_bytes(&lines);
    for (struct bytes line; bytes_take_until(&rest, '\n', &line);) {
        put(into, " {\n  \"user\": \"U1\",\n  \"text\": \"");
        must(buffer_append(into, line));
        put(into, "\"\n },\n");
    }
    put(into, "]\n");
    buffer_clear(&lines);
}

static const struct damage ways[] = {
    { "tac", tac },       { "on_one_line", on_one_line }, { "behind_zeros", behind_zeros },
    { "as_csv", as_csv }, { "as_json", as_json },
};
#define WAYS ((int)(sizeof(ways) / sizeof(ways[0])))

static const char *const names[] = { "rsa2048", "p256", "p256-pkcs8", "rsa2048-pkcs8",
                                     "ed25519-openssh" };
#define NAMES (sizeof(names) / sizeof(names[0]))

START_TEST(key_is_found)
{
    for (size_t i = 0; i < NAMES; i++) {
        const struct known_key *key = known_by_name(names[i]);
        struct leaf_log log = { 0 };
        struct buffer text = { 0 };
        ways[_i].apply(buffer_bytes(&key->pem), &text);
        scan_leaf(&log, buffer_bytes(&text));
        ck_assert_msg(log.keys == 1 && strcmp(log.found_name, names[i]) == 0, "%s, %s: %zu\n%.*s",
                      ways[_i].name, names[i], log.keys, (int)log.lines.used,
                      (const char *)log.lines.at);
        buffer_clear(&text);
        log_clear(&log);
    }
    forget_known();
}
END_TEST

/* Behind each other as well, the newest first. */
START_TEST(two_keys_are_found)
{
    struct leaf_log log = { 0 };
    struct buffer both = { 0 }, text = { 0 };
    must(buffer_append(&both, buffer_bytes(&known_by_name("p256-pkcs8")->pem)) &&
         buffer_append(&both, buffer_bytes(&known_by_name("rsa2048-pkcs8")->pem)));
    tac(buffer_bytes(&both), &text);
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_eq(log.keys, 2);
    buffer_clear(&both);
    buffer_clear(&text);
    log_clear(&log);
    forget_known();
}
END_TEST

#define ROW64 "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2\n"

static const char *const refusals[] = {
    "-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----\n",
    "-----END PRIVATE KEY------BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY---------BEGIN PRIVATE KEY-----\n" ROW64,
    "-----END PRIVATE KEY----------BEGIN PRIVATE KEY-----\n" ROW64,
    "-----END PRIVATE KEY-----\nshort rows\n-----BEGIN PRIVATE KEY-----\n",
    "-----END PRIVATE KEY-----\n" ROW64 "-----BEGIN RSA PRIVATE KEY-----\n",
    "-----END RSA PRIVATE KEY-----\n" ROW64 "-----BEGIN PRIVATE KEY-----\n",
    "-----END CERTIFICATE-----\n" ROW64 "-----BEGIN CERTIFICATE-----\n",
    "-----END PRIVATE KEY-----\n-----BEGIN X-----\n" ROW64 "-----BEGIN PRIVATE KEY-----\n",
    "-----END PRIVATE KEY----\n" ROW64 "-----BEGIN PRIVATE KEY-----\n",
    "END PRIVATE KEY-----\n" ROW64 "-----BEGIN PRIVATE KEY-----\n",
    "-----END PRIVATE KEY-----\n" ROW64 "-----BEGIN PRIVATE KEY",
    ROW64 "-----BEGIN PRIVATE KEY-----\n",
};

static bool is_turned(const struct leaf_log *log)
{
    return log->lines.used > 0 && memmem(log->lines.at, log->lines.used, "reversed", 8) != NULL;
}

START_TEST(what_is_none_is_no_reading)
{
    struct leaf_log log = { 0 };
    const size_t length = strlen(refusals[_i]);
    uint8_t *copy = exact_copy(refusals[_i], length);
    scan_leaf(&log, bytes_over(copy, length));
    ck_assert_msg(!is_turned(&log), "%s", refusals[_i]);
    log_clear(&log);
    free(copy);
}
END_TEST

/* Keys in their own order, with rows of something between them, are read where they stand. */
START_TEST(armour_in_its_order_is_not_turned)
{
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    must(buffer_append(&text, buffer_bytes(&known_by_name("p256-pkcs8")->pem)));
    put(&text, ROW64);
    must(buffer_append(&text, buffer_bytes(&known_by_name("rsa2048-pkcs8")->pem)));
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_eq(log.keys, 2);
    ck_assert(!is_turned(&log));
    buffer_clear(&text);
    log_clear(&log);
    forget_known();
}
END_TEST

START_TEST(every_shorter_text_is_read_within_itself)
{
    struct buffer text = { 0 };
    ways[_i].apply(buffer_bytes(&known_by_name("p256")->pem), &text);
    check_shorter(buffer_bytes(&text), text.used, 1);
    buffer_clear(&text);
    forget_known();
}
END_TEST

static const char *const floods[] = {
    "-----BEGIN PRIVATE KEY-----\n",
    "-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----\n",
    "-----END PRIVATE KEY-----\n" ROW64 "-----BEGIN PRIVATE KEY-----\n",
};

START_TEST(a_flood_of_them_is_not_quadratic)
{
    check_flood(floods[_i]);
}
END_TEST

static void set_up(void)
{
    ck_assert(leaf_scan_prepare());
}

static void tear_down(void)
{
    leaf_scan_release();
}

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("reversed_lines");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, key_is_found, 0, WAYS);
    tcase_add_test(tests, two_keys_are_found);
    tcase_add_loop_test(tests, what_is_none_is_no_reading, 0, ROWS(refusals));
    tcase_add_test(tests, armour_in_its_order_is_not_turned);
    tcase_add_loop_test(tests, every_shorter_text_is_read_within_itself, 0, WAYS);
    tcase_add_loop_test(tests, a_flood_of_them_is_not_quadratic, 0, ROWS(floods));
    return suite_run("reversed_lines", tests);
}
