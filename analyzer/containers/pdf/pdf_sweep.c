#include "containers/pdf/pdf_sweep.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/ascii.h"
#include "bytes/item_room.h"
#include "containers/pdf/pdf_lexer.h"

/* Before `obj`: two numbers of ten digits and some white space. */
#define MARK_REACH ((size_t)32)
#define END_LOOK   ((size_t)32)

static const struct fault many_objects = { OUTCOME_BOUND, NULL,
                                           "more objects than are read of one PDF file" };
static const struct fault long_object = { OUTCOME_BOUND, NULL,
                                          "an object of a PDF file is longer than is read of one" };
static const struct fault many_texts = {
    OUTCOME_BOUND, NULL, "the objects of a PDF file are longer together than is read of them"
};

struct pdf_object *pdf_sweep_add(struct pdf_document *document, bool *memory)
{
    if (document->count == limit_of(LIMIT_PDF_OBJECTS)) {
        pdf_document_say(document, &many_objects);
        return NULL;
    }
    struct pdf_object *objects = item_room(document->objects, document->count, &document->room, 64,
                                           sizeof(*document->objects));
    if (objects == NULL) {
        *memory = false;
        return NULL;
    }
    document->objects = objects;
    struct pdf_object *object = &document->objects[document->count++];
    *object = (struct pdf_object){ 0 };
    return object;
}

static size_t back_over(struct bytes seen, size_t at, size_t least, bool digits)
{
    while (at > least &&
           (digits ? ascii_is_digit(seen.at[at - 1]) : pdf_is_space(seen.at[at - 1]))) {
        at--;
    }
    return at;
}

/* Do two numbers stand before `obj` at `at`? */
static bool read_mark(struct bytes seen, size_t at, size_t *begins, uint32_t *number,
                      uint16_t *generation_number)
{
    size_t least = at > MARK_REACH ? at - MARK_REACH : 0;
    size_t generation_end = back_over(seen, at, least, false);
    size_t generation = back_over(seen, generation_end, least, true);
    size_t number_end = back_over(seen, generation, least, false);
    size_t begin = back_over(seen, number_end, least, true);
    uint64_t value = 0;
    if (generation == generation_end || number_end == generation || begin == number_end ||
        number_end - begin > 10) {
        return false;
    }
    for (size_t i = begin; i < number_end; i++) {
        value = value * 10 + (seen.at[i] - '0');
    }
    uint32_t version = 0;
    for (size_t i = generation; i < generation_end; i++) {
        version = version * 10 + (uint32_t)(seen.at[i] - '0');
    }
    *number = (uint32_t)value;
    *generation_number = (uint16_t)version;
    *begins = begin;
    return value <= UINT32_MAX;
}

/* Where the next mark begins, and its `obj`. */
static bool find_mark(struct bytes seen, size_t *at, size_t *begins, uint32_t *number,
                      uint16_t *generation)
{
    size_t from = 0;
    while (from < seen.left) {
        const uint8_t *found = memmem(seen.at + from, seen.left - from, "obj", 3);
        if (found == NULL) {
            return false;
        }
        *at = (size_t)(found - seen.at);
        if (read_mark(seen, *at, begins, number, generation)) {
            return true;
        }
        from = *at + 3;
    }
    return false;
}

static struct bytes window(struct pdf_document *document)
{
    struct bytes seen = stream_ahead(document->content, STREAM_AHEAD_MAX);
    return bytes_over(seen.at, seen.left < PDF_OBJECT_MAX ? seen.left : PDF_OBJECT_MAX);
}

/* Between objects stands the trailer, section 7.5.5. */
static bool look_at_gap(struct pdf_document *document, struct bytes gap)
{
    const uint8_t *trailer = memmem(gap.at, gap.left, "trailer", 7);
    if (trailer != NULL) {
        size_t left = gap.left - (size_t)(trailer - gap.at);
        if (memmem(trailer, left, "/Encrypt", 8) != NULL) {
            document->encrypted = true;
            buffer_reset(&document->trailer);
            return buffer_append(&document->trailer, bytes_over(trailer + 7, left - 7));
        }
    }
    return true;
}

