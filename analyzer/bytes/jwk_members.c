#include "bytes/jwk_members.h"

#include "bounds.h"
#include "bytes/base64.h"
#include "bytes/json_object.h"

#define NAME_MAX_LENGTH 16
/* What stands before a line is shorter. */
#define PREFIX_MAX 96

/* The names of RFC 7517 section 4, RFC 7518 section 6, what programs add, and those of
 * .NET's RSAParameters, as they are and as its writer of JSON makes them. */
static const char *const names[] = {
    "kty", "crv",      "x",       "y",        "d",        "n",       "e",        "p",
    "q",   "dp",       "dq",      "qi",       "pub",      "priv",    "kid",      "use",
    "alg", "ext",      "x5t",     "key_ops",  "x5c",      "x5u",     "nbf",      "exp",
    "iat", "x5t#S256", "Modulus", "Exponent", "InverseQ", "modulus", "exponent", "inverseQ"
};
#define NAMES (sizeof(names) / sizeof(names[0]))
_Static_assert(NAMES <= 64, "a name is a bit");

static bool is_blank(uint8_t character)
{
    return character == ' ' || character == '\t' || character == '\r';
}

static bool is_quote(uint8_t character)
{
    return character == '"' || character == '\'';
}

static size_t skip_blanks(struct bytes text, size_t at)
{
    while (at < text.left && is_blank(text.at[at])) {
        at++;
    }
    return at;
}

/* Blanks, a comma, line ends (two where mark-up was undone), blanks. */
static size_t skip_separator(struct bytes text)
{
    size_t at = skip_blanks(text, 0);
    at += at < text.left && (text.at[at] == ',' || text.at[at] == ';') ? 1 : 0;
    at = skip_blanks(text, at);
    for (unsigned ends = 0; ends < 2 && at < text.left && text.at[at] == '\n'; ends++) {
        at = skip_blanks(text, at + 1);
    }
    return at;
}

static bool belongs_to_name(uint8_t character)
{
    return base64_value(character) != BASE64_FOREIGN || character == '#';
}

/* Up to behind its closing quote. */
static size_t take_name(struct bytes text, size_t at, struct bytes *name)
{
    const uint8_t quote = at < text.left && is_quote(text.at[at]) ? text.at[at] : 0;
    size_t from = at + (quote != 0 ? 1 : 0), to = from;
    while (to < text.left && to - from < NAME_MAX_LENGTH && belongs_to_name(text.at[to])) {
        to++;
    }
    *name = bytes_over(text.at + from, to - from);
    if (quote == 0) {
        return to;
    }
    return to < text.left && text.at[to] == quote ? to + 1 : SIZE_MAX;
}

/* `:`, `=` or `=>`, with blanks around; SIZE_MAX where it is none. */
static size_t skip_colon(struct bytes text, size_t at)
{
    at = skip_blanks(text, at);
    if (at >= text.left || (text.at[at] != ':' && text.at[at] != '=')) {
        return SIZE_MAX;
    }
    at += text.at[at] == '=' && at + 1 < text.left && text.at[at + 1] == '>' ? 2 : 1;
    return skip_blanks(text, at);
}

/* Up to a mark, on the same line unless it closes an array. */
static size_t take_up_to(struct bytes text, size_t from, uint8_t mark, bool lines,
                         struct bytes *value)
{
    size_t to = from;
    while (to < text.left && to - from < JWK_BARE_VALUE_MAX && text.at[to] != mark &&
           (lines || text.at[to] != '\n')) {
        to++;
    }
    if (to == text.left || text.at[to] != mark) {
        return SIZE_MAX;
    }
    *value = bytes_over(text.at + from, to - from);
    return to + 1;
}

static size_t take_value(struct bytes text, size_t at, struct bytes *value)
{
    if (at < text.left && is_quote(text.at[at])) {
        return take_up_to(text, at + 1, text.at[at], false, value);
    }
    if (at < text.left && text.at[at] == '[') {
        return take_up_to(text, at, ']', true, value);
    }
    size_t to = at;
    while (to < text.left && to - at < JWK_BARE_VALUE_MAX &&
           (base64_value(text.at[to]) != BASE64_FOREIGN || text.at[to] == '=')) {
        to++;
    }
    *value = bytes_over(text.at + at, to - at);
    return to > at ? to : SIZE_MAX;
}

