#include "containers/databases/postgres_dump.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "bytes/tap_stream.h"
#include "containers/databases/postgres_contents.h"
#include "containers/streams/decoding_stream.h"

#define BLOCK_DATA  1u
#define BLOCK_BLOBS 3u
/* Members that end within so many octets are measured before they are given. */
#define MEASURED_MAX ((size_t)64 << 10)

struct dump {
    struct postgres_contents contents;
    const struct container_sink *sink;
    struct decoding_window window;
    uint64_t members;
    bool stopped;
};

static const struct fault damaged = {
    OUTCOME_MALFORMED, NULL,
    "no block of data stands here in a pg_dump archive: of what follows raw bytes alone were read"
};
static const struct fault cut = { OUTCOME_TRUNCATED, NULL, "the pg_dump archive is cut off" };
static const struct fault too_many = { OUTCOME_BOUND, NULL,
                                       "more members than are read of one pg_dump archive" };

/* A sign, and octets, least first: the length of a piece. */
static bool read_length(struct bytes in, size_t octets, uint64_t *length)
{
    uint64_t read = 0;
    if (in.left < 1 + octets || in.at[0] != 0) {
        return false;
    }
    for (size_t i = octets; i > 0; i--) {
        read = read << 8 | in.at[i];
    }
    *length = read;
    return read <= UINT32_MAX;
}

/* Of the decoder `group` is what is left of a piece, `count` how many octets a length has. One of
 * zero is behind the last piece. */
static size_t step_pieces(struct decoding_stream *stream, struct bytes in, bool whole,
                          struct decoded *out)
{
    uint64_t length;
    (void)whole;
    if (stream->group > 0) {
        size_t taken = in.left < stream->group ? in.left : stream->group;
        taken = taken < out->room ? taken : out->room;
        memcpy(out->at, in.at, taken);
        out->used = taken;
        stream->group -= (uint32_t)taken;
        return taken;
    }
    if (!read_length(in, stream->count, &length)) {
        stream->remarks |= in.left < 1 + (size_t)stream->count ? DECODING_CUT : DECODING_STRAY;
        stream->ended = true;
        return in.left;
    }
    stream->group = (uint32_t)length;
    stream->ended = length == 0;
    return 1 + stream->count;
}

static void finish_pieces(struct decoding_stream *stream, struct decoded *out)
{
    (void)out;
    stream->remarks |= DECODING_CUT;
}

static const struct decoding pieces = { "pieces", 16, step_pieces, finish_pieces };

/* How long the pieces are with their lengths; 0 where they do not end soon. */
static uint64_t measure(struct dump *dump)
{
    const size_t octets = dump->contents.number_octets;
    const struct bytes all = stream_ahead(dump->contents.content, MEASURED_MAX);
    struct bytes rest = all, piece;
    uint64_t length;
    while (read_length(rest, octets, &length)) {
        if (!bytes_take(&rest, 1 + octets, &piece) || length == 0) {
            return length == 0 ? all.left - rest.left : 0;
        }
        if (length > rest.left || !bytes_take(&rest, (size_t)length, &piece)) {
            return 0;
        }
    }
    return 0;
}

/* What is compressed stands nowhere in here as it is; what is not stands where it is measured, and
 * without that octets of the same digest are the same (casefile/sighting_fold.h). */
static struct place place_of(struct dump *dump, struct bytes name)
{
    const uint64_t here = dump->contents.content->offset;
    struct place place = { .kind = PLACE_MEMBER, .number = ++dump->members, .name = name };
    if (dump->contents.packed) {
        place.offset = here;
    } else {
        place.length = measure(dump);
        place.offset = place.length > 0 ? here : 0;
    }
    return place;
}

/* NULL: the next one can be reached. */
static const struct fault *give_member(struct dump *dump, struct bytes name)
{
    struct decoding_stream member;
    if (dump->members >= limit_of(LIMIT_ENTRIES)) {
        return &too_many;
    }
    const struct place place = place_of(dump, name);
    decoding_stream_init(&member, dump->contents.content, &pieces, &dump->window);
    member.count = (unsigned)dump->contents.number_octets;
    dump->stopped = !dump->sink->part(dump->sink->context, &place, PART_UNKNOWN, &member.stream);
    if (dump->stopped) {
        return NULL;
    }
    stream_drain(&member.stream);
    return (member.remarks & DECODING_STRAY) != 0 ? &damaged
           : (member.remarks & DECODING_CUT) != 0 ? &cut
                                                  : NULL;
}

static const struct fault *give_blobs(struct dump *dump)
{
    const struct fault *fault = NULL;
    char name[32];
    int64_t number;
    while (fault == NULL && !dump->stopped) {
        if (!postgres_contents_take(&dump->contents, &number)) {
            return stream_ahead(dump->contents.content, 1).left == 0 ? &cut : &damaged;
        }
        if (number == 0) {
            return NULL;
        }
        (void)snprintf(name, sizeof(name), "blob %" PRIu32, (uint32_t)number);
        fault = give_member(dump, bytes_over((const uint8_t *)name, strlen(name)));
    }
    return fault;
}

static const struct fault *give_block(struct dump *dump)
{
    struct stream *content = dump->contents.content;
    const unsigned kind = stream_ahead(content, 1).at[0];
    int64_t id;
    stream_consume(content, 1);
    if ((kind != BLOCK_DATA && kind != BLOCK_BLOBS) ||
        !postgres_contents_take(&dump->contents, &id)) {
        return stream_ahead(content, 1).left == 0 ? &cut : &damaged;
    }
    return kind == BLOCK_BLOBS ? give_blobs(dump)
                               : give_member(dump, postgres_contents_name(&dump->contents, id));
}

static const struct fault *walk_dump(struct stream *content, const struct container_sink *sink)
{
    struct dump dump = { .contents.content = content, .sink = sink };
    const struct fault *fault = postgres_contents_read(&dump.contents);
    uint64_t blocks = 0;
    for (; fault == NULL && !dump.stopped && stream_ahead(content, 1).left > 0; blocks++) {
        fault = give_block(&dump);
    }
    if (fault == NULL && !dump.stopped && blocks < dump.contents.blocks) {
        fault = &cut;
    }
    decoding_window_clear(&dump.window);
    postgres_contents_clear(&dump.contents);
    return fault;
}

const struct container postgres_dump_container = { .name = "pg_dump",
                                                   .recognise = postgres_contents_begin,
                                                   .walk = walk_dump };
