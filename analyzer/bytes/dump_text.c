#include "bytes/dump_text.h"

#include <string.h>

#include "bytes/ascii.h"
#include "bytes/hex_text.h"

/* Between two items, blanks not counted. */
#define MARKS_MAX       16
#define NAME_MAX_LENGTH 32
#define WORD_MAX_LENGTH 32
/* From its offset to its value, a line of `openssl asn1parse` is no longer. */
#define ASN1_LINE_MAX 64
/* Digits of a further line of a number: fewer could be a word. */
#define FURTHER_MIN 8
/* Digits behind `0x` that are no word: a letter behind them is of other text, that its line ran
 * into. */
#define LONG_MIN 24

/* In lower case, without what parts their words. */
static const struct {
    const char *text;
    enum dump_name name;
} names[] = {
    { "keytype", DUMP_KIND },
    { "curvename", DUMP_CURVE },
    { "n", DUMP_N },
    { "modulus", DUMP_N },
    { "publicmodulus", DUMP_N },
    { "e", DUMP_E },
    { "publicexponent", DUMP_E },
    { "d", DUMP_D },
    { "privateexponent", DUMP_D },
    { "p", DUMP_P },
    { "primep", DUMP_P },
    { "privatep", DUMP_P },
    { "q", DUMP_Q },
    { "primeq", DUMP_Q },
    { "privateq", DUMP_Q },
    { "dp", DUMP_EXPONENT1 },
    { "primeexponentp", DUMP_EXPONENT1 },
    { "dq", DUMP_EXPONENT2 },
    { "primeexponentq", DUMP_EXPONENT2 },
    { "qinv", DUMP_COEFFICIENT },
    { "crtcoefficient", DUMP_COEFFICIENT },
    { "privateinverseqmodp", DUMP_COEFFICIENT },
    { "g", DUMP_G },
    { "x", DUMP_X },
    { "publicaffinex", DUMP_X },
    { "y", DUMP_Y },
    { "publicy", DUMP_Y },
    { "publicaffiney", DUMP_Y },
    { "privatex", DUMP_SECRET },
    { "primes", DUMP_PRIMES },
    { "u", DUMP_REMARK }, /* p^-1 mod q: nobody needs it */
    { "params", DUMP_REMARK },
    { "curveparams", DUMP_REMARK },
    { "crtvalues", DUMP_REMARK },
    { "publickey", DUMP_REMARK },
    { "precomputed", DUMP_REMARK },
    { "curve", DUMP_REMARK },
};
#define NAMES (sizeof(names) / sizeof(names[0]))

static struct bytes behind(struct bytes text, size_t count)
{
    return count == 0 ? text : bytes_over(text.at + count, text.left - count);
}

static bool is_of(uint8_t character, const char *set)
{
    return character != '\0' && strchr(set, character) != NULL;
}

/* The operator of PHP that joins strings has blanks around it; that of a fraction has none. */
static bool is_joining_dot(struct bytes text, size_t at)
{
    return text.at[at] == '.' && at > 0 && ascii_is_space(text.at[at - 1]) && at + 1 < text.left &&
           ascii_is_space(text.at[at + 1]);
}

/* Blanks and what brackets and parts the items; SIZE_MAX where there is too much of it. */
static size_t marks_run(struct bytes text, const char *set)
{
    size_t marks = 0, at = 0;
    while (at < text.left && (ascii_is_space(text.at[at]) || is_of(text.at[at], set) ||
                              (*set != '\0' && is_joining_dot(text, at)))) {
        marks += ascii_is_space(text.at[at]) ? 0 : 1;
        at++;
    }
    return marks <= MARKS_MAX ? at : SIZE_MAX;
}

/* Words with blanks, `_` or nothing between them. `length`: of the name as it stands. */
static size_t name_at(struct bytes text, size_t *length)
{
    char plain[NAME_MAX_LENGTH];
    size_t count = 0, at = 0;
    for (; at < text.left && count < sizeof(plain) - 1; at++) {
        if (ascii_is_letter(text.at[at])) {
            plain[count++] = (char)(text.at[at] | 0x20);
        } else if (!is_of(text.at[at], " _-\"'")) {
            break;
        }
    }
    plain[count] = '\0';
    for (size_t i = 0; i < NAMES; i++) {
        if (strcmp(names[i].text, plain) == 0) {
            *length = at;
            return i;
        }
    }
    return NAMES;
}

static size_t digits_run(struct bytes text, bool decimal)
{
    size_t at = 0;
    while (at < text.left &&
           (decimal ? text.at[at] >= '0' && text.at[at] <= '9' : hex_digit(text.at[at]) >= 0)) {
        at++;
    }
    return at;
}

/* Digits that go on behind blanks, and are no name. */
static size_t further_run(struct bytes text, bool decimal)
{
    size_t blanks = 0;
    while (blanks < text.left && ascii_is_space(text.at[blanks])) {
        blanks++;
    }
    const struct bytes rest = behind(text, blanks);
    const size_t digits = digits_run(rest, decimal);
    const bool word =
        digits < rest.left && (ascii_is_letter(rest.at[digits]) || is_of(rest.at[digits], "=:_"));
    return blanks > 0 && digits >= FURTHER_MIN && !word ? blanks + digits : 0;
}

/* Does an item begin here? Lines that ran into each other show the name right behind the digits. */
static bool begins_item(struct bytes text)
{
    size_t length;
    return name_at(text, &length) < NAMES && length < text.left && text.at[length] == '=';
}

