#include "reports/page_text.h"

#include "suite.h"

#include <string.h>

#include "reports/page_chart.h"

/* What is put by `put`, as text; good until the next call. */
static const char *put_by(void (*put)(struct page *page, struct bytes text), const char *text,
                          size_t length)
{
    static char into[512];
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
    const struct chart_bar bars[3] = { { text, 5 }, { text, 3 }, { text, 1 } };
    page_chart_bars(page, "t", bars, 1, 1);
    page_chart_bars(page, "none", bars, 0, 4);
}

START_TEST(chart_escapes_its_labels)
{
    const char *chart = put_by(put_chart, "<a\"", 3);
    ck_assert_ptr_nonnull(strstr(chart, ">&lt;a&quot;</text>"));
    ck_assert_ptr_nonnull(strstr(chart, "width=\"356\" height=\"8\""));
    ck_assert_ptr_nonnull(strstr(chart, ">5</text>"));
    ck_assert_ptr_null(strstr(chart, "none"));
    ck_assert_ptr_null(strstr(chart, "<a"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("page_text");
    tcase_add_test(tests, text_is_never_markup);
    tcase_add_test(tests, data_does_not_end_its_script);
    tcase_add_test(tests, data_turns_no_direction);
    tcase_add_test(tests, chart_escapes_its_labels);
    return suite_run("page_text", tests);
}
