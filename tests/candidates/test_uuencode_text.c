/* Uuencoded keys in the middle of a text. */
#include "candidates/runs/uuencode_text.h"

#include "damage.h"
#include "leaf_bounds.h"
#include "limit.h"

static uint8_t digit(unsigned value)
{
    return (uint8_t)((value & 63) + ' ');
}

/* As uuencode of BSD and Perl writes it: zeros are blanks, which stand at the end of lines, too. */
static void uuencode(struct bytes octets, struct buffer *into)
{
    put(into, "begin 644 k.key\n");
    for (struct bytes row; octets.left > 0;) {
        uint8_t full[48] = { 0 };
        must(bytes_take(&octets, octets.left < 45 ? octets.left : 45, &row));
        memcpy(full, row.at, row.left);
        put_byte(into, digit((unsigned)row.left));
        for (size_t i = 0; i < row.left; i += 3) {
            put_byte(into, digit(full[i] >> 2));
            put_byte(into, digit((unsigned)full[i] << 4 | full[i + 1] >> 4));
            put_byte(into, digit((unsigned)full[i + 1] << 2 | full[i + 2] >> 6));
            put_byte(into, digit(full[i + 2]));
        }
        put(into, "\n");
    }
    put(into, "`\nend\n");
}

static void bare(struct bytes text, struct buffer *into)
{
    put(into, "Here it is:\n\n");
    must(buffer_append(into, text));
    put(into, "\nyours\n");
}

static void in_html(struct bytes text, struct buffer *into)
{
    put(into, "<pre>");
    must(buffer_append(into, text));
    put(into, "</pre>\n");
}

/* As Go writes it. */
SUBSTITUTION(go_escaped, { '\n', "\\n" }, { '\\', "\\\\" }, { '"', "\\\"" }, { '<', "\\u003c" },
             { '>', "\\u003e" }, { '&', "\\u0026" })

static void in_go(struct bytes text, struct buffer *into)
{
    put(into, "{\"id\":1,\"text\":\"hi\\n");
    go_escaped(text, into);
    put(into, "\",\"next\":\"begin\"}\n");
}

static void with_a_line_lost(struct bytes text, struct buffer *into)
{
    const uint8_t *end = memchr(text.at, '\n', text.left);
    const size_t head = (size_t)(end - text.at) + 1;
    quote(bytes_over(text.at, head + 62), into);
    put(into, "> what is no line of it\n");
    quote(bytes_over(text.at + head + 62, text.left - head - 62), into);
}

SUBSTITUTION(with_entities, { '<', "&lt;" }, { '>', "&gt;" }, { '&', "&amp;" })
SUBSTITUTION(with_all_entities, { '<', "&lt;" }, { '>', "&gt;" }, { '&', "&amp;" },
             { '"', "&quot;" }, { '\'', "&#39;" })
SUBSTITUTION(with_breaks, { '\n', "<br>\n" }, { '<', "&lt;" }, { '>', "&gt;" }, { '&', "&amp;" })
SUBSTITUTION(with_returns, { '\n', "\r" })

static void in_page(struct bytes text, struct buffer *into)
{
    put(into, "<pre>\n");
    with_entities(text, into);
    put(into, "</pre>\n");
}

static void in_template(struct bytes text, struct buffer *into)
{
    put(into, "<pre>\n");
    with_all_entities(text, into);
    put(into, "</pre>\n");
}

static void page_at_the_front(struct bytes text, struct buffer *into)
{
    with_entities(text, into);
}

static void in_broken_page(struct bytes text, struct buffer *into)
{
    put(into, "<p>hello<br>\n");
    with_breaks(text, into);
    put(into, "</p>\n");
}

static void in_old_text(struct bytes text, struct buffer *into)
{
    put(into, "hello\r");
    with_returns(text, into);
    put(into, "yours\r");
}

static void old_text_at_the_front(struct bytes text, struct buffer *into)
{
    with_returns(text, into);
}

