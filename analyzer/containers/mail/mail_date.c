#include "containers/mail/mail_date.h"

#include <string.h>
#include <strings.h>

#include "bytes/ascii.h"
#include "bytes/text_word.h"

/* A date takes no more words than that; what follows is not looked at. */
#define WORDS_MAX 12

/* One number or word, with the sign before it or 0. */
struct word {
    struct bytes text;
    uint8_t sign;
};

struct moment {
    int year, month, day;     /* 0: not met */
    int hour, minute, second; /* hour -1: not met */
    int zone;                 /* minutes east of Greenwich */
    bool has_zone;
};

/* Behind a comment that begins before `at`; comments nest. */
static size_t skip_comment(struct bytes text, size_t at)
{
    size_t depth = 1;
    while (depth > 0 && at < text.left) {
        const uint8_t byte = text.at[at++];
        if (byte == '\\') {
            at += at < text.left ? 1 : 0;
            continue;
        }
        depth += byte == '(' ? 1 : 0;
        depth -= byte == ')' ? 1 : 0;
    }
    return at;
}

static bool take_word(struct bytes *text, struct word *word)
{
    size_t from = 0;
    uint8_t sign = 0;
    while (from < text->left && !ascii_is_digit(text->at[from]) &&
           !ascii_is_letter(text->at[from])) {
        sign = text->at[from++];
        from = sign == '(' ? skip_comment(*text, from) : from;
    }
    size_t to = from;
    if (from < text->left && ascii_is_digit(text->at[from])) {
        while (to < text->left && ascii_is_digit(text->at[to])) {
            to++;
        }
    } else {
        while (to < text->left && ascii_is_letter(text->at[to])) {
            to++;
        }
    }
    struct bytes before;
    if (!bytes_take(text, from, &before) || to == from) {
        return false;
    }
    word->sign = sign;
    return bytes_take(text, to - from, &word->text);
}

static bool word_is_number(const struct word *word)
{
    return ascii_is_digit(word->text.at[0]) && word->text.left <= 8;
}

static int word_number(const struct word *word)
{
    int number = 0;
    for (size_t i = 0; i < word->text.left; i++) {
        number = number * 10 + (word->text.at[i] - '0');
    }
    return number;
}

/* 1 to 12; 0 when the word is no month. Names may be spelt out. */
static int word_month(const struct word *word)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    return (int)text_word_among(word->text, names);
}

/* RFC 5322 section 4.3: named zones of North America; military letters and
 * what nobody knows count as -0000. */
static int named_zone(struct bytes name)
{
    static const struct {
        char name[4];
        int hours;
    } zones[] = { { "EST", -5 }, { "EDT", -4 }, { "CST", -6 }, { "CDT", -5 },
                  { "MST", -7 }, { "MDT", -6 }, { "PST", -8 }, { "PDT", -7 } };
    for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
        if (name.left == 3 && strncasecmp((const char *)name.at, zones[i].name, 3) == 0) {
            return zones[i].hours * 60;
        }
    }
    return 0;
}

/* RFC 5322 section 4.3: 00 to 49 is 20xx, other short years count from 1900. */
static int full_year(const struct word *word)
{
    int year = word_number(word);
    if (word->text.left >= 4) {
        return year;
    }
    return year + (word->text.left <= 2 && year < 50 ? 2000 : 1900);
}

/* A number that is neither behind a colon nor a zone: the day, then the year. */
static void put_day_or_year(struct moment *moment, const struct word *word)
{
    if (moment->day == 0 && word->text.left <= 2) {
        moment->day = word_number(word);
        return;
    }
    if (moment->year == 0) {
        moment->year = full_year(word);
    }
}

/* hour ":" minute [":" second]; takes the words behind the hour. */
static void put_time(struct moment *moment, const struct word *hour, struct bytes *text)
{
    struct word minute, second;
    struct bytes rest = *text;
    if (!take_word(&rest, &minute) || !word_is_number(&minute)) {
        return;
    }
    moment->hour = word_number(hour);
    moment->minute = word_number(&minute);
    *text = rest;
    if (rest.left > 0 && rest.at[0] == ':' && take_word(&rest, &second) &&
        word_is_number(&second)) {
        moment->second = word_number(&second);
        *text = rest;
    }
}

static void put_zone(struct moment *moment, const struct word *word)
{
    int digits = word_number(word);
    int minutes = digits / 100 * 60 + digits % 100;
    moment->zone = word->sign == '-' ? -minutes : minutes;
    moment->has_zone = true;
}

static void put_number(struct moment *moment, const struct word *word, struct bytes *text)
{
    if (moment->hour < 0 && text->left > 0 && text->at[0] == ':') {
        put_time(moment, word, text);
        return;
    }
    bool sign = word->sign == '+' || word->sign == '-';
    if (moment->hour >= 0 && sign && word->text.left == 4 && !moment->has_zone) {
        put_zone(moment, word);
        return;
    }
    put_day_or_year(moment, word);
}

static void put_name(struct moment *moment, const struct word *word)
{
    if (moment->month == 0 && moment->hour < 0) {
        moment->month = word_month(word);
        return;
    }
    if (moment->hour >= 0 && !moment->has_zone) {
        moment->zone = named_zone(word->text);
        moment->has_zone = true;
    }
}

static int month_days(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static bool moment_holds(const struct moment *moment)
{
    return moment->year >= 1900 && moment->year <= 9999 && moment->month >= 1 && moment->day >= 1 &&
           moment->day <= month_days(moment->year, moment->month) && moment->hour >= 0 &&
           moment->hour <= 23 && moment->minute <= 59 && moment->second <= 60;
}

/* Days since 1970-01-01 in the Gregorian calendar; years begin in March, so
 * that the leap day is the last of its year. */
static int64_t days_since_1970(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t m = month <= 2 ? month + 9 : month - 3;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

bool mail_date_read(struct bytes text, int64_t *seconds)
{
    struct moment moment = { .hour = -1 };
    struct word word;
    for (size_t words = 0; words < WORDS_MAX && take_word(&text, &word); words++) {
        if (!ascii_is_digit(word.text.at[0])) {
            put_name(&moment, &word);
        } else if (word_is_number(&word)) {
            put_number(&moment, &word, &text);
        }
    }
    if (!moment_holds(&moment)) {
        return false;
    }
    *seconds = days_since_1970(moment.year, moment.month, moment.day) * 86400 + moment.hour * 3600 +
               moment.minute * 60 + moment.second - (int64_t)moment.zone * 60;
    return true;
}

bool mail_date_of_received(struct bytes body, int64_t *seconds)
{
    const uint8_t *last = body.left > 0 ? memrchr(body.at, ';', body.left) : NULL;
    if (last == NULL) {
        return false;
    }
    struct bytes before;
    return bytes_take(&body, (size_t)(last - body.at) + 1, &before) &&
           mail_date_read(body, seconds);
}
