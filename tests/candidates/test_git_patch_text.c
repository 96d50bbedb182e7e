/* Binary patches of git in the middle of a text. */
#include "candidates/runs/git_patch_text.h"

#include <time.h>

#include "damage.h"
#include "git_patch_writer.h"
#include "leaf_log.h"
#include "limit.h"

/* The hunk to what is there now, and the one back to nothing, as of a file that was added. */
#define BACK "literal 0\nHcmV?d00001\n\n"

static void write_patch(struct bytes octets, struct buffer *into)
{
    put(into, "GIT binary patch\nliteral 1191\n");
    must(patch_append_rows(into, octets, ""));
    put(into, "\n" BACK);
}

/* The other way round: of one that was deleted. */
static void write_deletion(struct bytes octets, struct buffer *into)
{
    put(into, "GIT binary patch\n" BACK "delta 1191\n");
    must(patch_append_rows(into, octets, ""));
    put(into, "\n-- \n2.39.5\n");
}

static void bare(struct bytes text, struct buffer *into)
{
    put(into, "index 0000000..2f1c\n");
    must(buffer_append(into, text));
    put(into, "diff --git a/x b/x\n");
}

static void in_pre(struct bytes text, struct buffer *into)
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
    put(into, "{\"id\":1,\"patch\":\"index 0..2\\n");
    go_escaped(text, into);
    put(into, "\",\"next\":\"GIT\"}\n");
}

/* A mail program lets no blank stand at the end of a line. */
static void quoted_without_blanks(struct bytes text, struct buffer *into)
{
    for (size_t i = 0; i < text.left; i++) {
        if (i == 0 || text.at[i - 1] == '\n') {
            put(into, text.at[i] == '\n' ? ">" : "> ");
        }
        put_byte(into, text.at[i]);
    }
}

static const struct {
    const char *name;
    void (*apply)(struct bytes text, struct buffer *into);
} ways[] = {
#define W(name)                                                                                    \
    {                                                                                              \
#name, name                                                                                \
    }
    W(bare),           W(quote),      W(quote_tight),  W(quote_twice), W(quote_bar),
    W(indent),         W(indent_tab), W(number_colon), W(log_syslog),  W(log_iso),
    W(in_pre),         W(in_json),    W(in_go),        W(diff_plus),   W(quoted_without_blanks),
    W(line_ends_crlf),
#undef W
};
#define WAYS ((int)(sizeof(ways) / sizeof(ways[0])))

static void make(struct buffer *text, struct bytes octets, size_t way, bool deletion)
{
    struct buffer patch = { 0 };
    if (deletion) {
        write_deletion(octets, &patch);
    } else {
        write_patch(octets, &patch);
    }
    put(text, "\n");
    ways[way].apply(buffer_bytes(&patch), text);
    buffer_clear(&patch);
}

START_TEST(key_is_found)
{
    static const char *const names[] = { "rsa2048", "p256", "ed25519-pkcs8" };
    for (size_t i = 0; i < 2 * sizeof(names) / sizeof(names[0]); i++) {
        const struct known_key *key = known_by_name(names[i / 2]);
        struct buffer text = { 0 };
        struct leaf_log log = { 0 };
        make(&text, buffer_bytes(&key->content), (size_t)_i, i % 2 == 1);
        scan_leaf(&log, buffer_bytes(&text));
        ck_assert_msg(log.keys == 1, "%s, %s: %zu keys\n%.*s\n%.*s", ways[_i].name, names[i / 2],
                      log.keys, (int)log.lines.used, (const char *)log.lines.at, (int)text.used,
                      (const char *)text.at);
        log_clear(&log);
        buffer_clear(&text);
    }
    forget_known();
}
END_TEST

