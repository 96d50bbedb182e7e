#include "containers/carving/carved.h"

#include <string.h>

#include "bounds.h"
#include "containers/carving/carve_form.h"
#include "containers/carving/carve_trial.h"
#include "containers/carving/carve_walk.h"
#include "limit.h"

static bool only_zeros_follow(struct stream *content)
{
    for (;;) {
        struct bytes seen = stream_ahead(content, 1);
        for (size_t i = 0; i < seen.left; i++) {
            if (seen.at[i] != 0) {
                return false;
            }
        }
        if (seen.left == 0) {
            return true;
        }
        stream_consume(content, seen.left);
    }
}

void carve_walk_behind(struct stream *content, const struct container_sink *sink, uint64_t members,
                       const struct fault *note)
{
    if (!only_zeros_follow(content)) {
        sink->journal(sink->context, NULL, JOURNAL_NOTE, note, 0);
        carve_walk_rest(content, sink, members);
    }
}

/* Nothing is carved out of text, and a form may be without a NUL for so long. */
#define TEXT_BACK  ((size_t)64 << 10)
#define TEXT_AHEAD ((size_t)256 << 10)

/* Behind text of which nothing looks compressed up to there. To look for a NUL costs a fiftieth of
 * what the scan of the same bytes does. Where one can go back, nothing is kept in sight for it: the
 * window of a file would grow by that. */
static void pass_text(struct stream *content)
{
    const uint64_t begin = content->offset;
    const size_t kept = content->kind->seek != NULL ? 0 : TEXT_BACK;
    for (;;) {
        const struct bytes seen = stream_ahead(content, TEXT_AHEAD);
        const uint8_t *nul = seen.left > 0 ? memchr(seen.at, 0, seen.left) : NULL;
        if (nul != NULL) {
            const uint64_t at = content->offset + (uint64_t)(nul - seen.at);
            const uint64_t to = at - begin > TEXT_BACK ? at - TEXT_BACK : begin;
            if (to >= content->offset) {
                stream_consume(content, (size_t)(to - content->offset));
            } else {
                const bool gone = kept > 0 || stream_seek(content, to);
                (void)gone; /* of a file that has changed meanwhile, that is told */
            }
            return;
        }
        if (seen.left < TEXT_AHEAD) {
            stream_consume(content, seen.left);
            return;
        }
        stream_consume(content, seen.left - kept);
    }
}

static const struct fault *walk_carved(struct stream *content, const struct container_sink *sink)
{
    pass_text(content);
    carve_walk_rest(content, sink, 0);
    return NULL;
}

void carved_beside(struct stream *content, const struct container_sink *sink, bool deflated)
{
    if (content->kind->seek != NULL && stream_seek(content, 0)) {
        pass_text(content);
        carve_walk_beside(content, sink, deflated);
    }
}

/* All of a short content is in sight: where it has no NUL, it is text, and where it has no mark,
 * there is nothing to walk. */
static bool recognise_carved(struct bytes head)
{
    size_t at, from = 0;
    enum carve_kind kind;
    if (head.left >= CONTENT_HEAD) {
        return true;
    }
    if (head.left == 0 || memchr(head.at, 0, head.left) == NULL) {
        return false;
    }
    while (carve_mark_find(head, from, head.left, &at, &kind)) {
        const size_t back = carve_form_back(kind);
        from = at + 1;
        if (at >= back &&
            carve_form_holds(kind, bytes_over(head.at + at - back, head.left - at + back))) {
            return true;
        }
    }
    uint64_t budget = UINT64_MAX;
    return carve_trial_sector(head, 0, 0, head.left, &budget) < head.left;
}

const struct container carved_container = { .name = "carved",
                                            .recognise = recognise_carved,
                                            .walk = walk_carved,
                                            .readings = true,
                                            .loose = true };
