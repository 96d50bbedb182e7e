#include <string.h>

#include "bytes/timestamp.h"
#include "suite.h"

static const struct {
    const char *text;
    int64_t seconds;
    const char *printed; /* NULL: as it was read */
} good[] = {
    { "1970-01-01T00:00:00Z", 0, NULL },
    { "2026-11-23T22:45:51Z", 1795473951, NULL },
    { "1969-12-31T23:59:59Z", -1, NULL },
    { "2000-02-29T12:00:00Z", 951825600, NULL },
    { "0000-01-01T00:00:00Z", -62167219200, NULL },
    { "9999-12-31T23:59:59Z", 253402300799, NULL },
    { "1985-04-12T23:20:50.52Z", 482196050, "1985-04-12T23:20:50Z" }, /* RFC 3339 section 5.8 */
    { "1996-12-19T16:39:57-08:00", 851042397, "1996-12-20T00:39:57Z" },
    { "1990-12-31T23:59:60Z", 662688000, "1991-01-01T00:00:00Z" },
    { "1937-01-01T12:00:27.87+00:20", -1041337173, "1937-01-01T11:40:27Z" },
    { "2026-11-23t22:45:51z", 1795473951, "2026-11-23T22:45:51Z" },
    { "2026-11-23 22:45:51+00:00", 1795473951, "2026-11-23T22:45:51Z" },
    { "2026-11-23", 1795392000, "2026-11-23T00:00:00Z" },
};

START_TEST(times_are_read_and_printed)
{
    int64_t seconds;
    char text[TIMESTAMP_TEXT];
    ck_assert(timestamp_read(bytes_over(good[_i].text, strlen(good[_i].text)), &seconds));
    ck_assert_int_eq(seconds, good[_i].seconds);
    timestamp_print(seconds, text);
    ck_assert_str_eq(text, good[_i].printed != NULL ? good[_i].printed : good[_i].text);
}
END_TEST

START_TEST(other_texts_are_refused)
{
    static const char *const bad[] = {
        "",
        "now",
        "2026",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-11-31T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-11-00T00:00:00Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T22:60:00Z",
        "2026-11-23T22:45:61Z",
        "2026-11-23T22:45:51",
        "2026-11-23T22:45Z",
        "2026-11-23T22:45:51.Z",
        "2026-11-23T22:45:51+0100",
        "2026-11-23T22:45:51+24:00",
        "2026-11-23T22:45:51Z ",
        "26-11-23T22:45:51Z",
        "2026/11/23T22:45:51Z",
        "+2026-11-23T22:45:51Z",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        int64_t seconds = 7;
        ck_assert_msg(!timestamp_read(bytes_over(bad[i], strlen(bad[i])), &seconds), "%s", bad[i]);
        ck_assert_int_eq(seconds, 7);
    }
}
END_TEST

START_TEST(every_shorter_time_is_refused)
{
    const char *whole = "1937-01-01T12:00:27.87+00:20";
    for (size_t length = 0; length < strlen(whole); length++) {
        uint8_t *copy = exact_copy(whole, length);
        int64_t seconds = 7;
        ck_assert_int_eq(timestamp_read(bytes_over(copy, length), &seconds), length == 10);
        free(copy);
    }
}
END_TEST

START_TEST(each_day_of_two_eras_follows_the_one_before)
{
    static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t expected = -62167219200;
    for (int64_t year = 0; year < 800; year++) {
        for (unsigned month = 1; month <= 12; month++) {
            bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
            unsigned last = days[month - 1] + (month == 2 && leap ? 1 : 0);
            for (unsigned day = 1; day <= last; day++) {
                int64_t seconds = INT64_MIN;
                bool read = timestamp_of_date(year, month, day, &seconds);
                if (!read || seconds != expected) { /* an assertion each would take long */
                    ck_abort_msg("%d-%u-%u", (int)year, month, day);
                }
                expected += 86400;
            }
        }
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("timestamp");
    tcase_add_loop_test(tests, times_are_read_and_printed, 0,
                        (int)(sizeof(good) / sizeof(good[0])));
    tcase_add_test(tests, other_texts_are_refused);
    tcase_add_test(tests, every_shorter_time_is_refused);
    tcase_add_test(tests, each_day_of_two_eras_follows_the_one_before);
    return suite_run("timestamp", tests);
}
