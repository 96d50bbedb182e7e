#include "bytes/spelled_octet.h"

#include <string.h>

#include "bytes/ascii.h"
#include "bytes/hex_text.h"

#define SLASHES_MAX  4
#define OCTAL_DIGITS 3
/* Between two numbers, with what stands before a line. */
#define GAP_MAX   96
#define LINES_MAX 3

static const char *const words_before[] = { "(byte)",   "(sbyte)", "(uint8_t)",
                                            "(int8_t)", "(char)",  ".byte" };
static const char *const words_behind[] = { "u8", "i8", ".toByte()", ".toUByte()" };
#define BEFORE (sizeof(words_before) / sizeof(words_before[0]))
#define BEHIND (sizeof(words_behind) / sizeof(words_behind[0]))

static struct bytes behind(struct bytes text, size_t count)
{
    return bytes_over(text.at + count, text.left - count);
}

static size_t blanks_of(struct bytes text)
{
    size_t at = 0;
    while (at < text.left && at < GAP_MAX && ascii_is_blank(text.at[at])) {
        at++;
    }
    return at;
}

static size_t word_of(struct bytes text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t length = strlen(words[i]);
        if (text.left >= length && memcmp(text.at, words[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

/* The number alone: a word right behind it would make it a part of a word. */
static bool take_number(struct bytes *text, uint8_t *octet, size_t *word)
{
    size_t length = text->left > 0 && text->at[0] == '-' ? 1 : 0;
    while (length < text->left && length < sizeof("-0xff") - 1 &&
           (hex_digit(text->at[length]) >= 0 || (text->at[length] | 0x20) == 'x')) {
        length++;
    }
    *word = word_of(behind(*text, length), words_behind, BEHIND);
    struct bytes number = bytes_over(text->at, *word > 0 ? length : text->left);
    const size_t seen = number.left;
    if (!octet_list_take(&number, octet) || (*word > 0 && number.left > 0)) {
        return false;
    }
    *text = behind(*text, seen - number.left + *word);
    return true;
}

bool spelled_octet_take(struct bytes *text, uint8_t *octet, bool *word)
{
    const size_t before = word_of(*text, words_before, BEFORE);
    struct bytes rest = behind(*text, before);
    rest = before > 0 ? behind(rest, blanks_of(rest)) : rest;
    uint8_t value;
    size_t more;
    if (!take_number(&rest, &value, &more)) {
        return false;
    }
    *octet = value;
    *word = before > 0 || more > 0;
    *text = rest;
    return true;
}

static bool is_number(struct bytes text)
{
    uint8_t octet;
    bool word;
    return spelled_octet_take(&text, &octet, &word);
}

/* Is it a number of the array, and not that of a line? Another one follows, or its end. */
static bool goes_on(struct bytes text)
{
    uint8_t octet;
    bool word;
    if (!spelled_octet_take(&text, &octet, &word)) {
        return false;
    }
    text = behind(text, blanks_of(text));
    return word || text.left == 0 || strchr(",;]})", text.at[0]) != NULL;
}

/* What stands before the numbers of this line. */
static size_t line_front(struct bytes text)
{
    for (size_t at = 0; at < text.left && at < GAP_MAX; at++) {
        const uint8_t before = at > 0 ? text.at[at - 1] : ' ';
        if (text.at[at] == '\n') {
            break;
        }
        if ((ascii_is_blank(before) || strchr(">|\"'", before) != NULL) &&
            goes_on(behind(text, at))) {
            return at;
        }
    }
    return 0;
}

/* A blank, a comma or a line end, which may be escaped: how many bytes that takes. */
static size_t part_of_gap(struct bytes text, size_t *lines)
{
    static const char parts[] = " \t,;\r\n";
    const bool escaped = text.left > 1 && text.at[0] == '\\';
    const uint8_t part = text.at[escaped ? 1 : 0];
    if (escaped ? part != 'n' && part != 'r' && part != 't'
                : part == '\0' || strchr(parts, part) == NULL) {
        return 0;
    }
    *lines += part == (escaped ? 'n' : '\n') ? 1 : 0;
    return escaped ? 2 : 1;
}

size_t spelled_octet_gap(struct bytes text)
{
    size_t at = 0, lines = 0, length = 1;
    while (at < text.left && at < GAP_MAX && lines < LINES_MAX && length > 0) {
        length = part_of_gap(behind(text, at), &lines);
        at += length;
    }
    if (at == 0 || at == text.left) {
        return 0;
    }
    if (lines > 0 && !goes_on(behind(text, at))) {
        const size_t front = line_front(behind(text, at));
        return front > 0 ? at + front : 0;
    }
    return is_number(behind(text, at)) ? at : 0;
}

size_t spelled_octet_slashes(struct bytes text)
{
    size_t count = 0;
    while (count < text.left && count < SLASHES_MAX && text.at[count] == '\\') {
        count++;
    }
    return count;
}

/* Digits of that base: how many, `most` at most. */
static size_t read_digits(struct bytes text, int base, size_t most, unsigned *value)
{
    size_t at = 0;
    *value = 0;
    while (at < most && at < text.left) {
        const int digit = hex_digit(text.at[at]);
        if (digit < 0 || digit >= base) {
            break;
        }
        *value = *value * (unsigned)base + (unsigned)digit;
        at++;
    }
    return at;
}

static size_t read_letter(uint8_t letter, unsigned *value)
{
    static const char letters[] = "abtnvfre\"'$#@?", meant[] = "\a\b\t\n\v\f\r\x1b\"'$#@?";
    const char *place = letter != '\0' ? strchr(letters, letter) : NULL;
    if (place == NULL) {
        return 0;
    }
    *value = (uint8_t)meant[place - letters];
    return 1;
}

/* The other quotations around a string escape its quotation mark too: how many bytes that takes
 * with it. */
static size_t marked_quote(struct bytes text, size_t slashes)
{
    const size_t count = spelled_octet_slashes(text);
    return count > 0 && count + 1 == slashes && count < text.left &&
                   (text.at[count] == '"' || text.at[count] == '\'')
               ? count + 1
               : 0;
}

/* What stands behind the backslashes of an escape. */
static size_t read_escape(struct bytes text, size_t slashes, unsigned *value)
{
    if (text.left == 0) {
        return 0;
    }
    if (spelled_octet_slashes(text) >= slashes) {
        *value = '\\';
        return slashes;
    }
    const size_t marked = marked_quote(text, slashes);
    if (marked > 0) {
        *value = text.at[marked - 1];
        return marked;
    }
    const uint8_t first = text.at[0];
    if (first == 'x' || first == 'u') {
        const size_t width = first == 'x' ? 2 : 4;
        const bool whole = read_digits(behind(text, 1), 16, width, value) == width;
        return whole && *value <= UINT8_MAX ? 1 + width : 0;
    }
    const size_t digits = read_digits(text, 8, OCTAL_DIGITS, value);
    return digits > 0 ? (*value <= UINT8_MAX ? digits : 0) : read_letter(first, value);
}

/* A quotation mark of the string is escaped by those alone around it. */
static size_t read_quote(struct bytes text, size_t count, size_t slashes, unsigned *value)
{
    if (2 * count != slashes || count == text.left ||
        (text.at[count] != '"' && text.at[count] != '\'')) {
        return 0;
    }
    *value = text.at[count];
    return count + 1;
}

bool spelled_octet_escape(struct bytes *text, size_t slashes, uint8_t *octet)
{
    if (text->left == 0 || text->at[0] < ' ' || text->at[0] > '~') {
        return false;
    }
    unsigned value = text->at[0];
    size_t length = 1;
    if (text->at[0] == '\\') {
        const size_t count = spelled_octet_slashes(*text);
        const size_t more =
            count < slashes ? 0 : read_escape(behind(*text, slashes), slashes, &value);
        length = count < slashes ? read_quote(*text, count, slashes, &value)
                 : more > 0      ? slashes + more
                                 : 0;
    }
    struct bytes taken;
    if (length == 0 || !bytes_take(text, length, &taken)) {
        return false;
    }
    *octet = (uint8_t)value;
    return true;
}
