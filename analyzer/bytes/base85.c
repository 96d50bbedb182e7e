#include "bytes/base85.h"

#include <string.h>

#include "bytes/ascii.h"

#define FOREIGN 85u
#define GROUP   5
/* Of sixteen characters about five are neither letters nor digits. */
#define MARKS_MIN 2

/* In the order of their values. */
static const char digits_of_git[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "!#$%&()*+-;<=>?@^_`{|}~";
static const char digits_of_z85[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    ".-:+=^!/*?&<>()[]{}@%$#";

/* Values by character, of each alphabet; made at the first call. */
static uint8_t values[BASE85_ASCII + 1][256];
static bool tabulated;

static void tabulate(void)
{
    memset(values, FOREIGN, sizeof(values));
    for (unsigned i = 0; i < 85; i++) {
        values[BASE85_GIT][(uint8_t)digits_of_git[i]] = (uint8_t)i;
        values[BASE85_Z85][(uint8_t)digits_of_z85[i]] = (uint8_t)i;
        values[BASE85_ASCII]['!' + i] = (uint8_t)i;
    }
    tabulated = true;
}

/* Of Ascii85, one character for a whole group. */
static bool is_short(uint8_t character, enum base85_alphabet alphabet)
{
    return alphabet == BASE85_ASCII && (character == 'z' || character == 'y');
}

static unsigned value_of(uint8_t character, enum base85_alphabet alphabet)
{
    if (!tabulated) {
        tabulate();
    }
    return values[alphabet][character];
}

size_t base85_run(struct bytes text, enum base85_alphabet alphabet)
{
    size_t at = 0;
    while (at < text.left &&
           (value_of(text.at[at], alphabet) != FOREIGN || is_short(text.at[at], alphabet))) {
        at++;
    }
    return at;
}

bool base85_may_be(struct bytes text)
{
    unsigned marks = 0, upper = 0;
    for (size_t at = 0; at < text.left; at++) {
        const uint8_t character = text.at[at];
        if (character <= ' ' || character > '~') {
            return false;
        }
        marks += ascii_is_alphanumeric(character) ? 0 : 1;
        upper += character >= 'A' && character <= 'Z' ? 1 : 0;
    }
    return marks >= MARKS_MIN && upper > 0 &&
           (base85_run(text, BASE85_GIT) == text.left ||
            base85_run(text, BASE85_Z85) == text.left ||
            base85_run(text, BASE85_ASCII) == text.left);
}

static bool give(uint64_t value, unsigned octets, struct buffer *into)
{
    for (unsigned i = 0; i < octets; i++) {
        if (!buffer_append_byte(into, (uint8_t)(value >> (24 - 8 * i)))) {
            return false;
        }
    }
    return true;
}

bool base85_read(struct base85_reader *reader, enum base85_alphabet alphabet, struct bytes text,
                 struct buffer *into)
{
    for (size_t at = 0; at < text.left && !reader->broken; at++) {
        const uint8_t character = text.at[at];
        const unsigned value = value_of(character, alphabet);
        if (is_short(character, alphabet)) {
            reader->broken = reader->count > 0;
            if (!reader->broken && !give(character == 'y' ? 0x20202020 : 0, 4, into)) {
                return false;
            }
            continue;
        }
        if (value == FOREIGN) {
            continue;
        }
        reader->value = reader->value * 85 + value;
        if (++reader->count < GROUP) {
            continue;
        }
        reader->broken = reader->value > UINT32_MAX;
        if (!reader->broken && !give(reader->value, 4, into)) {
            return false;
        }
        reader->value = 0;
        reader->count = 0;
    }
    return true;
}

bool base85_close(struct base85_reader *reader, struct buffer *into)
{
    const unsigned octets = reader->count > 1 && !reader->broken ? reader->count - 1 : 0;
    for (; reader->count < GROUP; reader->count++) {
        reader->value = reader->value * 85 + 84;
    }
    const bool given = reader->value > UINT32_MAX || give(reader->value, octets, into);
    *reader = (struct base85_reader){ .broken = reader->broken };
    return given;
}
