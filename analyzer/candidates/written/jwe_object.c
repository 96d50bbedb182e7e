#include <string.h>

#include "bounds.h"
#include "bytes/ascii.h"
#include "bytes/base64.h"
#include "bytes/json_object.h"
#include "bytes/jwe_text.h"
#include "candidates/written/written_form_row.h"

/* Of a header that is looked at before anything is copied: characters, nearly always, and octets
 * of all that is ever read of it. */
#define GLANCE_CHARACTERS ((size_t)1024)
#define GLANCE_OCTETS     (JWE_HEADER_MAX / 4 * 3)
/* How far the method is looked for around a protected header that does not say it, and in how
 * many octets before that its name stands, with all of `\":"` escaped behind it. */
#define AROUND      ((size_t)16 << 10)
#define NAME_OCTETS 48
/* Of the names of methods, and where in it the anchor is. */
#define METHOD      "PBES2-"
#define METHOD_BACK ((size_t)3)
/* Objects and arrays around it. */
#define LEVELS 4u
/* Digits in a row, so near behind the end, with which it goes on on the next line. */
#define GOES_ON_DIGITS 16
#define GOES_ON_REACH  256

/* What may stand between two characters of it: line ends, also escaped, and what quotes a line. */
static size_t gap_at(struct bytes text, size_t at)
{
    const uint8_t next = at + 1 < text.left ? text.at[at + 1] : '\0';
    if (text.at[at] == '\\' && (next == 'n' || next == 'r')) {
        return 2;
    }
    return text.at[at] != '\0' && strchr(" \t\r\n>|=", text.at[at]) != NULL ? 1 : 0;
}

/* The octets at the front of the header, of `most` characters: a multiple of four. */
static size_t glance(struct bytes text, size_t anchor, size_t most, uint8_t octets[GLANCE_OCTETS])
{
    uint32_t bits = 0;
    size_t count = 0, made = 0;
    for (size_t at = anchor; at < text.left && count < most;) {
        const uint8_t value = base64_value(text.at[at]);
        const size_t gap = value == BASE64_FOREIGN ? gap_at(text, at) : 1;
        if (gap == 0) {
            break;
        }
        at += gap;
        if (value == BASE64_FOREIGN) {
            continue;
        }
        bits = bits << 6 | value;
        if (++count % 4 == 0) {
            octets[made++] = (uint8_t)(bits >> 16);
            octets[made++] = (uint8_t)(bits >> 8);
            octets[made++] = (uint8_t)bits;
        }
    }
    return made;
}

static bool has(const uint8_t *octets, size_t length, const char *word)
{
    return memmem(octets, length, word, strlen(word)) != NULL;
}

/* Headers of signatures begin alike, and of those there are many. */
static bool may_begin(struct bytes text, size_t anchor)
{
    uint8_t octets[GLANCE_OCTETS];
    const struct bytes first = bytes_over(text.at + anchor, text.left - anchor);
    return first.left >= 4 && base64_value(first.at[3]) != BASE64_FOREIGN &&
           glance(bytes_over(first.at, 4), 0, 4, octets) == 3 && (octets[2] | 0x20) >= 'a' &&
           (octets[2] | 0x20) <= 'z';
}

/* As the value of "protected". */
static bool is_named(struct bytes text, size_t anchor)
{
    const size_t before = anchor < NAME_OCTETS ? anchor : NAME_OCTETS;
    return has(text.at + anchor - before, before, "protected");
}

static bool is_long(struct bytes text, size_t anchor, uint64_t *work)
{
    struct jwe_text jwe;
    size_t end;
    *work += text.left - anchor;
    return jwe_text_compact(bytes_over(text.at + anchor, text.left - anchor), &jwe, &end) ||
           is_named(text, anchor);
}

/* Does what is seen of the header say that a passphrase closes it, or that a JWK lies in it? */
static bool says_so(struct bytes text, size_t anchor, struct bytes header, uint64_t *work)
{
    const size_t from = anchor > AROUND ? anchor - AROUND : 0;
    const size_t around = text.left - from < 2 * AROUND ? text.left - from : 2 * AROUND;
    *work += header.left;
    if (has(header.at, header.left, "PBES2-")) {
        return true;
    }
    if (!has(header.at, header.left, "\"enc\"")) {
        return false;
    }
    if (has(header.at, header.left, "jwk")) {
        return true;
    }
    if (!is_named(text, anchor)) {
        return false;
    }
    *work += around;
    return has(text.at + from, around, "PBES2-");
}

