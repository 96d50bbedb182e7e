#include "bytes/s_expression.h"

#include <string.h>

#include "bounds.h"
#include "bytes/ascii.h"

/* Digits of the length of an atom. */
#define DIGITS_MAX 6

/* What ends a word. */
static bool is_mark(uint8_t character)
{
    return ascii_is_space(character) || character == '(' || character == ')' || character == '"' ||
           character == '#';
}

/* Digits, a colon, and so many octets. */
static bool take_octets(struct bytes *from, struct bytes *octets)
{
    struct bytes rest = *from, before;
    size_t digits = 0, length = 0;
    while (digits < rest.left && digits <= DIGITS_MAX && ascii_is_digit(rest.at[digits])) {
        length = length * 10 + (size_t)(rest.at[digits] - '0');
        digits++;
    }
    if (digits == 0 || digits > DIGITS_MAX || digits == rest.left || rest.at[digits] != ':' ||
        !bytes_take(&rest, digits + 1, &before) || !bytes_take(&rest, length, octets)) {
        return false;
    }
    *from = rest;
    return true;
}

static bool take_word(struct bytes *from, struct bytes *word)
{
    size_t length = 0;
    while (length < from->left && !is_mark(from->at[length])) {
        length++;
    }
    return length > 0 && bytes_take(from, length, word);
}

bool s_expression_take(struct bytes *from, struct s_token *token)
{
    struct bytes rest = *from, sign;
    struct s_token read = { .kind = S_WORD };
    while (rest.left > 0 && ascii_is_space(rest.at[0]) && bytes_take(&rest, 1, &sign)) {
    }
    if (rest.left == 0) {
        return false;
    }
    const uint8_t first = rest.at[0];
    bool taken;
    if (first == '(' || first == ')') {
        read.kind = first == '(' ? S_OPEN : S_CLOSE;
        taken = bytes_take(&rest, 1, &read.text);
    } else if (first == '#' || first == '"') {
        read.kind = first == '#' ? S_HEX : S_QUOTED;
        taken = bytes_take(&rest, 1, &sign) && bytes_take_until(&rest, first, &read.text);
    } else if (take_octets(&rest, &read.text)) {
        read.kind = S_OCTETS;
        taken = true;
    } else {
        taken = take_word(&rest, &read.text);
    }
    if (!taken) {
        return false;
    }
    *from = rest;
    *token = read;
    return true;
}

bool s_expression_leave(struct bytes *from)
{
    struct bytes rest = *from;
    struct s_token token;
    for (size_t depth = 1; depth > 0;) {
        if (!s_expression_take(&rest, &token)) {
            return false;
        }
        if (token.kind == S_OPEN && ++depth > S_EXPRESSION_DEPTH_MAX) {
            return false;
        }
        depth -= token.kind == S_CLOSE ? 1 : 0;
    }
    *from = rest;
    return true;
}

size_t s_expression_length(struct bytes text)
{
    struct bytes rest = text, first;
    if (!bytes_take(&rest, 1, &first) || first.at[0] != '(' || !s_expression_leave(&rest)) {
        return 0;
    }
    return text.left - rest.left;
}

bool s_expression_is(const struct s_token *token, const char *text)
{
    return (token->kind == S_OCTETS || token->kind == S_QUOTED || token->kind == S_WORD) &&
           bytes_equal(token->text, bytes_over(text, strlen(text)));
}