/* Decimal where a letter of hexadecimal is nowhere in it, 0x or not is for others to weigh. */
static bool take_number(struct bytes *text, struct dump_item *item)
{
    struct bytes rest = *text, sign, number;
    if (rest.left > 0 && rest.at[0] == '+' && !bytes_take(&rest, 1, &sign)) {
        return false;
    }
    const bool prefixed = rest.left > 2 && rest.at[0] == '0' && (rest.at[1] | 0x20) == 'x';
    rest = behind(rest, prefixed ? 2 : 0);
    const size_t hex = digits_run(rest, false);
    const bool decimal = !prefixed && digits_run(rest, true) == hex;
    size_t length = hex, more;
    while (length > 0 && (more = further_run(behind(rest, length), decimal)) > 0) {
        length += more;
    }
    if (length == 0 || !bytes_take(&rest, length, &number)) {
        return false;
    }
    if (rest.left > 0 && is_of(rest.at[0], "nL")) { /* what JavaScript and Python put behind it */
        rest = behind(rest, 1);
    }
    const bool ends = prefixed && (length >= LONG_MIN || begins_item(rest));
    if (rest.left > 0 && ascii_is_letter(rest.at[0]) && !ends) {
        return false;
    }
    item->number = number;
    item->prefixed = prefixed;
    *text = rest;
    return true;
}

static bool take_word(struct bytes *text, struct dump_item *item)
{
    size_t length = 0;
    while (length < text->left && length < WORD_MAX_LENGTH &&
           (ascii_is_letter(text->at[length]) ||
            (text->at[length] >= '0' && text->at[length] <= '9'))) {
        length++;
    }
    return length > 0 && bytes_take(text, length, &item->word);
}

/* Of a name that was read: behind `=` or `:`, maybe in brackets or quotes. */
static bool take_value(struct bytes *text, struct dump_item *item)
{
    struct bytes rest = *text, sign;
    const size_t blanks = marks_run(rest, "");
    rest = behind(rest, blanks);
    if (rest.left == 0 || !is_of(rest.at[0], "=:") || !bytes_take(&rest, 1, &sign)) {
        return false;
    }
    const bool bracketed = item->name >= DUMP_PRIMES;
    const size_t marks = marks_run(rest, bracketed ? "\"'[{(&" : "\"'");
    if (marks == SIZE_MAX) {
        return false;
    }
    struct bytes value = behind(rest, marks);
    if (item->name == DUMP_KIND || item->name == DUMP_CURVE) {
        if (!take_word(&value, item)) {
            return false;
        }
    } else if (!take_number(&value, item)) {
        if (item->name != DUMP_REMARK) {
            return false;
        }
        value = rest;
    }
    *text = value;
    return true;
}

/* Of the list that a number without a name would have stood in. */
static bool has_end(struct bytes skipped)
{
    for (size_t i = 0; i < skipped.left; i++) {
        if (is_of(skipped.at[i], ")]};")) {
            return true;
        }
    }
    return false;
}

/* `    7:d=1  hl=3 l= 129 prim: INTEGER           :C53F...`, deeper ones indented. */
static bool take_asn1_integer(struct bytes *text, struct dump_item *item)
{
    static const char depth[] = ":d=", kind[] = "prim:", integer[] = "INTEGER";
    struct bytes rest = behind(*text, marks_run(*text, "")), line;
    const size_t offset = digits_run(rest, true);
    if (offset == 0 || rest.left < offset + ASN1_LINE_MAX) {
        return false;
    }
    line = bytes_over(rest.at + offset, ASN1_LINE_MAX);
    const uint8_t *found = memmem(line.at, line.left, kind, sizeof(kind) - 1);
    if (memcmp(line.at, depth, sizeof(depth) - 1) != 0 || found == NULL ||
        memchr(line.at, '\n', (size_t)(found - line.at)) != NULL) {
        return false;
    }
    rest = behind(rest, (size_t)(found - rest.at) + sizeof(kind) - 1);
    rest = behind(rest, marks_run(rest, ""));
    if (rest.left < sizeof(integer) || memcmp(rest.at, integer, sizeof(integer) - 1) != 0) {
        return false;
    }
    rest = behind(rest, sizeof(integer) - 1);
    rest = behind(rest, marks_run(rest, ""));
    const struct bytes number = behind(rest, 1);
    const size_t digits = rest.left > 1 && rest.at[0] == ':' ? digits_run(number, false) : 0;
    if (digits == 0) {
        return false;
    }
    *item = (struct dump_item){ .name = DUMP_BARE,
                                .number = bytes_over(number.at, digits),
                                .prefixed = true };
    *text = behind(number, digits);
    return true;
}

bool dump_text_take(struct bytes *text, struct dump_item *item)
{
    /* The last three stood before lines that ran into each other. */
    static const char marks[] = ",;{}[]()\"'&+>|#";
    if (take_asn1_integer(text, item)) {
        return true;
    }
    const size_t skipped = marks_run(*text, marks);
    if (skipped == SIZE_MAX || skipped == text->left) {
        return false;
    }
    struct bytes rest = behind(*text, skipped);
    struct dump_item read = { .name = DUMP_BARE };
    size_t length;
    const size_t row = name_at(rest, &length);
    if (row < NAMES) {
        read.name = names[row].name;
        rest = behind(rest, length);
        if (!take_value(&rest, &read)) {
            return false;
        }
    } else if (has_end(bytes_over(text->at, skipped)) || !take_number(&rest, &read)) {
        return false;
    }
    *text = rest;
    *item = read;
    return true;
}