/* By what stands first in the header, and else by all that is read of it. */
static bool is_told(struct bytes text, size_t anchor, uint64_t *work)
{
    uint8_t octets[GLANCE_OCTETS];
    size_t made = glance(text, anchor, GLANCE_CHARACTERS, octets);
    if (says_so(text, anchor, bytes_over(octets, made), work)) {
        return true;
    }
    if (made < GLANCE_CHARACTERS / 4 * 3) {
        return false;
    }
    made = glance(text, anchor, JWE_HEADER_MAX, octets);
    return says_so(text, anchor, bytes_over(octets, made), work) ||
           (made == GLANCE_OCTETS && is_long(text, anchor, work));
}

/* The method in a header that nothing protects, beside what it closes (RFC 7516 section 7.2). */
static bool is_clear(struct bytes text, size_t anchor)
{
    return anchor > METHOD_BACK && text.left - anchor >= 3 &&
           memcmp(text.at + anchor - METHOD_BACK, METHOD, sizeof(METHOD) - 1) == 0;
}

/* Close before it is the name of the parameter, in whatever quotes. */
static bool is_beside_ciphertext(struct bytes text, size_t anchor, uint64_t *work)
{
    const size_t from = anchor > AROUND ? anchor - AROUND : 0;
    const size_t around = text.left - from < 2 * AROUND ? text.left - from : 2 * AROUND;
    const size_t before = anchor < NAME_OCTETS ? anchor : NAME_OCTETS;
    if (!has(text.at + anchor - before, before, "alg")) {
        return false;
    }
    *work += around;
    return has(text.at + from, around, "ciphertext");
}

/* What stands before its line quotes the others too. */
static size_t front_of(struct bytes text, size_t anchor)
{
    const size_t from = anchor > AROUND ? anchor - AROUND : 0;
    size_t front = anchor;
    while (front > from && text.at[front] != '{') {
        front--;
    }
    return text.at[front] == '{' ? front : anchor;
}

/* Outwards from a method in clear: the object's own. */
static size_t outer_front(struct bytes text, size_t anchor)
{
    const size_t from = anchor > AROUND ? anchor - AROUND : 0;
    const struct bytes near = bytes_over(text.at + from, anchor - from);
    size_t front = anchor - METHOD_BACK - 1 - from;
    for (unsigned i = 0; i < LEVELS && json_object_front(near, front, true, &front); i++) {
    }
    return from + front;
}

bool jwe_object_plausible(struct bytes text, size_t anchor, size_t *front, uint64_t *work)
{
    if (text.at[anchor] == METHOD[METHOD_BACK]) {
        if (!is_clear(text, anchor) || !is_beside_ciphertext(text, anchor, work)) {
            return false;
        }
        *front = outer_front(text, anchor);
        return true;
    }
    if (!may_begin(text, anchor) || !is_told(text, anchor, work)) {
        return false;
    }
    *front = front_of(text, anchor);
    return true;
}

/* The object whose "protected" begins at the anchor. */
static bool find_json(struct bytes text, size_t anchor, struct written_extent *extent)
{
    bool outside = false;
    for (unsigned strings = 2; strings-- > 0;) {
        struct jwe_text jwe;
        size_t front, end;
        if (!json_object_front(text, anchor - 1, strings == 1, &front)) {
            outside = true;
        } else if (jwe_text_json(bytes_over(text.at + front, text.left - front), &jwe, &end) &&
                   jwe.protected.at == text.at + anchor) {
            *extent = (struct written_extent){ .from = front,
                                               .to = front + end,
                                               .open = !jwe.whole && front + end == text.left };
            return true;
        }
    }
    if (outside) { /* its front may stand further to the front */
        *extent = (struct written_extent){ .open = true };
    }
    return outside;
}

/* An object around the method that has what it closes; where a header is protected, that is looked
 * at from there. */
static bool is_unprotected(struct bytes text, size_t front, size_t anchor,
                           struct written_extent *extent)
{
    struct jwe_text jwe;
    size_t end;
    if (!jwe_text_json(bytes_over(text.at + front, text.left - front), &jwe, &end) ||
        jwe.protected.left > 0 || jwe.ciphertext.left == 0 || front + end <= anchor) {
        return false;
    }
    *extent = (struct written_extent){ .from = front,
                                       .to = front + end,
                                       .open = !jwe.whole && front + end == text.left };
    return true;
}

