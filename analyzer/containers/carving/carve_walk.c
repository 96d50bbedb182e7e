#include "containers/carving/carve_walk.h"

#include <string.h>

#include "bounds.h"
#include "bytes/tap_stream.h"
#include "containers/archives/archive_filter.h"
#include "containers/archives/archive_walk.h"
#include "containers/archives/compressed_stream.h"
#include "containers/archives/zip_header.h"
#include "containers/carving/carve_form.h"
#include "containers/carving/carve_pages.h"
#include "containers/carving/carve_trial.h"
#include "containers/carving/carve_zip.h"
#include "containers/streams/limited_stream.h"
#include "containers/streams/section_stream.h"
#include "limit.h"

/* What is asked of the content at once; a form is looked at with CARVE_LOOK behind it. */
#define SWEEP_AHEAD ((size_t)256 << 10)

static const struct fault cut_member = { OUTCOME_TRUNCATED, NULL,
                                         "the content ends before the member of a zip in it" };
static const struct fault unreadable_member = {
    OUTCOME_UNSUPPORTED, NULL,
    "a member of a zip in other bytes, packed in a way that says nothing of its length"
};
static const struct fault large_member = {
    OUTCOME_BOUND, NULL, "a member of a zip in other bytes that must be held is too large"
};
static const struct fault too_many = { OUTCOME_BOUND, NULL,
                                       "more compressed streams in it than are read" };
static const struct fault too_much = { OUTCOME_BOUND, NULL,
                                       "more bytes that only look compressed than are tried" };

struct carving {
    struct stream *content;
    const struct container_sink *sink;
    uint64_t members; /* given so far */
    uint64_t begun;
    uint64_t floor;   /* no mark before it is looked at again */
    uint64_t first;   /* nothing before it is the front of a form: it was read as what it is */
    uint64_t budget;  /* bytes that may be tried in vain */
    uint64_t paid_to; /* of the content: what was added to the budget for it */
    uint64_t base;    /* where what is read now begins */
    const char *name;
    bool stopped; /* the sink wants no more */
    bool bounded;
    unsigned within; /* what decoders passed over, in what others did */
    enum carve_kind
        left_out; /* are parts of the content, which come by elsewhere; or CARVE_KINDS */
    bool pixels;  /* what is read now stands in a chunk of a PNG */
};

static struct place reading_place(const struct carving *carving, uint64_t length)
{
    return (struct place){ .kind = PLACE_READING,
                           .offset = carving->base,
                           .length = length,
                           .name = bytes_over(carving->name, strlen(carving->name)) };
}

/* Parts and entries of a reader that knows nothing of what stands around its bytes. */
static struct place outer_place(const struct carving *carving, const struct place *place)
{
    struct place outer = *place;
    if (place->kind == PLACE_READING) {
        if (!bytes_begin_with(place->name, "carved-")) { /* beside the members of a tar */
            outer.name = bytes_over(carving->name, strlen(carving->name));
        }
        outer.offset += carving->base;
    } else {
        outer.number += carving->members;
        outer.offset = outer.length > 0 ? outer.offset + carving->base : carving->base;
    }
    return outer;
}

struct rebased {
    struct carving *carving;
    uint64_t most; /* highest number of a member */
    bool damaged;
};

static bool rebased_part(void *context, const struct place *place, enum part_nature nature,
                         struct stream *content)
{
    struct rebased *rebased = context;
    struct carving *carving = rebased->carving;
    const struct place outer = outer_place(carving, place);
    rebased->most = place->number > rebased->most ? place->number : rebased->most;
    carving->stopped = !carving->sink->part(carving->sink->context, &outer, nature, content);
    stream_drain(content); /* whether it is damaged hangs on no reader */
    return !carving->stopped;
}

static void rebased_journal(void *context, const struct place *where, enum journal_weight weight,
                            const struct fault *fault, uint64_t unread)
{
    struct rebased *rebased = context;
    const struct carving *carving = rebased->carving;
    rebased->damaged = rebased->damaged || fault->outcome == OUTCOME_MALFORMED ||
                       fault->outcome == OUTCOME_TRUNCATED;
    const struct place outer =
        where != NULL ? outer_place(carving, where) : reading_place(carving, 0);
    carving->sink->journal(carving->sink->context, &outer, weight, fault, unread);
}

static void rebased_fault(struct rebased *rebased, const struct fault *fault)
{
    if (fault != NULL) {
        rebased_journal(rebased, NULL, JOURNAL_UNREAD, fault, 0);
    }
}

