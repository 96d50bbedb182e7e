#include "reports/serial_number.h"

#include <string.h>

#include "bounds.h"

/* Decimal digits of an octet: 2.41 on average. */
#define DIGITS_MAX (SERIAL_OCTETS_MAX * 5 / 2 + 2)

/* Divides by ten in place, most significant octet first, and gives the remainder. */
static unsigned divide_by_ten(uint8_t *number, size_t length)
{
    unsigned rest = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned part = rest << 8 | number[i];
        number[i] = (uint8_t)(part / 10);
        rest = part % 10;
    }
    return rest;
}

static bool is_zero(const uint8_t *number, size_t length)
{
    size_t i = 0;
    while (i < length && number[i] == 0) {
        i++;
    }
    return i == length;
}

static void negate(uint8_t *number, size_t length)
{
    unsigned carry = 1;
    for (size_t i = length; i-- > 0;) {
        carry += (unsigned)(uint8_t)~number[i];
        number[i] = (uint8_t)carry;
        carry >>= 8;
    }
}

bool serial_number_decimal(struct bytes octets, struct buffer *into)
{
    uint8_t number[SERIAL_OCTETS_MAX];
    char digits[DIGITS_MAX];
    size_t length = octets.left, from = sizeof(digits);
    if (length == 0 || length > sizeof(number)) {
        return true;
    }
    memcpy(number, octets.at, length);
    bool negative = (number[0] & 0x80) != 0;
    if (negative) {
        negate(number, length);
    }
    do {
        digits[--from] = (char)('0' + divide_by_ten(number, length));
    } while (!is_zero(number, length));
    return (!negative || buffer_append_byte(into, '-')) &&
           buffer_append(into, bytes_over(digits + from, sizeof(digits) - from));
}
