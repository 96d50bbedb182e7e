#include "bytes/timestamp.h"

#include <inttypes.h>
#include <stdio.h>

#define DAY_SECONDS 86400
#define ERA_DAYS    146097 /* 400 years, after which the calendar repeats */
#define EPOCH_DAY   719468 /* 1970-01-01 in days since 0000-03-01 */

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned days_of(int64_t year, unsigned month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Years are counted from March, so that the leap day is the last of its year. */
bool timestamp_of_date(int64_t year, unsigned month, unsigned day, int64_t *seconds)
{
    if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > days_of(year, month)) {
        return false;
    }
    int64_t from_march = month > 2 ? year : year - 1;
    int64_t shifted = from_march + 400; /* never negative */
    int64_t of_era = shifted % 400;
    int64_t day_of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t days =
        (shifted / 400 - 1) * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
    *seconds = (days - EPOCH_DAY) * DAY_SECONDS;
    return true;
}

/* `count` digits, no more and no less. */
static bool take_digits(struct bytes *text, size_t count, unsigned *number)
{
    struct bytes digits;
    unsigned sum = 0;
    if (!bytes_take(text, count, &digits)) {
        return false;
    }
    for (size_t i = 0; i < digits.left; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9') {
            return false;
        }
        sum = sum * 10 + (unsigned)(digits.at[i] - '0');
    }
    *number = sum;
    return true;
}

/* One of the characters of `any`. */
static bool take_one(struct bytes *text, const char *any, char *taken)
{
    struct bytes one, rest = *text;
    if (!bytes_take(&rest, 1, &one)) {
        return false;
    }
    for (; *any != '\0'; any++) {
        if (one.at[0] == (uint8_t)*any) {
            *text = rest;
            *taken = *any;
            return true;
        }
    }
    return false;
}

static bool take_date(struct bytes *text, int64_t *seconds)
{
    unsigned year, month, day;
    char mark;
    return take_digits(text, 4, &year) && take_one(text, "-", &mark) &&
           take_digits(text, 2, &month) && take_one(text, "-", &mark) &&
           take_digits(text, 2, &day) && timestamp_of_date(year, month, day, seconds);
}

static bool skip_fraction(struct bytes *text)
{
    char mark;
    if (!take_one(text, ".", &mark)) {
        return true;
    }
    bool some = false;
    while (take_one(text, "0123456789", &mark)) {
        some = true;
    }
    return some;
}

static bool take_time(struct bytes *text, int64_t *seconds)
{
    unsigned hour, minute, second;
    char mark;
    if (!take_digits(text, 2, &hour) || !take_one(text, ":", &mark) ||
        !take_digits(text, 2, &minute) || !take_one(text, ":", &mark) ||
        !take_digits(text, 2, &second) || !skip_fraction(text)) {
        return false;
    }
    if (hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    *seconds = (int64_t)hour * 3600 + minute * 60 + second;
    return true;
}

static bool take_offset(struct bytes *text, int64_t *seconds)
{
    unsigned hour, minute;
    char sign, mark;
    if (!take_one(text, "Zz+-", &sign)) {
        return false;
    }
    if (sign == 'Z' || sign == 'z') {
        *seconds = 0;
        return true;
    }
    if (!take_digits(text, 2, &hour) || !take_one(text, ":", &mark) ||
        !take_digits(text, 2, &minute) || hour > 23 || minute > 59) {
        return false;
    }
    int64_t ahead = (int64_t)hour * 3600 + minute * 60;
    *seconds = sign == '-' ? -ahead : ahead;
    return true;
}

bool timestamp_read(struct bytes text, int64_t *seconds)
{
    int64_t date, time = 0, offset = 0;
    char mark;
    if (!take_date(&text, &date)) {
        return false;
    }
    if (text.left > 0 && (!take_one(&text, "Tt ", &mark) || !take_time(&text, &time) ||
                          !take_offset(&text, &offset) || text.left > 0)) {
        return false;
    }
    *seconds = date + time - offset;
    return true;
}

static int64_t floor_divide(int64_t number, int64_t by)
{
    return number / by - (number % by < 0 ? 1 : 0);
}

void timestamp_print(int64_t seconds, char text[TIMESTAMP_TEXT])
{
    int64_t days = floor_divide(seconds, DAY_SECONDS);
    int64_t time = seconds - days * DAY_SECONDS;
    days += EPOCH_DAY;
    int64_t era = floor_divide(days, ERA_DAYS);
    int64_t of_era = days - era * ERA_DAYS;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    int64_t day = of_year - (153 * month + 2) / 5 + 1;
    year += era * 400 + (month < 10 ? 0 : 1);
    month += month < 10 ? 3 : -9;
    (void)snprintf(text, TIMESTAMP_TEXT, "%04" PRId64 "-%02d-%02dT%02d:%02d:%02dZ", year,
                   (int)month, (int)day, (int)(time / 3600), (int)(time / 60 % 60),
                   (int)(time % 60));
}

int64_t timestamp_of_filetime(uint64_t ticks)
{
    return (int64_t)(ticks / 10000000) - INT64_C(11644473600);
}
