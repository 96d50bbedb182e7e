#include "keys/written_number.h"

#include <string.h>

#include "bounds.h"
#include "bytes/ascii.h"
#include "bytes/base64.h"
#include "bytes/hex_text.h"

/* SEC 1 section 2.3.3. */
#define POINT_UNCOMPRESSED 0x04

bool written_numbers_begin(struct written_numbers *numbers, size_t most)
{
    return buffer_reserve(&numbers->octets, most);
}

void written_numbers_clear(struct written_numbers *numbers)
{
    buffer_clear(&numbers->octets);
}

/* The room is never exceeded, so that windows stay good. */
static bool fits(const struct written_numbers *numbers, size_t more)
{
    return numbers->octets.room - numbers->octets.used >= more;
}

static struct bytes added(const struct written_numbers *numbers, size_t before)
{
    return bytes_over(numbers->octets.at + before, numbers->octets.used - before);
}

static void take_back(struct written_numbers *numbers, size_t before)
{
    struct buffer *octets = &numbers->octets;
    if (octets->used > before) {
        memory_wipe(octets->at + before, octets->used - before);
        octets->used = before;
    }
}

bool written_octets_base64(struct written_numbers *numbers, struct bytes text, struct bytes *octets)
{
    const size_t before = numbers->octets.used;
    struct base64_reader reader = { 0 };
    if (!fits(numbers, text.left / 4 * 3 + 3)) {
        return false;
    }
    bool padded = false, held = true;
    for (size_t i = 0; i < text.left && held; i++) {
        uint8_t next = text.at[i];
        if (ascii_is_space(next)) {
            continue;
        }
        padded = padded || next == '=';
        held = padded ? next == '='
                      : base64_value(next) != BASE64_FOREIGN &&
                            base64_read(&reader, bytes_over(text.at + i, 1), &numbers->octets);
    }
    if (!held || !base64_close(&reader, &numbers->octets) || numbers->octets.used == before) {
        take_back(numbers, before);
        return false;
    }
    *octets = added(numbers, before);
    return true;
}

bool written_number_base64(struct written_numbers *numbers, struct bytes text, struct bytes *number)
{
    struct bytes octets;
    if (!written_octets_base64(numbers, text, &octets)) {
        return false;
    }
    *number = bytes_without_zeros(octets);
    return true;
}

static size_t count_digits(struct bytes text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.left; i++) {
        if (hex_digit(text.at[i]) >= 0) {
            digits++;
        } else if (!ascii_is_space(text.at[i]) && text.at[i] != ':') {
            return 0;
        }
    }
    return digits;
}

bool written_octets_hex(struct written_numbers *numbers, struct bytes text, struct bytes *octets)
{
    const size_t before = numbers->octets.used, digits = count_digits(text);
    if (digits == 0 || !fits(numbers, (digits + 1) / 2)) {
        return false;
    }
    unsigned octet = 0;
    size_t seen = digits % 2;
    for (size_t i = 0; i < text.left; i++) {
        int digit = hex_digit(text.at[i]);
        if (digit < 0) {
            continue;
        }
        octet = octet << 4 | (unsigned)digit;
        if (++seen % 2 == 0 && !buffer_append_byte(&numbers->octets, (uint8_t)octet)) {
            take_back(numbers, before);
            return false;
        }
        octet &= 0x0f;
    }
    *octets = added(numbers, before);
    return true;
}

bool written_number_hex(struct written_numbers *numbers, struct bytes text, struct bytes *number)
{
    struct bytes octets;
    if (!written_octets_hex(numbers, text, &octets)) {
        return false;
    }
    *number = bytes_without_zeros(octets);
    return true;
}

/* Digits that are converted at once: 10 to the power of 15, of which 256 fit in 64 bits. */
#define DECIMAL_GROUP 1000000000000000u

/* number = number * factor + addend, the highest octet first. */
static void add_digits(uint8_t *octets, size_t count, uint64_t factor, uint64_t addend)
{
    uint64_t carry = addend;
    for (size_t i = count; i-- > 0;) {
        carry += octets[i] * factor;
        octets[i] = (uint8_t)carry;
        carry >>= 8;
    }
}

/* 0 where anything else stands among them. */
static size_t count_decimals(struct bytes text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.left; i++) {
        if (text.at[i] >= '0' && text.at[i] <= '9') {
            digits++;
        } else if (!ascii_is_space(text.at[i])) {
            return 0;
        }
    }
    return digits;
}