/* The object that says the method, and nothing else that only looks like one. */
static bool is_header(struct bytes text, size_t front, size_t anchor)
{
    struct json_member alg;
    return json_object_find(bytes_over(text.at + front, text.left - front), "alg", &alg) &&
           alg.value.at == text.at + anchor - METHOD_BACK;
}

/* Outwards from the header: recipient, recipients, object. The front of that may stand further to
 * the front than what is seen. */
static bool find_around(struct bytes text, size_t anchor, bool strings,
                        struct written_extent *extent)
{
    size_t front = anchor - METHOD_BACK - 1;
    for (unsigned i = 0; i < LEVELS; i++) {
        if (!json_object_front(text, front, strings, &front)) {
            if (i > 0) {
                *extent = (struct written_extent){ .open = true };
            }
            return i > 0;
        }
        if (i == 0 && !is_header(text, front, anchor)) {
            return false;
        }
        if (is_unprotected(text, front, anchor, extent)) {
            return true;
        }
    }
    return false;
}

static bool find_unprotected(struct bytes text, size_t anchor, struct written_extent *extent)
{
    struct written_extent seen = { 0 }, other;
    bool found = find_around(text, anchor, true, &seen);
    if ((!found || seen.open) && find_around(text, anchor, false, &other)) {
        seen = other;
        found = true;
    }
    if (found) {
        *extent = seen;
    }
    return found;
}

/* Where what may be one ends: digits, blanks and dots, those at the end not among them. */
static size_t end_of_parts(struct bytes text)
{
    size_t at = 0, end = 0;
    while (
        at < text.left && text.at[at] != '\0' &&
        (base64_value(text.at[at]) != BASE64_FOREIGN || strchr(". \t\r\n", text.at[at]) != NULL)) {
        end = base64_value(text.at[at]) != BASE64_FOREIGN ? at + 1 : end;
        at++;
    }
    return end;
}

/* Lines with something before each of them end where the first one does, and are not cut off. */
static bool goes_on(struct bytes behind)
{
    size_t digits = 0;
    for (size_t at = 0; at < behind.left && at < GOES_ON_REACH && digits < GOES_ON_DIGITS; at++) {
        digits = base64_value(behind.at[at]) != BASE64_FOREIGN ? digits + 1 : 0;
    }
    return digits == GOES_ON_DIGITS;
}

/* One that is cut off, with something else behind it. */
static bool find_cut(struct bytes rest, size_t anchor, struct written_extent *extent)
{
    struct jwe_text jwe;
    size_t end, to = end_of_parts(rest);
    const struct bytes behind = bytes_over(rest.at + to, rest.left - to);
    if (goes_on(behind) || !jwe_text_compact(bytes_over(rest.at, to), &jwe, &end) || jwe.whole ||
        jwe.ciphertext.left < GOES_ON_DIGITS) {
        return false;
    }
    *extent = (struct written_extent){ .from = anchor,
                                       .to = anchor + end,
                                       .open = behind.left < GOES_ON_REACH };
    return true;
}

/* A header that goes on where the text ends, which shows the front of it. */
static bool is_within_header(struct bytes rest)
{
    size_t at = 0;
    while (at < rest.left &&
           (base64_value(rest.at[at]) != BASE64_FOREIGN || ascii_is_space(rest.at[at]))) {
        at++;
    }
    return at == rest.left;
}

bool jwe_object_extent(struct bytes text, size_t anchor, struct written_extent *extent)
{
    const struct bytes rest = bytes_over(text.at + anchor, text.left - anchor);
    struct jwe_text jwe;
    size_t end;
    if (text.at[anchor] == METHOD[METHOD_BACK]) {
        return is_clear(text, anchor) && find_unprotected(text, anchor, extent);
    }
    if (jwe_text_compact(rest, &jwe, &end)) {
        *extent = (struct written_extent){ .from = anchor, .to = anchor + end, .open = !jwe.whole };
        return true;
    }
    const uint8_t before = anchor > 0 ? text.at[anchor - 1] : '\0';
    const bool quoted = before == '"' || before == '\'';
    if ((quoted && find_json(text, anchor, extent)) || find_cut(rest, anchor, extent)) {
        return true;
    }
    if (!is_within_header(rest)) {
        return false;
    }
    *extent = (struct written_extent){ .open = true };
    return true;
}
