#include "containers/git/git_patch.h"

#include <string.h>

#include "bytes/git_patch_line.h"
#include "bytes/tap_stream.h"
#include "containers/archives/compressed_stream.h"
#include "containers/git/git_delta.h"

#define CLAUSE "git-diff(1)"
/* "literal ", digits and a line end. */
#define HUNK_LINE 32

static const struct fault no_patch = { OUTCOME_UNEXPECTED, CLAUSE, "no binary patch of git" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory to read a difference" };
static const struct fault too_large = { OUTCOME_BOUND, NULL,
                                        "a difference that must be held in memory is too large" };
static const struct fault other_size = { OUTCOME_MALFORMED, CLAUSE,
                                         "a hunk of another size than it says" };
static const struct fault no_base = {
    OUTCOME_MALFORMED, CLAUSE,
    "a difference to a file that is not in the patch: what it adds was scanned"
};

struct hunk {
    bool delta;
    uint64_t size;
    struct place place;
};

static bool recognise(struct bytes head)
{
    bool delta;
    uint64_t size;
    return git_patch_hunk_take(&head, &delta, &size) && zlib_header_holds(head);
}

static void tell(const struct container_sink *sink, const struct hunk *hunk,
                 enum journal_weight weight, const struct fault *fault)
{
    sink->journal(sink->context, &hunk->place, weight, fault, 0);
}

static bool give_insertions(const struct container_sink *sink, const struct hunk *hunk,
                            struct bytes delta)
{
    struct buffer inserted = { 0 };
    struct memory_stream memory;
    uint64_t missing = 0;
    bool more = true;
    if (!git_delta_insertions(delta, &inserted, &missing)) {
        tell(sink, hunk, JOURNAL_UNREAD, &no_memory);
    }
    memory_stream_init(&memory, buffer_bytes(&inserted));
    if (inserted.used > 0) {
        more = sink->part(sink->context, &hunk->place, PART_UNKNOWN, &memory.stream);
    }
    if (missing > 0) {
        tell(sink, hunk, JOURNAL_NOTE, &no_base);
    }
    buffer_clear(&inserted);
    return more;
}

static bool give_delta(const struct container_sink *sink, const struct hunk *hunk,
                       struct stream *inflated)
{
    struct buffer delta = { 0 };
    if (!stream_hold(inflated, GIT_HELD_MAX, &delta)) {
        tell(sink, hunk, JOURNAL_UNREAD, delta.used < GIT_HELD_MAX ? &no_memory : &too_large);
    }
    const bool more = give_insertions(sink, hunk, buffer_bytes(&delta));
    buffer_clear(&delta);
    return more;
}

/* False: the walk is to stop. */
static bool give_hunk(struct stream *content, const struct container_sink *sink,
                      const struct hunk *hunk)
{
    struct compressed_stream inflated;
    compressed_stream_init(&inflated, content, &zlib_decoder);
    inflated.most = container_decoded_max(sink);
    const bool more = hunk->delta
                          ? give_delta(sink, hunk, &inflated.stream)
                          : sink->part(sink->context, &hunk->place, PART_UNKNOWN, &inflated.stream);
    if (more) {
        stream_drain(&inflated.stream);
        if (inflated.stream.fault != NULL) {
            tell(sink, hunk, JOURNAL_UNREAD, inflated.stream.fault);
        } else if (inflated.made != hunk->size) {
            tell(sink, hunk, JOURNAL_NOTE, &other_size);
        }
    }
    compressed_stream_clear(&inflated);
    return more;
}

static bool take_hunk(struct stream *content, uint64_t number, struct hunk *hunk)
{
    const struct bytes seen = stream_ahead(content, HUNK_LINE);
    struct bytes rest = seen;
    if (!git_patch_hunk_take(&rest, &hunk->delta, &hunk->size)) {
        return false;
    }
    stream_consume(content, seen.left - rest.left);
    const char *name = hunk->delta ? "delta" : "literal";
    hunk->place = (struct place){ .kind = PLACE_MEMBER,
                                  .number = number,
                                  .offset = content->offset,
                                  .name = bytes_over(name, strlen(name)) };
    return true;
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    static const struct fault trailing = {
        OUTCOME_UNEXPECTED, CLAUSE, "what follows a damaged hunk of a binary patch is not reached"
    };
    struct hunk hunk;
    uint64_t number = 0;
    while (take_hunk(content, number + 1, &hunk)) {
        number++;
        if (!give_hunk(content, sink, &hunk)) {
            return NULL;
        }
    }
    if (number == 0) {
        return &no_patch;
    }
    return stream_ahead(content, 1).left > 0 ? &trailing : NULL;
}

const struct container git_patch_container = {
    .name = "git-patch", .recognise = recognise, .walk = walk, .packed = true, .readings = true
};
