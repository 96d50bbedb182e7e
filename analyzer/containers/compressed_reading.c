#include "containers/compressed_reading.h"

#include <string.h>

#include "bounds.h"
#include "bytes/tap_stream.h"
#include "containers/archive_filter.h"
#include "containers/archive_walk.h"
#include "containers/carve_walk.h"
#include "containers/compressed_stream.h"

bool compressed_reading_give(const char *name, const struct stream *content, struct stream *decoded,
                             const struct container_sink *sink)
{
    const struct place place = {
        .kind = PLACE_READING,
        .length = content->size != STREAM_SIZE_UNKNOWN ? content->size : 0,
        .name = bytes_over(name, strlen(name)),
    };
    bool more = sink->part(sink->context, &place, PART_UNKNOWN, decoded);
    if (decoded->fault != NULL) {
        sink->journal(sink->context, &place, JOURNAL_UNREAD, decoded->fault, 0);
    }
    return more;
}

static const struct fault trailing = { OUTCOME_UNEXPECTED, NULL,
                                       "other bytes follow the compressed stream; they were "
                                       "scanned as they stand" };

static const struct fault *walk_compressed(struct stream *content,
                                           const struct container_sink *sink)
{
    static const struct fault unknown = { OUTCOME_UNEXPECTED, NULL, "no compressed stream" };
    struct bytes head = stream_ahead(content, CONTENT_HEAD);
    const struct stream_decoder *decoder = stream_decoder_of(head);
    const struct archive_filter_kind *filter = archive_filter_of(head);
    if (decoder == NULL) {
        return filter == NULL ? &unknown : archive_filter_walk(filter, content, sink);
    }
    struct compressed_stream decoded;
    compressed_stream_init(&decoded, content, decoder);
    decoded.most = container_decoded_max(sink);
    bool more = compressed_reading_give(decoder->name, content, &decoded.stream, sink);
    if (more) { /* a walk again may want nothing of it, but what follows */
        stream_drain(&decoded.stream);
    }
    bool complete = decoded.ended && decoded.stream.fault == NULL;
    compressed_stream_clear(&decoded);
    if (more && complete) {
        carve_walk_behind(content, sink, 0, &trailing);
    }
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
