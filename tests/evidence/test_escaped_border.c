/* A long text in escapes is read in pieces: what stands where two of them meet is found too. */
#include "evidence/evidence_run.h"

#define WORDS "these are words between two keys, none of them means much. "

/* Each character as an escape of JSON. */
static void put_escaped(struct buffer *into, struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        char escape[8];
        snprintf(escape, sizeof(escape), "\\u%04x", text.at[i]);
        ck_assert(buffer_append_text(into, escape));
    }
}

/* Decodes to so many bytes; an escape in each line. */
static void put_lines(struct buffer *into, const char *line, size_t decoded)
{
    size_t made = 0;
    for (; made + strlen(line) < decoded; made += strlen(line) + 1) {
        ck_assert(buffer_append_text(into, line) && buffer_append_text(into, "\\n"));
    }
    for (; made < decoded; made++) {
        ck_assert(buffer_append_byte(into, '.'));
    }
}

static void expect_found(const struct buffer *text)
{
    struct record_list list = { 0 };
    run_scan(buffer_bytes(text), &list);
    const char *said = record_list_text(&list);
    ck_assert_msg(list.keys == 1 && list.unread == 0 && strncmp(said, "proven", 6) == 0, "%s",
                  said);
    record_list_clear(&list);
}

/* What shows that it is escaped; decodes to as many bytes. */
static size_t put_front(struct buffer *into)
{
    static const char row[] = "c29tZSB0ZXh0IGluIGJhc2U2NCwgYW5kIG5vIGtleSBhdCBhbGwsIG9mIHdoaWNoIG5v"
                              "dGhpbmcgaXMgdG8gYmUgZm91bmQsIHdoYXRldmVyIG9uZSBkb2Vz\n";
    put_escaped(into, bytes_over(row, sizeof(row) - 1));
    return sizeof(row) - 1;
}

/* The key stands over the border, ends at it, or begins there. */
START_TEST(key_over_the_border)
{
    struct buffer key = fixture_read("keys/traditional/ecdsap256-rfc9500.key"), text = { 0 };
    const size_t before = (size_t)_i * key.used / 4;
    const size_t front = put_front(&text);
    put_lines(&text, WORDS WORDS, ESCAPED_PIECE_MAX - before - front);
    put_escaped(&text, buffer_bytes(&key));
    put_lines(&text, WORDS WORDS, 4096);
    expect_found(&text);
    buffer_clear(&text);
    buffer_clear(&key);
}
END_TEST

/* The text goes on without words. */
START_TEST(key_where_no_words_are)
{
    struct buffer key = fixture_read("keys/traditional/ecdsap256-rfc9500.key"), text = { 0 };
    const size_t front = put_front(&text);
    put_lines(&text, "12;34;56;78;90", ESCAPED_PIECE_MAX - 100 - front);
    put_escaped(&text, buffer_bytes(&key));
    put_lines(&text, "12;34;56;78;90", 300000);
    expect_found(&text);
    buffer_clear(&text);
    buffer_clear(&key);
}
END_TEST

static void pass_reading(void *context, const char *decoding, struct bytes decoded, uint64_t offset,
                         uint64_t length)
{
    (void)context, (void)decoding, (void)offset, (void)length;
    ck_assert_uint_le(decoded.left, RUN_HELD_MAX);
}

static void count_unread(void *context, const struct fault *fault, uint64_t offset, uint64_t length)
{
    (void)offset;
    ck_assert(fault->outcome == OUTCOME_BOUND && length == 0);
    ++*(size_t *)context;
}

/* Where no words are a piece ends at last, which is said. */
START_TEST(longest_piece)
{
    static const struct leaf_scan_span whole = { .own_to = UINT64_MAX, .readings = true };
    char line[1000];
    struct buffer text = { 0 };
    size_t told = 0;
    const struct scan_sink sink = { .context = &told,
                                    .reading = pass_reading,
                                    .unread = count_unread };
    for (size_t i = 0; i < sizeof(line); i++) {
        line[i] = i + 1 == sizeof(line) ? '\0' : ";.-:"[i % 4];
    }
    (void)put_front(&text);
    put_lines(&text, line, RUN_HELD_MAX + 4096);
    struct leaf_scan *scan = leaf_scan_new(&sink, &whole);
    ck_assert_ptr_nonnull(scan);
    leaf_scan_whole(scan, buffer_bytes(&text));
    leaf_scan_free(scan);
    ck_assert_uint_eq(told, 1);
    buffer_clear(&text);
}
END_TEST

static void put_form(struct buffer *into, int form, unsigned character)
{
    char escape[16] = "";
    switch (form) {
    case 0:
        snprintf(escape, sizeof(escape), "\\u%04x", character);
        break;
    case 1:
        snprintf(escape, sizeof(escape), "%%%02X", character);
        break;
    case 2:
        snprintf(escape, sizeof(escape), "&#%u;", character);
        break;
    default:
        snprintf(escape, sizeof(escape), "&#x%x;", character);
    }
    ck_assert(buffer_append_text(into, escape));
}

/* Each way to escape each character; the text beside it is none. */
START_TEST(key_escaped_throughout)
{
    struct buffer key = fixture_read("keys/traditional/ecdsap256-rfc9500.key"), text = { 0 };
    ck_assert(buffer_append_text(&text, "It is here: \""));
    for (size_t i = 0; i < key.used; i++) {
        put_form(&text, _i, key.at[i]);
    }
    ck_assert(buffer_append_text(&text, "\" and ends there.\n"));
    expect_found(&text);
    buffer_clear(&text);
    buffer_clear(&key);
}
END_TEST

static void prepare(void)
{
    run_prepare("wrong\n");
}

int main(void)
{
    TCase *tests = tcase_create("escaped_border");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, key_over_the_border, 1, 4);
    tcase_add_test(tests, key_where_no_words_are);
    tcase_add_test(tests, longest_piece);
    tcase_add_loop_test(tests, key_escaped_throughout, 0, 4);
    return run_suite("escaped_border", tests);
}
