/* Keys in strings of octets as dumps of MySQL have them. */
#include "candidates/runs/sql_string.h"

#include "leaf_bounds.h"
#include "limit.h"
#include "sql_damage.h"

static const char *const keys[] = { "rsa2048", "p256",          "p256-pkcs8",
                                    "p384",    "ed25519-pkcs8", "p256-encrypted" };
/* As leaf_scan.c goes on. */
#define STEP ((size_t)64 << 10)
#define KEYS ((int)(sizeof(keys) / sizeof(keys[0])))

static const struct damage ways[] = {
    { "dumped", sql_dumped },
    { "dumped_old", sql_dumped_old },
    { "quotes_doubled", sql_quotes_doubled },
};
#define WAYS ((int)(sizeof(ways) / sizeof(ways[0])))

static void expect_key(struct bytes text, const char *key, const char *how)
{
    struct leaf_log log = { 0 };
    scan_leaf(&log, text);
    ck_assert_msg(log.keys == 1 && strcmp(log.found_name, key) == 0, "%s, %s: %zu keys\n%.*s", how,
                  key, log.keys, (int)log.lines.used, (const char *)log.lines.at);
    log_clear(&log);
}

START_TEST(key_of_a_column_is_found)
{
    const char *key = keys[_i % KEYS];
    struct buffer text = { 0 };
    ways[_i / KEYS].apply(buffer_bytes(&known_by_name(key)->content), &text);
    expect_key(buffer_bytes(&text), key, ways[_i / KEYS].name);
    buffer_clear(&text);
    forget_known();
}
END_TEST

/* As other programs and people write them. */
START_TEST(key_in_other_quotes_is_found)
{
    static const struct {
        const char *before, *behind;
    } quotes[] = { { "VALUES (1,_binary'", "');\n" }, { "VALUES (1,_BINARY'", "');\n" },
                   { "VALUES (1,E'", "');\n" },       { "SET a=_binary\"", "\";\n" },
                   { "VALUES (1,\"", "\");\n" },      { "VALUES (1, _binary \"", "\");\n" } };
    for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++) {
        struct buffer text = { 0 };
        put(&text, quotes[i].before);
        mysql_escaped(buffer_bytes(&known_by_name("rsa2048")->content), &text);
        put(&text, quotes[i].behind);
        expect_key(buffer_bytes(&text), "rsa2048", quotes[i].before);
        buffer_clear(&text);
    }
    forget_known();
}
END_TEST

/* Without quotation marks: a file, a line or a column that begins with it. */
START_TEST(key_without_quotes_is_found)
{
    static const char *const before[] = { "", "1\t", "1\ta\n", "\n" };
    static const char *const known_names[] = { "rsa2048", "p256-pkcs8" };
    for (size_t i = 0; i < sizeof(known_names) / sizeof(known_names[0]); i++) {
        struct buffer text = { 0 };
        put(&text, before[_i]);
        mysql_column(buffer_bytes(&known_by_name(known_names[i])->content), &text);
        put(&text, "\t1\n");
        expect_key(buffer_bytes(&text), known_names[i], before[_i]);
        buffer_clear(&text);
    }
    forget_known();
}
END_TEST

static void put_strings(struct buffer *text, const char *before)
{
    put(text, before);
    sql_dumped(buffer_bytes(&known_by_name("rsa2048")->content), text);
}

/* What begins before it, and does not end, hides no string. */
START_TEST(string_behind_others_is_found)
{
    static const char *const before[] = {
        "-- what is _binary 'x\\0? An introducer.\n",
        "VALUES (_binary '',_binary 'a\\0',",
        "VALUES ('PK\\0",
        "VALUES (_binary '\\\\',",
        "VALUES (_binary '''\\'',",
        "0\x82\xff\xff\x02\x01\\0",
        "\n0\x82\xff\xff\x02\x01\x01",
    };
    struct buffer text = { 0 };
    put_strings(&text, before[_i]);
    expect_key(buffer_bytes(&text), "rsa2048", before[_i]);
    buffer_clear(&text);
    forget_known();
}
END_TEST

