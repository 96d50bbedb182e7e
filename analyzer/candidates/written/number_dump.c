#include <string.h>

#include "bytes/ascii.h"
#include "bytes/dump_text.h"
#include "bytes/hex_text.h"
#include "candidates/written/written_form_row.h"

/* How far behind its front the first long number begins, with escapes and quoting, and how long
 * it is at least. */
#define NUMBER_REACH 256
#define DIGITS_MIN   24
/* How far before `private exponent` the modulus begins: of RSA-16384 in decimal 5 KB. */
#define MODULUS_REACH ((size_t)12 << 10)
#define ITEM_FRONT    64

/* The words that anchors stand in, and what the dump then begins with; NULL: with the word. */
static const struct {
    const char *word;
    size_t anchor;  /* of the triple in it */
    size_t skipped; /* of the word, where the first item begins */
    const char *first;
} marks[] = {
    { "key_type", 1, 0, NULL },
    { "RsaKey(n=", 4, 7, NULL },
    { "PrivateKey(", 8, 11, NULL },
    { "PublicKey:{", 7, 0, NULL },
    { "private exponent", 9, 0, "odulus" },
    { "privateExponent", 8, 0, "odulus" },
};
#define MARKS (sizeof(marks) / sizeof(marks[0]))

static size_t mark_at(struct bytes text, size_t anchor, size_t *from)
{
    for (size_t i = 0; i < MARKS; i++) {
        const size_t length = strlen(marks[i].word);
        if (anchor >= marks[i].anchor && text.left - (anchor - marks[i].anchor) >= length &&
            memcmp(text.at + anchor - marks[i].anchor, marks[i].word, length) == 0) {
            *from = anchor - marks[i].anchor;
            return i;
        }
    }
    return MARKS;
}

/* Where the items begin that have this mark in or before them. */
static size_t dump_front(struct bytes text, size_t mark, size_t from)
{
    const char *first = marks[mark].first;
    if (first == NULL) {
        return from + marks[mark].skipped;
    }
    const size_t length = strlen(first), least = from > MODULUS_REACH ? from - MODULUS_REACH : 0;
    for (size_t at = from; at > least + 1; at--) {
        if (memcmp(text.at + at - 1, first, length) == 0) {
            return at - 2; /* "modulus" or "Modulus" */
        }
    }
    return from;
}

static bool has_number(struct bytes text)
{
    const size_t end = text.left < NUMBER_REACH ? text.left : NUMBER_REACH;
    size_t digits = 0;
    for (size_t at = 0; at < end && digits < DIGITS_MIN; at++) {
        digits = hex_digit(text.at[at]) >= 0 ? digits + 1 : 0;
    }
    return digits == DIGITS_MIN;
}

bool number_dump_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work)
{
    size_t from;
    const size_t mark = mark_at(text, anchor, &from);
    *work += mark < MARKS ? NUMBER_REACH : 0;
    if (mark == MARKS || !has_number(bytes_over(text.at + from, text.left - from))) {
        return false;
    }
    *front = marks[mark].first != NULL ? dump_front(text, mark, from) : from;
    *work += from > *front ? from - *front : marks[mark].first != NULL ? MODULUS_REACH : 0;
    return true;
}

/* A name that stands there once more begins the next key. */
static bool is_next(uint32_t seen, enum dump_name name)
{
    return name < DUMP_PRIMES && (seen >> name & 1u) != 0;
}

static uint32_t walk(struct bytes text, size_t front, struct written_extent *extent)
{
    struct bytes rest = bytes_over(text.at + front, text.left - front), before = rest;
    struct dump_item item;
    uint32_t seen = 0;
    while (dump_text_take(&rest, &item) && !is_next(seen, item.name)) {
        seen |= (uint32_t)1 << item.name;
        before = rest;
    }
    const size_t to = (size_t)(before.at - text.at);
    /* With what ends the last number: else nobody knows whether it is whole. */
    *extent = (struct written_extent){ .from = front,
                                       .to = to > front && before.left > 0 ? to + 1 : to,
                                       .open = before.left < ITEM_FRONT };
    return seen;
}

