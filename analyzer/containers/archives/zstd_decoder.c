#include "containers/archives/zstd_decoder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <zstd.h>
#include <zstd_errors.h>

#include "containers/archives/passed_over.h"

struct decoding {
    ZSTD_DStream *frames;
    size_t wanted; /* octets of input that come next, by the library's own count */
    bool full;     /* the room was used up: there may be more to give before any of it */
};

/* Of the header of the block that follows: the library counts it in. */
#define BLOCK_HEADER ((size_t)3)

static void *begin_zstd(void)
{
    struct decoding *state = calloc(1, sizeof(*state));
    if (state == NULL) {
        return NULL;
    }
    state->frames = ZSTD_createDStream();
    if (state->frames == NULL) {
        free(state);
        return NULL;
    }
    state->wanted = ZSTD_initDStream(state->frames);
    return state;
}

static void end_zstd(void *context)
{
    struct decoding *state = context;
    (void)ZSTD_freeDStream(state->frames);
    free(state);
}

static enum decoder_step step_of_error(size_t result)
{
    switch ((int)ZSTD_getErrorCode(result)) {
    case ZSTD_error_frameParameter_windowTooLarge:
        return DECODER_TOO_LARGE;
    case ZSTD_error_memory_allocation:
        return DECODER_NO_MEMORY;
    default:
        return DECODER_DAMAGED;
    }
}

static void take_front(struct bytes *in, size_t count)
{
    struct bytes taken;
    bool within = bytes_take(in, count, &taken);
    assert(within);
}

/* A call that fails gives nothing, not even what it decoded before: so none is shown more than the
 * block, or the header, that comes next, and nothing while something is left to give. */
static size_t next_portion(const struct decoding *state, struct bytes in)
{
    const size_t portion =
        state->wanted > BLOCK_HEADER ? state->wanted - BLOCK_HEADER : state->wanted;
    return state->full ? 0 : portion < in.left ? portion : in.left;
}

/* Where another frame follows in sight, the state goes on: to begin one takes as long as to decode
 * some thousand octets. */
static bool goes_on(struct decoding *state, struct bytes in)
{
    if (zstd_header_length(in) == 0) {
        return false;
    }
    state->wanted = ZSTD_initDStream(state->frames);
    return true;
}

static enum decoder_step step_zstd(void *context, struct bytes *in, uint8_t *out, size_t room,
                                   size_t *made)
{
    struct decoding *state = context;
    ZSTD_outBuffer output = { out, room, 0 };
    *made = 0;
    while (output.pos < room) {
        ZSTD_inBuffer input = { in->at, next_portion(state, *in), 0 };
        const size_t before = output.pos;
        const size_t result = ZSTD_decompressStream(state->frames, &output, &input);
        *made = output.pos;
        if (ZSTD_isError(result)) {
            return step_of_error(result);
        }
        take_front(in, input.pos);
        state->wanted = result;
        if (result == 0 && !goes_on(state, *in)) {
            return DECODER_END;
        }
        if (result > 0 && input.pos == 0 && output.pos == before && !state->full) {
            break; /* all that was given is taken */
        }
        state->full = output.pos == room;
    }
    return DECODER_MORE;
}

static bool begins_with(struct bytes head, const char *magic, size_t length)
{
    struct bytes front;
    return bytes_take(&head, length, &front) && bytes_equal(front, bytes_over(magic, length));
}

size_t zstd_header_length(struct bytes head)
{
    static const uint8_t dictionary[] = { 0, 1, 2, 4 };
    static const uint8_t content[] = { 0, 2, 4, 8 };
    if (head.left < 5 || !begins_with(head, "\x28\xb5\x2f\xfd", 4) || (head.at[4] & 0x08) != 0) {
        return 0;
    }
    const uint8_t flags = head.at[4];
    const bool single = (flags & 0x20) != 0;
    return (size_t)5 + (single ? 0 : 1) + dictionary[flags & 3] +
           (flags >> 6 == 0 && single ? 1 : content[flags >> 6]);
}

/* Those that are passed over are in front of one that is not, at the end of all, or longer than
 * what is in sight: lz4 has the same. */
static bool is_zstd(struct bytes head)
{
    struct bytes passed;
    while (zstd_header_length(head) == 0) {
        const uint64_t length = passed_over_frame(head);
        if (length == 0) {
            return false;
        }
        if (!bytes_take(&head, (size_t)length, &passed) || head.left == 0) {
            return true;
        }
    }
    return true;
}

const struct stream_decoder zstd_decoder = { "zstd", is_zstd, begin_zstd, step_zstd, end_zstd };
