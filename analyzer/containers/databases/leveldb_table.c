#include "containers/databases/leveldb_table.h"

#include <string.h>

#include "containers/databases/lz_value.h"

/* Behind a block: what it is packed by, and a sum. */
#define TYPE_CLEAR  0
#define TYPE_SNAPPY 1
#define TYPE_LZ4    4
#define TYPE_LZ4HC  5
#define TRAILER     5u
/* A key has a number behind it. */
#define KEY_LEAST 8u
/* With its restart points, and a row. */
#define BLOCK_LEAST 16u
#define BLOCK_MOST  ((uint64_t)64 << 20)
#define NUMBER      4u

struct block {
    enum lz_code code;
    uint64_t size;
    size_t front; /* octets of its length */
};

/* Might one begin there? The first octet that comes of it is a zero, which stands there as it is:
 * what its first row shares with one before. Asked at each octet. */
static bool block_begins(struct bytes seen, struct block *block)
{
    struct bytes rest = seen;
    uint64_t size;
    if (!lz_block_take_size(&rest, &size) || size < BLOCK_LEAST || size > BLOCK_MOST ||
        rest.left < 2) {
        return false;
    }
    const uint8_t tag = rest.at[0];
    const bool snappy = (tag & 3) == 0 && tag >> 2 < 60 && rest.at[1] == 0;
    const bool wide = (tag & 3) == 0 && tag >> 2 >= 60 && rest.left > (size_t)(tag >> 2) - 58 &&
                      rest.at[(tag >> 2) - 58] == 0;
    const bool lz4 = tag >> 4 > 0 && tag >> 4 < 15 && rest.at[1] == 0;
    const bool long_lz4 = tag >> 4 == 15 && rest.left > 2 && rest.at[1] < 255 && rest.at[2] == 0;
    *block = (struct block){ snappy || wide ? LZ_SNAPPY : LZ_LZ4, size, seen.left - rest.left };
    return snappy || wide || lz4 || long_lz4;
}

static bool is_type(enum lz_code code, struct bytes trailer)
{
    return trailer.left >= TRAILER &&
           (code == LZ_SNAPPY ? trailer.at[0] == TYPE_SNAPPY
                              : trailer.at[0] == TYPE_LZ4 || trailer.at[0] == TYPE_LZ4HC);
}

/* How many octets a block takes that stands at the front, its trailer included, what comes of which
 * is in `values`; 0 where none does. A tag of Snappy may be a token of LZ4 as well. */
static size_t take_block(struct lz_values *values, struct bytes seen, struct block *block)
{
    for (unsigned i = 0; i < 2; i++) {
        struct bytes rest = seen, front;
        if (bytes_take(&rest, block->front, &front) &&
            lz_values_take(values, block->code, &rest, block->size)) {
            if (is_type(block->code, rest)) {
                return seen.left - rest.left + TRAILER;
            }
            lz_values_pay(values, seen.left + block->size);
        }
        if (block->code == LZ_LZ4) {
            break;
        }
        block->code = LZ_LZ4;
    }
    return 0;
}

/* A number of seven bits an octet that is of a row. */
static bool take_number(struct bytes *from, uint64_t *number)
{
    return lz_block_take_size(from, number) && *number <= BLOCK_MOST;
}

/* Steps over the rows of a block in clear, up to its restart points, the first of which is 0. */
static bool pass_rows(struct bytes *rest)
{
    uint64_t shared, own, value;
    struct bytes passed;
    bool first = true;
    for (;;) {
        struct bytes row = *rest;
        if (!take_number(&row, &shared) || !take_number(&row, &own) || !take_number(&row, &value)) {
            return false;
        }
        if (shared + own + value == 0) {
            return !first;
        }
        if ((first && (shared > 0 || own < KEY_LEAST)) ||
            !bytes_take(&row, (size_t)(own + value), &passed)) {
            return false;
        }
        first = false;
        *rest = row;
    }
}

/* Restart points grow, and behind them stands how many there are. */
static bool is_clear_block(struct bytes head)
{
    struct bytes rest = head, number;
    if (head.left == 0 || head.at[0] != 0 || !pass_rows(&rest)) {
        return false;
    }
    const uint64_t rows = head.left - rest.left;
    for (uint64_t count = 0, last = 0; bytes_take(&rest, NUMBER, &number); count++) {
        const uint64_t next = bytes_little(number.at, NUMBER);
        if (count > 0 && next == count) {
            return rest.left >= TRAILER && rest.at[0] == TYPE_CLEAR;
        }
        if (next >= rows || (count > 0 && next <= last)) {
            return false;
        }
        last = next;
    }
    return false;
}

static bool recognise(struct bytes head)
{
    static const struct container_sink none = { 0 };
    struct lz_values values;
    struct block block;
    if (!block_begins(head, &block)) {
        return is_clear_block(head);
    }
    if (block.size > (uint64_t)CONTENT_HEAD * LZ_FACTOR_MAX) {
        return false;
    }
    lz_values_init(&values, &none, head.left);
    const bool taken = take_block(&values, head, &block) > 0;
    lz_values_clear(&values);
    return taken || is_clear_block(head);
}

/* Does either way to unpack it hold at its front? */
static bool might(struct lz_values *values, struct stream *content, uint64_t from,
                  const struct block *block)
{
    return lz_values_might(values, block->code, content, from, block->size, block->size) ||
           (block->code != LZ_LZ4 &&
            lz_values_might(values, LZ_LZ4, content, from, block->size, block->size));
}

/* Where it goes on behind a block that begins at that offset; 0 where none does. */
static uint64_t give_block(struct lz_values *values, struct stream *content, uint64_t at,
                           struct block *block)
{
    /* what gets longer is not packed, but for very little */
    const uint64_t length = block->front + block->size + BLOCK_LEAST + TRAILER;
    if (!might(values, content, at + block->front, block)) {
        return 0;
    }
    const struct bytes seen = lz_values_show(values, content, at, length);
    const size_t taken = take_block(values, seen, block);
    const char *name = block->code == LZ_SNAPPY ? "leveldb-snappy" : "leveldb-lz4";
    const struct place place = {
        .kind = PLACE_READING, .offset = at, .length = taken, .name = bytes_over(name, strlen(name))
    };
    if (taken > 0) {
        lz_values_put(values, &place);
    }
    return taken > 0 ? at + taken : 0;
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    struct lz_values values;
    struct block block;
    uint64_t at = 0;
    lz_values_init(&values, sink, content->size);
    while (lz_values_go_on(&values) && at < content->size) {
        struct bytes seen = stream_ahead_at(content, at, STREAM_AHEAD_MAX), step;
        const bool ends = at + seen.left >= content->size;
        bool begins = false;
        while (!begins && seen.left > (ends ? 0 : 16) && !(begins = block_begins(seen, &block)) &&
               bytes_take(&seen, 1, &step)) {
            at++;
        }
        if (begins) {
            const uint64_t next = give_block(&values, content, at, &block);
            at = next > 0 ? next : at + 1;
        } else if (seen.left == 0) {
            break;
        }
    }
    const struct fault *fault = lz_values_fault(&values);
    lz_values_clear(&values);
    return fault;
}

const struct container leveldb_table_container = { .name = "leveldb",
                                                   .recognise = recognise,
                                                   .walk = walk,
                                                   .seeks = true,
                                                   .readings = true,
                                                   .loose = true,
                                                   .roomy = true };