static bool is_private(uint32_t seen)
{
    return (seen & ((uint32_t)1 << DUMP_D | (uint32_t)1 << DUMP_SECRET | (uint32_t)1 << DUMP_P |
                    (uint32_t)1 << DUMP_PRIMES | (uint32_t)1 << DUMP_BARE)) != 0;
}

bool number_dump_extent(struct bytes text, size_t anchor, struct written_extent *extent)
{
    size_t from;
    const size_t mark = anchor < text.left ? mark_at(text, anchor, &from) : MARKS;
    if (mark == MARKS) {
        return false;
    }
    size_t front = dump_front(text, mark, from);
    struct written_extent found;
    uint32_t seen = walk(text, front, &found);
    if (found.to <= from && front < from) { /* what stands before it is something else */
        front = from;
        seen = walk(text, front, &found);
    }
    if (found.to == front || (!is_private(seen) && !found.open)) {
        return false;
    }
    found.open = found.open || (marks[mark].first != NULL && front == from);
    *extent = found;
    return true;
}

/* Of the name, what stands between it and the number: `=`, `:`, blanks, quotes, 0x; and of all that
 * `openssl asn1parse` puts before one. */
#define NAME_REACH 64
/* What is a number of a key has so many digits at least: RSA-512 in hexadecimal. */
#define NAMED_DIGITS_MIN 128

static bool is_digits(struct bytes text)
{
    for (size_t at = 0; at < NAMED_DIGITS_MIN; at++) {
        if (at == text.left || hex_digit(text.at[at]) < 0) {
            return false;
        }
    }
    return true;
}

/* Blanks and line ends may stand between the two, as where a printer puts each number on a line. */
static bool is_behind_bracket(struct bytes text, size_t at)
{
    const size_t least = at > NAME_REACH ? at - NAME_REACH : 0;
    while (at > least && ascii_is_space(text.at[at - 1])) {
        at--;
    }
    return at > 0 && (text.at[at - 1] == '(' || text.at[at - 1] == '[');
}

/* Where the item begins that the number belongs to: it itself behind a bracket. */
static bool named_front(struct bytes text, size_t digits, size_t *front)
{
    if (is_behind_bracket(text, digits)) {
        *front = digits;
        return true;
    }
    const size_t least = digits > NAME_REACH ? digits - NAME_REACH : 0;
    bool sign = false;
    for (size_t at = digits; at > least; at--) {
        const uint8_t before = text.at[at - 1];
        if (before == '\n' || before == '\r' || before == ';' || before == ',') {
            *front = at;
            return sign;
        }
        sign = sign || before == '=' || before == ':';
    }
    *front = least;
    return sign && least == 0;
}

static bool has(uint32_t seen, enum dump_name name)
{
    return (seen >> name & 1u) != 0;
}

/* At least what python-rsa, RSA.construct() of PyCryptodome and asn1parse put first: n, e and d. */
#define NAMELESS_MIN 3

/* Or n and d alone, in brackets: each of them long. */
static bool are_several(struct bytes text, bool bracketed)
{
    struct dump_item item;
    size_t count = 0, digits = SIZE_MAX;
    while (count < NAMELESS_MIN && dump_text_take(&text, &item)) {
        digits = item.number.left < digits ? item.number.left : digits;
        count++;
    }
    return count == NAMELESS_MIN ||
           (bracketed && count == NAMELESS_MIN - 1 && digits >= NAMED_DIGITS_MIN);
}

bool number_dump_named(struct bytes text, size_t digits, struct written_extent *extent)
{
    const size_t number = digits; /* with its 0x */
    size_t front;
    if (text.left - digits > 2 && text.at[digits] == '0' && (text.at[digits + 1] | 0x20) == 'x') {
        digits += 2;
    }
    if (!is_digits(bytes_over(text.at + digits, text.left - digits)) ||
        !named_front(text, number, &front)) {
        return false;
    }
    const uint32_t seen = walk(text, front, extent);
    const bool pair = has(seen, DUMP_P) && has(seen, DUMP_Q) && !has(seen, DUMP_G);
    const bool nameless =
        seen == (uint32_t)1 << DUMP_BARE &&
        are_several(bytes_over(text.at + front, text.left - front), front == number);
    return extent->to > digits &&
           ((has(seen, DUMP_N) && (has(seen, DUMP_D) || has(seen, DUMP_P))) || pair || nameless);
}
