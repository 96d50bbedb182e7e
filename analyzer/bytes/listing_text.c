#include "bytes/listing_text.h"

#include <string.h>

#include "bytes/ascii.h"
#include "bytes/hex_text.h"
#include "bytes/text_word.h"

/* Between two items, and between two lines of a number, in bytes. */
#define MARKS_MAX 32
/* `(1024 bit, 2 primes)` */
#define PARENTHESIS_MAX 40
#define WORD_LENGTH_MAX 32

enum value_kind { VALUE_NUMBER, VALUE_WORD, VALUE_PARENTHESIS };

static const struct {
    const char *text;
    enum listing_name name;
    enum value_kind kind;
} names[] = {
    { "Private-Key", LISTING_HEADER, VALUE_PARENTHESIS },
    { "RSA Private-Key", LISTING_HEADER, VALUE_PARENTHESIS },
    { "DH Private-Key", LISTING_HEADER, VALUE_PARENTHESIS },
    { "PKCS#3 DH Private-Key", LISTING_HEADER, VALUE_PARENTHESIS },
    { "X9.42 DH Private-Key", LISTING_HEADER, VALUE_PARENTHESIS },
    { "ED25519 Private-Key", LISTING_ED25519, VALUE_PARENTHESIS },
    { "ED448 Private-Key", LISTING_ED448, VALUE_PARENTHESIS },
    { "X25519 Private-Key", LISTING_X25519, VALUE_PARENTHESIS },
    { "X448 Private-Key", LISTING_X448, VALUE_PARENTHESIS },
    { "modulus", LISTING_MODULUS, VALUE_NUMBER },
    { "Modulus", LISTING_MODULUS, VALUE_NUMBER },
    { "publicExponent", LISTING_PUBLIC_EXPONENT, VALUE_NUMBER },
    { "public exponent", LISTING_PUBLIC_EXPONENT, VALUE_NUMBER },
    { "privateExponent", LISTING_PRIVATE_EXPONENT, VALUE_NUMBER },
    { "private exponent", LISTING_PRIVATE_EXPONENT, VALUE_NUMBER },
    { "prime1", LISTING_PRIME1, VALUE_NUMBER },
    { "prime2", LISTING_PRIME2, VALUE_NUMBER },
    { "exponent1", LISTING_EXPONENT1, VALUE_NUMBER },
    { "exp1", LISTING_EXPONENT1, VALUE_NUMBER },
    { "exponent2", LISTING_EXPONENT2, VALUE_NUMBER },
    { "exp2", LISTING_EXPONENT2, VALUE_NUMBER },
    { "coefficient", LISTING_COEFFICIENT, VALUE_NUMBER },
    { "prime3", LISTING_MORE_PRIMES, VALUE_NUMBER },
    { "exponent3", LISTING_MORE_PRIMES, VALUE_NUMBER },
    { "coefficient3", LISTING_MORE_PRIMES, VALUE_NUMBER },
    { "prime4", LISTING_MORE_PRIMES, VALUE_NUMBER },
    { "exponent4", LISTING_MORE_PRIMES, VALUE_NUMBER },
    { "coefficient4", LISTING_MORE_PRIMES, VALUE_NUMBER },
    { "prime5", LISTING_MORE_PRIMES, VALUE_NUMBER },
    { "exponent5", LISTING_MORE_PRIMES, VALUE_NUMBER },
    { "coefficient5", LISTING_MORE_PRIMES, VALUE_NUMBER },
    { "priv", LISTING_SECRET, VALUE_NUMBER },
    { "private key", LISTING_SECRET, VALUE_NUMBER },
    { "private-key", LISTING_SECRET, VALUE_NUMBER },
    { "pub", LISTING_PUBLIC, VALUE_NUMBER },
    { "public key", LISTING_PUBLIC, VALUE_NUMBER },
    { "public-key", LISTING_PUBLIC, VALUE_NUMBER },
    { "x", LISTING_X, VALUE_NUMBER },
    { "y", LISTING_Y, VALUE_NUMBER },
    { "P", LISTING_P, VALUE_NUMBER },
    { "p", LISTING_P, VALUE_NUMBER },
    { "prime", LISTING_P, VALUE_NUMBER },
    { "Q", LISTING_Q, VALUE_NUMBER },
    { "q", LISTING_Q, VALUE_NUMBER },
    { "G", LISTING_G, VALUE_NUMBER },
    { "g", LISTING_G, VALUE_NUMBER },
    { "generator", LISTING_G, VALUE_NUMBER },
    { "curve", LISTING_CURVE, VALUE_WORD },
    { "ASN1 OID", LISTING_CURVE, VALUE_WORD },
    { "NIST CURVE", LISTING_CURVE, VALUE_WORD },
    { "GROUP", LISTING_GROUP, VALUE_WORD },
    { "digest", LISTING_REMARK, VALUE_WORD },
    { "paramset", LISTING_REMARK, VALUE_WORD },
};
#define NAMES (sizeof(names) / sizeof(names[0]))

