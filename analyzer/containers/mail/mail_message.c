#include "containers/mail/mail_message.h"

#include "containers/mail/mail_facts.h"
#include "containers/mail/mail_recognition.h"
#include "containers/mail/mail_walk.h"
#include "containers/mail/message_fragment.h"
#include "limit.h"

static const struct fault no_boundary = { OUTCOME_MALFORMED, "RFC 2046 section 5.1.1",
                                          "multipart without a boundary" };
static const struct fault long_boundary = { OUTCOME_BOUND, "RFC 2046 section 5.1.1",
                                            "the boundary is longer than one that is looked for" };
static const struct fault long_field = {
    OUTCOME_BOUND, NULL,
    "a field of the header is longer, or of more sections, than is decoded: it was read as text"
};
static const struct fault boundary_missing = { OUTCOME_MALFORMED, "RFC 2046 section 5.1.1",
                                               "the declared boundary does not occur" };
static const struct fault not_closed = { OUTCOME_TRUNCATED, "RFC 2046 section 5.1.1",
                                         "no closing boundary" };
static const struct fault undeclared = { OUTCOME_MALFORMED, "RFC 2046 section 5.1.1",
                                         "a boundary that no multipart declared" };
static const struct fault too_deep = {
    OUTCOME_BOUND, "RFC 2046 section 5.1",
    "more multiparts inside each other than are opened; read as text"
};
static const struct fault encoded_multipart = { OUTCOME_MALFORMED, "RFC 2045 section 6.4",
                                                "a multipart that is encoded as a whole" };
