/* What stands between rows of base64, and behind the last one: each test is a cause that once
 * lost a key, or gave it twice. */
#include "bytes/base64.h"
#include "candidates/runs/run_gap.h"
#include "damage.h"
#include "leaf_log.h"
#include "markup_damage.h"

static struct bytes over(const char *text)
{
    return bytes_over(text, strlen(text));
}

/* The `+` is the first character of its row, though it looks like the line end before it. */
START_TEST(escaped_plus_at_the_front_of_a_row)
{
    static const char text[] = "&#10;&#43;yULRnVRaSJx6NWYaBaS5FwvRvoC";
    const struct run_gap gap =
        run_gap_read(over(text), 64, over("-----BEGIN SERVER KEY-----&#10;"));
    ck_assert_uint_eq(gap.length, 10);
    ck_assert_int_eq(gap.character, '+');
    ck_assert(gap.new_line);
    /* The same before each row is no character. */
    const struct run_gap mark = run_gap_read(over(text), 64, over("&#43;"));
    ck_assert_uint_eq(mark.length, 10);
    ck_assert_int_eq(mark.character, 0);
}
END_TEST

/* The cells of a table behind a key that was taken are longer than a short key. */
START_TEST(cells_behind_a_key_are_no_reading)
{
    const struct known_key *key = known_by_name("ed25519-openssh");
    struct leaf_log log = { 0 };
    struct buffer open = { 0 }, text = { 0 };
    no_end(buffer_bytes(&key->pem), &open);
    markup_cell(buffer_bytes(&open), &text);
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_eq(log.keys, 1);
    ck_assert_msg(log.readings == 0, "%.*s", (int)log.lines.used, (const char *)log.lines.at);
    buffer_clear(&open);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

/* Without armour, in a log: the last row has four characters, as many as the year before it. */
START_TEST(year_before_a_last_row_of_four)
{
    const struct known_key *key = known_by_name("p256");
    struct leaf_log log = { 0 };
    struct buffer line = { 0 }, rows = { 0 }, text = { 0 };
    base64(buffer_bytes(&key->content), 0, STANDARD, &line);
    while (line.used > 0 && line.at[line.used - 1] == '\n') {
        line.used--;
    }
    must(buffer_append(&rows, bytes_over(line.at, line.used - 4)) &&
         buffer_append(&rows, over("\n")) &&
         buffer_append(&rows, bytes_over(line.at + line.used - 4, 4)) &&
         buffer_append(&rows, over("\n")));
    log_iso(buffer_bytes(&rows), &text);
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_msg(log.keys == 1 && log.last == 0, "%.*s", (int)log.lines.used,
                  (const char *)log.lines.at);
    buffer_clear(&line);
    buffer_clear(&rows);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

/* Of an archive: rows with `/` or `+` so near each other that none of them is long enough to be
 * seen stand before the first one that is, and rows begin with one. */
START_TEST(first_row_full_of_escapes)
{
    static const char rows_of_archive[] =
        "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4A3/Az9dADkZSEhq/qOiHcp9YHj6DG5Sh1mqXxIj5IEs"
        "NtdF40fGvbg/501u5ELJevscWPc6jAiiZrb50MldQlmWmp4ShG3PnkZ5T756XeTzssP59MoZm+rX"
        "/L8pkoMRz/RDZAAARrFCU/T5oPgHm1rwnPzTl2RWX9iZHZsoV5nbOKZaO8v4UpoIDxN/4JsIvsYe";
    static void (*const layouts[])(struct bytes from,
                                   struct buffer * into) = { base64_crcrlf, base64_crcrlf,
                                                             base64_wrapped, base64_spaces };
    static void (*const escapes[])(struct bytes from,
                                   struct buffer * into) = { escape_json_slash, escape_percent,
                                                             escape_percent, escape_json_slash };
    const struct known_key *key = known_by_name("p256");
    struct leaf_log log = { 0 };
    struct buffer content = { 0 }, rows = { 0 }, text = { 0 };
    must(base64_decode(over(rows_of_archive), &content) && buffer_append_byte(&content, 1));
    must(buffer_append(&content, buffer_bytes(&key->content)));
    layouts[_i](buffer_bytes(&content), &rows);
    escapes[_i](buffer_bytes(&rows), &text);
    scan_leaf(&log, buffer_bytes(&text));
    must(buffer_append_byte(&log.lines, 0));
    ck_assert_msg(strstr((const char *)log.lines.at, "key p256 172+121") != NULL, "%.*s",
                  (int)log.lines.used, (const char *)log.lines.at);
    buffer_clear(&content);
    buffer_clear(&rows);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

/* A key within a row is a part of something: that is shown with the key in it. */
START_TEST(key_within_escaped_rows)
{
    const struct known_key *key = known_by_name("p256");
    struct leaf_log log = { 0 };
    struct buffer content = { 0 }, rows = { 0 }, text = { 0 };
    must(base64_decode(over("MIIECQIBAzCCA78GCSqGSIb3DQEHAaCCA7AEggOsMIIDqDCCAqIG"), &content));
    must(buffer_append(&content, buffer_bytes(&key->content)));
    must(base64_decode(over("qyFHMuEFr/Sn/ctxhomv9Byv97Dw"), &content));
    base64_diff(buffer_bytes(&content), &rows);
    escape_percent(buffer_bytes(&rows), &text);
    scan_leaf(&log, buffer_bytes(&text));
    must(buffer_append_byte(&log.lines, 0));
    ck_assert_msg(strstr((const char *)log.lines.at, "  key p256 39+121") != NULL, "%.*s",
                  (int)log.lines.used, (const char *)log.lines.at);
    buffer_clear(&content);
    buffer_clear(&rows);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

/* Quoted, and then shown on a page. */
START_TEST(element_quoted_on_a_page)
{
    static const char element[] = "<DSAKeyValue>\n<P>\nhvXKA9z+siUGP/gwoMdpud2dYVOtkdfOJ3k=\n</P>\n"
                                  "<X>\nQRYCyxmmzMNElNedmO8eftWvJfc=\n</X>\n</DSAKeyValue>";
    struct known_key *key = &known[known_count++];
    struct leaf_log log = { 0 };
    struct buffer rows = { 0 }, text = { 0 };
    *key = (struct known_key){ .name = "element" };
    must(buffer_append(&key->content, over(element)) && buffer_append(&rows, over("KEY\n")));
    must(buffer_append(&rows, over(element)) && buffer_append(&rows, over("\n")));
    quote(buffer_bytes(&rows), &text);
    buffer_reset(&rows);
    markup_break_joined(buffer_bytes(&text), &rows);
    scan_leaf(&log, buffer_bytes(&rows));
    ck_assert_msg(log.keys == 1, "%.*s", (int)log.lines.used, (const char *)log.lines.at);
    buffer_clear(&rows);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

static void set_up(void)
{
    ck_assert(leaf_scan_prepare());
    know("ed25519-openssh");
    know("p256");
}

static void tear_down(void)
{
    forget_known();
    leaf_scan_release();
}

int main(void)
{
    TCase *tests = tcase_create("row_ends");
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, escaped_plus_at_the_front_of_a_row);
    tcase_add_test(tests, cells_behind_a_key_are_no_reading);
    tcase_add_test(tests, year_before_a_last_row_of_four);
    tcase_add_loop_test(tests, first_row_full_of_escapes, 0, 4);
    tcase_add_test(tests, key_within_escaped_rows);
    tcase_add_test(tests, element_quoted_on_a_page);
    return suite_run("row_ends", tests);
}