/* As it stands for itself, it is a content; but not with this. */
static void damaged_at_the_front(struct bytes text, struct buffer *into)
{
    const uint8_t *end = memchr(text.at, '\n', text.left);
    const size_t head = (size_t)(end - text.at) + 1;
    must(buffer_append(into, bytes_over(text.at, head + 62)));
    put(into, "garbled line here\n");
    must(buffer_append(into, bytes_over(text.at + head + 62, text.left - head - 62)));
}

static void first_row_damaged(struct bytes text, struct buffer *into)
{
    const uint8_t *end = memchr(text.at, '\n', text.left);
    const size_t head = (size_t)(end - text.at) + 1;
    must(buffer_append(into, bytes_over(text.at, head)));
    put(into, "garbled line here\n");
    must(buffer_append(into, bytes_over(text.at + head, text.left - head)));
}

static const struct {
    const char *name;
    void (*apply)(struct bytes text, struct buffer *into);
} ways[] = {
#define W(name)                                                                                    \
    {                                                                                              \
#name, name                                                                                \
    }
    W(bare),
    W(quote),
    W(quote_tight),
    W(quote_twice),
    W(quote_bar),
    W(indent),
    W(indent_tab),
    W(number_colon),
    W(log_syslog),
    W(log_iso),
    W(in_html),
    W(in_json),
    W(in_go),
    W(diff_plus),
    W(line_ends_crlf),
    W(with_a_line_lost),
    W(in_page),
    W(in_template),
    W(page_at_the_front),
    W(in_broken_page),
    W(in_old_text),
    W(old_text_at_the_front),
    W(damaged_at_the_front),
    W(first_row_damaged),
#undef W
};
#define WAYS ((int)(sizeof(ways) / sizeof(ways[0])))

static void make(struct buffer *text, struct bytes octets, size_t way)
{
    struct buffer file = { 0 };
    uuencode(octets, &file);
    if (strstr(ways[way].name, "at_the_front") == NULL) {
        put(text, "\n");
    }
    ways[way].apply(buffer_bytes(&file), text);
    buffer_clear(&file);
}

START_TEST(key_is_found)
{
    static const char *const names[] = { "rsa2048", "p256", "ed25519-pkcs8" };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct known_key *key = known_by_name(names[i]);
        const struct bytes contents[] = { buffer_bytes(&key->pem), buffer_bytes(&key->content) };
        /* Behind the line that was lost a full one follows. */
        const bool lost =
            ways[_i].apply == with_a_line_lost || ways[_i].apply == damaged_at_the_front;
        const bool few = lost && contents[1].left < 100;
        for (size_t j = 0; j < (few ? 1 : 2); j++) {
            struct buffer text = { 0 };
            struct leaf_log log = { 0 };
            make(&text, contents[j], (size_t)_i);
            scan_leaf(&log, buffer_bytes(&text));
            ck_assert_msg(log.keys == 1, "%s, %s: %zu keys\n%.*s\n%.*s", ways[_i].name, names[i],
                          log.keys, (int)log.lines.used, (const char *)log.lines.at, (int)text.used,
                          (const char *)text.at);
            log_clear(&log);
            buffer_clear(&text);
        }
    }
    forget_known();
}
END_TEST

static const char *const refusals[] = {
    "begin 644 k.key",
    "x\nbegin 644 k.key\n",
    "x\nbegin 644 k.key\nend\n",
    "x\nbegin 644 k.key\nhello\nend\n",
    "x\n> begin 644 k.key\n| #0V%T\n> end\n",
    "x\nbegin 644 k.key\n#0V%T\n`\nend\n", /* too little for a key */
    "x\nbegin the 644 k.key\n#0V%T\n",
    "\"begin 644 k.key\\n\"",
    "\"begin 644 k.key\\nhello\\n\"",
    "\"begin 644 k.key\\u000",
};

