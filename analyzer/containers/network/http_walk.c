#include "containers/network/http_walk.h"

#include <string.h>

#include "bytes/ascii.h"
#include "bytes/tap_stream.h"
#include "containers/archives/compressed_stream.h"
#include "containers/network/http_head.h"
#include "containers/network/websocket_frames.h"
#include "containers/streams/pieced_stream.h"

#define CLAUSE "RFC 9112"
/* Servers take 8 to 64 KiB of one. */
#define HEAD_MAX   ((size_t)256 << 10)
#define HEAD_USUAL ((size_t)16 << 10)
/* Of a line before a chunk. */
#define LINE_SEEN 256
/* Of a first line, in a name. */
#define NAME_MAX_OCTETS 200u
/* Of a body, to see whether it is what its head says. */
#define TRIAL ((size_t)4 << 10)

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory for a body of HTTP" };
static const struct fault cut_off = { OUTCOME_TRUNCATED, CLAUSE,
                                      "a body of HTTP ends before its last chunk" };
static const struct fault no_chunk = { OUTCOME_MALFORMED, CLAUSE,
                                       "no chunk stands where the one before says that it ends" };
static const struct fault brotli = { OUTCOME_UNSUPPORTED, "RFC 7932",
                                     "a body compressed by Brotli is not read" };
static const struct fault packed_frames = {
    OUTCOME_UNSUPPORTED, "RFC 7692", "messages of WebSocket that are compressed are not read"
};
static const struct fault many = { OUTCOME_BOUND, NULL,
                                   "a body of HTTP has more chunks than are put together" };

struct http_walk {
    struct stream *content;
    const struct container_sink *sink;
    uint64_t number;
    struct http_head head;
    bool socket; /* the head before asked for frames of WebSocket */
    uint8_t name[NAME_MAX_OCTETS];
    struct pieces pieces;      /* of the body */
    const struct fault *fault; /* of the chunks */
    uint64_t end;              /* of the body with its chunks' lines */
};

static size_t line_end(struct bytes text)
{
    const size_t cr = text.left > 0 && text.at[0] == '\r' ? 1 : 0;
    return text.left > cr && text.at[cr] == '\n' ? cr + 1 : 0;
}

static uint64_t behind_trailer(const struct http_walk *walk, uint64_t at)
{
    struct bytes text = stream_ahead_at(walk->content, at, HEAD_USUAL);
    const size_t seen = text.left;
    http_trailer_take(&text);
    return at + (seen - text.left);
}

/* False: that was the last chunk, or `fault` says why it was. */
static bool take_chunk(struct http_walk *walk)
{
    const struct bytes seen = stream_ahead_at(walk->content, walk->end, LINE_SEEN);
    struct bytes rest = seen;
    struct piece piece = { .at = walk->pieces.end };
    uint64_t size;
    if (!http_chunk_line_take(&rest, &size)) {
        walk->fault = seen.left == 0 ? &cut_off : &no_chunk;
        return false;
    }
    piece.offset = walk->end + (seen.left - rest.left);
    if (size == 0) {
        walk->end = behind_trailer(walk, piece.offset);
        return false;
    }
    const uint64_t left = walk->content->size - piece.offset;
    piece.length = size < left ? size : left;
    if (piece.length > 0 && !pieces_add(&walk->pieces, &piece)) {
        walk->fault = &no_memory;
        return false;
    }
    walk->end = piece.offset + piece.length;
    walk->fault = size > left ? &cut_off : NULL;
    walk->end += line_end(stream_ahead_at(walk->content, walk->end, 2));
    return walk->fault == NULL;
}

static void measure_chunks(struct http_walk *walk)
{
    while (take_chunk(walk)) {
        if (pieces_count(&walk->pieces) >= HTTP_CHUNKS_MAX) {
            walk->fault = &many;
            return;
        }
    }
}

/* Does the content end there, or another message begin? Who kept the message may have decoded its
 * body, of which Content-Length does not speak then. */
static bool ends_there(const struct http_walk *walk, uint64_t at)
{
    if (at >= walk->content->size) {
        return true;
    }
    struct bytes seen = stream_ahead_at(walk->content, at, HEAD_USUAL);
    while (seen.left > 0 && ascii_is_space(seen.at[0])) {
        seen = bytes_over(seen.at + 1, seen.left - 1);
    }
    return seen.left == 0 || http_head_begins(seen);
}

