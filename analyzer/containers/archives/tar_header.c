#include "containers/archives/tar_header.h"

#include <string.h>

#define CHECKSUM_AT     148
#define CHECKSUM_LENGTH 8
#define SIZE_AT         124
#define SIZE_LENGTH     12
#define TYPE_AT         156
/* GNU tar: a mark in the first block of a sparse member, and in those behind it. */
#define SPARSE_MORE_AT           482
#define SPARSE_EXTENSION_MORE_AT 504

/* Spaces, octal digits, then a space or NUL. */
static bool take_octal(struct bytes field, uint64_t *number)
{
    uint64_t sum = 0;
    size_t i = 0;
    while (i < field.left && field.at[i] == ' ') {
        i++;
    }
    size_t first = i;
    for (; i < field.left && field.at[i] >= '0' && field.at[i] <= '7'; i++) {
        sum = sum * 8 + (uint64_t)(field.at[i] - '0');
    }
    if (i == first || (i < field.left && field.at[i] != ' ' && field.at[i] != '\0')) {
        return false;
    }
    *number = sum;
    return true;
}

/* Of all octets of a block, and how many of them are past ASCII. Eight at a time: in a tar of small
 * files this is done for every other kilobyte. No sum in a word runs over. */
static void sum_block(const uint8_t *block, uint32_t *sum, uint32_t *high)
{
    const uint64_t even = UINT64_C(0x00ff00ff00ff00ff), ones = UINT64_C(0x0101010101010101);
    uint64_t sums = 0, highs = 0, word;
    for (size_t i = 0; i < TAR_BLOCK; i += sizeof(word)) {
        memcpy(&word, block + i, sizeof(word));
        sums += (word & even) + (word >> 8 & even);
        highs += word >> 7 & ones;
    }
    *sum = *high = 0;
    for (unsigned bit = 0; bit < 64; bit += 16) {
        *sum += (uint32_t)(sums >> bit & 0xffff);
        *high += (uint32_t)((highs >> bit & 0xff) + (highs >> (bit + 8) & 0xff));
    }
}

/* Over unsigned octets or, as some old writers had it, over signed ones; the field itself counts
 * as spaces. */
bool tar_header_holds(struct bytes head)
{
    struct bytes block;
    uint64_t claimed;
    if (!bytes_take(&head, TAR_BLOCK, &block) || block.at[0] == '\0' ||
        !take_octal(bytes_over(block.at + CHECKSUM_AT, CHECKSUM_LENGTH), &claimed)) {
        return false;
    }
    uint32_t sum, high;
    sum_block(block.at, &sum, &high);
    sum += CHECKSUM_LENGTH * ' ';
    for (size_t i = CHECKSUM_AT; i < CHECKSUM_AT + CHECKSUM_LENGTH; i++) {
        sum -= block.at[i];
        high -= block.at[i] >> 7;
    }
    return claimed == sum || (int64_t)claimed == (int64_t)sum - 0x100 * (int64_t)high;
}

/* GNU tar writes sizes past eleven octal digits as a number of twelve octets, the first with its
 * highest bit set. */
uint64_t tar_header_size(struct bytes block)
{
    struct bytes field = bytes_over(block.at + SIZE_AT, SIZE_LENGTH), high;
    uint64_t size = 0;
    if (field.at[0] != 0x80) {
        return take_octal(field, &size) ? size : 0;
    }
    return bytes_take(&field, 4, &high) && bytes_take_number(&field, 8, &size) ? size : 0;
}

uint8_t tar_header_type(struct bytes block)
{
    return block.at[TYPE_AT];
}

/* Digits at the front, and what ends them. Cut to the largest number. */
static bool take_decimal(struct bytes *text, uint8_t end, uint64_t *number)
{
    struct bytes rest = *text, digits;
    uint64_t sum = 0;
    if (!bytes_take_until(&rest, end, &digits) || digits.left == 0) {
        return false;
    }
    for (size_t i = 0; i < digits.left; i++) {
        const unsigned digit = (unsigned)(digits.at[i] - '0');
        if (digits.at[i] < '0' || digit > 9) {
            return false;
        }
        sum = sum > (UINT64_MAX - digit) / 10 ? UINT64_MAX : 10 * sum + digit;
    }
    *text = rest;
    *number = sum;
    return true;
}

/* POSIX.1, "pax Header Block": `LENGTH size=NUMBER`, with a line feed; the length is of all that.
 * The last one counts. */
bool tar_pax_size(struct bytes records, uint64_t *size)
{
    struct bytes rest = records, record, key;
    uint64_t length;
    bool found = false;
    while (take_decimal(&rest, ' ', &length)) {
        const size_t digits = records.left - rest.left;
        if (length <= digits || !bytes_take(&rest, (size_t)length - digits, &record)) {
            break;
        }
        if (bytes_take_until(&record, '=', &key) && bytes_equal(key, bytes_over("size", 4))) {
            found = take_decimal(&record, '\n', size) || found;
        }
        records = rest;
    }
    return found;
}

bool tar_header_is_extended(struct bytes block)
{
    return block.at[TYPE_AT] == 'S' && block.at[SPARSE_MORE_AT] != 0;
}

bool tar_header_goes_on(struct bytes extension)
{
    return extension.at[SPARSE_EXTENSION_MORE_AT] != 0;
}