/* Seen with the last octets of a step, while another one that never ends is open. */
START_TEST(string_over_a_step_is_read)
{
    for (size_t at = STEP - 12; at <= STEP; at++) {
        struct buffer text = { 0 };
        struct leaf_log log = { 0 };
        put(&text, "('PK\3\4\\0");
        while (text.used < at) {
            put_byte(&text, 'a');
        }
        put(&text, "_binary '\xfd"
                   "7zXZ\\0aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd');\n");
        scan_leaf(&log, buffer_bytes(&text));
        ck_assert_msg(log.readings == 2, "%zu: %zu readings", at, log.readings);
        log_clear(&log);
        buffer_clear(&text);
    }
}
END_TEST

/* Armour is found where it stands, and once. */
START_TEST(armour_in_a_string_is_no_reading)
{
    struct buffer text = { 0 };
    struct leaf_log log = { 0 };
    sql_dumped(buffer_bytes(&known_by_name("rsa2048")->pem), &text);
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_eq(log.keys, 1);
    ck_assert_uint_eq(log.readings, 0);
    log_clear(&log);
    buffer_clear(&text);
    forget_known();
}
END_TEST

static const struct {
    const char *text;
    size_t length, readings;
} strings[] = {
#define S(text, readings)                                                                          \
    {                                                                                              \
        text, sizeof(text) - 1, readings                                                           \
    }
    S("(_binary '\x1f\x8b\x08\\0aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd')", 1),
    S("('\x1f\x8b\x08\\0aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd')", 1),
    S("('PK\3\4\\0aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd')", 1),
    S("('\xfe\xed\xfe\xed\\0aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd')", 1),
    S("('PK\3\4\\0aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd", 1), /* the dump is cut off */
    S("('PK\3\4\\0aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd\\", 1),
    S("('PK\3\4aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd')", 0),    /* nothing was escaped */
    S("('PK\3\4\\0aaaaaaaaaabbbbbbbbbb')", 0),                     /* too short for a key */
    S("x'PK\3\4\\0aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd')", 0), /* an octet of something */
    S("(\"PK\3\4\\0aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd\")", 1),
    S("(\"PK\3\4\\0aaaaaaaaaabbbbbbbbbb\"ccccccccccdddddddddd')", 0), /* ends with its own */
    S("e\"PK\3\4\\0aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd\")", 1),
    S("ae'PK\3\4\\0aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd')", 0),
    S("(\\'PK\3\4\\0aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd')", 0),
    S("(_binary '\xff\xd8\xff\xe0\\0\x10JFIF\\0\1\1\1\\0H\\0H\\0\\0\xff\xdb\\0C\\0\5\3\4\4\4\3"
      "\5\4\4\4\5\5\5\6\7\x0c\x08\7\7\7\7\x0f\x0b\x0b\x09\x0c\x11\x0f')",
      0),
#undef S
};

START_TEST(string_is_a_reading_where_it_is_worth_one)
{
    struct leaf_log log = { 0 };
    uint8_t *copy = exact_copy(strings[_i].text, strings[_i].length);
    scan_leaf(&log, bytes_over(copy, strings[_i].length));
    ck_assert_msg(log.readings == strings[_i].readings, "%s: %.*s", strings[_i].text,
                  (int)log.lines.used, (const char *)log.lines.at);
    log_clear(&log);
    free(copy);
}
END_TEST

/* Half a mebibyte of one string, with the key at its end. */
static void build_long(struct buffer *text)
{
    struct buffer octets = { 0 };
    put(&octets, "PK\3\4");
    for (unsigned i = 0; i < (512u << 10); i++) {
        put_byte(&octets, (uint8_t)(i * i >> 7));
    }
    must(buffer_append(&octets, buffer_bytes(&known_by_name("rsa2048")->content)));
    sql_dumped(buffer_bytes(&octets), text);
    buffer_clear(&octets);
}

START_TEST(long_string_is_one_reading_however_it_is_cut)
{
    static const size_t pieces[] = { 4099, 65536, 300000, SIZE_MAX };
    struct buffer text = { 0 };
    struct leaf_log log = { 0 };
    const struct scan_sink sink = log_sink(&log);
    build_long(&text);
    struct leaf_scan *scan = leaf_scan_new(&sink, &whole_leaf);
    ck_assert_ptr_nonnull(scan);
    for (struct bytes rest = buffer_bytes(&text), piece; rest.left > 0;) {
        ck_assert(bytes_take(&rest, pieces[_i] < rest.left ? pieces[_i] : rest.left, &piece));
        uint8_t *copy = exact_copy(piece.at, piece.left);
        leaf_scan_push(scan, bytes_over(copy, piece.left));
        free(copy);
    }
    leaf_scan_finish(scan);
    ck_assert_uint_eq(log.readings, 1);
    ck_assert_uint_eq(log.keys, 1);
    ck_assert_uint_eq(log.found.offset, 4 + (512u << 10));
    leaf_scan_free(scan);
    log_clear(&log);
    buffer_clear(&text);
    forget_known();
}
END_TEST

