#include <string.h>

#include "bytes/hex_text.h"
#include "bytes/listing_text.h"
#include "candidates/written/written_form_row.h"

/* How far behind its name a number begins, with all that may stand before lines; and how
 * far behind the header, with the name between them. */
#define NUMBER_REACH 192
#define HEADER_REACH 512
/* How far before a name the listing begins that it stands in: of RSA-16384 the
 * modulus takes 7 KiB, and half as much again where its lines are quoted. */
#define MODULUS_REACH ((size_t)12 << 10)
#define NEAR_REACH    160
/* What may be the front of an item that goes on behind the text. */
#define ITEM_FRONT 64

/* The names that anchors stand in, and the one that the listing begins with; NULL:
 * with the name itself. In the leaf an escape may stand right before or behind them. */
static const struct {
    const char *name;
    size_t anchor; /* of the triple in it */
    const char *first;
    size_t reach;
} marks[] = {
    { "Private-Key", 6, NULL, 0 },
    { "privateExponent", 8, "odulus", MODULUS_REACH },
    { "private exponent", 9, "odulus", MODULUS_REACH },
    { "private%20exponent", 11, "odulus", MODULUS_REACH },
    { "private+exponent", 9, "odulus", MODULUS_REACH },
    { "private&nbsp;exponent", 14, "odulus", MODULUS_REACH },
    { "exponent1", 1, "prime1", MODULUS_REACH },
    { "priv:", 2, "Private-Key", NEAR_REACH },
    { "private key:", 9, "curve", NEAR_REACH },
    { "private&nbsp;key:", 14, "curve", NEAR_REACH },
    { "private+key%3A", 10, "curve", NEAR_REACH },
    { "private%20key%3A", 12, "curve", NEAR_REACH },
    { "private key:", 10, "curve", NEAR_REACH }, /* the same with its escapes undone */
    { "private-key:", 9, "Private-Key", NEAR_REACH },
};
#define MARKS (sizeof(marks) / sizeof(marks[0]))

static size_t mark_at(struct bytes text, size_t anchor, size_t *from)
{
    for (size_t i = 0; i < MARKS; i++) {
        if (marks[i].name[marks[i].anchor] != (char)text.at[anchor]) {
            continue;
        }
        const size_t length = strlen(marks[i].name);
        if (anchor < marks[i].anchor || text.left - (anchor - marks[i].anchor) < length) {
            continue;
        }
        *from = anchor - marks[i].anchor;
        if (memcmp(text.at + *from, marks[i].name, length) == 0) {
            return i;
        }
    }
    return MARKS;
}

/* Its blanks may be those of a form. */
static bool is_before(struct bytes text, size_t from, const char *words, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const uint8_t there = text.at[from - length + i];
        if (there != (uint8_t)words[i] && (there != '+' || words[i] != ' ')) {
            return false;
        }
    }
    return true;
}

/* The front of a header has the algorithm before it. */
static size_t header_front(struct bytes text, size_t from)
{
    static const char *const algorithms[] = { "RSA ",  "ED25519 ",   "ED448 ",    "X25519 ",
                                              "X448 ", "PKCS#3 DH ", "X9.42 DH ", "DH " };
    for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
        const size_t length = strlen(algorithms[i]);
        if (from >= length && is_before(text, from, algorithms[i], length)) {
            return from - length;
        }
    }
    return from;
}

/* Where the last such word before `from` begins; `from` where there is none. */
static size_t find_before(struct bytes text, size_t from, const char *word, size_t reach)
{
    const size_t length = strlen(word), least = from > reach ? from - reach : 0;
    for (size_t at = from; at > least; at--) {
        if (text.left - (at - 1) >= length && text.at[at - 1] == (uint8_t)word[0] &&
            memcmp(text.at + at - 1, word, length) == 0) {
            return at - 1;
        }
    }
    return from;
}

