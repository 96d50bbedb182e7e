#include "certificates/certificate_time.h"

#include <check.h>
#include <string.h>

#include "suite.h"

static const struct {
    const char *der;
    size_t length;
    int64_t seconds;
} times[] = {
    { "\x17\x0d"
      "700101000000Z",
      15, 0 },
    { "\x17\x0d"
      "491231235959Z",
      15, 2524607999 },
    { "\x17\x0d"
      "500101000000Z",
      15, -631152000 },
    { "\x18\x0f"
      "20500101000000Z",
      17, 2524608000 },
    { "\x18\x0f"
      "19491231235959Z",
      17, -631152001 },
    { "\x18\x0f"
      "99991231235959Z",
      17, 253402300799 },
    { "\x18\x0f"
      "00000101000000Z",
      17, -62167219200 },
    { "\x18\x0f"
      "20240229120000Z",
      17, 1709208000 },
    { "\x18\x0f"
      "20000229000000Z",
      17, 951782400 },
    { "\x17\x0b"
      "9601010000Z",
      13, 820454400 },
    { "\x17\x11"
      "700101020000+0130",
      19, 1800 },
    { "\x17\x11"
      "700101000000-0100",
      19, 3600 },
    { "\x18\x13"
      "20240229120000.123Z",
      21, 1709208000 },
};

START_TEST(time_is_read)
{
    uint8_t *copy = exact_copy(times[_i].der, times[_i].length);
    struct bytes from = bytes_over(copy, times[_i].length);
    int64_t seconds = 7;
    ck_assert(certificate_time_take(&from, &seconds));
    ck_assert_int_eq(seconds, times[_i].seconds);
    ck_assert_uint_eq(from.left, 0);
    for (size_t kept = 0; kept < times[_i].length; kept++) {
        struct bytes shorter = bytes_over(copy, kept);
        seconds = 7;
        ck_assert(!certificate_time_take(&shorter, &seconds));
        ck_assert_int_eq(seconds, 7);
        ck_assert_uint_eq(shorter.left, kept);
    }
    free(copy);
}
END_TEST

static const struct {
    const char *what;
    const char *der;
    size_t length;
} refusals[] = {
    { "another type",
      "\x16\x0d"
      "700101000000Z",
      15 },
    { "no zone",
      "\x17\x0c"
      "700101000000",
      14 },
    { "month 13",
      "\x17\x0d"
      "701301000000Z",
      15 },
    { "month 0",
      "\x17\x0d"
      "700001000000Z",
      15 },
    { "day 0",
      "\x17\x0d"
      "700100000000Z",
      15 },
    { "30 February",
      "\x18\x0f"
      "20240230000000Z",
      17 },
    { "29 February of no leap year",
      "\x18\x0f"
      "21000229000000Z",
      17 },
    { "hour 24",
      "\x17\x0d"
      "700101240000Z",
      15 },
    { "minute 60",
      "\x17\x0d"
      "700101006000Z",
      15 },
    { "a letter",
      "\x17\x0d"
      "70O101000000Z",
      15 },
    { "more behind the zone",
      "\x17\x0e"
      "700101000000Z0",
      16 },
    { "half a zone",
      "\x17\x0f"
      "700101000000+01",
      17 },
};

START_TEST(no_time_is_refused)
{
    struct bytes from = bytes_over(refusals[_i].der, refusals[_i].length);
    int64_t seconds = 7;
    ck_assert_msg(!certificate_time_take(&from, &seconds), "%s", refusals[_i].what);
    ck_assert_int_eq(seconds, 7);
    ck_assert_uint_eq(from.left, refusals[_i].length);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("time");
    tcase_add_loop_test(tests, time_is_read, 0, (int)(sizeof(times) / sizeof(times[0])));
    tcase_add_loop_test(tests, no_time_is_refused, 0,
                        (int)(sizeof(refusals) / sizeof(refusals[0])));
    return suite_run("certificate_time", tests);
}