static const char *const refusals[] = {
    "GIT binary patch",
    "GIT binary patch\n",
    "GIT binary patch\nliteral 0",
    "GIT binary patch\nliteral 0\n\n",
    "GIT binary patch\nliterals 0\nHcmV?d00001\n",
    "GIT binary patch \nliteral 0\nHcmV?d00001\n",
    "GIT binary patches\nliteral 0\nHcmV?d00001\n",
    "> GIT binary patch\n| literal 0\n> HcmV?d00001\n",
    "GIT binary patch\nHcmV?d00001\n",
    "\"GIT binary patch\\n\"",
    "\"GIT binary patch\\nliteral 0\"",
    "\"GIT binary patch\\u000",
};

START_TEST(what_is_none_holds_nothing)
{
    struct leaf_log log = { 0 };
    const size_t length = strlen(refusals[_i]);
    uint8_t *copy = exact_copy(refusals[_i], length);
    scan_leaf(&log, bytes_over(copy, length));
    ck_assert_uint_eq(log.keys, 0);
    log_clear(&log);
    free(copy);
}
END_TEST

START_TEST(every_shorter_text_is_read_within_itself)
{
    struct buffer text = { 0 };
    make(&text, buffer_bytes(&known_by_name("p256")->content), (size_t)_i, _i % 2 == 1);
    for (size_t length = 0; length < text.used; length++) {
        uint8_t *copy = exact_copy(text.at, length);
        struct leaf_log log = { 0 };
        scan_leaf(&log, bytes_over(copy, length));
        ck_assert_uint_le(log.keys, 1);
        log_clear(&log);
        free(copy);
    }
    buffer_clear(&text);
    forget_known();
}
END_TEST

START_TEST(long_patch_is_one_reading_however_it_is_cut)
{
    static const size_t pieces[] = { 4099, 65536, 300000, SIZE_MAX };
    struct buffer text = { 0 }, octets = { 0 };
    struct leaf_log log = { 0 };
    const struct scan_sink sink = log_sink(&log);
    for (unsigned i = 0; i < (400u << 10); i++) {
        put_byte(&octets, (uint8_t)(i * i >> 7));
    }
    must(buffer_append(&octets, buffer_bytes(&known_by_name("rsa2048")->content)));
    make(&text, buffer_bytes(&octets), 1, false);
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
    ck_assert_uint_eq(log.found.offset, sizeof("literal 1191\n") - 1 + (400u << 10));
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
    for (unsigned i = 0; i < (1u << 20) + 100; i++) {
        put_byte(&octets, (uint8_t)(i * i >> 7));
    }
    make(&text, buffer_bytes(&octets), 0, false);
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
    "GIT binary patch\n",
    "GIT binary patch\nliteral 0\n",
    "GIT binary patch\nliteral 0\nHcmV?d00001\n",
    "GIT binary patch\\nliteral 0\\nHcmV?d00001\\n",
    "> GIT binary patch\n> literal 0\n> HcmV?d00001\n>\n",
    "GIT",
};
#define FLOOD ((size_t)1 << 20)

START_TEST(a_flood_of_them_is_not_quadratic)
{
    struct buffer text = { 0 };
    struct leaf_log log = { 0 };
    while (text.used < FLOOD) {
        put(&text, floods[_i]);
    }
    const clock_t begin = clock();
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_eq(log.keys, 0);
    ck_assert_int_lt((clock() - begin) / CLOCKS_PER_SEC, 20);
    log_clear(&log);
    buffer_clear(&text);
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
    TCase *tests = tcase_create("git_patch_text");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, key_is_found, 0, WAYS);
    tcase_add_loop_test(tests, what_is_none_holds_nothing, 0, ROWS(refusals));
    tcase_add_loop_test(tests, every_shorter_text_is_read_within_itself, 0, WAYS);
    tcase_add_loop_test(tests, long_patch_is_one_reading_however_it_is_cut, 0, 4);
    tcase_add_test(tests, bound_is_told);
    tcase_add_loop_test(tests, a_flood_of_them_is_not_quadratic, 0, ROWS(floods));
    return suite_run("git_patch_text", tests);
}
