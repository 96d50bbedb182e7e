#include "containers/databases/lz_value.h"

#include "bounds.h"

/* Tried of a value before all of it is; and made of that. */
#define FRONT_TRIED ((size_t)4 << 10)
#define FRONT_MADE  ((size_t)64 << 10)
/* What is cut within a step leaves less than this. */
#define STEP_MAX 8u

static const struct fault tried = { OUTCOME_BOUND, NULL,
                                    "more that only looks like packed values than is tried" };
static const struct fault large = { OUTCOME_BOUND, NULL,
                                    "a packed value that is longer than is held" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory for a packed value" };

void lz_values_init(struct lz_values *values, const struct container_sink *sink, uint64_t size)
{
    *values = (struct lz_values){ .sink = sink,
                                  .budget = size > UINT64_MAX / 2 / LZ_TRIED_TIMES
                                                ? UINT64_MAX / 2
                                                : size * LZ_TRIED_TIMES + LZ_TRIED_FLOOR };
}

void lz_values_clear(struct lz_values *values)
{
    buffer_clear(&values->text);
    buffer_clear(&values->packed);
}

struct bytes lz_values_show(struct lz_values *values, struct stream *content, uint64_t from,
                            uint64_t length)
{
    const uint64_t most = limit_of(LIMIT_HELD_BYTES);
    const uint64_t wanted = length < most ? length : most;
    if (wanted <= STREAM_AHEAD_MAX) {
        return stream_ahead_at(content, from, (size_t)wanted);
    }
    buffer_reset(&values->packed);
    while (values->packed.used < wanted) {
        const uint64_t more = wanted - values->packed.used;
        const struct bytes seen =
            stream_ahead_at(content, from + values->packed.used,
                            more < STREAM_AHEAD_MAX ? (size_t)more : STREAM_AHEAD_MAX);
        if (seen.left == 0 || !buffer_append(&values->packed, seen)) {
            break;
        }
    }
    return buffer_bytes(&values->packed);
}

void lz_values_pay(struct lz_values *values, uint64_t octets)
{
    values->budget -= octets < values->budget ? octets : values->budget;
}

/* What comes of it, as far as it is held, in `text`; says how much of it was read. */
static bool unpack(struct lz_values *values, enum lz_code code, struct bytes *packed, size_t held)
{
    size_t made;
    buffer_reset(&values->text);
    if (!buffer_reserve(&values->text, held)) {
        values->fault = &no_memory;
        values->stopped = true;
        return false;
    }
    const bool sound = lz_block_read(code, packed, values->text.at, held, &made);
    values->text.used = made;
    return sound;
}

bool lz_values_might(struct lz_values *values, enum lz_code code, struct stream *content,
                     uint64_t from, uint64_t length, uint64_t size)
{
    const struct bytes front =
        stream_ahead_at(content, from, length < FRONT_TRIED ? (size_t)length : FRONT_TRIED);
    struct bytes rest = front;
    if (unpack(values, code, &rest, size < FRONT_MADE ? (size_t)size : FRONT_MADE)) {
        return true;
    }
    const bool damaged = rest.left >= STEP_MAX;
    if (damaged) {
        lz_values_pay(values, 1 + values->text.used + front.left - rest.left);
    }
    return !values->stopped && !damaged;
}

/* Less comes of it than is said, and all of it was read: of what is none some octets are. */
static bool is_cut(const struct lz_values *values, struct bytes packed, struct bytes rest,
                   const struct fault *cut)
{
    return cut != NULL && !values->stopped && rest.left == 0 &&
           values->text.used >= packed.left / 2;
}

void lz_values_put(struct lz_values *values, const struct place *place)
{
    const struct container_sink *sink = values->sink;
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&values->text));
    values->stopped = !sink->part(sink->context, place, PART_UNKNOWN, &memory.stream);
}

bool lz_values_take(struct lz_values *values, enum lz_code code, struct bytes *packed,
                    uint64_t size)
{
    struct bytes rest = *packed;
    if (size > limit_of(LIMIT_HELD_BYTES) || size / LZ_FACTOR_MAX > packed->left) {
        return false;
    }
    if (!unpack(values, code, &rest, (size_t)size)) {
        lz_values_pay(values, 1 + values->text.used + packed->left);
        return false;
    }
    *packed = rest;
    return true;
}

bool lz_values_give(struct lz_values *values, enum lz_code code, struct bytes packed, uint64_t size,
                    const struct place *place, const struct fault *cut)
{
    const struct container_sink *sink = values->sink;
    const uint64_t most = limit_of(LIMIT_HELD_BYTES);
    const size_t held = (size_t)(size < most ? size : most);
    struct bytes rest = packed;
    const struct fault *fault = size > held ? &large : NULL;
    if (size / LZ_FACTOR_MAX > packed.left) {
        return false;
    }
    if (!unpack(values, code, &rest, held) || (rest.left > 0 && size == held)) {
        if (!is_cut(values, packed, rest, cut)) {
            lz_values_pay(values, 1 + values->text.used + packed.left);
            return false;
        }
        fault = cut;
    }
    if (fault != NULL) {
        sink->journal(sink->context, place, JOURNAL_UNREAD, fault, size - values->text.used);
    }
    lz_values_put(values, place);
    return true;
}

const struct fault *lz_values_fault(const struct lz_values *values)
{
    return values->fault != NULL ? values->fault : values->budget == 0 ? &tried : NULL;
}
