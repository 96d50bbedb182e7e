#include "containers/streams/section_stream.h"

#include "containers/part_recorder.h"
#include "suite.h"

/* Lines that are `|` alone separate. */
static bool bar_separates(void *context, struct bytes rest, bool after_empty_line)
{
    (void)context;
    (void)after_empty_line;
    return rest.left >= 2 && rest.at[1] == '\n';
}
static const uint8_t bar[] = { '|', '|', '|' };
static const struct line_judge taking = { bar, bar_separates, true };
static const struct line_judge leaving = { bar, bar_separates, false };

static const struct {
    const char *text, *content;
    const struct line_judge *judge;
    bool first_line, separator;
} cases[] = {
    { "a\nb\n|\nc", "a\nb", &taking, true, true },
    { "a\nb\n|\nc", "a\nb\n", &leaving, true, true },
    { "a\r\nb\r\n|\nc", "a\r\nb", &taking, true, true },
    { "|\nc", "", &taking, true, true },
    { "|\nc\n|\n", "|\nc", &taking, false, true },
    { "\n|\n", "", &taking, true, true },
    { "\r\n|\n", "", &taking, true, true },
    { "a|\n|b\n|", "a|\n|b\n|", &taking, true, false },
    { "a\r", "a\r", &taking, true, false },
    { "a\n", "a\n", &taking, true, false },
    { "a\r\r\n|\n", "a\r", &taking, true, true },
    { "", "", &taking, true, false },
};

START_TEST(sections_end_before_the_separator)
{
    for (size_t grain = 1; grain < 9; grain++) {
        struct dribble_stream dribble;
        struct section_stream section;
        struct buffer held = { 0 };
        dribble_stream_init(&dribble, bytes_over(cases[_i].text, strlen(cases[_i].text)), grain);
        section_stream_init(&section, &dribble.stream, cases[_i].judge, NULL, cases[_i].first_line);
        ck_assert_uint_eq(section_stream_extent(&section), strlen(cases[_i].content));
        ck_assert(stream_hold(&section.stream, UINT64_MAX, &held));
        ck_assert_msg(bytes_equal(buffer_bytes(&held),
                                  bytes_over(cases[_i].content, strlen(cases[_i].content))),
                      "%s: %.*s", cases[_i].text, (int)held.used, (const char *)held.at);
        ck_assert(section_stream_finish(&section) == cases[_i].separator);
        ck_assert_uint_eq(dribble.stream.offset, strlen(cases[_i].content));
        buffer_clear(&held);
    }
}
END_TEST

/* One section within the other, each asked for as much as may be asked, at
 * every place where the window can end. */
START_TEST(sections_show_as_much_as_any_stream)
{
    struct buffer text = { 0 };
    size_t length = 2 * STREAM_AHEAD_MAX + 3000;
    for (size_t i = 0; i < length; i++) {
        record_require(buffer_append_byte(&text, i % 37 == 0 ? '\n' : i % 37 == 1 ? '|' : 'x'));
    }
    ck_assert(buffer_append_text(&text, "\n|\nbehind"));
    struct dribble_stream dribble;
    struct section_stream outer, inner;
    dribble_stream_init(&dribble, buffer_bytes(&text), 1);
    section_stream_init(&outer, &dribble.stream, &taking, NULL, true);
    section_stream_init(&inner, &outer.stream, &taking, NULL, true);
    uint64_t offset = 0;
    size_t step = 1;
    while (offset < length) {
        size_t left = length - (size_t)offset;
        size_t most = left < STREAM_AHEAD_MAX ? left : STREAM_AHEAD_MAX;
        struct bytes seen = stream_ahead(&inner.stream, STREAM_AHEAD_MAX);
        ck_assert_uint_ge(seen.left, most);
        ck_assert_int_eq(memcmp(seen.at, text.at + offset, most), 0);
        step = step * 5 < most ? step * 5 : most;
        stream_consume(&inner.stream, step);
        offset += step;
    }
    ck_assert_uint_eq(stream_ahead(&inner.stream, 1).left, 0);
    ck_assert(!section_stream_finish(&inner));
    ck_assert(section_stream_finish(&outer));
    buffer_clear(&text);
}
END_TEST

START_TEST(a_span_is_no_longer_than_its_stream)
{
    struct memory_stream memory;
    struct section_stream span;
    memory_stream_init(&memory, bytes_over("abcdef", 6));
    section_stream_init_span(&span, &memory.stream, 4);
    ck_assert_uint_eq(stream_ahead(&span.stream, 100).left, 4);
    (void)section_stream_finish(&span);
    ck_assert_uint_eq(memory.stream.offset, 4);
    section_stream_init_span(&span, &memory.stream, 4);
    ck_assert_uint_eq(stream_ahead(&span.stream, 100).left, 2);
    (void)section_stream_finish(&span);
    ck_assert_uint_eq(memory.stream.offset, 6);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("section_stream");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, sections_end_before_the_separator, 0,
                        (int)(sizeof(cases) / sizeof(cases[0])));
    tcase_add_test(tests, sections_show_as_much_as_any_stream);
    tcase_add_test(tests, a_span_is_no_longer_than_its_stream);
    return suite_run("section_stream", tests);
}
