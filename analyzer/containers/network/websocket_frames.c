#include "containers/network/websocket_frames.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"

#define RESERVED   0x30 /* the third bit of those is that of RFC 7692 */
#define PACKED     0x40
#define OPERATION  0x0f
#define MASKED     0x80
#define LENGTH     0x7f
#define LENGTH_TWO 126
#define LENGTH_ALL 127

/* Continuation, text, binary; close, ping, pong. */
static bool is_operation(unsigned code)
{
    return code <= 2 || (code >= 8 && code <= 10);
}

/* In as few octets as it takes, as RFC 6455 demands. */
static bool take_length(struct bytes *from, unsigned code, uint64_t *length)
{
    *length = code;
    if (code == LENGTH_TWO) {
        return bytes_take_number(from, 2, length) && *length >= LENGTH_TWO;
    }
    return code != LENGTH_ALL ||
           (bytes_take_number(from, 8, length) && *length > UINT16_MAX && *length <= INT64_MAX);
}

bool websocket_frame_take(struct bytes *from, struct websocket_frame *frame)
{
    struct websocket_frame read = { .length = 0 };
    struct bytes rest = *from, mask;
    uint64_t first, second;
    if (!bytes_take_number(&rest, 1, &first) || (first & RESERVED) != 0 ||
        !is_operation((unsigned)first & OPERATION) || !bytes_take_number(&rest, 1, &second) ||
        !take_length(&rest, (unsigned)second & LENGTH, &read.length)) {
        return false;
    }
    read.packed = (first & PACKED) != 0;
    read.masked = (second & MASKED) != 0;
    if (read.masked) {
        if (!bytes_take(&rest, sizeof(read.mask), &mask)) {
            return false;
        }
        memcpy(read.mask, mask.at, sizeof(read.mask));
    }
    *frame = read;
    *from = rest;
    return true;
}

struct unmasking {
    uint8_t held[WEBSOCKET_HEADER_MAX]; /* of a header, as far as it came */
    size_t have;
    struct websocket_frame frame;
    uint64_t given; /* of its payload */
    bool open;
};

static void *begin(void)
{
    return calloc(1, sizeof(struct unmasking));
}

static void end(void *state)
{
    if (state != NULL) { /* where no frame begins it holds some octets of what stands there */
        memory_wipe(state, sizeof(struct unmasking));
    }
    free(state);
}

/* An octet at a time: where a header ends shows no sooner. */
static bool take_header(struct unmasking *unmasking, struct bytes *in)
{
    struct bytes octet;
    while (!unmasking->open && unmasking->have < sizeof(unmasking->held) &&
           bytes_take(in, 1, &octet)) {
        unmasking->held[unmasking->have++] = octet.at[0];
        struct bytes held = bytes_over(unmasking->held, unmasking->have);
        unmasking->open = websocket_frame_take(&held, &unmasking->frame);
    }
    if (unmasking->open) {
        unmasking->have = 0;
        unmasking->given = 0;
    }
    return unmasking->open;
}

static size_t take_payload(struct unmasking *unmasking, struct bytes *in, uint8_t *out, size_t room)
{
    struct bytes part;
    const struct websocket_frame *frame = &unmasking->frame;
    const uint64_t left = frame->length - unmasking->given;
    size_t count = in->left < room ? in->left : room;
    count = left < count ? (size_t)left : count;
    if (!bytes_take(in, count, &part)) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        out[i] = part.at[i] ^ frame->mask[(unmasking->given + i) % sizeof(frame->mask)];
    }
    unmasking->given += count;
    unmasking->open = unmasking->given < frame->length;
    return count;
}

static enum decoder_step step(void *state, struct bytes *in, uint8_t *out, size_t room,
                              size_t *made)
{
    struct unmasking *unmasking = state;
    *made = 0;
    if (in->left == 0) { /* the connection ended: nothing says that it should not */
        return DECODER_END;
    }
    while (*made < room && in->left > 0) {
        if (!unmasking->open && !take_header(unmasking, in)) {
            return unmasking->have == sizeof(unmasking->held) ? DECODER_DAMAGED : DECODER_MORE;
        }
        *made += take_payload(unmasking, in, out + *made, room - *made);
    }
    return DECODER_MORE;
}

static bool never(struct bytes head)
{
    (void)head;
    return false;
}

const struct stream_decoder websocket_decoder = { "websocket", never, begin, step, end };