static struct bytes behind(struct bytes text, size_t count)
{
    return count == 0 ? text : bytes_over(text.at + count, text.left - count);
}

static bool is_alphanumeric(uint8_t character)
{
    return !text_word_is_mark(bytes_over(&character, 1));
}

/* Of strings in source code, between their lines. Those of escapes are none: digits
 * stand in them. */
static bool is_mark(uint8_t character)
{
    return character == '"' || character == '\'' || character == '+' || character == '.' ||
           character == ',';
}

/* Blanks and marks at the front; SIZE_MAX where there are too many. */
static size_t marks_run(struct bytes text)
{
    size_t marks = 0, at = 0;
    while (at < text.left && (is_mark(text.at[at]) || ascii_is_space(text.at[at]))) {
        marks += is_mark(text.at[at]);
        at++;
    }
    return marks <= MARKS_MAX ? at : SIZE_MAX;
}

/* The row of the name that stands there with its colon; NAMES where there is none. */
static size_t name_at(struct bytes text)
{
    for (size_t i = 0; i < NAMES; i++) {
        const size_t length = strlen(names[i].text);
        if (text.left > length && text.at[length] == ':' &&
            memcmp(text.at, names[i].text, length) == 0) {
            return i;
        }
    }
    return NAMES;
}

/* Two digits and no more, or with a name behind them where line ends were lost. */
static bool is_pair(struct bytes text)
{
    return text.left >= 2 && hex_digit(text.at[0]) >= 0 && hex_digit(text.at[1]) >= 0 &&
           (text.left == 2 || !is_alphanumeric(text.at[2]) || name_at(behind(text, 2)) < NAMES);
}

/* From behind an octet to the next one; 0 where it was the last. certtool ends its full
 * lines without a colon, openssl its number. */
static size_t to_next_octet(struct bytes text)
{
    const size_t colon = text.left > 0 && text.at[0] == ':' ? 1 : 0;
    const size_t gap = marks_run(behind(text, colon));
    if (gap == SIZE_MAX) {
        return 0;
    }
    const struct bytes next = behind(text, colon + gap);
    if (!is_pair(next) || (colon == 0 && (gap == 0 || next.left == 2 || next.at[2] != ':'))) {
        return 0;
    }
    return colon + gap;
}

/* One digit and no more: the text was cut off, or damaged, within an octet. */
static bool is_half(struct bytes text)
{
    return text.left > 0 && hex_digit(text.at[0]) >= 0 &&
           (text.left == 1 || (!is_alphanumeric(text.at[1]) && text.at[1] != ':'));
}

/* Octets with colons between them, and maybe one behind, or half an octet behind that. */
static bool take_octets(struct bytes *text, struct bytes *number, bool *halved)
{
    size_t at = 0, step = 0;
    if (!is_pair(*text)) {
        return false;
    }
    do {
        at += step + 2;
        step = to_next_octet(behind(*text, at));
    } while (step > 0);
    at += at < text->left && text->at[at] == ':';
    *halved = text->at[at - 1] == ':' && is_half(behind(*text, at));
    return bytes_take(text, at, number);
}

