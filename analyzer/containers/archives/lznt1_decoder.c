#include "containers/archives/lznt1_decoder.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"

#define HEADER      ((size_t)2)
#define SIZE_MASK   0x0fffu
#define SIGNATURE   0x7000u
#define SIGNED      0x3000u
#define PACKED      0x8000u
#define UNIT_CHUNKS 16
#define GROUP       8 /* literals and copies behind a byte of flags */
#define LEAST_COPY  3
#define PAIR_BITS   16
#define PLACE_LEAST 4 /* bits of a pair that say where a copy comes from */
#define PLACE_MOST  12
/* What a unit is padded to. */
#define CLUSTER 4096

struct lznt1 {
    uint8_t held[HEADER + LZNT1_PLAIN]; /* of a chunk, as far as it came */
    uint8_t plain[LZNT1_PLAIN];
    size_t have, made, given;
    uint64_t taken; /* of the unit */
    unsigned chunks;
    bool last, damaged, cut;
};

/* A copy of what was decoded: how much of a pair is the place hangs on how much that is. */
static bool copy_pair(unsigned pair, uint8_t plain[LZNT1_PLAIN], size_t *made)
{
    unsigned bits = PLACE_LEAST;
    while (bits < PLACE_MOST && ((size_t)1 << bits) < *made) {
        bits++;
    }
    const size_t back = (pair >> (PAIR_BITS - bits)) + 1,
                 count = (pair & ((1u << (PAIR_BITS - bits)) - 1)) + LEAST_COPY;
    if (back > *made || count > LZNT1_PLAIN - *made) {
        return false;
    }
    for (size_t i = 0; i < count; i++, (*made)++) { /* it may lean on itself */
        plain[*made] = plain[*made - back];
    }
    return true;
}

static bool take_literal(struct bytes *packed, uint8_t plain[LZNT1_PLAIN], size_t *made)
{
    uint64_t octet;
    if (*made == LZNT1_PLAIN || !bytes_take_number(packed, 1, &octet)) {
        return false;
    }
    plain[(*made)++] = (uint8_t)octet;
    return true;
}

/* What is behind the header of a packed chunk. False where it is damaged; what came before counts.
 */
static bool unpack(struct bytes *packed, uint8_t plain[LZNT1_PLAIN], size_t *made)
{
    uint64_t flags;
    struct bytes pair;
    while (packed->left > 0 && bytes_take_number(packed, 1, &flags)) {
        for (unsigned i = 0; i < GROUP && packed->left > 0; i++) {
            const bool copies = (flags >> i & 1) != 0;
            if (copies ? !bytes_take(packed, 2, &pair) ||
                             !copy_pair((unsigned)bytes_little(pair.at, 2), plain, made)
                       : !take_literal(packed, plain, made)) {
                return false;
            }
        }
    }
    return true;
}

static unsigned header_of(const uint8_t *at)
{
    return (unsigned)bytes_little(at, HEADER);
}

/* Of a chunk with its header. */
static size_t chunk_length(unsigned header)
{
    return HEADER + (header & SIZE_MASK) + 1;
}

static void *begin(void)
{
    return calloc(1, sizeof(struct lznt1));
}

static void end(void *state)
{
    if (state != NULL) {
        memory_wipe(state, sizeof(struct lznt1));
    }
    free(state);
}

static void decode_chunk(struct lznt1 *unit)
{
    const unsigned header = header_of(unit->held);
    struct bytes packed = bytes_over(unit->held + HEADER, unit->have - HEADER);
    unit->made = unit->given = 0;
    if ((header & PACKED) != 0) {
        unit->damaged = !unpack(&packed, unit->plain, &unit->made);
    } else {
        unit->made = packed.left < LZNT1_PLAIN ? packed.left : LZNT1_PLAIN;
        memcpy(unit->plain, packed.at, unit->made);
    }
    unit->have = 0;
    unit->chunks++;
    unit->last = unit->chunks == UNIT_CHUNKS || unit->made < LZNT1_PLAIN;
}

