#include "containers/pdf/pdf_walk.h"

#include <stdio.h>
#include <string.h>

#include "bounds.h"
#include "bytes/word_find.h"
#include "containers/pdf/pdf_attachment.h"
#include "containers/pdf/pdf_decoding.h"
#include "containers/pdf/pdf_document.h"
#include "containers/pdf/pdf_page.h"
#include "containers/pdf/pdf_string.h"

/* Readers take a header that stands so far behind the front. */
#define HEADER_REACH 1024

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory to read a PDF file" };

struct pdf_walk {
    struct pdf_document document;
    struct pdf_attachments attachments;
    struct buffer name;
    const struct container_sink *sink;
};

static bool recognise(struct bytes head)
{
    return head.left >= 5 && memcmp(head.at, "%PDF-", 5) == 0;
}

static bool recognise_behind(struct bytes head)
{
    size_t look = head.left < HEADER_REACH ? head.left : HEADER_REACH;
    return word_find(bytes_over(head.at, look), "%PDF-", 5) != NULL;
}

static bool name_object(struct pdf_walk *walk, const struct pdf_object *object)
{
    char text[32];
    (void)snprintf(text, sizeof(text), "object %u", (unsigned)object->number);
    buffer_reset(&walk->name);
    return buffer_append_text(&walk->name, text) &&
           pdf_attachments_name(&walk->attachments, object->number, &walk->name);
}

/* What a picture is made of stands in the file as it is. */
static bool give_stream(struct pdf_walk *walk, const struct pdf_object *object, uint64_t number,
                        bool *more)
{
    struct pdf_decoding decoding;
    if (!name_object(walk, object)) {
        return false;
    }
    const struct place place = { .kind = PLACE_MEMBER,
                                 .number = number,
                                 .offset = object->stream_at,
                                 .length = object->stream_length,
                                 .name = buffer_bytes(&walk->name) };
    pdf_decoding_begin(&decoding, &walk->document, object, container_decoded_max(walk->sink));
    if (decoding.count > 0 || decoding.was_closed || !decoding.is_picture) {
        *more = walk->sink->part(walk->sink->context, &place, PART_UNKNOWN, decoding.last);
    }
    const struct fault *fault = pdf_decoding_end(&decoding);
    if (fault != NULL && !walk->document.encrypted) { /* of that the journal has one entry */
        walk->sink->journal(walk->sink->context, &place, JOURNAL_UNREAD, fault, 0);
    }
    return true;
}

static bool give_streams(struct pdf_walk *walk, bool *more)
{
    uint64_t number = 0;
    for (size_t i = 0; i < walk->document.swept && *more; i++) {
        const struct pdf_object *object = &walk->document.objects[i];
        if (object->has_stream && !give_stream(walk, object, ++number, more)) {
            return false;
        }
    }
    return true;
}

static bool give_strings(struct pdf_walk *walk, bool *more)
{
    static const char name[] = "pdf-strings";
    struct buffer text = { 0 };
    if (!pdf_string_all(&walk->document, &text)) {
        buffer_clear(&text);
        return false;
    }
    const struct place place = { .kind = PLACE_READING,
                                 .name = bytes_over(name, sizeof(name) - 1) };
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&text));
    if (text.used > 0) {
        *more = walk->sink->part(walk->sink->context, &place, PART_LEAF, &memory.stream);
    }
    buffer_clear(&text);
    return true;
}

static bool walk_parts(struct pdf_walk *walk, struct stream *content)
{
    bool more = true;
    if (!pdf_document_read(&walk->document, content, walk->sink) ||
        !pdf_attachments_find(&walk->document, &walk->attachments)) {
        return false;
    }
    return give_streams(walk, &more) && (!more || give_strings(walk, &more)) &&
           (!more || pdf_page_give(&walk->document, &more));
}

static const struct fault *walk_pdf(struct stream *content, const struct container_sink *sink)
{
    struct pdf_walk walk = { .sink = sink };
    bool memory = walk_parts(&walk, content);
    pdf_document_clear(&walk.document);
    pdf_attachments_clear(&walk.attachments);
    buffer_clear(&walk.name);
    return memory ? NULL : &no_memory;
}

const struct container pdf_container = { .name = "pdf",
                                         .recognise = recognise,
                                         .walk = walk_pdf,
                                         .seeks = true,
                                         .readings = true,
                                         .roomy = true,
                                         .deflated = true };

const struct container pdf_behind_container = { .name = "pdf",
                                                .recognise = recognise_behind,
                                                .walk = walk_pdf,
                                                .seeks = true,
                                                .readings = true,
                                                .roomy = true,
                                                .deflated = true };
