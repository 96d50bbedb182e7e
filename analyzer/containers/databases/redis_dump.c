#include "containers/databases/redis_dump.h"

#include <string.h>

#include "containers/databases/lz_value.h"

/* Before a packed string (rdb.h): what it is, how long, and how long it was. */
#define PACKED 0xc3
#define FRONT  ((size_t)1 + 9 + 9)
/* Shorter ones are never packed (rdb.c). */
#define SHORT 20u
/* Of one that the end of the file cuts off, so much tells that it is one. */
#define CUT_LEAST 32u

static const struct fault cut = { OUTCOME_TRUNCATED, NULL,
                                  "a packed string of Redis is cut off by the end of the dump" };

static bool recognise(struct bytes head)
{
    if (!bytes_begin_with(head, "REDIS") || head.left < 9) {
        return false;
    }
    for (size_t i = 5; i < 9; i++) {
        if (head.at[i] < '0' || head.at[i] > '9') {
            return false;
        }
    }
    return true;
}

/* Six bits, fourteen, or four octets or eight behind one that says so. */
static bool take_length(struct bytes *from, uint64_t *length)
{
    struct bytes rest = *from;
    uint64_t first, more = 0;
    if (!bytes_take_number(&rest, 1, &first)) {
        return false;
    }
    const size_t width = first < 0x40 ? 0 : first < 0x80 ? 1 : first == 0x80 ? 4 : 8;
    if (first > 0x81 || (width > 0 && !bytes_take_number(&rest, width, &more))) {
        return false;
    }
    *length = width > 1 ? more : (first & 0x3f) << (8 * width) | more;
    *from = rest;
    return true;
}

struct packed {
    uint64_t from, length, size; /* of what is packed; what comes of it */
};

static bool read_front(struct bytes seen, uint64_t offset, struct packed *packed)
{
    struct bytes rest = seen, mark;
    if (!bytes_take(&rest, 1, &mark) || !take_length(&rest, &packed->length) ||
        !take_length(&rest, &packed->size)) {
        return false;
    }
    packed->from = offset + (seen.left - rest.left);
    return packed->size > SHORT && packed->length > 0 && packed->length < packed->size;
}

/* Where it goes on behind a packed string that stands at that offset; 0 where none does. */
static uint64_t give_string(struct lz_values *values, struct stream *content, struct bytes front,
                            uint64_t offset)
{
    static const char name[] = "redis-lzf";
    struct packed packed;
    if (!read_front(front, offset, &packed) || packed.from >= content->size) {
        return 0;
    }
    const uint64_t left = content->size - packed.from;
    if (packed.length > left && left < CUT_LEAST) {
        return 0;
    }
    if (!lz_values_might(values, LZ_LZF, content, packed.from, packed.length, packed.size)) {
        return 0;
    }
    const struct bytes data = lz_values_show(values, content, packed.from, packed.length);
    const struct place place = { .kind = PLACE_READING,
                                 .offset = offset,
                                 .length = packed.from - offset + data.left,
                                 .name = bytes_over(name, sizeof(name) - 1) };
    return lz_values_give(values, LZ_LZF, data, packed.size, &place,
                          packed.length > left ? &cut : NULL)
               ? packed.from + data.left
               : 0;
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    struct lz_values values;
    lz_values_init(&values, sink, content->size);
    for (uint64_t at = 0; lz_values_go_on(&values) && at < content->size;) {
        const struct bytes seen = stream_ahead_at(content, at, STREAM_AHEAD_MAX);
        const uint8_t *mark = seen.left > 0 ? memchr(seen.at, PACKED, seen.left) : NULL;
        if (mark == NULL) {
            at += seen.left > 0 ? seen.left : content->size;
            continue;
        }
        at += (uint64_t)(mark - seen.at);
        const struct bytes front = stream_ahead_at(content, at, FRONT);
        const uint64_t next = give_string(&values, content, front, at);
        at = next > 0 ? next : at + 1;
    }
    const struct fault *fault = lz_values_fault(&values);
    lz_values_clear(&values);
    return fault;
}

const struct container redis_dump_container = { .name = "redis",
                                                .recognise = recognise,
                                                .walk = walk,
                                                .seeks = true,
                                                .readings = true,
                                                .loose = true,
                                                .roomy = true };
