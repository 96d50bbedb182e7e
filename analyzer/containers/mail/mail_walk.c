#include "containers/mail/mail_walk.h"

#include <string.h>

#include "bounds.h"
#include "limit.h"

/* So many line breaks alone are no text. */
#define BREAKS_MAX 8

static const struct fault too_many_parts = {
    OUTCOME_BOUND, "RFC 2046 section 5.1",
    "the message has more parts than are opened; the rest was read as text"
};
static const struct fault unknown_encoding = { OUTCOME_UNSUPPORTED, "RFC 2045 section 6.1",
                                               "unknown transfer encoding, read as it stands" };
static const struct fault fragment = { OUTCOME_UNSUPPORTED, "RFC 2046 section 5.2.2",
                                       "a fragment of a message, not joined with the others" };
static const struct fault external = { OUTCOME_UNSUPPORTED, "RFC 2046 section 5.2.3",
                                       "the body of this part lies elsewhere" };
static const struct fault stray = { OUTCOME_MALFORMED, "RFC 2045 section 6",
                                    "characters that are not in the transfer encoding" };
static const struct fault continued = { OUTCOME_MALFORMED, "RFC 2045 section 6.8",
                                        "data after padding, decoded as well" };
static const struct fault cut = { OUTCOME_TRUNCATED, "RFC 2045 section 6.8",
                                  "the encoded data ends within a group" };

void mail_walk_clear(struct mail_walk *walk)
{
    mime_separators_clear(&walk->separators);
    mail_head_clear(&walk->head);
    mail_entity_clear(&walk->entity);
    decoding_window_clear(&walk->window);
    buffer_clear(&walk->facts_text);
}

void mail_walk_note(const struct mail_walk *walk, const struct fault *fault)
{
    walk->sink->journal(walk->sink->context, walk->within, JOURNAL_NOTE, fault, 0);
}

static void note_at(const struct mail_walk *walk, const struct place *place,
                    const struct fault *fault)
{
    walk->sink->journal(walk->sink->context, place, JOURNAL_NOTE, fault, 0);
}

/* Inside an encoded multipart offsets mean nothing to the message: all its
 * pieces lie where the multipart does, and their numbers tell them apart. */
struct place mail_walk_place(const struct mail_walk *walk, enum place_kind kind)
{
    uint64_t offset = walk->from->offset - walk->base;
    return (struct place){ .kind = kind,
                           .offset = walk->within != NULL ? walk->within->offset : offset };
}

static void give(struct mail_walk *walk, const struct place *place, enum part_nature nature,
                 struct stream *content)
{
    walk->count->stopped = !walk->sink->part(walk->sink->context, place, nature, content);
}

static bool stream_is_empty(struct stream *stream)
{
    return stream_ahead(stream, 1).left == 0;
}

/* Past the bound everything that is left is one text. */
static void give_rest(struct mail_walk *walk)
{
    struct section_stream rest;
    struct place place = mail_walk_place(walk, PLACE_TEXT);
    place.number = ++walk->count->texts;
    place.name = bytes_over("rest", strlen("rest"));
    walk->sink->journal(walk->sink->context, &place, JOURNAL_UNREAD, &too_many_parts, 0);
    section_stream_init_span(&rest, walk->from, UINT64_MAX);
    give(walk, &place, PART_LEAF, &rest.stream);
    (void)section_stream_finish(&rest);
    walk->ended = true;
}

/* True when one more may be given. */
static bool within_bounds(struct mail_walk *walk)
{
    const struct mail_count *count = walk->count;
    if (walk->ended || count->stopped) {
        return false;
    }
    const uint64_t parts = limit_of(LIMIT_MIME_PARTS);
    if (count->parts < parts && count->texts < MIME_TEXTS_EACH * parts &&
        count->boundaries < MIME_BOUNDARIES_EACH * parts) {
        return true;
    }
    give_rest(walk);
    return false;
}

void mail_walk_finish_section(struct mail_walk *walk, struct section_stream *section)
{
    if (!section_stream_finish(section)) {
        walk->separators.found.kind = SEPARATOR_NONE;
        walk->ended = true;
        return;
    }
    size_t length = section_stream_break(section) + walk->separators.found.length;
    struct bytes seen = stream_ahead(walk->from, length > 0 ? length : 1);
    stream_consume(walk->from, length < seen.left ? length : seen.left);
}

static bool breaks_alone(struct stream *content)
{
    struct bytes seen = stream_ahead(content, BREAKS_MAX + 1);
    for (size_t i = 0; i < seen.left; i++) {
        if (seen.at[i] != '\n' && seen.at[i] != '\r') {
            return false;
        }
    }
    return seen.left <= BREAKS_MAX;
}

/* No text has a NUL, whatever its type says. One that is long may have other things behind it. */
static enum part_nature nature_of_text(struct stream *content)
{
    const struct bytes seen = stream_ahead(content, CONTENT_HEAD);
    const size_t front = seen.left < CONTENT_HEAD ? seen.left : CONTENT_HEAD;
    if (front > 0 && memchr(seen.at, 0, front) != NULL) {
        return PART_UNKNOWN;
    }
    return front < CONTENT_HEAD ? PART_LEAF : PART_DISK;
}

