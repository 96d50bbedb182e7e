#include "containers/tar_header.h"

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
    int64_t sum = 0, signed_sum = 0;
    for (size_t i = 0; i < block.left; i++) {
        bool field = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_LENGTH;
        uint8_t octet = field ? ' ' : block.at[i];
        sum += octet;
        signed_sum += octet < 0x80 ? octet : octet - 0x100;
    }
    return (int64_t)claimed == sum || (int64_t)claimed == signed_sum;
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

bool tar_header_is_extended(struct bytes block)
{
    return block.at[TYPE_AT] == 'S' && block.at[SPARSE_MORE_AT] != 0;
}

bool tar_header_goes_on(struct bytes extension)
{
    return extension.at[SPARSE_EXTENSION_MORE_AT] != 0;
}