/* Holds of the input what a header, or a chunk, still wants. */
static void hold(struct lznt1 *unit, struct bytes *in, size_t length)
{
    struct bytes part;
    const size_t wanted = length - unit->have;
    if (bytes_take(in, wanted < in->left ? wanted : in->left, &part) && part.left > 0) {
        memcpy(unit->held + unit->have, part.at, part.left);
        unit->have += part.left;
        unit->taken += part.left;
    }
}

static bool is_header(unsigned header)
{
    return (header & SIGNATURE) == SIGNED;
}

/* The next chunk, or what shows that there is none. False where more has to come first: at the end
 * of the content what is there of a chunk is decoded as far as it goes. */
static bool take_chunk(struct lznt1 *unit, struct bytes *in, bool ended)
{
    if (unit->have < HEADER) {
        hold(unit, in, HEADER);
    }
    if (unit->have < HEADER) {
        return false;
    }
    const unsigned header = header_of(unit->held);
    if (!is_header(header)) {
        unit->last = true;
        unit->damaged = header != 0;
        return true;
    }
    const size_t length = chunk_length(header);
    hold(unit, in, length);
    if (unit->have < length && (!ended || unit->have == HEADER)) {
        return false;
    }
    unit->cut = unit->have < length;
    decode_chunk(unit);
    return true;
}

/* Behind the last chunk: zeros, and the header of zero among them. True where those end. */
static bool take_zeros(struct lznt1 *unit, struct bytes *in)
{
    struct bytes zero;
    while (in->left > 0 && unit->taken % CLUSTER != 0 && in->at[0] == 0 &&
           bytes_take(in, 1, &zero)) {
        unit->taken++;
    }
    return in->left > 0 || unit->taken % CLUSTER == 0;
}

static size_t give(struct lznt1 *unit, uint8_t *out, size_t room)
{
    const size_t left = unit->made - unit->given, count = left < room ? left : room;
    memcpy(out, unit->plain + unit->given, count);
    unit->given += count;
    return count;
}

static enum decoder_step step(void *state, struct bytes *in, uint8_t *out, size_t room,
                              size_t *made)
{
    struct lznt1 *unit = state;
    const bool ended = in->left == 0; /* the content does */
    for (*made = 0; *made < room;) {
        if (unit->given < unit->made) {
            *made += give(unit, out + *made, room - *made);
        } else if (unit->cut) {
            return DECODER_MORE;
        } else if (unit->damaged) {
            return DECODER_DAMAGED;
        } else if (unit->last) {
            return take_zeros(unit, in) || ended ? DECODER_END : DECODER_MORE;
        } else if (!take_chunk(unit, in, ended)) {
            return DECODER_MORE;
        }
    }
    return DECODER_MORE;
}

bool lznt1_unit_stands(struct bytes head, size_t *taken)
{
    uint8_t plain[LZNT1_PLAIN];
    struct bytes rest = head, front, packed;
    size_t made = 0;
    *taken = 0;
    if (!bytes_take(&rest, HEADER, &front) || !is_header(header_of(front.at)) ||
        (header_of(front.at) & PACKED) == 0) {
        return false;
    }
    const size_t length = chunk_length(header_of(front.at));
    if (!bytes_take(&rest, length - HEADER, &packed)) {
        return false;
    }
    const bool whole = unpack(&packed, plain, &made);
    memory_wipe(plain, sizeof(plain));
    *taken = length - packed.left;
    const bool ends = rest.left < HEADER || header_of(rest.at) == 0;
    return whole && made > length &&
           (made == LZNT1_PLAIN ? ends || is_header(header_of(rest.at)) : ends);
}

static bool recognise(struct bytes head)
{
    size_t taken;
    return lznt1_unit_stands(head, &taken);
}

const struct stream_decoder lznt1_decoder = { "lznt1", recognise, begin, step, end };
