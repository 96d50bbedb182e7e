#include "containers/carving/carving.h"

#include <string.h>

#include "bounds.h"
#include "bytes/tap_stream.h"
#include "containers/archives/archive_filter.h"
#include "containers/archives/archive_walk.h"
#include "containers/archives/zip_header.h"
#include "containers/carving/carve_pages.h"
#include "containers/streams/section_stream.h"
#include "limit.h"

static const struct fault cut_member = { OUTCOME_TRUNCATED, NULL,
                                         "the content ends before the member of a zip in it" };
static const struct fault unreadable_member = {
    OUTCOME_UNSUPPORTED, NULL,
    "a member of a zip in other bytes, packed in a way that says nothing of its length"
};
static const struct fault large_member = {
    OUTCOME_BOUND, NULL, "a member of a zip in other bytes that must be held is too large"
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
        carving_passed(carving, &passed);
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

void carving_give(struct carving *carving, enum carve_kind kind, struct bytes head,
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
    } else if (kind == CARVE_POSTGRES || kind == CARVE_SNAPPY) { /* who reads pages carves, too */
        (void)give_reading(carving, carve_pages_length(kind, carving->content));
    } else {
        carve_compressed(carving, carve_form_decoder(kind, head));
    }
    carving->first =
        carving->content->offset > carving->base ? carving->content->offset : carving->base + 1;
    carving->floor = carving->first;
}