/* What may have been read as what it is not is looked through. */
static void step_back(struct carving *carving, uint64_t to)
{
    const uint64_t read = carving->content->offset - to;
    if (carving->content->offset <= to) {
        return;
    }
    if (read > carving->budget) {
        carving->bounded = carving->bounded || carving->content->kind->seek != NULL;
        return;
    }
    carving->budget -= stream_seek(carving->content, to) ? read : 0;
}

static void carve_chain(struct carving *carving, enum carve_kind kind)
{
    struct carve_chain state = { 0 };
    struct chain_stream chain;
    struct rebased rebased = { .carving = carving };
    struct container_sink sink = *carving->sink;
    sink.context = &rebased;
    sink.part = rebased_part;
    sink.journal = rebased_journal;
    chain_stream_init(&chain, carving->content, carve_form_chain(kind), &state);
    struct bytes head = stream_ahead(&chain.stream, CONTENT_HEAD);
    const struct archive_filter_kind *filter = archive_filter_of(head);
    const struct fault *fault = kind == CARVE_TAR
                                    ? archive_stream_container.walk(&chain.stream, &sink)
                                    : archive_filter_walk(filter, &chain.stream, &sink, NULL);
    rebased_fault(&rebased, fault);
    stream_drain(&chain.stream);
    carving->members += rebased.most;
    if (!state.whole) {
        /* The last piece may be cut short, and something else stand where it says it goes on. */
        step_back(carving, carving->base + chain.last + 1);
    }
}

static void carve_cabinet(struct carving *carving, uint64_t length)
{
    struct rebased rebased = { .carving = carving };
    struct container_sink sink = *carving->sink;
    struct section_stream section;
    sink.context = &rebased;
    sink.part = rebased_part;
    sink.journal = rebased_journal;
    section_stream_init_span(&section, carving->content, length);
    rebased_fault(&rebased, archive_stream_container.walk(&section.stream, &sink));
    (void)section_stream_finish(&section);
    carving->members += rebased.most;
    if (rebased.damaged) {
        step_back(carving, carving->base + 1);
    }
}

/* So much of the content as a reading; how much of it there is. */
static uint64_t give_reading(struct carving *carving, uint64_t length)
{
    const struct place place =
        reading_place(carving, carve_form_present(carving->content, carving->base, length));
    struct section_stream section;
    section_stream_init_span(&section, carving->content, length);
    carving->stopped =
        !carving->sink->part(carving->sink->context, &place, PART_UNKNOWN, &section.stream);
    (void)section_stream_finish(&section);
    return place.length;
}

static void carve_seven(struct carving *carving, struct bytes head, uint64_t length)
{
    const struct carve_end end = carve_form_end(head);
    if (give_reading(carving, length) < length || end.size > carving->budget ||
        !carve_form_ends(carving->content, carving->base + length, end)) {
        step_back(carving, carving->base + 1);
    }
}

static void sweep(struct carving *carving);

static bool may_go_on(const struct carving *carving)
{
    return carving->begun < limit_of(LIMIT_CARVED_STARTS) && carving->budget > 0 &&
           !carving->stopped;
}

/* What was passed over by the decoder of what was carved, which may be so itself. */
static void carve_passed(struct carving *carving, struct passed_over *passed)
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

static void give_decoded(struct carving *carving, const struct stream_decoder *decoder,
                         const struct place *place)
{
    const struct container_sink *sink = carving->sink;
    struct compressed_stream decoded;
    struct passed_over passed;
    const uint64_t begin = carving->content->offset;
    compressed_stream_init(&decoded, carving->content, decoder);
    decoded.most = container_decoded_max(sink);
    passed_over_init(&passed, carving->content);
    compressed_stream_note(&decoded, &passed);
    carving->stopped = !sink->part(sink->context, place, PART_UNKNOWN, &decoded.stream);
    stream_drain(&decoded.stream);
    const struct fault *fault = decoded.stream.fault;
    compressed_stream_clear(&decoded);
    const bool weak = carve_form_is_weak(decoder);
    if (fault != NULL && !carving->pixels) {
        sink->journal(sink->context, place, weak ? JOURNAL_NOTE : JOURNAL_UNREAD, fault, 0);
    }
    /* One that is cut runs on through what stands behind it, now and then up to the end. */
    if (fault != NULL &&
        (fault->outcome == OUTCOME_MALFORMED || (weak && fault->outcome == OUTCOME_TRUNCATED))) {
        step_back(carving, begin + 1);
    } else if (!carving->stopped) {
        carve_passed(carving, &passed);
    }
    passed_over_clear(&passed);
}

