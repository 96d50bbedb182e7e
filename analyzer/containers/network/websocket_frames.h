#ifndef WEBSOCKET_FRAMES_H
#define WEBSOCKET_FRAMES_H

#include "containers/archives/stream_decoder.h"

/* Frames of WebSocket (RFC 6455 section 5.2), which follow a message of HTTP that asks for them:
 * what a client sends is under a mask of its own in each, so that no octet of it stands in clear.
 */

struct websocket_frame {
    uint64_t length; /* of its payload */
    uint8_t mask[4];
    bool masked;
    bool packed; /* by an extension (RFC 7692) */
};

/* Takes the header of a frame. False where none stands there, or not all of it: `from` is as it
 * was. */
MUST_CHECK bool websocket_frame_take(struct bytes *from, struct websocket_frame *frame);

/* The most octets of a header. */
#define WEBSOCKET_HEADER_MAX ((size_t)14)

/* The payloads of frames, one behind the other and without their masks, as long as there are any.
 */
extern const struct stream_decoder websocket_decoder;

#endif