static struct bytes without_nulls(struct bytes text)
{
    size_t at = 0;
    while (at < text.left && (text.at[at] == '0' || ascii_is_space(text.at[at]))) {
        at++;
    }
    return at < text.left ? bytes_over(text.at + at, text.left - at) : text;
}

bool written_number_decimal(struct written_numbers *numbers, struct bytes text,
                            struct bytes *number)
{
    text = without_nulls(text);
    const size_t before = numbers->octets.used, digits = count_decimals(text);
    const size_t octets = digits / 2 + 1; /* a digit takes 3.33 bits */
    numbers->bounded = numbers->bounded || digits > DECIMAL_DIGITS_MAX;
    if (digits == 0 || digits > DECIMAL_DIGITS_MAX || !fits(numbers, octets)) {
        return false;
    }
    for (size_t i = 0; i < octets; i++) {
        if (!buffer_append_byte(&numbers->octets, 0)) {
            take_back(numbers, before);
            return false;
        }
    }
    uint64_t factor = 1, group = 0;
    for (size_t i = 0; i < text.left; i++) {
        if (!ascii_is_space(text.at[i])) {
            group = group * 10 + (uint64_t)(text.at[i] - '0');
            factor *= 10;
        }
        if (factor == DECIMAL_GROUP || i + 1 == text.left) {
            add_digits(numbers->octets.at + before, octets, factor, group);
            factor = 1;
            group = 0;
        }
    }
    *number = bytes_without_zeros(added(numbers, before));
    return true;
}

bool written_number_reversed(struct written_numbers *numbers, struct bytes octets,
                             struct bytes *number)
{
    const size_t before = numbers->octets.used;
    if (!fits(numbers, octets.left)) {
        return false;
    }
    for (size_t i = octets.left; i-- > 0;) {
        if (!buffer_append_byte(&numbers->octets, octets.at[i])) {
            take_back(numbers, before);
            return false;
        }
    }
    *number = bytes_without_zeros(added(numbers, before));
    return true;
}

static void append_coordinate(struct buffer *octets, struct bytes coordinate, size_t width)
{
    const size_t zeros = width > coordinate.left ? width - coordinate.left : 0;
    memset(octets->at + octets->used, 0, zeros);
    memcpy(octets->at + octets->used + zeros, coordinate.at, coordinate.left);
    octets->used += zeros + coordinate.left;
}

bool written_point(struct written_numbers *numbers, struct bytes x, struct bytes y, size_t width,
                   struct bytes *point)
{
    const size_t before = numbers->octets.used;
    if (x.left == 0 || y.left == 0 || x.left > width || y.left > width ||
        !fits(numbers, 1 + 2 * width) ||
        !buffer_append_byte(&numbers->octets, POINT_UNCOMPRESSED)) {
        return false;
    }
    append_coordinate(&numbers->octets, x, width);
    append_coordinate(&numbers->octets, y, width);
    *point = added(numbers, before);
    return true;
}

static bool append_zeros(struct written_numbers *numbers, size_t count)
{
    while (count > 0 && buffer_append_byte(&numbers->octets, 0)) {
        count--;
    }
    return count == 0;
}

bool written_octets_padded(struct written_numbers *numbers, struct bytes number, size_t width,
                           struct bytes *octets)
{
    const size_t before = numbers->octets.used;
    if (number.left > width || !fits(numbers, width)) {
        return false;
    }
    if (!append_zeros(numbers, width - number.left) || !buffer_append(&numbers->octets, number)) {
        take_back(numbers, before);
        return false;
    }
    *octets = added(numbers, before);
    return true;
}

bool written_octets_reversed(struct written_numbers *numbers, struct bytes number, size_t width,
                             struct bytes *octets)
{
    const size_t before = numbers->octets.used;
    if (number.left > width || !fits(numbers, width)) {
        return false;
    }
    bool held = true;
    for (size_t i = number.left; held && i-- > 0;) {
        held = buffer_append_byte(&numbers->octets, number.at[i]);
    }
    if (!held || !append_zeros(numbers, width - number.left)) {
        take_back(numbers, before);
        return false;
    }
    *octets = added(numbers, before);
    return true;
}
