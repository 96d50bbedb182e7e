#include "bytes/base32.h"

#include "bytes/ascii.h"

/* Text of fewer characters is of no alphabet for sure. */
#define LENGTH_MIN 40
/* Of 40 characters seven are digits, but fewer where an armour begins, and some letters are none of
 * hexadecimal. */
#define DIGITS_MIN  1
#define LETTERS_MIN 4

#define FOREIGN 32u

static unsigned value_of(uint8_t character, enum base32_alphabet alphabet)
{
    const bool small = alphabet == BASE32_SMALL || alphabet == BASE32_HEX_SMALL;
    const bool hex = alphabet == BASE32_HEX || alphabet == BASE32_HEX_SMALL;
    const uint8_t least = small ? 'a' : 'A';
    if (character >= least && character <= least + (hex ? 'v' - 'a' : 'z' - 'a')) {
        return (unsigned)(character - least) + (hex ? 10 : 0);
    }
    if (hex) {
        return ascii_is_digit(character) ? (unsigned)(character - '0') : FOREIGN;
    }
    return character >= '2' && character <= '7' ? (unsigned)(character - '2') + 26 : FOREIGN;
}

size_t base32_run(struct bytes text, enum base32_alphabet alphabet)
{
    size_t at = 0;
    while (at < text.left && value_of(text.at[at], alphabet) != FOREIGN) {
        at++;
    }
    return at;
}

bool base32_may_be(struct bytes text)
{
    bool upper = false, lower = false;
    for (size_t at = 0; at < text.left; at++) {
        const uint8_t character = text.at[at];
        upper = upper || (character >= 'A' && character <= 'Z');
        lower = lower || (character >= 'a' && character <= 'z');
        if ((upper && lower) || !ascii_is_alphanumeric(character)) {
            return false;
        }
    }
    return upper || lower;
}

enum base32_alphabet base32_alphabet_of(struct bytes text)
{
    static const enum base32_alphabet alphabets[] = { BASE32_USUAL, BASE32_SMALL, BASE32_HEX,
                                                      BASE32_HEX_SMALL };
    unsigned digits = 0, letters = 0;
    for (size_t at = 0; at < text.left; at++) {
        digits += ascii_is_digit(text.at[at]) ? 1 : 0;
        letters += ascii_lower(text.at[at]) > 'f' ? 1 : 0;
    }
    if (text.left < LENGTH_MIN || digits < DIGITS_MIN || letters < LETTERS_MIN) {
        return BASE32_NONE;
    }
    for (size_t i = 0; i < sizeof(alphabets) / sizeof(alphabets[0]); i++) {
        if (base32_run(text, alphabets[i]) == text.left) {
            return alphabets[i];
        }
    }
    return BASE32_NONE;
}

bool base32_read(struct base32_reader *reader, enum base32_alphabet alphabet, struct bytes text,
                 struct buffer *into)
{
    for (size_t at = 0; at < text.left; at++) {
        const unsigned value = value_of(text.at[at], alphabet);
        if (value == FOREIGN) {
            continue;
        }
        reader->bits = reader->bits << 5 | value;
        reader->count += 5;
        if (reader->count >= 8) {
            reader->count -= 8;
            if (!buffer_append_byte(into, (uint8_t)(reader->bits >> reader->count))) {
                return false;
            }
        }
        reader->bits &= ((uint32_t)1 << reader->count) - 1;
    }
    return true;
}
