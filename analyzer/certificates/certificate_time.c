#include "certificates/certificate_time.h"

#include "bytes/der.h"

struct calendar {
    unsigned year, month, day, hour, minute, second;
};

/* Takes a decimal number of so many digits. */
static bool take_digits(struct bytes *from, size_t count, unsigned *number)
{
    struct bytes digits;
    if (!bytes_take(from, count, &digits)) {
        return false;
    }
    unsigned sum = 0;
    for (size_t i = 0; i < digits.left; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9') {
            return false;
        }
        sum = sum * 10 + (digits.at[i] - (unsigned)'0');
    }
    *number = sum;
    return true;
}

static bool next_is_digit(struct bytes from)
{
    return from.left > 0 && from.at[0] >= '0' && from.at[0] <= '9';
}

/* RFC 5280 section 4.1.2.5.1: 50 to 99 are of the twentieth century. */
static bool take_year(struct bytes *from, unsigned tag, unsigned *year)
{
    if (tag == DER_GENERALIZED_TIME) {
        return take_digits(from, 4, year);
    }
    unsigned number;
    if (!take_digits(from, 2, &number)) {
        return false;
    }
    *year = number >= 50 ? 1900 + number : 2000 + number;
    return true;
}

static bool is_leap(unsigned year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned days_of(unsigned year, unsigned month)
{
    static const unsigned days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool is_possible(const struct calendar *time)
{
    return time->month >= 1 && time->month <= 12 && time->day >= 1 &&
           time->day <= days_of(time->year, time->month) && time->hour <= 23 &&
           time->minute <= 59 && time->second <= 60;
}

static bool take_calendar(struct bytes *from, unsigned tag, struct calendar *time)
{
    time->second = 0;
    return take_year(from, tag, &time->year) && take_digits(from, 2, &time->month) &&
           take_digits(from, 2, &time->day) && take_digits(from, 2, &time->hour) &&
           take_digits(from, 2, &time->minute) &&
           (!next_is_digit(*from) || take_digits(from, 2, &time->second)) && is_possible(time);
}

static void skip_fraction(struct bytes *from)
{
    struct bytes octet;
    if (from->left == 0 || (from->at[0] != '.' && from->at[0] != ',') ||
        !bytes_take(from, 1, &octet)) {
        return;
    }
    while (next_is_digit(*from) && bytes_take(from, 1, &octet)) {
    }
}

/* Z, +hhmm or -hhmm: seconds that local time is ahead of UTC. */
static bool take_zone(struct bytes *from, int64_t *ahead)
{
    uint64_t sign;
    unsigned hours, minutes;
    if (!bytes_take_number(from, 1, &sign)) {
        return false;
    }
    if (sign == 'Z') {
        *ahead = 0;
        return from->left == 0;
    }
    if ((sign != '+' && sign != '-') || !take_digits(from, 2, &hours) ||
        !take_digits(from, 2, &minutes) || hours > 23 || minutes > 59 || from->left != 0) {
        return false;
    }
    int64_t seconds = (int64_t)hours * 3600 + (int64_t)minutes * 60;
    *ahead = sign == '+' ? seconds : -seconds;
    return true;
}

/* Days of the Gregorian calendar from 1970-01-01; years begin in March, so that the leap day is
 * the last of its year. */
static int64_t days_since_epoch(const struct calendar *time)
{
    int64_t year = (int64_t)time->year - (time->month <= 2 ? 1 : 0);
    int64_t month = ((int64_t)time->month + 9) % 12;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * month + 2) / 5 + time->day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool certificate_time_take(struct bytes *from, int64_t *seconds)
{
    struct bytes rest = *from, text;
    unsigned tag;
    struct calendar time;
    int64_t ahead;
    if (der_take_any(&rest, DER_LENIENT, &tag, &text, NULL) != OUTCOME_OK ||
        (tag != DER_UTC_TIME && tag != DER_GENERALIZED_TIME) || !take_calendar(&text, tag, &time)) {
        return false;
    }
    skip_fraction(&text);
    if (!take_zone(&text, &ahead)) {
        return false;
    }
    *seconds = days_since_epoch(&time) * 86400 + (int64_t)time.hour * 3600 +
               (int64_t)time.minute * 60 + time.second - ahead;
    *from = rest;
    return true;
}