/* Of an answer to HEAD the length is said, and no body is sent: the next message begins there. */
static bool measure_plain(struct http_walk *walk, uint64_t begin)
{
    const struct http_head *head = &walk->head;
    const uint64_t left = walk->content->size - begin;
    const bool whole = head->sized && head->size <= left && ends_there(walk, begin + head->size);
    const bool sized = whole || (head->sized && head->size > left);
    struct piece piece = { .offset = begin, .length = left };
    if ((!whole && head->length > 0 &&
         http_head_begins(stream_ahead_at(walk->content, begin, HEAD_USUAL))) ||
        (!sized && (head->request || head->bodiless))) {
        piece.length = 0;
    } else if (whole) {
        piece.length = head->size;
    }
    walk->end = begin + piece.length;
    return piece.length == 0 || pieces_add(&walk->pieces, &piece);
}

/* Where it is, and what of it. */
static bool measure(struct http_walk *walk, uint64_t begin)
{
    struct bytes seen = stream_ahead_at(walk->content, begin, LINE_SEEN);
    uint64_t size;
    pieces_reset(&walk->pieces);
    walk->fault = NULL;
    walk->end = begin;
    if (!walk->head.chunked || walk->head.bodiless || !http_chunk_line_take(&seen, &size)) {
        return measure_plain(walk, begin);
    }
    measure_chunks(walk);
    return true;
}

static bool is_text(struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        if (text.at[i] < ' ' && !ascii_is_space(text.at[i])) {
            return false;
        }
    }
    return true;
}

/* Does deflate stand there, without the frame of zlib that shows itself? */
static bool is_bare_deflate(struct bytes front)
{
    uint8_t out[TRIAL];
    size_t made = 0;
    void *state;
    if (zlib_header_holds(front) || (state = deflate_decoder.begin()) == NULL) {
        return false;
    }
    const enum decoder_step step = deflate_decoder.step(state, &front, out, sizeof(out), &made);
    deflate_decoder.end(state);
    memory_wipe(out, sizeof(out));
    return (step == DECODER_MORE || step == DECODER_END) && made > 0;
}

static bool give_decoded(struct http_walk *walk, const struct place *place, struct stream *body,
                         const struct stream_decoder *decoder)
{
    struct compressed_stream decoded;
    compressed_stream_init(&decoded, body, decoder);
    decoded.most = container_decoded_max(walk->sink);
    const bool more = walk->sink->part(walk->sink->context, place, PART_UNKNOWN, &decoded.stream);
    if (more) {
        stream_drain(&decoded.stream);
        if (decoded.stream.fault != NULL) {
            walk->sink->journal(walk->sink->context, place, JOURNAL_UNREAD, decoded.stream.fault,
                                0);
        }
    }
    compressed_stream_clear(&decoded);
    return more;
}

struct socket_frames {
    bool all;    /* nothing but frames stands there, the last one cut off or not */
    bool masked; /* and some of them are masked */
    bool packed;
};

static struct socket_frames frames_of(const struct http_walk *walk)
{
    struct socket_frames frames = { .all = walk->socket };
    const uint64_t size = walk->content->size;
    for (uint64_t at = walk->end - walk->pieces.end; frames.all && at < size;) {
        struct websocket_frame frame;
        const struct bytes seen = stream_ahead_at(walk->content, at, WEBSOCKET_HEADER_MAX);
        struct bytes rest = seen;
        if (!websocket_frame_take(&rest, &frame)) {
            frames.all = size - at < WEBSOCKET_HEADER_MAX && frames.masked;
            break;
        }
        at += seen.left - rest.left;
        at = frame.length < size - at ? at + frame.length : size;
        frames.masked = frames.masked || frame.masked;
        frames.packed = frames.packed || frame.packed;
    }
    return frames;
}

