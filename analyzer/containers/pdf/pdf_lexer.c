#include "containers/pdf/pdf_lexer.h"

#include <string.h>

#define NUMBER_MOST 1e15

bool pdf_is_space(uint8_t byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r' && byte != '\v') || byte == 0;
}

static bool is_delimiter(uint8_t byte)
{
    return byte != 0 && strchr("()<>[]{}/%", byte) != NULL;
}

static bool is_regular(uint8_t byte)
{
    return !pdf_is_space(byte) && !is_delimiter(byte);
}

static struct bytes rest_of(struct bytes from, size_t at)
{
    return bytes_over(from.left > at ? from.at + at : NULL, from.left > at ? from.left - at : 0);
}

static size_t gap_before(struct bytes from)
{
    size_t at = 0;
    while (at < from.left) {
        if (from.at[at] == '%') {
            while (at < from.left && from.at[at] != '\n' && from.at[at] != '\r') {
                at++;
            }
        } else if (pdf_is_space(from.at[at])) {
            at++;
        } else {
            break;
        }
    }
    return at;
}

/* Section 7.3.4.2: parentheses in pairs need no escape. */
static size_t string_length(struct bytes from, struct pdf_word *word)
{
    size_t at = 1, depth = 1;
    while (at < from.left && depth > 0) {
        uint8_t byte = from.at[at];
        depth += byte == '(' ? 1 : 0;
        depth -= byte == ')' ? 1 : 0;
        at += byte == '\\' && from.left - at > 1 ? 2 : 1;
    }
    word->kind = PDF_STRING;
    word->unclosed = depth > 0;
    word->text = bytes_over(from.at + 1, at - 1 - (depth > 0 ? 0 : 1));
    return at;
}

static size_t hex_length(struct bytes from, struct pdf_word *word)
{
    const uint8_t *end = memchr(from.at, '>', from.left);
    size_t at = end != NULL ? (size_t)(end - from.at) : from.left;
    word->kind = PDF_HEX;
    word->unclosed = end == NULL;
    word->text = bytes_over(from.at + 1, at - 1);
    return end != NULL ? at + 1 : at;
}

static size_t mark_length(struct bytes from, struct pdf_word *word)
{
    bool twice = from.left > 1 && from.at[1] == from.at[0];
    word->text = bytes_over(from.at, 1);
    switch (from.at[0]) {
    case '(':
        return string_length(from, word);
    case '<':
        word->kind = PDF_DICTIONARY;
        return twice ? 2 : hex_length(from, word);
    case '>':
        word->kind = twice ? PDF_DICTIONARY_END : PDF_KEYWORD;
        return twice ? 2 : 1;
    case '[':
        word->kind = PDF_ARRAY;
        return 1;
    case ']':
        word->kind = PDF_ARRAY_END;
        return 1;
    default:
        return 1; /* a keyword of its own */
    }
}

/* Digits, one sign, one point; programs also wrote `--5` and `5-`. */
static bool read_number(struct bytes text, double *number)
{
    double value = 0, part = 0, scale = 1;
    bool negative = false, point = false, digits = false;
    for (size_t i = 0; i < text.left; i++) {
        uint8_t byte = text.at[i];
        if (byte >= '0' && byte <= '9') {
            digits = true;
            scale *= point && scale > 1e-15 ? 0.1 : 1;
            part = byte - '0';
            value = point ? value + part * scale : value * 10 + part;
        } else if (byte == '.' && !point) {
            point = true;
        } else if (byte == '-') {
            negative = negative || i == 0;
        } else if (byte != '+' || i > 0) {
            return false;
        }
        if (value > NUMBER_MOST) {
            value = NUMBER_MOST;
        }
    }
    *number = negative ? -value : value;
    return digits || point;
}

static size_t regular_length(struct bytes from, size_t at)
{
    while (at < from.left && is_regular(from.at[at])) {
        at++;
    }
    return at;
}

bool pdf_word_take(struct bytes *from, struct pdf_word *word)
{
    struct bytes rest = rest_of(*from, gap_before(*from));
    struct pdf_word read = { .kind = PDF_KEYWORD };
    size_t length;
    if (rest.left == 0) {
        return false;
    }
    if (rest.at[0] == '/') {
        length = regular_length(rest, 1);
        read.kind = PDF_NAME;
        read.text = bytes_over(rest.at + 1, length - 1);
    } else if (is_regular(rest.at[0])) {
        length = regular_length(rest, 0);
        read.text = bytes_over(rest.at, length);
        read.kind = read_number(read.text, &read.number) ? PDF_NUMBER : PDF_KEYWORD;
    } else {
        length = mark_length(rest, &read);
    }
    *word = read;
    *from = rest_of(rest, length);
    return true;
}

bool pdf_word_is(const struct pdf_word *word, enum pdf_word_kind kind, const char *text)
{
    return word->kind == kind && bytes_equal(word->text, bytes_over(text, strlen(text)));
}

static bool take_reference(struct bytes *from, uint32_t *number)
{
    struct bytes rest = *from;
    struct pdf_word one, two, mark;
    if (!pdf_word_take(&rest, &one) || one.kind != PDF_NUMBER || one.number < 1 ||
        one.number > UINT32_MAX) {
        return false;
    }
    if (!pdf_word_take(&rest, &two) || two.kind != PDF_NUMBER || !pdf_word_take(&rest, &mark) ||
        !pdf_word_is(&mark, PDF_KEYWORD, "R")) {
        return false;
    }
    *number = (uint32_t)one.number;
    *from = rest;
    return true;
}

bool pdf_reference_read(struct bytes value, uint32_t *number)
{
    return take_reference(&value, number);
}

bool pdf_value_take(struct bytes *from, struct bytes *value)
{
    struct bytes rest = rest_of(*from, gap_before(*from)), begin = rest;
    struct pdf_word word;
    uint32_t number;
    size_t depth = 0;
    if (!take_reference(&rest, &number)) {
        do {
            if (!pdf_word_take(&rest, &word)) {
                break;
            }
            bool closes = word.kind == PDF_DICTIONARY_END || word.kind == PDF_ARRAY_END;
            if (closes && depth == 0) {
                return false;
            }
            depth += word.kind == PDF_DICTIONARY || word.kind == PDF_ARRAY ? 1 : 0;
            depth -= closes ? 1 : 0;
        } while (depth > 0);
    }
    if (rest.left == begin.left) {
        return false;
    }
    *value = bytes_over(begin.at, begin.left - rest.left);
    *from = rest;
    return true;
}

bool pdf_dictionary_find(struct bytes dictionary, const char *key, struct bytes *value,
                         uint64_t *looked)
{
    struct bytes rest = dictionary, found = { 0 };
    struct pdf_word word;
    bool is_there = false;
    if (pdf_word_take(&rest, &word) && word.kind == PDF_DICTIONARY) {
        while (!is_there && pdf_word_take(&rest, &word) && word.kind != PDF_DICTIONARY_END) {
            if (word.kind != PDF_NAME) {
                continue; /* out of step: a value without its key */
            }
            is_there = pdf_word_is(&word, PDF_NAME, key);
            if (!pdf_value_take(&rest, &found)) {
                is_there = false;
            }
        }
    }
    *looked += dictionary.left - rest.left;
    if (is_there) {
        *value = found;
    }
    return is_there;
}
