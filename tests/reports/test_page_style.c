#include "suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What report.html begins with: its style sheet and its policy. */

#define TEXT_CONTRAST  4.5 /* WCAG 2.2, 1.4.3 */
#define SHAPE_CONTRAST 3.0 /* WCAG 2.2, 1.4.11: bars, edges of fields */

static const char *head(void)
{
    static char text[1 << 16];
    if (text[0] == '\0') {
        FILE *file = fopen(FIXTURES "/../analyzer/reports/page/head.html", "r");
        ck_assert_ptr_nonnull(file);
        text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
        fclose(file);
    }
    return text;
}

static const char *scheme(bool dark)
{
    const char *at = strstr(head(), dark ? "@media screen and (prefers-color-scheme: dark)"
                                         : ":root { color-scheme: light dark;");
    ck_assert_ptr_nonnull(at);
    return at;
}

/* WCAG 2.2, "relative luminance". */
static double channel(unsigned value)
{
    const double part = value / 255.0;
    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double luminance(bool dark, const char *name)
{
    char sought[32];
    unsigned red, green, blue, few;
    (void)snprintf(sought, sizeof(sought), "--%s: #", name);
    const char *at = strstr(scheme(dark), sought);
    ck_assert_ptr_nonnull(at);
    at += strlen(sought);
    if (strspn(at, "0123456789abcdef") == 3) {
        ck_assert_int_eq(sscanf(at, "%3x", &few), 1);
        red = (few >> 8) * 17, green = (few >> 4 & 15) * 17, blue = (few & 15) * 17;
    } else {
        ck_assert_uint_eq(strspn(at, "0123456789abcdef"), 6);
        ck_assert_int_eq(sscanf(at, "%2x%2x%2x", &red, &green, &blue), 3);
    }
    return 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
}

static double contrast(bool dark, const char *ink, const char *paper)
{
    const double one = luminance(dark, ink), other = luminance(dark, paper);
    return (fmax(one, other) + 0.05) / (fmin(one, other) + 0.05);
}

START_TEST(all_text_can_be_read_in_both_schemes)
{
    static const char *const pairs[][2] = {
        { "ink", "paper" },         { "ink", "band" },    { "soft", "paper" },
        { "soft", "band" },         { "link", "paper" },  { "link", "band" },
        { "alarm", "alarm-paper" }, { "alarm", "paper" }, { "ink", "alarm-paper" },
        { "link", "alarm-paper" },
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
        ck_assert_double_ge(contrast(false, pairs[i][0], pairs[i][1]), TEXT_CONTRAST);
        ck_assert_double_ge(contrast(true, pairs[i][0], pairs[i][1]), TEXT_CONTRAST);
    }
    ck_assert_double_ge(contrast(false, "bar", "paper"), SHAPE_CONTRAST);
    ck_assert_double_ge(contrast(true, "bar", "paper"), SHAPE_CONTRAST);
    ck_assert_double_ge(contrast(false, "alarm", "band"), SHAPE_CONTRAST);
    ck_assert_double_ge(contrast(true, "alarm", "band"), SHAPE_CONTRAST);
}
END_TEST

/* Of the ratio itself: black on white is 21. */
START_TEST(no_colour_stands_outside_the_two_schemes)
{
    const char *end = strstr(scheme(true), "} }");
    ck_assert_ptr_nonnull(end);
    for (const char *at = end; (at = strchr(at, '#')) != NULL; at++) {
        ck_assert(strspn(at + 1, "0123456789abcdef") < 3 || strncmp(at, "#certificates", 13) == 0);
    }
    ck_assert_ptr_null(strstr(end, "rgb("));
    ck_assert_double_gt(contrast(false, "ink", "paper"), 15);
    ck_assert_double_le(contrast(false, "ink", "paper"), 21);
}
END_TEST

/* A dark scheme would print pale letters on white paper. */
START_TEST(paper_is_always_light)
{
    const char *print = strstr(head(), "@media print {");
    ck_assert_ptr_nonnull(print);
    ck_assert_ptr_nonnull(strstr(print, ":root { color-scheme: light; }"));
    ck_assert_ptr_null(strstr(head(), "@media (prefers-color-scheme"));
}
END_TEST

START_TEST(nothing_from_outside_is_asked_for)
{
    ck_assert_ptr_nonnull(strstr(head(), "http-equiv=\"Content-Security-Policy\" "
                                         "content=\"default-src 'none'; style-src "
                                         "'unsafe-inline'; script-src 'unsafe-inline'; "
                                         "base-uri 'none'; form-action 'none'\""));
    ck_assert_ptr_nonnull(strstr(head(), "name=\"referrer\" content=\"no-referrer\""));
    ck_assert_ptr_null(strstr(head(), "url("));
    ck_assert_ptr_null(strstr(head(), "@import"));
    ck_assert_ptr_null(strstr(head(), "<link"));
}
END_TEST

/* `display` of a class would show what is marked as hidden. */
START_TEST(what_is_hidden_is_hidden)
{
    ck_assert_ptr_nonnull(strstr(head(), "[hidden] { display: none !important; }"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("page_style");
    tcase_add_test(tests, all_text_can_be_read_in_both_schemes);
    tcase_add_test(tests, no_colour_stands_outside_the_two_schemes);
    tcase_add_test(tests, paper_is_always_light);
    tcase_add_test(tests, nothing_from_outside_is_asked_for);
    tcase_add_test(tests, what_is_hidden_is_hidden);
    return suite_run("page_style", tests);
}
