#ifndef ASCII_H
#define ASCII_H

#include <stdbool.h>
#include <stdint.h>

/* Classes of ASCII characters. Those of <ctype.h> go by the locale, and take no octet that is
 * negative as a char. */

static inline uint8_t ascii_lower(uint8_t character)
{
    return character >= 'A' && character <= 'Z' ? (uint8_t)(character | 0x20) : character;
}

static inline bool ascii_is_digit(uint8_t character)
{
    return character >= '0' && character <= '9';
}

static inline bool ascii_is_letter(uint8_t character)
{
    const uint8_t lower = character | 0x20;
    return lower >= 'a' && lower <= 'z';
}

static inline bool ascii_is_alphanumeric(uint8_t character)
{
    return ascii_is_digit(character) || ascii_is_letter(character);
}

/* A space or a tab. */
static inline bool ascii_is_blank(uint8_t character)
{
    return character == ' ' || character == '\t';
}

/* A blank, or what ends a line. */
static inline bool ascii_is_space(uint8_t character)
{
    return ascii_is_blank(character) || character == '\r' || character == '\n';
}

#endif
