#include "containers/databases/lz_block.h"

#include <string.h>

struct unpacking {
    struct bytes packed;
    uint8_t *at;
    size_t size, made;
};

/* As many octets as stand there and are wanted. False where these are fewer than were said. */
static bool put_literal(struct unpacking *unpacking, size_t length)
{
    const size_t room = unpacking->size - unpacking->made;
    size_t there = length < unpacking->packed.left ? length : unpacking->packed.left;
    struct bytes literal;
    there = there < room ? there : room;
    if (there > 0 && bytes_take(&unpacking->packed, there, &literal)) {
        memcpy(unpacking->at + unpacking->made, literal.at, there);
        unpacking->made += there;
    }
    return there == length;
}

/* Where the distance is less than the length, what was just put is said again. */
static bool put_again(struct unpacking *unpacking, size_t distance, size_t length)
{
    const size_t room = unpacking->size - unpacking->made;
    const size_t wanted = length < room ? length : room;
    if (distance == 0 || distance > unpacking->made) {
        return false;
    }
    for (size_t i = 0; i < wanted; i++, unpacking->made++) {
        unpacking->at[unpacking->made] = unpacking->at[unpacking->made - distance];
    }
    return wanted == length;
}

static bool take_octet(struct unpacking *unpacking, size_t *octet)
{
    uint64_t number;
    const bool taken = bytes_take_number(&unpacking->packed, 1, &number);
    *octet = taken ? (size_t)number : 0;
    return taken;
}

static bool take_little(struct unpacking *unpacking, size_t width, size_t *number)
{
    struct bytes taken;
    if (!bytes_take(&unpacking->packed, width, &taken)) {
        return false;
    }
    *number = (size_t)bytes_little(taken.at, width);
    return true;
}

/* Three bits of length and thirteen of distance, or a run of up to 32 octets. */
static bool step_lzf(struct unpacking *unpacking)
{
    size_t mark, more = 0, low;
    if (!take_octet(unpacking, &mark)) {
        return false;
    }
    if (mark < 32) {
        return put_literal(unpacking, mark + 1);
    }
    if ((mark >> 5 == 7 && !take_octet(unpacking, &more)) || !take_octet(unpacking, &low)) {
        return false;
    }
    return put_again(unpacking, ((mark & 31) << 8 | low) + 1, (mark >> 5) + more + 2);
}

/* A reference of two octets, or of three where the length says so. */
static bool step_pglz_reference(struct unpacking *unpacking)
{
    size_t first, second, more = 0;
    if (!take_octet(unpacking, &first) || !take_octet(unpacking, &second)) {
        return false;
    }
    const size_t length = (first & 15) + 3;
    if (length == 18 && !take_octet(unpacking, &more)) {
        return false;
    }
    return put_again(unpacking, (first & 0xf0) << 4 | second, length + more);
}

/* An octet whose bits, from the lowest on, tell octets from references; the last one need not have
 * eight of them. */
static bool step_pglz(struct unpacking *unpacking)
{
    size_t marks;
    if (!take_octet(unpacking, &marks)) {
        return false;
    }
    for (unsigned bit = 0; bit < 8 && unpacking->made < unpacking->size; bit++, marks >>= 1) {
        if (unpacking->packed.left == 0) {
            return false;
        }
        if (!((marks & 1) != 0 ? step_pglz_reference(unpacking) : put_literal(unpacking, 1))) {
            return false;
        }
    }
    return true;
}

/* Fifteen goes on in octets, up to one that is not 255. */
static bool take_lz4_length(struct unpacking *unpacking, size_t *length)
{
    size_t more = 255;
    if (*length < 15) {
        return true;
    }
    while (more == 255) {
        if (!take_octet(unpacking, &more)) {
            return false;
        }
        *length += more;
    }
    return true;
}

/* The last one is a run of octets alone. */
static bool step_lz4(struct unpacking *unpacking)
{
    size_t token, distance;
    if (!take_octet(unpacking, &token)) {
        return false;
    }
    size_t run = token >> 4, length = token & 15;
    if (!take_lz4_length(unpacking, &run) || !put_literal(unpacking, run)) {
        return false;
    }
    if (unpacking->packed.left == 0 || unpacking->made == unpacking->size) {
        return true;
    }
    return take_little(unpacking, 2, &distance) && take_lz4_length(unpacking, &length) &&
           put_again(unpacking, distance, length + 4);
}

static bool step_snappy(struct unpacking *unpacking)
{
    size_t tag, number = 0;
    if (!take_octet(unpacking, &tag)) {
        return false;
    }
    const size_t kind = tag & 3, upper = tag >> 2;
    if (kind == 0) {
        if (upper >= 60 && !take_little(unpacking, upper - 59, &number)) {
            return false;
        }
        return put_literal(unpacking, (upper >= 60 ? number : upper) + 1);
    }
    if (!take_little(unpacking, kind == 3 ? 4 : kind, &number)) {
        return false;
    }
    return kind == 1 ? put_again(unpacking, (upper >> 3) << 8 | number, (upper & 7) + 4)
                     : put_again(unpacking, number, upper + 1);
}

bool lz_block_read(enum lz_code code, struct bytes *packed, uint8_t *into, size_t size,
                   size_t *made)
{
    static bool (*const steps[])(struct unpacking * unpacking) = {
        [LZ_LZF] = step_lzf,
        [LZ_PGLZ] = step_pglz,
        [LZ_LZ4] = step_lz4,
        [LZ_SNAPPY] = step_snappy,
    };
    struct unpacking unpacking = { .packed = *packed, .at = into, .size = size };
    bool sound = true;
    while (sound && unpacking.made < size && unpacking.packed.left > 0) {
        sound = steps[code](&unpacking);
    }
    *packed = unpacking.packed;
    *made = unpacking.made;
    return sound && unpacking.made == size;
}

bool lz_block_append(enum lz_code code, struct bytes packed, size_t size, struct buffer *text)
{
    size_t made;
    if (size == 0) { /* the buffer may have no memory yet */
        return packed.left == 0;
    }
    if (size / LZ_FACTOR_MAX > packed.left || !buffer_reserve(text, size)) {
        return false;
    }
    const bool whole =
        lz_block_read(code, &packed, text->at + text->used, size, &made) && packed.left == 0;
    if (!whole) {
        memory_wipe(text->at + text->used, made);
    }
    text->used += whole ? size : 0;
    return whole;
}

bool lz_block_take_size(struct bytes *packed, uint64_t *size)
{
    struct bytes rest = *packed;
    uint64_t read = 0, octet = 0x80;
    for (unsigned shift = 0; shift < 35 && octet >= 0x80; shift += 7) {
        if (!bytes_take_number(&rest, 1, &octet)) {
            return false;
        }
        read |= (octet & 0x7f) << shift;
    }
    if (octet >= 0x80 || read > UINT32_MAX) {
        return false;
    }
    *size = read;
    *packed = rest;
    return true;
}