static const struct fault encoded_too_deep = { OUTCOME_BOUND, "RFC 2045 section 6.4",
                                               "more encodings inside each other than are undone" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for what a header says; read as it stands" };

static void walk_sections(struct mail_walk *walk);

/* Closes the multiparts inside of the first `count`. */
static void close_levels(struct mail_walk *walk, size_t count)
{
    for (size_t level = walk->separators.count; level > count; level--) {
        const struct mime_level *one = &walk->separators.levels[level - 1];
        if (one->length > 0 && !one->closed && !walk->count->stopped) {
            mail_walk_note(walk, one->seen ? &not_closed : &boundary_missing);
        }
    }
    mime_separators_pop_to(&walk->separators, count);
}

static void read_entity(struct mail_walk *walk, bool message)
{
    if (!mail_entity_read(walk->head.block, message, &walk->entity)) {
        mail_walk_note(walk, &no_memory);
    }
    if (walk->entity.body == BODY_MULTIPART && walk->entity.boundary.used == 0) {
        mail_walk_note(walk, walk->entity.long_boundary ? &long_boundary : &no_boundary);
    }
}

/* True where a field that tells them is longer than is decoded. */
static bool give_facts(struct mail_walk *walk)
{
    struct mail_facts facts;
    mail_facts_read(walk->head.block, &facts, &walk->facts_text);
    walk->sink->mail(walk->sink->context, &facts);
    return facts.cut;
}

/* Of the message itself: whoever has the others may put them together. */
static void tell_fragment(struct mail_walk *walk)
{
    struct message_fragments scratch = { 0 };
    struct message_fragment read = { 0 };
    struct bytes name, type;
    message_fragment_fields(walk->head.block, &name, &type);
    if (message_fragment_read(&scratch, type, &read)) {
        walk->count->fragment = walk->sink->fragment(walk->sink->context, buffer_bytes(&read.id),
                                                     read.number, read.total, NULL);
    }
    message_fragment_clear(&read);
    message_fragments_clear(&scratch);
}

static void give_head(struct mail_walk *walk, struct place *place)
{
    place->length = walk->head.block.left;
    if (walk->head.bound != NULL) {
        walk->sink->journal(walk->sink->context, place, JOURNAL_UNREAD, walk->head.bound, 0);
    }
    if (walk->head.held) {
        struct memory_stream memory;
        memory_stream_init(&memory, walk->head.block);
        mail_walk_give_text(walk, "header", &memory.stream, place);
        return;
    }
    struct section_stream span;
    section_stream_init_span(&span, walk->from, walk->head.block.left);
    mail_walk_give_text(walk, "header", &span.stream, place);
    (void)section_stream_finish(&span);
}

/* Reads and gives the header block at the front. `digest` = parts here are
 * messages where nothing else is said; `first` = of the message itself. */
static void walk_head(struct mail_walk *walk, bool first, bool digest)
{
    struct place place = mail_walk_place(walk, PLACE_TEXT);
    mail_head_read(&walk->head, walk->from, first);
    const bool cut = first && walk->head.any_field && give_facts(walk);
    read_entity(walk, digest);
    if (first && walk->entity.body == BODY_FRAGMENT && walk->sink->fragment != NULL) {
        tell_fragment(walk);
    }
    if (cut || walk->entity.cut) {
        mail_walk_note(walk, &long_field);
    }
    if (walk->head.note != NULL) {
        mail_walk_note(walk, walk->head.note);
    }
    give_head(walk, &place);
}

/* Some mailers give a multipart the encoding of its parts. It is encoded itself
 * only where none of its boundaries comes in sight. */
static bool multipart_is_encoded(struct mail_walk *walk)
{
    struct section_stream section;
    if (walk->entity.decoding == NULL) {
        return false;
    }
    mime_separators_section(&walk->separators, walk->from, SECTION_TEXT, &section);
    (void)section_stream_extent(&section);
    bool in_sight = section.ended && section.clear < SECTION_EXTENT_MAX;
    const struct mime_separator *found = &walk->separators.found;
    bool own = found->kind != SEPARATOR_BOUNDARY ||
               (found->level + 1 == walk->separators.count && !found->closing);
    return !in_sight || !own;
}

/* Walks the inside of an encoded multipart as one of its own. */
static void walk_decoded(struct mail_walk *walk, struct stream *content, const struct place *place,
                         struct bytes boundary, bool digest)
{
    struct mail_walk inner = {
        .from = content,
        .sink = walk->sink,
        .count = walk->count,
        .within = place,
        .decodings = walk->decodings + 1,
    };
    if (mime_separators_push(&inner.separators, boundary, digest)) {
        mail_walk_give_section_text(&inner, "preamble");
        walk_sections(&inner);
    }
    mail_walk_clear(&inner);
}

static void walk_encoded_multipart(struct mail_walk *walk)
{
    struct section_stream section;
    struct decoding_stream decoder;
    struct decoding_window window = { 0 };
    struct place place = mail_walk_place(walk, PLACE_PART);
    if (walk->decodings >= limit_of(LIMIT_DECODINGS)) {
        walk->sink->journal(walk->sink->context, &place, JOURNAL_UNREAD, &encoded_too_deep, 0);
        mail_walk_give_leaf(walk);
        return;
    }
    mime_separators_section(&walk->separators, walk->from, SECTION_PARTS, &section);
    place.length = walk->within != NULL ? walk->within->length : section_stream_extent(&section);
    mail_walk_note(walk, &encoded_multipart);
    decoding_stream_init(&decoder, &section.stream, walk->entity.decoding, &window);
    walk_decoded(walk, &decoder.stream, &place, buffer_bytes(&walk->entity.boundary),
                 walk->entity.digest);
    decoding_window_clear(&window);
    mail_walk_finish_section(walk, &section);
}

static void walk_multipart(struct mail_walk *walk)
{
    const struct mail_entity *entity = &walk->entity;
    if (!mime_separators_push(&walk->separators, buffer_bytes(&entity->boundary), entity->digest)) {
        struct place place = mail_walk_place(walk, PLACE_PART);
        walk->sink->journal(walk->sink->context, &place, JOURNAL_UNREAD, &too_deep, 0);
        mail_walk_give_leaf(walk);
        return;
    }
    if (multipart_is_encoded(walk)) {
        mime_separators_pop_to(&walk->separators, walk->separators.count - 1);
        walk_encoded_multipart(walk);
        return;
    }
    mail_walk_give_section_text(walk, "preamble");
}

static void walk_entity(struct mail_walk *walk, bool first, bool digest)
{
    walk_head(walk, first, digest);
    walk->ended = walk->ended || walk->count->fragment; /* its body is read with the others */
    if (walk->count->stopped || walk->count->fragment) {
        return;
    }
    if (walk->entity.body == BODY_MULTIPART) {
        walk_multipart(walk);
    } else {
        mail_walk_give_leaf(walk);
    }
}

static void walk_boundary(struct mail_walk *walk, size_t level, bool closing)
{
    close_levels(walk, level + 1);
    struct mime_level *one = &walk->separators.levels[level];
    walk->count->boundaries++;
    one->seen = true;
    one->closed = closing; /* and open again where a part follows all the same */
    if (closing) {
        mail_walk_give_section_text(walk, "epilogue");
        return;
    }
    walk_entity(walk, false, one->digest);
}

static void walk_adopted(struct mail_walk *walk)
{
    struct bytes boundary = bytes_over(walk->separators.line, walk->separators.line_length);
    mail_walk_note(walk, &undeclared);
    if (!mime_separators_push(&walk->separators, boundary, false)) {
        mail_walk_give_section_text(walk, "rest");
        return;
    }
    walk_boundary(walk, walk->separators.count - 1, false);
}

/* From separator to separator: each says what comes next. */
static void walk_sections(struct mail_walk *walk)
{
    while (!walk->ended && !walk->count->stopped) {
        const struct mime_separator found = walk->separators.found;
        switch (found.kind) {
        case SEPARATOR_NONE:
            walk->ended = true;
            break;
        case SEPARATOR_BOUNDARY:
            walk_boundary(walk, found.level, found.closing);
            break;
        case SEPARATOR_ADOPTED:
            walk_adopted(walk);
            break;
        case SEPARATOR_UUENCODE:
        case SEPARATOR_YENC:
            mail_walk_give_file(walk);
            break;
        case SEPARATOR_FILE_END:
            mail_walk_give_leaf(walk);
            break;
        }
    }
    close_levels(walk, 0);
}

static const struct fault *mail_message_walk(struct stream *content,
                                             const struct container_sink *sink)
{
    struct mail_count count = { 0 };
    struct mail_walk walk = {
        .from = content, .sink = sink, .count = &count, .base = content->offset
    };
    walk_entity(&walk, true, false);
    walk_sections(&walk);
    mail_walk_clear(&walk);
    return NULL;
}

const struct container mail_message_container = { .name = "message",
                                                  .recognise = mail_recognition_of_head,
                                                  .walk = mail_message_walk,
                                                  .rereads = true };
