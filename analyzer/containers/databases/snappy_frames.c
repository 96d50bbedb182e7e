#include "containers/databases/snappy_frames.h"

#include <string.h>

#include "containers/databases/lz_value.h"

/* Of snappy-java: a mark, two versions, and blocks behind their lengths. */
#define JAVA_MARK  "\x82SNAPPY\0"
#define JAVA_FRONT 16u
#define JAVA_MOST  ((uint64_t)1 << 26)
/* The length of a block, and Snappy's own of what comes of it. */
#define BLOCK_FRONT 9u
#define PACKED_MORE 32u
/* Of the framing format: a first chunk, and chunks behind a type and a length. */
#define FRAME_MARK    "\xff\x06\0\0sNaPpY"
#define FRAME_MARK_IS 10u
#define FRAME_PACKED  0u
#define FRAME_CLEAR   1u
#define FRAME_SKIPPED 0x80u
#define FRAME_SUM     4u

static const struct fault damaged = { OUTCOME_MALFORMED, NULL,
                                      "a block of Snappy does not hold: what follows is not read" };
static const struct fault cut = { OUTCOME_TRUNCATED, NULL, "the blocks of Snappy are cut off" };
static const struct fault large = { OUTCOME_BOUND, NULL,
                                    "blocks of Snappy expand to more than is held" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory for blocks of Snappy" };

static bool is_java(struct bytes head)
{
    return head.left > JAVA_FRONT && memcmp(head.at, JAVA_MARK, sizeof(JAVA_MARK) - 1) == 0;
}

static bool recognise(struct bytes head)
{
    return is_java(head) ||
           (head.left > FRAME_MARK_IS && memcmp(head.at, FRAME_MARK, FRAME_MARK_IS) == 0);
}

struct chunk {
    struct bytes data;
    unsigned type; /* as the framing format has it */
};

/* NULL: there is one. */
static const struct fault *take_java(struct bytes *from, struct chunk *chunk)
{
    struct bytes rest = *from;
    uint64_t length;
    if (!bytes_take_number(&rest, 4, &length)) {
        return &cut;
    }
    if (length == 0 || length > JAVA_MOST) {
        return &damaged;
    }
    if (!bytes_take(&rest, (size_t)length, &chunk->data)) {
        return &cut;
    }
    chunk->type = FRAME_PACKED;
    *from = rest;
    return NULL;
}

static const struct fault *take_frame(struct bytes *from, struct chunk *chunk)
{
    struct bytes rest = *from, front, sum;
    if (!bytes_take(&rest, 4, &front)) {
        return &cut;
    }
    chunk->type = front.at[0];
    if (chunk->type > FRAME_CLEAR && chunk->type < FRAME_SKIPPED) {
        return &damaged;
    }
    if (!bytes_take(&rest, (size_t)bytes_little(front.at + 1, 3), &chunk->data) ||
        (chunk->type <= FRAME_CLEAR && !bytes_take(&chunk->data, FRAME_SUM, &sum))) {
        return &cut;
    }
    *from = rest;
    return NULL;
}

static const struct fault *append(const struct chunk *chunk, struct buffer *text)
{
    struct bytes packed = chunk->data;
    uint64_t size;
    if (chunk->type >= FRAME_SKIPPED) {
        return NULL;
    }
    if (chunk->type == FRAME_CLEAR) {
        return buffer_append(text, packed) ? NULL : &no_memory;
    }
    if (!lz_block_take_size(&packed, &size)) {
        return &damaged;
    }
    if (size + text->used > limit_of(LIMIT_HELD_BYTES)) {
        return &large;
    }
    return lz_block_append(LZ_SNAPPY, packed, (size_t)size, text) ? NULL : &damaged;
}

static const struct fault *unpack(struct bytes all, struct buffer *text)
{
    const bool java = is_java(all);
    struct bytes rest = all, mark;
    const struct fault *fault =
        bytes_take(&rest, java ? JAVA_FRONT : FRAME_MARK_IS, &mark) ? NULL : &cut;
    while (fault == NULL && rest.left > 0) {
        struct chunk chunk = { .type = FRAME_SKIPPED };
        fault = java ? take_java(&rest, &chunk) : take_frame(&rest, &chunk);
        fault = fault != NULL ? fault : append(&chunk, text);
    }
    return fault;
}

/* The mark alone stands in programs, too. */
size_t snappy_frames_length(struct bytes seen)
{
    struct bytes rest = seen, mark;
    struct chunk chunk = { .type = FRAME_SKIPPED };
    const struct fault *fault = NULL;
    size_t count = 0;
    if (!is_java(seen) || !bytes_take(&rest, JAVA_FRONT, &mark)) {
        return 0;
    }
    for (; fault == NULL && rest.left > 0; count += fault == NULL ? 1 : 0) {
        fault = take_java(&rest, &chunk);
    }
    const bool goes_on = fault == &cut && rest.left >= 4;
    return count == 0 && !goes_on ? 0 : goes_on ? seen.left : seen.left - rest.left;
}

/* Is a block of so many octets one whose front says what comes of it? What does not get shorter
 * grows by a sixth at most, and some octets (MaxCompressedLength of Snappy). */
static bool is_block(struct bytes front, uint64_t length)
{
    uint64_t size;
    return length > 0 && length <= JAVA_MOST && lz_block_take_size(&front, &size) &&
           length <= PACKED_MORE + size + size / 6;
}

uint64_t snappy_frames_reach(struct stream *content)
{
    const uint64_t begin = content->offset, left = content->size - begin;
    uint64_t length = JAVA_FRONT, block;
    struct bytes seen = stream_ahead_at(content, begin + length, BLOCK_FRONT);
    while (bytes_take_number(&seen, 4, &block) && is_block(seen, block)) {
        length += 4 + block;
        seen = stream_ahead_at(content, begin + length, BLOCK_FRONT);
    }
    const bool back = stream_seek(content, begin);
    return !back ? 0 : length < left ? length : left;
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    static const char name[] = "snappy";
    const struct place place = { .kind = PLACE_READING,
                                 .length = content->size,
                                 .name = bytes_over(name, sizeof(name) - 1) };
    struct lz_values values;
    lz_values_init(&values, sink, content->size);
    const struct bytes all = lz_values_show(&values, content, 0, content->size);
    const struct fault *fault = unpack(all, &values.text);
    if (fault == NULL && all.left < content->size) {
        fault = &large;
    }
    if (values.text.used > 0) {
        lz_values_put(&values, &place);
    }
    lz_values_clear(&values);
    return fault;
}

const struct container snappy_frames_container = {
    .name = "snappy", .recognise = recognise, .walk = walk, .seeks = true, .readings = true
};