/* What begins in a range is read to its end by the one that has its front. */
START_TEST(string_over_ranges_is_delivered_once)
{
    struct buffer text = { 0 };
    build_long(&text);
    for (uint64_t from = 0, keys_found = 0; from <= 200000; from += 100000) {
        struct leaf_log log = { 0 };
        const struct scan_sink sink = log_sink(&log);
        const struct leaf_scan_span span = { .own_from = from,
                                             .own_to = from + 100000,
                                             .readings = true };
        struct leaf_scan *scan = leaf_scan_new(&sink, &span);
        ck_assert_ptr_nonnull(scan);
        for (struct bytes rest = buffer_bytes(&text), piece;
             rest.left > 0 && leaf_scan_wants_more(scan);) {
            ck_assert(bytes_take(&rest, rest.left < 30000 ? rest.left : 30000, &piece));
            leaf_scan_push(scan, piece);
        }
        leaf_scan_finish(scan);
        keys_found += log.keys;
        ck_assert_uint_eq(keys_found, 1);
        leaf_scan_free(scan);
        log_clear(&log);
    }
    buffer_clear(&text);
    forget_known();
}
END_TEST

/* More than is held: the front is read, and the rest is told. */
START_TEST(bound_is_told)
{
    struct limit_set few;
    const struct limit_row *row;
    struct buffer text = { 0 };
    struct leaf_log log = { 0 };
    limit_set_usual(&few);
    ck_assert_int_eq(limit_read("run-bytes=1M", &few, &row), LIMIT_READ);
    limit_use(&few);
    put(&text, "('PK\3\4\\0");
    for (unsigned i = 0; i < (1u << 20) + 100; i++) {
        put_byte(&text, 'a');
    }
    put(&text, "')");
    scan_leaf(&log, buffer_bytes(&text));
    limit_set_usual(&few);
    limit_use(&few);
    ck_assert_uint_eq(log.unread, 1);
    ck_assert_uint_eq(log.readings, 1);
    log_clear(&log);
    buffer_clear(&text);
}
END_TEST

START_TEST(every_shorter_text_is_read_within_itself)
{
    struct buffer text = { 0 };
    ways[_i].apply(buffer_bytes(&known_by_name("rsa2048")->content), &text);
    check_shorter(buffer_bytes(&text), 80, 7);
    buffer_clear(&text);
    forget_known();
}
END_TEST

static const char *const floods[] = {
    "_binary '",         "_binary '\\0",  "'PK", "\n0\x82\xff\xff\x02\x01\\0",
    "'0\x82\xff\xff\\0", "','\x1f\x8b\\0"
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
    TCase *tests = tcase_create("sql_string");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, key_in_other_quotes_is_found);
    tcase_add_loop_test(tests, key_of_a_column_is_found, 0, WAYS * KEYS);
    tcase_add_loop_test(tests, key_without_quotes_is_found, 0, 4);
    tcase_add_loop_test(tests, string_behind_others_is_found, 0, 7);
    tcase_add_test(tests, string_over_a_step_is_read);
    tcase_add_test(tests, armour_in_a_string_is_no_reading);
    tcase_add_loop_test(tests, string_is_a_reading_where_it_is_worth_one, 0, ROWS(strings));
    tcase_add_loop_test(tests, long_string_is_one_reading_however_it_is_cut, 0, 4);
    tcase_add_test(tests, string_over_ranges_is_delivered_once);
    tcase_add_test(tests, bound_is_told);
    tcase_add_loop_test(tests, every_shorter_text_is_read_within_itself, 0, WAYS);
    tcase_add_loop_test(tests, a_flood_of_them_is_not_quadratic, 0, ROWS(floods));
    return suite_run("sql_string", tests);
}