static void carve_compressed(struct carving *carving, const struct stream_decoder *decoder)
{
    const struct place place = reading_place(carving, 0);
    give_decoded(carving, decoder, &place);
}

static void give_span(struct carving *carving, const struct place *place, uint64_t length)
{
    struct section_stream section;
    const uint64_t begin = carving->content->offset;
    section_stream_init_span(&section, carving->content, length);
    carving->stopped =
        !carving->sink->part(carving->sink->context, place, PART_UNKNOWN, &section.stream);
    stream_drain(&section.stream);
    const bool cut = section.stream.offset < length;
    (void)section_stream_finish(&section);
    if (cut || !carve_member_is_followed(carving->content)) {
        step_back(carving, begin + 1);
    }
    if (cut) {
        carving->sink->journal(carving->sink->context, place, JOURNAL_UNREAD, &cut_member, 0);
    }
}

/* A member that is encrypted, or packed in a rare way, is a zip with one member. */
static void carve_closed(struct carving *carving, const struct carve_member *member)
{
    struct place place = reading_place(carving, 0);
    const uint64_t begin = carving->content->offset, claimed = member->data + member->size;
    if (!member->sized || claimed > HELD_MAX) {
        carving->sink->journal(carving->sink->context, &place, JOURNAL_UNREAD,
                               member->sized ? &large_member : &unreadable_member, 0);
        return; /* it is looked through as what stands anywhere */
    }
    struct section_stream section;
    struct buffer held = { 0 };
    section_stream_init_span(&section, carving->content, claimed);
    const bool all = stream_hold(&section.stream, HELD_MAX, &held);
    place.length = held.used;
    if (all && carve_member_complete(member, &held)) {
        struct memory_stream memory;
        memory_stream_init(&memory, buffer_bytes(&held));
        carving->stopped =
            !carving->sink->part(carving->sink->context, &place, PART_UNKNOWN, &memory.stream);
    } else {
        carving->sink->journal(carving->sink->context, &place, JOURNAL_UNREAD, &large_member, 0);
    }
    buffer_clear(&held);
    (void)section_stream_finish(&section);
    if (place.length < claimed || !carve_member_is_followed(carving->content)) {
        step_back(carving, begin + 1);
    }
}

static void carve_member(struct carving *carving, const struct carve_member *member)
{
    struct buffer name = { 0 };
    const bool plain = member->plain && (member->method == ZIP_DEFLATED ||
                                         (member->method == ZIP_STORED && member->sized));
    if (!plain) {
        carve_closed(carving, member);
        return;
    }
    if (!buffer_append(&name, member->name)) { /* it stands in the window that goes by */
        return;
    }
    struct place place = { .kind = PLACE_MEMBER,
                           .number = ++carving->members,
                           .offset = carving->base + member->data,
                           .name = buffer_bytes(&name) };
    stream_consume(carving->content, member->data);
    if (member->method == ZIP_DEFLATED) {
        give_decoded(carving, &deflate_decoder, &place);
    } else {
        place.length = carve_form_present(carving->content, place.offset, member->size);
        give_span(carving, &place, member->size);
    }
    buffer_clear(&name);
}

/* The form that begins at the front of the content. */
static void carve(struct carving *carving, enum carve_kind kind, struct bytes head,
                  const struct carve_member *member)
{
    carving->base = carving->content->offset;
    carving->name = carve_form_name(kind);
    carving->begun++;
    const uint64_t length = carve_form_length(kind, head);
    if (kind == CARVE_ZIP) {
        carve_member(carving, member);
    } else if (kind == CARVE_TAR || kind == CARVE_LZ4) {
        carve_chain(carving, kind);
    } else if (kind == CARVE_CAB) {
        carve_cabinet(carving, length);
    } else if (kind == CARVE_7Z) {
        carve_seven(carving, head, length);
    } else if (kind == CARVE_POSTGRES) { /* who reads them carves what is packed in them */
        (void)give_reading(carving, carve_pages_length(carving->content));
    } else {
        carve_compressed(carving, carve_form_decoder(kind, head));
    }
    carving->first =
        carving->content->offset > carving->base ? carving->content->offset : carving->base + 1;
    carving->floor = carving->first;
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
            carve(carving, kind, bytes_over(seen.at + at, seen.left - at), &member);
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