START_TEST(what_is_none_is_no_reading)
{
    struct leaf_log log = { 0 };
    const size_t length = strlen(refusals[_i]);
    uint8_t *copy = exact_copy(refusals[_i], length);
    scan_leaf(&log, bytes_over(copy, length));
    ck_assert_msg(log.readings == 0, "%s", refusals[_i]);
    log_clear(&log);
    free(copy);
}
END_TEST

/* Where nothing is damaged, what stands at the front of a leaf is told by the reader of contents.
 */
START_TEST(content_is_no_reading)
{
    struct buffer text = { 0 };
    struct leaf_log log = { 0 };
    uuencode(buffer_bytes(&known_by_name("rsa2048")->content), &text);
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_eq(log.readings, 0);
    log_clear(&log);
    buffer_clear(&text);
    forget_known();
}
END_TEST

START_TEST(every_shorter_text_is_read_within_itself)
{
    struct buffer text = { 0 };
    make(&text, buffer_bytes(&known_by_name("p256")->content), (size_t)_i);
    check_shorter(buffer_bytes(&text), text.used, 1);
    buffer_clear(&text);
    forget_known();
}
END_TEST

START_TEST(long_file_is_one_reading_however_it_is_cut)
{
    static const size_t pieces[] = { 4099, 65536, 300000, SIZE_MAX };
    struct buffer text = { 0 }, octets = { 0 };
    struct leaf_log log = { 0 };
    const struct scan_sink sink = log_sink(&log);
    put(&octets, "PK\3\4");
    for (unsigned i = 0; i < (400u << 10); i++) {
        put_byte(&octets, (uint8_t)(i * i >> 7));
    }
    must(buffer_append(&octets, buffer_bytes(&known_by_name("rsa2048")->content)));
    make(&text, buffer_bytes(&octets), 1);
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
    ck_assert_uint_eq(log.found.offset, 4 + (400u << 10));
    leaf_scan_free(scan);
    log_clear(&log);
    buffer_clear(&text);
    buffer_clear(&octets);
    forget_known();
}
END_TEST

START_TEST(bound_is_told)
{
    struct limit_set few;
    const struct limit_row *row;
    struct buffer text = { 0 }, octets = { 0 };
    struct leaf_log log = { 0 };
    limit_set_usual(&few);
    ck_assert_int_eq(limit_read("run-bytes=1M", &few, &row), LIMIT_READ);
    limit_use(&few);
    put(&octets, "PK\3\4");
    for (unsigned i = 0; i < (1u << 20) + 100; i++) {
        put_byte(&octets, (uint8_t)(i * i >> 7));
    }
    make(&text, buffer_bytes(&octets), 0);
    scan_leaf(&log, buffer_bytes(&text));
    limit_set_usual(&few);
    limit_use(&few);
    ck_assert_uint_eq(log.unread, 1);
    ck_assert_uint_eq(log.readings, 1);
    log_clear(&log);
    buffer_clear(&text);
    buffer_clear(&octets);
}
END_TEST

static const char *const floods[] = {
    "begin 644 k\n", "begin 644 k\n#0V%T\n", "begin 644 k\\n#0V%T\\n", "> begin 644 k\n> #0V%T\n",
    "begin 644 k",
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
    TCase *tests = tcase_create("uuencode_text");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, key_is_found, 0, WAYS);
    tcase_add_loop_test(tests, what_is_none_is_no_reading, 0, ROWS(refusals));
    tcase_add_loop_test(tests, every_shorter_text_is_read_within_itself, 0, WAYS);
    tcase_add_loop_test(tests, long_file_is_one_reading_however_it_is_cut, 0, 4);
    tcase_add_test(tests, content_is_no_reading);
    tcase_add_test(tests, bound_is_told);
    tcase_add_loop_test(tests, a_flood_of_them_is_not_quadratic, 0, ROWS(floods));
    return suite_run("uuencode_text", tests);
}