void mail_walk_give_text(struct mail_walk *walk, const char *name, struct stream *content,
                         struct place *place)
{
    if (walk->count->stopped || breaks_alone(content)) {
        return;
    }
    place->number = ++walk->count->texts;
    place->name = bytes_over(name, strlen(name));
    place->length = walk->within != NULL ? 0 : place->length;
    give(walk, place, nature_of_text(content), content);
}

void mail_walk_give_section_text(struct mail_walk *walk, const char *name)
{
    struct section_stream section;
    if (!within_bounds(walk)) {
        return;
    }
    struct place place = mail_walk_place(walk, PLACE_TEXT);
    mime_separators_section(&walk->separators, walk->from, SECTION_TEXT, &section);
    place.length = section_stream_extent(&section);
    mail_walk_give_text(walk, name, &section.stream, &place);
    mail_walk_finish_section(walk, &section);
}

static void note_remarks(const struct mail_walk *walk, const struct place *place, unsigned remarks)
{
    if ((remarks & DECODING_STRAY) != 0) {
        note_at(walk, place, &stray);
    }
    if ((remarks & DECODING_CONTINUED) != 0) {
        note_at(walk, place, &continued);
    }
    if ((remarks & DECODING_CUT) != 0) {
        note_at(walk, place, &cut);
    }
}

static void note_entity(const struct mail_walk *walk, const struct place *place)
{
    const struct mail_entity *entity = &walk->entity;
    if (entity->unknown_encoding) {
        note_at(walk, place, &unknown_encoding);
    }
    if (entity->body == BODY_FRAGMENT) {
        note_at(walk, place, &fragment);
    }
    if (entity->body == BODY_EXTERNAL) {
        note_at(walk, place, &external);
    }
}

/* Only unnamed text that nobody encoded is surely text: files are sent under
 * any type, and text in UTF-16 without saying so. */
static enum part_nature nature_of(const struct mail_entity *entity)
{
    if (entity->body == BODY_MESSAGE) {
        return PART_MESSAGE;
    }
    if (entity->body == BODY_MARKUP && entity->name.used == 0) {
        return PART_MARKUP;
    }
    bool plain =
        entity->body == BODY_TEXT && entity->name.used == 0 && entity->decoding != &base64_decoding;
    return plain ? PART_LEAF : PART_UNKNOWN;
}

/* Gives what the section holds, decoded. */
static void give_part(struct mail_walk *walk, struct section_stream *section,
                      const struct decoding *decoding, struct place *place, enum part_nature nature)
{
    struct decoding_stream decoder;
    struct stream *content = &section->stream;
    uint64_t extent = section_stream_extent(section);
    if (!stream_is_empty(content)) {
        place->number = ++walk->count->parts;
        place->length = walk->within != NULL ? 0 : extent;
        if (decoding != NULL) {
            decoding_stream_init(&decoder, content, decoding, &walk->window);
            content = &decoder.stream;
        }
        note_entity(walk, place);
        give(walk, place, nature == PART_LEAF ? nature_of_text(content) : nature, content);
        note_remarks(walk, place, decoding != NULL ? decoder.remarks : 0);
    }
    mail_walk_finish_section(walk, section);
}

void mail_walk_give_leaf(struct mail_walk *walk)
{
    const struct mail_entity *entity = &walk->entity;
    bool text = entity->inline_text && entity->decoding == NULL;
    struct section_stream section;
    if (!within_bounds(walk)) {
        return;
    }
    struct place place = mail_walk_place(walk, PLACE_PART);
    place.name = buffer_bytes(&entity->name);
    mime_separators_section(&walk->separators, walk->from, text ? SECTION_TEXT : SECTION_PARTS,
                            &section);
    give_part(walk, &section, entity->decoding, &place, nature_of(entity));
}

/* `begin 644 name`; `=ybegin line=128 size=1 name=name`. */
static struct bytes file_name(struct bytes line, bool uuencode)
{
    struct bytes word, rest = line;
    if (uuencode) {
        bool named = bytes_take_until(&rest, ' ', &word) && bytes_take_until(&rest, ' ', &word);
        return named ? rest : bytes_over(NULL, 0);
    }
    const uint8_t *found = memmem(line.at, line.left, " name=", 6);
    if (found == NULL || !bytes_take(&rest, (size_t)(found - line.at) + 6, &word)) {
        return bytes_over(NULL, 0);
    }
    return rest;
}

void mail_walk_give_file(struct mail_walk *walk)
{
    bool uuencode = walk->separators.found.kind == SEPARATOR_UUENCODE;
    struct bytes line = bytes_over(walk->separators.line, walk->separators.line_length);
    struct section_stream section;
    struct mail_entity *entity = &walk->entity;
    if (!within_bounds(walk)) {
        return;
    }
    buffer_reset(&entity->name);
    *entity = (struct mail_entity){ .body = BODY_TEXT,
                                    .inline_text = true,
                                    .boundary = entity->boundary,
                                    .name = entity->name,
                                    .line = entity->line };
    struct place place = mail_walk_place(walk, PLACE_PART);
    if (buffer_append(&entity->name, file_name(line, uuencode))) {
        place.name = buffer_bytes(&entity->name);
    }
    mime_separators_section(&walk->separators, walk->from,
                            uuencode ? SECTION_UUENCODE : SECTION_YENC, &section);
    give_part(walk, &section, uuencode ? &uuencode_decoding : &yenc_decoding, &place, PART_UNKNOWN);
    buffer_reset(&entity->name);
}
