#include "containers/carving/carve_walk.h"

#include <string.h>

#include "bounds.h"
#include "containers/carving/carve_trial.h"
#include "containers/carving/carving.h"
#include "containers/streams/limited_stream.h"
#include "limit.h"

/* What is asked of the content at once; a form is looked at with CARVE_LOOK behind it. */
#define SWEEP_AHEAD ((size_t)256 << 10)

static const struct fault too_many = { OUTCOME_BOUND, NULL,
                                       "more compressed streams in it than are read" };
static const struct fault too_much = { OUTCOME_BOUND, NULL,
                                       "more bytes that only look compressed than are tried" };

static void sweep(struct carving *carving);

static bool may_go_on(const struct carving *carving)
{
    return carving->begun < limit_of(LIMIT_CARVED_STARTS) && carving->budget > 0 &&
           !carving->stopped;
}

void carving_passed(struct carving *carving, struct passed_over *passed)
{
    struct stream *content = carving->content, *from = passed_over_stream(passed, content);
    const struct carve_spans *spans = &passed->spans;
    const uint64_t behind = content->offset;
    struct carving inner = *carving;
    struct limited_stream limited;
    inner.within++;
    inner.content = &limited.stream;
    inner.bounded = inner.bounded || passed_over_fault(passed) != NULL;
    for (size_t i = 0; i < carve_spans_count(spans) && may_go_on(&inner); i++) {
        const struct carve_span span = carve_spans_at(spans, i);
        if (inner.within > PASSED_WITHIN_MAX || !stream_seek(from, span.from)) {
            inner.bounded = true;
            break;
        }
        limited_stream_init(&limited, from, span.to);
        inner.floor = inner.first = span.from;
        sweep(&inner);
    }
    const bool back = from != content || stream_seek(content, behind);
    (void)back; /* of a file that has changed meanwhile, that is told */
    carving->members = inner.members;
    carving->begun = inner.begun;
    carving->budget = inner.budget;
    carving->bounded = inner.bounded;
    carving->stopped = inner.stopped;
}

static void journal_bounds(const struct carving *carving)
{
    const struct fault *bound = carving->begun >= limit_of(LIMIT_CARVED_STARTS) ? &too_many
                                : carving->budget == 0 || carving->bounded      ? &too_much
                                                                                : NULL;
    if (bound != NULL && !carving->stopped) {
        carving->sink->journal(carving->sink->context, NULL, JOURNAL_UNREAD, bound, 0);
    }
}

/* Each byte of the content pays for some that are tried in vain. */
static void pay(struct carving *carving, uint64_t to)
{
    if (to > carving->paid_to) {
        carving->budget += (to - carving->paid_to) * CARVED_TRIALS_FACTOR;
        carving->paid_to = to;
    }
}

/* Octets at the front of `seen` that were looked through: a tar begins before its mark. */
static size_t looked_through(const struct carving *carving)
{
    const uint64_t offset = carving->content->offset;
    return carving->floor > offset ? (size_t)(carving->floor - offset) : 0;
}

/* Looks for the next mark of a form in what is in sight. False: there is none up to `end`. */
static bool next_mark(struct carving *carving, struct bytes seen, size_t end, size_t *at,
                      enum carve_kind *kind, struct carve_member *member)
{
    const uint64_t offset = carving->content->offset;
    size_t from = looked_through(carving), mark;
    while (carve_mark_find(seen, from, end, &mark, kind)) {
        const size_t back = carve_form_back(*kind);
        from = mark + 1;
        if (mark < back || offset + mark - back < carving->first) {
            continue;
        }
        *at = mark - back;
        struct bytes head = bytes_over(seen.at + *at, seen.left - *at);
        head.left = head.left < CARVE_LOOK ? head.left : CARVE_LOOK;
        if (*kind != carving->left_out &&
            carve_trial_worth(*kind, head, member, &carving->budget)) {
            carving->pixels = carve_form_is_pixels(seen, *at);
            return true;
        }
    }
    return false;
}

/* The same of those that have no mark. */
static bool next_form(struct carving *carving, struct bytes seen, size_t end, size_t *at,
                      enum carve_kind *kind, struct carve_member *member)
{
    const bool marked = next_mark(carving, seen, end, at, kind, member);
    const size_t to = marked ? *at : end;
    const size_t sector = carve_trial_sector(seen, carving->content->offset,
                                             looked_through(carving), to, &carving->budget);
    if (sector < to) {
        *at = sector;
        *kind = CARVE_LZNT1;
        carving->pixels = false;
    }
    return marked || sector < to;
}

static void sweep(struct carving *carving)
{
    struct stream *content = carving->content;
    while (may_go_on(carving)) {
        struct bytes seen = stream_ahead(content, SWEEP_AHEAD);
        const bool ends = seen.left < SWEEP_AHEAD;
        const size_t end = ends ? seen.left : seen.left - CARVE_LOOK;
        size_t at;
        enum carve_kind kind;
        struct carve_member member;
        pay(carving, content->offset + end);
        if (next_form(carving, seen, end, &at, &kind, &member)) {
            stream_consume(content, at);
            carving_give(carving, kind, bytes_over(seen.at + at, seen.left - at), &member);
            continue;
        }
        if (ends) {
            stream_consume(content, seen.left);
            return;
        }
        carving->floor = content->offset + end;
        stream_consume(content, end - carve_form_back(CARVE_TAR));
    }
}

static void walk(struct stream *content, const struct container_sink *sink, uint64_t members,
                 enum carve_kind left_out)
{
    struct carving carving = { .content = content,
                               .sink = sink,
                               .members = members,
                               .left_out = left_out,
                               .floor = content->offset,
                               .first = content->offset,
                               .paid_to = content->offset,
                               .budget = CARVED_TRIALS_FLOOR };
    sweep(&carving);
    journal_bounds(&carving);
}

void carve_walk_rest(struct stream *content, const struct container_sink *sink, uint64_t members)
{
    walk(content, sink, members, CARVE_KINDS);
}

void carve_walk_beside(struct stream *content, const struct container_sink *sink, bool deflated)
{
    walk(content, sink, limit_of(LIMIT_ENTRIES), deflated ? CARVE_ZLIB : CARVE_KINDS);
}

void carve_walk_pages(struct stream *content, const struct container_sink *sink)
{
    if (stream_seek(content, 0)) {
        walk(content, sink, limit_of(LIMIT_ENTRIES), CARVE_POSTGRES);
    }
}

void carve_walk_spans(struct stream *content, const struct container_sink *sink,
                      const struct carve_spans *spans)
{
    struct carving carving = { .sink = sink,
                               .members = limit_of(LIMIT_ENTRIES),
                               .budget = CARVED_TRIALS_FLOOR,
                               .left_out = CARVE_KINDS };
    struct limited_stream limited;
    for (size_t i = 0; i < carve_spans_count(spans) && may_go_on(&carving); i++) {
        const struct carve_span span = carve_spans_at(spans, i);
        if (!stream_seek(content, span.from)) {
            break;
        }
        limited_stream_init(&limited, content, span.to);
        carving.content = &limited.stream;
        carving.floor = carving.first = carving.paid_to = span.from;
        sweep(&carving);
    }
    carving.content = content;
    journal_bounds(&carving);
}