struct extent {
    size_t length; /* of the text */
    size_t after;  /* where its end mark ends */
    bool stream, ended, unclosed;
};

/* The text ends before `stream`, `endobj`, or the mark of the next object. */
static struct extent measure(struct bytes seen)
{
    struct extent extent = { .length = seen.left, .after = seen.left };
    struct bytes rest = seen;
    struct pdf_word word;
    size_t starts[3] = { 0 }, numbers = 0;
    while (pdf_word_take(&rest, &word)) {
        size_t begin = (size_t)(word.text.at - seen.at);
        starts[0] = starts[1];
        starts[1] = starts[2];
        starts[2] = begin;
        extent.unclosed = extent.unclosed || word.unclosed;
        bool next = numbers >= 2 && pdf_word_is(&word, PDF_KEYWORD, "obj");
        extent.stream = pdf_word_is(&word, PDF_KEYWORD, "stream");
        if (next || extent.stream || pdf_word_is(&word, PDF_KEYWORD, "endobj")) {
            extent.ended = true;
            extent.length = next ? starts[0] : begin;
            extent.after = next ? starts[0] : begin + word.text.left;
            return extent;
        }
        numbers = word.kind == PDF_NUMBER ? numbers + 1 : 0;
    }
    return extent;
}

static struct bytes up_to_end(struct bytes seen)
{
    const uint8_t *end = memmem(seen.at, seen.left, "endobj", 6);
    return bytes_over(seen.at, end != NULL ? (size_t)(end - seen.at) + 6 : seen.left);
}

/* A string that is not closed would hide all that follows it; it is looked for once a window. */
static struct extent measure_carefully(struct pdf_document *document, struct bytes seen)
{
    uint64_t offset = document->content->offset;
    if (offset < document->careful_to) {
        return measure(up_to_end(seen));
    }
    struct extent extent = measure(seen);
    if (!extent.ended && extent.unclosed) {
        document->careful_to = offset + seen.left;
        return measure(up_to_end(seen));
    }
    return extent;
}

static bool ends_here(struct stream *content)
{
    struct bytes seen = stream_ahead(content, END_LOOK);
    size_t at = 0;
    while (at < seen.left && at < END_LOOK && pdf_is_space(seen.at[at])) {
        at++;
    }
    return seen.left - at >= 9 &&
           (memcmp(seen.at + at, "endstream", 9) == 0 || memcmp(seen.at + at, "endobj", 6) == 0);
}

/* The end of line before `endstream` is none of the stream. */
static uint64_t without_break(struct bytes seen, size_t at, uint64_t length, bool *unsure)
{
    size_t breaks = at > 0 && seen.at[at - 1] == '\n' ? 1 : 0;
    const bool return_too = at > breaks && seen.at[at - breaks - 1] == '\r';
    *unsure = breaks == 1 && return_too;
    breaks += return_too ? 1 : 0;
    return length > breaks ? length - breaks : 0;
}

static size_t find_end(struct bytes seen)
{
    const uint8_t *from = seen.at;
    size_t left = seen.left;
    for (;;) {
        const uint8_t *found = left > 0 ? memmem(from, left, "end", 3) : NULL;
        if (found == NULL) {
            return seen.left;
        }
        left -= (size_t)(found - from);
        if ((left >= 9 && memcmp(found, "endstream", 9) == 0) ||
            (left >= 6 && memcmp(found, "endobj", 6) == 0)) {
            return (size_t)(found - seen.at);
        }
        from = found + 3;
        left -= 3;
    }
}

/* Without an end the stream goes up to the next object, or the end of the file. Looks farther by
 * and by, so that a near end costs little. */