/* Where the listing could begin that has this mark in it. */
static size_t listing_front(struct bytes text, size_t mark, size_t from)
{
    const char *first = marks[mark].first;
    if (first == NULL) {
        return header_front(text, from);
    }
    const size_t front = find_before(text, from, first, marks[mark].reach);
    if (front == from) {
        return from;
    }
    if (first[0] == 'o') { /* of "modulus" and "Modulus" */
        return front > 0 ? front - 1 : from;
    }
    return first[0] == 'P' ? header_front(text, front) : front;
}

/* Length of a separator between two octets, maybe escaped; 0 where there is none. */
static size_t separator(struct bytes text)
{
    static const char *const escaped[] = { "%3A", "%3a", "&#58;", "\\u003a", "\\u003A", "=3A" };
    if (text.left == 0 || text.at[0] == ':') {
        return text.left > 0 ? 1 : 0;
    }
    for (size_t i = 0; i < sizeof(escaped) / sizeof(escaped[0]); i++) {
        const size_t length = strlen(escaped[i]);
        if (text.at[0] == (uint8_t)escaped[i][0] && text.left >= length &&
            memcmp(text.at, escaped[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

/* Do octets follow, three of them in a row? */
static bool has_octets(struct bytes text, size_t reach)
{
    const size_t end = text.left < reach ? text.left : reach;
    unsigned octets = 0;
    for (size_t at = 0; octets < 3 && at + 2 < end;) {
        const bool pair = hex_digit(text.at[at]) >= 0 && hex_digit(text.at[at + 1]) >= 0;
        const size_t colon = pair ? separator(bytes_over(text.at + at + 2, text.left - at - 2)) : 0;
        octets = colon > 0 ? octets + 1 : 0;
        at += colon > 0 ? 2 + colon : 1;
    }
    return octets == 3;
}

bool number_listing_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work)
{
    (void)work;
    size_t from;
    const size_t mark = mark_at(text, anchor, &from);
    if (mark == MARKS || !has_octets(bytes_over(text.at + from, text.left - from),
                                     marks[mark].first == NULL ? HEADER_REACH : NUMBER_REACH)) {
        return false;
    }
    *front = listing_front(text, mark, from);
    return true;
}

/* A name that stands there once more begins the next listing; curves have two names. */
static bool is_next(unsigned seen, enum listing_name name)
{
    return (name <= LISTING_X448 && seen != 0) ||
           ((seen >> name & 1u) != 0 && name != LISTING_CURVE && name != LISTING_MORE_PRIMES &&
            name != LISTING_REMARK);
}

/* The items that follow each other from `front` on. */
static unsigned walk(struct bytes text, size_t front, struct written_extent *extent)
{
    struct bytes rest = bytes_over(text.at + front, text.left - front);
    struct bytes before = rest;
    struct listing_item item;
    unsigned seen = 0;
    while (listing_text_take(&rest, &item) && !is_next(seen, item.name)) {
        seen |= 1u << item.name;
        before = item.halved ? bytes_over(rest.at + 1, rest.left - 1) : rest;
    }
    *extent = (struct written_extent){ .from = front,
                                       .to = (size_t)(before.at - text.at),
                                       .open = before.left < ITEM_FRONT };
    return seen;
}

static bool is_private(unsigned seen)
{
    return (seen &
            (1u << LISTING_PRIVATE_EXPONENT | 1u << LISTING_SECRET | 1u << LISTING_PRIME1)) != 0;
}

bool number_listing_extent(struct bytes text, size_t anchor, struct written_extent *extent)
{
    size_t from;
    const size_t mark = anchor < text.left ? mark_at(text, anchor, &from) : MARKS;
    if (mark == MARKS) {
        return false;
    }
    size_t front = listing_front(text, mark, from);
    struct written_extent found;
    unsigned seen = walk(text, front, &found);
    if (found.to <= from && front < from) { /* what stands before it is something else */
        front = from;
        seen = walk(text, front, &found);
    }
    /* Private numbers may come behind the text, where there is a listing at all. */
    if (!is_private(seen) && (!found.open || found.to == front)) {
        return false;
    }
    /* The front of the modulus may stand before the text. */
    const bool cut = marks[mark].reach == MODULUS_REACH && front == from;
    found.open = found.open || cut;
    *extent = found;
    return true;
}