/* `65537 (0x10001)` */
static bool take_small(struct bytes *text, struct bytes *number)
{
    size_t at = 0;
    while (at < text->left && text->at[at] >= '0' && text->at[at] <= '9') {
        at++;
    }
    if (at == 0 || text->left - at < 4 || memcmp(text->at + at, " (0x", 4) != 0) {
        return false;
    }
    size_t from = at + 4, to = from;
    while (to < text->left && hex_digit(text->at[to]) >= 0) {
        to++;
    }
    struct bytes rest = *text, front;
    if (to == text->left || text->at[to] != ')' || !bytes_take(&rest, from, &front) ||
        !bytes_take(&rest, to - from, number)) {
        return false;
    }
    *text = behind(rest, 1);
    return number->left > 0;
}

static bool take_number(struct bytes *text, struct bytes *number, bool *halved)
{
    size_t marks = marks_run(*text);
    if (marks == SIZE_MAX) {
        return false;
    }
    struct bytes rest = behind(*text, marks);
    if (!take_small(&rest, number) && !take_octets(&rest, number, halved)) {
        return false;
    }
    *text = rest;
    return true;
}

static bool belongs_to_word(uint8_t character)
{
    return is_alphanumeric(character) || character == '-' || character == '_' || character == '.';
}

static bool take_word(struct bytes *text, struct bytes *word)
{
    size_t from = 0;
    while (from < text->left && ascii_is_space(text->at[from])) {
        from++;
    }
    struct bytes rest = behind(*text, from);
    size_t length = 0;
    while (length < rest.left && length < WORD_LENGTH_MAX && belongs_to_word(rest.at[length])) {
        length++;
    }
    if (length == 0 || !bytes_take(&rest, length, word)) {
        return false;
    }
    *text = rest;
    return true;
}

/* Steps over `(256 bit)` where it is there. */
static void skip_parenthesis(struct bytes *text)
{
    size_t from = 0;
    while (from < text->left && text->at[from] == ' ') {
        from++;
    }
    struct bytes rest = behind(*text, from), inside;
    struct bytes near =
        bytes_over(rest.at, rest.left < PARENTHESIS_MAX ? rest.left : PARENTHESIS_MAX);
    if (near.left > 0 && near.at[0] == '(' && bytes_take_until(&near, ')', &inside)) {
        *text = behind(rest, inside.left + 1);
    }
}

static bool take_value(struct bytes *text, enum value_kind kind, struct listing_item *item)
{
    switch (kind) {
    case VALUE_NUMBER:
        return take_number(text, &item->number, &item->halved);
    case VALUE_WORD:
        return take_word(text, &item->word);
    case VALUE_PARENTHESIS:
        skip_parenthesis(text);
        return true;
    }
    return false;
}

bool listing_text_take(struct bytes *text, struct listing_item *item)
{
    size_t marks = marks_run(*text);
    if (marks == SIZE_MAX) {
        return false;
    }
    const struct bytes front = behind(*text, marks);
    const size_t row = name_at(front);
    if (row == NAMES) {
        return false;
    }
    struct bytes rest = behind(front, strlen(names[row].text) + 1);
    struct listing_item read = { .name = names[row].name };
    if (!take_value(&rest, names[row].kind, &read)) {
        return false;
    }
    *text = rest;
    *item = read;
    return true;
}

size_t listing_number_octets(struct bytes number, uint8_t *octets, size_t room)
{
    size_t digits = 0, count = 0;
    for (size_t i = 0; i < number.left; i++) {
        digits += hex_digit(number.at[i]) >= 0;
    }
    if ((digits + 1) / 2 > room) {
        return 0;
    }
    unsigned octet = 0;
    size_t seen = digits % 2;
    for (size_t i = 0; i < number.left; i++) {
        int digit = hex_digit(number.at[i]);
        if (digit < 0) {
            continue;
        }
        octet = (octet << 4 | (unsigned)digit) & 0xff;
        if (++seen % 2 == 0) {
            octets[count++] = (uint8_t)octet;
        }
    }
    return count;
}