static uint64_t search_end(struct pdf_document *document, bool *unsure)
{
    struct stream *content = document->content;
    uint64_t begin = content->offset;
    for (size_t look = 4096;; look = look < PDF_OBJECT_MAX ? 2 * look : look) {
        struct bytes seen = window(document);
        bool last = seen.left < look;
        seen.left = last ? seen.left : look;
        size_t at = find_end(seen), mark, begins;
        uint32_t number;
        uint16_t generation;
        if (find_mark(bytes_over(seen.at, at), &mark, &begins, &number, &generation)) {
            at = begins;
        }
        if (at < seen.left) {
            uint64_t length = without_break(seen, at, content->offset - begin + at, unsure);
            stream_consume(content, at);
            return length;
        }
        stream_consume(content, last ? seen.left : seen.left - END_LOOK);
        if (last) {
            return content->offset - begin;
        }
    }
}

static void step_over_break(struct stream *content)
{
    struct bytes seen = stream_ahead(content, 2);
    size_t breaks = seen.left > 0 && seen.at[0] == '\r' ? 1 : 0;
    breaks += seen.left > breaks && seen.at[breaks] == '\n' ? 1 : 0;
    stream_consume(content, breaks);
}

/* Section 7.3.8.2: /Length is believed where the stream ends there. */
static void read_stream(struct pdf_document *document, struct pdf_object *object)
{
    struct stream *content = document->content;
    struct bytes value;
    struct pdf_word word;
    uint32_t reference;
    step_over_break(content);
    object->has_stream = true;
    object->stream_at = content->offset;
    bool direct = pdf_dictionary_find(pdf_document_text(document, object), "Length", &value,
                                      &document->looked) &&
                  !pdf_reference_read(value, &reference) && pdf_word_take(&value, &word) &&
                  word.kind == PDF_NUMBER && word.number >= 0;
    uint64_t length = direct ? (uint64_t)word.number : 0;
    if (direct && length <= content->size - object->stream_at &&
        stream_seek(content, object->stream_at + length)) {
        object->stream_length = length;
        if (ends_here(content)) {
            return;
        }
        bool back = stream_seek(content, object->stream_at);
        object->stream_length = 0;
        if (!back) {
            return;
        }
    }
    object->stream_length = search_end(document, &object->unsure);
}

/* The stream stands behind the mark. False: no more is read. */
static bool read_object(struct pdf_document *document, uint32_t number, uint16_t generation,
                        bool *memory)
{
    struct bytes seen = window(document);
    struct extent extent = measure_carefully(document, seen);
    struct pdf_object *object = pdf_sweep_add(document, memory);
    if (object == NULL) {
        return false;
    }
    if (!extent.ended && extent.length == PDF_OBJECT_MAX) {
        pdf_document_say(document, &long_object);
    }
    object->number = number;
    object->generation = generation;
    object->text_at = document->texts.used;
    if (extent.length > PDF_TEXTS_MAX - document->texts.used) {
        pdf_document_say(document, &many_texts);
    } else if (!buffer_append(&document->texts, bytes_over(seen.at, extent.length))) {
        *memory = false;
        return false;
    } else {
        object->text_length = extent.length;
    }
    stream_consume(document->content, extent.after);
    if (extent.stream) {
        read_stream(document, object);
    }
    return true;
}

bool pdf_sweep(struct pdf_document *document)
{
    bool memory = true;
    for (;;) {
        struct bytes seen = window(document);
        size_t at, begins;
        uint32_t number;
        uint16_t generation;
        if (seen.left == 0) {
            return true;
        }
        bool found = find_mark(seen, &at, &begins, &number, &generation);
        bool last = seen.left < PDF_OBJECT_MAX;
        size_t gap = found ? at : last ? seen.left : seen.left - MARK_REACH;
        if (!look_at_gap(document, bytes_over(seen.at, gap))) {
            return false;
        }
        stream_consume(document->content, found ? at + 3 : gap);
        if (found && !read_object(document, number, generation, &memory)) {
            return memory;
        }
    }
}
