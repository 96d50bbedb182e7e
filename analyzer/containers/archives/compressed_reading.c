#include "containers/archives/compressed_reading.h"

#include <string.h>

#include "bounds.h"
#include "bytes/tap_stream.h"
#include "containers/archives/archive_filter.h"
#include "containers/archives/archive_walk.h"
#include "containers/archives/compressed_stream.h"
#include "containers/archives/filter_chain.h"
#include "containers/archives/passed_over.h"
#include "containers/carving/carve_walk.h"
#include "containers/carving/carved.h"

bool compressed_reading_give(const char *name, uint64_t begin, const struct stream *content,
                             struct stream *decoded, const struct container_sink *sink)
{
    const struct place place = {
        .kind = PLACE_READING,
        .offset = begin,
        .length = content->size != STREAM_SIZE_UNKNOWN ? content->size - begin : 0,
        .name = bytes_over(name, strlen(name)),
    };
    bool more = sink->part(sink->context, &place, PART_UNKNOWN, decoded);
    if (decoded->fault != NULL) {
        sink->journal(sink->context, &place, JOURNAL_UNREAD, decoded->fault, 0);
    }
    return more;
}

void compressed_reading_walk(const char *name, uint64_t begin, const struct stream_decoder *decoder,
                             struct stream *content, const struct container_sink *sink,
                             const struct fault *trailing)
{
    struct compressed_stream decoded;
    struct passed_over passed;
    compressed_stream_init(&decoded, content, decoder);
    passed_over_init(&passed, content);
    compressed_stream_note(&decoded, &passed);
    decoded.most = container_decoded_max(sink);
    const bool more = compressed_reading_give(name, begin, content, &decoded.stream, sink);
    if (more) { /* a walk again may want nothing of it, but what follows */
        stream_drain(&decoded.stream);
    }
    const bool complete = decoded.ended && decoded.stream.fault == NULL;
    compressed_stream_clear(&decoded);
    if (more && complete) {
        carve_walk_behind(content, sink, 0, trailing);
    }
    if (more) {
        passed_over_carve(&passed, content, sink);
    }
    passed_over_clear(&passed);
}

/* The last piece may be cut short, and something else stand where it says it goes on. */
static void carve_cut(struct stream *content, const struct container_sink *sink, uint64_t from,
                      struct passed_over *passed)
{
    static const struct fault unseen = {
        OUTCOME_TRUNCATED, NULL,
        "the compressed stream says that it goes on to the end of the content or behind it: "
        "compressed data behind what there is of it was not looked for"
    };
    if (content->kind->seek == NULL) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &unseen, 0);
    } else if (stream_seek(content, from)) {
        passed_over_forget(passed, from);
        carve_walk_rest(content, sink, 0);
    }
}

struct passed_tap {
    struct passed_over *passed;
    const struct tap_stream *tap;
};

static void take_passed(void *context, struct bytes piece)
{
    const struct passed_tap *taken = context;
    passed_over_take(taken->passed, taken->tap->stream.offset, piece);
}

static const struct fault *walk_filter(const struct archive_filter_kind *kind,
                                       struct stream *content, const struct container_sink *sink,
                                       const struct fault *trailing)
{
    struct passed_over passed;
    struct filter_chain state = { .passed = &passed, .at = content->offset };
    struct chain_stream chain;
    struct tap_stream tap;
    struct passed_tap taken = { &passed, &tap };
    const uint64_t begin = content->offset;
    bool more = true;
    if (kind->piece == NULL) {
        return archive_filter_walk(kind, content, sink, NULL);
    }
    passed_over_init(&passed, content);
    tap_stream_init(&tap, content, &taken, take_passed);
    chain_stream_init(&chain, passed.holds ? &tap.stream : content, kind->piece, &state);
    chain.stream.size = content->size;
    const struct fault *fault = archive_filter_walk(kind, &chain.stream, sink, &more);
    if (more) {
        stream_drain(&chain.stream);
        if (chain.known > 0) {
            carve_cut(content, sink, begin + chain.last, &passed);
        } else {
            carve_walk_behind(content, sink, 0, trailing);
        }
        passed_over_carve(&passed, content, sink);
    }
    passed_over_clear(&passed);
    return fault;
}

static const struct fault *walk_compressed(struct stream *content,
                                           const struct container_sink *sink)
{
    static const struct fault unknown = { OUTCOME_UNEXPECTED, NULL, "no compressed stream" };
    static const struct fault trailing = { OUTCOME_UNEXPECTED, NULL,
                                           "other bytes follow the compressed stream; they were "
                                           "scanned as they stand" };
    struct bytes head = stream_ahead(content, CONTENT_HEAD);
    const struct stream_decoder *decoder = stream_decoder_again(head);
    const struct archive_filter_kind *filter = archive_filter_of(head);
    if (decoder == NULL) {
        return filter == NULL ? &unknown : walk_filter(filter, content, sink, &trailing);
    }
    compressed_reading_walk(decoder->name, 0, decoder, content, sink, &trailing);
    return NULL;
}

static bool recognise_compressed(struct bytes head)
{
    return stream_decoder_of(head) != NULL || archive_filter_of(head) != NULL;
}

const struct container compressed_container = { .name = "compressed",
                                                .recognise = recognise_compressed,
                                                .walk = walk_compressed,
                                                .packed = true,
                                                .readings = true };