static bool give_body(struct http_walk *walk, const struct place *place)
{
    const struct container_sink *sink = walk->sink;
    /* All of the content would be found to be HTTP again. */
    const bool same = walk->number == 1 && walk->head.length == 0;
    const struct socket_frames frames = frames_of(walk);
    struct pieced_stream body;
    bool more = true;
    pieced_stream_init(&body, walk->content, &walk->pieces);
    const struct bytes front = stream_ahead(&body.stream, TRIAL);
    const bool text = is_text(bytes_over(front.at, front.left < TRIAL ? front.left : TRIAL));
    if (front.left > 0 && walk->head.deflate && !text && is_bare_deflate(front)) {
        more = give_decoded(walk, place, &body.stream, &deflate_decoder);
    } else if (front.left > 0 && frames.all && frames.masked) {
        more = give_decoded(walk, place, &body.stream, &websocket_decoder);
    } else if (front.left > 0) {
        more = sink->part(sink->context, place, same ? PART_LEAF : PART_UNKNOWN, &body.stream);
    }
    if (more && front.left > 0 && walk->head.brotli && !text) {
        sink->journal(sink->context, place, JOURNAL_UNREAD, &brotli, 0);
    }
    if (more && frames.all && frames.packed) {
        sink->journal(sink->context, place, JOURNAL_UNREAD, &packed_frames, 0);
    }
    if (more && walk->fault != NULL) {
        sink->journal(sink->context, place, JOURNAL_UNREAD, walk->fault, 0);
    }
    pieced_stream_clear(&body);
    return more;
}

/* What no message begins is one without a head. */
static bool take_head(struct http_walk *walk, uint64_t at)
{
    struct bytes seen = stream_ahead_at(walk->content, at, HEAD_USUAL);
    walk->head = (struct http_head){ .start = bytes_over(NULL, 0) };
    if (!http_head_take(&seen, &walk->head)) {
        seen = seen.left == HEAD_USUAL && http_head_begins(seen)
                   ? stream_ahead_at(walk->content, at, HEAD_MAX)
                   : bytes_over(NULL, 0);
        if (!http_head_take(&seen, &walk->head)) {
            return false;
        }
    }
    struct bytes *start = &walk->head.start; /* outlives what shows it */
    start->left = start->left < NAME_MAX_OCTETS ? start->left : NAME_MAX_OCTETS;
    memcpy(walk->name, start->at, start->left);
    start->at = walk->name;
    return true;
}

/* Fields may hold something, as the certificate that a proxy passes on. */
static bool give_head(struct http_walk *walk, uint64_t at)
{
    static const char name[] = "header";
    const struct piece piece = { .offset = at, .length = walk->head.length };
    const struct place place = { .kind = PLACE_TEXT,
                                 .number = walk->number,
                                 .offset = at,
                                 .length = piece.length,
                                 .name = bytes_over(name, sizeof(name) - 1) };
    pieces_reset(&walk->pieces);
    if (!pieces_add(&walk->pieces, &piece)) {
        walk->sink->journal(walk->sink->context, &place, JOURNAL_UNREAD, &no_memory, 0);
        return false;
    }
    struct pieced_stream text;
    pieced_stream_init(&text, walk->content, &walk->pieces);
    const bool more = walk->sink->part(walk->sink->context, &place, PART_LEAF, &text.stream);
    pieced_stream_clear(&text);
    return more;
}

/* False: the walk is to stop. `at` becomes where the next one begins. */
static bool give_message(struct http_walk *walk, uint64_t *at)
{
    walk->number++;
    const bool upgraded = walk->head.websocket;
    const bool headed = take_head(walk, *at);
    walk->socket = upgraded && !headed;
    if (headed && !give_head(walk, *at)) {
        return false;
    }
    const uint64_t begin = *at + walk->head.length;
    struct place place = {
        .kind = PLACE_MEMBER, .number = walk->number, .offset = begin, .name = walk->head.start
    };
    if (!measure(walk, begin)) {
        walk->sink->journal(walk->sink->context, &place, JOURNAL_UNREAD, &no_memory, 0);
        return false;
    }
    place.length = walk->end - begin;
    *at = walk->end;
    return give_body(walk, &place);
}

/* Its head is all there, or too long to be seen. */
static bool recognise(struct bytes head)
{
    struct http_head taken;
    struct bytes rest = head;
    return http_head_take(&rest, &taken) || (head.left >= CONTENT_HEAD && http_head_begins(head));
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    struct http_walk http = { .content = content, .sink = sink };
    uint64_t at = content->offset;
    while (at < content->size && give_message(&http, &at)) {
        struct bytes seen = stream_ahead_at(content, at, 2);
        for (size_t end = line_end(seen); end > 0; end = line_end(seen)) {
            at += end;
            seen = stream_ahead_at(content, at, 2);
        }
    }
    pieces_clear(&http.pieces);
    return NULL;
}

const struct container http_container = {
    .name = "http", .recognise = recognise, .walk = walk, .seeks = true, .rereads = true
};