static size_t name_index(struct bytes name)
{
    size_t index = 0;
    while (index < NAMES && !json_text_is(name, names[index])) {
        index++;
    }
    return index;
}

bool jwk_member_take(struct bytes *text, struct bare_member *member)
{
    struct bare_member read;
    struct bytes taken;
    size_t at = take_name(*text, skip_separator(*text), &read.name);
    if (at == SIZE_MAX || (read.index = name_index(read.name)) == NAMES) {
        return false;
    }
    at = skip_colon(*text, at);
    at = at == SIZE_MAX ? SIZE_MAX : take_value(*text, at, &read.value);
    if (at == SIZE_MAX || !bytes_take(text, at, &taken)) {
        return false;
    }
    *member = read;
    return true;
}

/* What may stand right before the first character of a member. */
static bool is_border(uint8_t character)
{
    return character == '\n' || character == ',' || character == ' ' || character == '(' ||
           character == '{' || character == ';' || character == '\t';
}

/* Does a name stand at `at`? Then whether a member fills the text from there up to `end`, but
 * for what separates two. */
static bool names_member(struct bytes text, size_t at)
{
    struct bytes name;
    return (is_quote(text.at[at]) || belongs_to_name(text.at[at])) &&
           take_name(text, at, &name) != SIZE_MAX && name_index(name) < NAMES;
}

static bool fills(struct bytes text, size_t at, size_t end, struct bare_member *member)
{
    struct bytes part = bytes_over(text.at + at, end - at);
    return jwk_member_take(&part, member) && skip_separator(part) == part.left;
}

/* The place before `end` where a member begins that ends there; SIZE_MAX for none. */
static size_t member_before(struct bytes text, size_t end, struct bare_member *member)
{
    const size_t least = end > JWK_BARE_VALUE_MAX ? end - JWK_BARE_VALUE_MAX : 0;
    unsigned tries = 0;
    for (size_t at = end; at-- > least && tries < JWK_BARE_TRIES_MAX;) {
        if ((at > 0 && !is_border(text.at[at - 1])) || !names_member(text, at)) {
            continue;
        }
        if (fills(text, at, end, member)) {
            return at;
        }
        tries++;
    }
    return SIZE_MAX;
}

/* `- ` of a list in YAML, or a bracket, right before it. */
static bool begins_list(struct bytes text, size_t at)
{
    while (at > 0 && (text.at[at - 1] == ' ' || text.at[at - 1] == '\t')) {
        at--;
    }
    return at > 0 && (text.at[at - 1] == '-' || text.at[at - 1] == '(' || text.at[at - 1] == '{');
}

size_t jwk_members_front(struct bytes text, size_t at)
{
    uint64_t seen = 0;
    while (at > 0 && !begins_list(text, at)) {
        struct bare_member member;
        const size_t before = member_before(text, at, &member);
        if (before == SIZE_MAX || (seen >> member.index & 1) != 0) {
            break;
        }
        seen |= (uint64_t)1 << member.index;
        at = before;
    }
    return at;
}

static size_t line_begin(struct bytes text, size_t at)
{
    while (at > 0 && text.at[at - 1] != '\n') {
        at--;
    }
    return at;
}

/* Where a name with a colon begins on the line; `end` where none does. */
static size_t name_on_line(struct bytes text, size_t from, size_t end)
{
    for (size_t at = from; at < end && at - from < PREFIX_MAX; at++) {
        struct bytes name;
        if ((at > from && !is_border(text.at[at - 1])) || !names_member(text, at)) {
            continue;
        }
        if (skip_colon(text, take_name(text, at, &name)) != SIZE_MAX) {
            return at;
        }
    }
    return end;
}

size_t jwk_members_front_quoted(struct bytes text, size_t at)
{
    size_t begin = line_begin(text, at);
    for (size_t lines = 0; lines < NAMES && begin > 0; lines++) {
        const size_t end = begin - 1;
        begin = line_begin(text, end);
        const size_t name = name_on_line(text, begin, end);
        if (name == end) {
            break;
        }
        at = name;
    }
    return at;
}
