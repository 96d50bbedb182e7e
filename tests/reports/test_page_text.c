#include "reports/page_text.h"

#include "suite.h"

#include <string.h>

#include "reports/page_chart.h"
#include "reports/page_status.h"

/* What is put by `put`, as text; good until the next call. */
static const char *put_by(void (*put)(struct page *page, struct bytes text), const char *text,
                          size_t length)
{
    static char into[1024];
    struct output_file file = { .descriptor = -1 };
    struct page page = { .file = &file };
    uint8_t *copy = exact_copy(text, length);
    put(&page, bytes_over(copy, length));
    ck_assert(!page.failed && file.failure == 0);
    ck_assert_uint_lt(file.held.used, sizeof(into));
    if (file.held.used > 0) {
        memcpy(into, file.held.at, file.held.used);
    }
    into[file.held.used] = '\0';
    buffer_clear(&file.held);
    free(copy);
    return into;
}

static const char *text_of(const char *text)
{
    return put_by(page_put_text, text, strlen(text));
}

static const char *json_of(const char *text)
{
    return put_by(page_put_json, text, strlen(text));
}

START_TEST(text_is_never_markup)
{
    ck_assert_str_eq(text_of("<script>alert('1' & \"2\")</script>"),
                     "&lt;script&gt;alert(&#39;1&#39; &amp; &quot;2&quot;)&lt;/script&gt;");
    ck_assert_str_eq(text_of("plain, g\xc3\xbcnstig"), "plain, g\xc3\xbcnstig");
    ck_assert_str_eq(text_of("\x1b[2J\xff\xe2\x80\xae"), "%1B[2J%FF%E2%80%AE");
    ck_assert_str_eq(text_of("<"), "&lt;");
    ck_assert_str_eq(text_of(""), "");
    ck_assert_str_eq(put_by(page_put_text, "a\0b", 3), "a%00b");
}
END_TEST

/* Neither the end of the script nor the beginning of a comment stands in the data. */
START_TEST(data_does_not_end_its_script)
{
    ck_assert_str_eq(json_of("</script><!--"), "\"\\u003c/script>\\u003c!--\"");
    ck_assert_str_eq(json_of("say \"x\"\n"), "\"say \\\"x\\\"%0A\"");
    ck_assert_str_eq(json_of("\xff<"), "\"%FF\\u003c\"");
}
END_TEST

/* An escape of JSON would be undone by the script, and turn the line that it is shown in. */
START_TEST(data_turns_no_direction)
{
    ck_assert_str_eq(json_of("a\xe2\x80\xae"
                             "b"),
                     "\"a%E2%80%AEb\"");
    ck_assert_str_eq(json_of("a\xd8\x9c"
                             "b"),
                     "\"a%D8%9Cb\"");
    ck_assert_str_eq(json_of("\x1b[2J"), "\"%1B[2J\"");
}
END_TEST

static void put_chart(struct page *page, struct bytes text)
{
    const struct chart_bar bar = { text, 25000, false };
    page_chart_bars(page, "t", &bar, 1, 1);
    page_chart_bars(page, "none", &bar, 0, 4);
}

START_TEST(chart_escapes_its_labels)
{
    const char *chart = put_by(put_chart, "<a\"", 3);
    ck_assert_ptr_nonnull(strstr(chart, ">&lt;a&quot;</text>"));
    ck_assert_ptr_nonnull(strstr(chart, "width=\"356\" height=\"8\""));
    ck_assert_ptr_nonnull(strstr(chart, ">25,000</text>"));
    ck_assert_ptr_null(strstr(chart, "none"));
    ck_assert_ptr_null(strstr(chart, "<a"));
    ck_assert_ptr_null(strstr(chart, "class=\"act\""));
}
END_TEST

/* A drawing of its own ends where the number begins, however wide its letters are; what is cut
 * off is marked, and never within a character. */
START_TEST(chart_cuts_labels_before_their_numbers)
{
    const char *chart = put_by(put_chart, "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW\xc3\xbcW", 42);
    ck_assert_ptr_nonnull(strstr(chart, "<svg y=\"0\" width=\"296\" height=\"18\"><text"));
    ck_assert_ptr_nonnull(strstr(chart, "WWWW\xe2\x80\xa6</text></svg>"));
    ck_assert_ptr_nonnull(
        strstr(put_by(put_chart, "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW\xc3\xbc", 40),
               "WW\xc3\xbc</text></svg>"));
}
END_TEST

static void put_acting_chart(struct page *page, struct bytes text)
{
    const struct chart_bar bars[2] = { { text, 2, true }, { text, 1, false } };
    page_chart_bars(page, "t", bars, 2, 2);
}

START_TEST(chart_marks_what_has_to_be_acted_on)
{
    const char *chart = put_by(put_acting_chart, "a", 1), *marked = strstr(chart, "class=\"act\"");
    ck_assert_ptr_nonnull(marked);
    ck_assert_ptr_null(strstr(marked + 1, "class=\"act\""));
}
END_TEST

static void put_counts(struct page *page, struct bytes text)
{
    (void)text;
    static const uint64_t counts[] = { 0, 999, 1000, 25000, 1234567, UINT64_MAX };
    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
        page_put(page, i > 0 ? " " : "");
        page_put_count(page, counts[i]);
    }
}

START_TEST(counts_are_grouped_by_thousands)
{
    ck_assert_str_eq(put_by(put_counts, "", 0),
                     "0 999 1,000 25,000 1,234,567 18,446,744,073,709,551,615");
}
END_TEST

/* RFC 3339 within, for what reads pages. */
static void put_dates(struct page *page, struct bytes text)
{
    (void)text;
    page_put_date(page, 1793714400);
    page_put_date(page, 1798675201);
    page_put_date(page, INT64_MAX);
}

START_TEST(dates_are_in_words)
{
    ck_assert_str_eq(put_by(put_dates, "", 0),
                     "<time class=\"whole\" datetime=\"2026-11-03T14:00:00Z\">3 November 2026, "
                     "14:00 UTC</time>"
                     "<time class=\"whole\" datetime=\"2026-12-31T00:00:01Z\">31 December 2026, "
                     "00:00:01 UTC</time>unknown");
}
END_TEST

START_TEST(each_status_has_its_place)
{
    unsigned places = 0;
    for (size_t i = 0; i < PAGE_STATUSES; i++) {
        const enum certificate_status status = page_status_at(i);
        ck_assert_uint_eq(places >> status & 1, 0);
        places |= 1u << status;
        ck_assert_int_eq(i < PAGE_STATUSES_ACTING, status == STATUS_ROOT ||
                                                       status == STATUS_REVOKE_CA ||
                                                       status == STATUS_REVOKE);
    }
    ck_assert_uint_eq(places, (1u << STATUSES) - 2);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("page_text");
    tcase_add_test(tests, text_is_never_markup);
    tcase_add_test(tests, data_does_not_end_its_script);
    tcase_add_test(tests, data_turns_no_direction);
    tcase_add_test(tests, chart_escapes_its_labels);
    tcase_add_test(tests, chart_cuts_labels_before_their_numbers);
    tcase_add_test(tests, chart_marks_what_has_to_be_acted_on);
    tcase_add_test(tests, counts_are_grouped_by_thousands);
    tcase_add_test(tests, dates_are_in_words);
    tcase_add_test(tests, each_status_has_its_place);
    return suite_run("page_text", tests);
}
