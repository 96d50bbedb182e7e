#include "containers/pdf/pdf_objects.h"

#include <string.h>

#include "bounds.h"
#include "containers/pdf/pdf_decoding.h"
#include "containers/pdf/pdf_lexer.h"
#include "containers/pdf/pdf_sweep.h"

static const struct fault many_texts = {
    OUTCOME_BOUND, NULL, "the objects of a PDF file are longer together than is read of them"
};

/* Appends to the texts what the stream decodes to, as far as it can be. */
static bool hold(struct pdf_document *document, size_t index)
{
    struct pdf_decoding decoding;
    struct buffer held = { 0 };
    /* Strings that were opened take more. */
    const size_t used = document->texts.used;
    const size_t room = used < PDF_TEXTS_MAX ? PDF_TEXTS_MAX - used : 0;
    pdf_decoding_begin(&decoding, document, &document->objects[index], PDF_TEXTS_MAX);
    if (!stream_hold(decoding.last, room, &held)) {
        pdf_document_say(document, &many_texts);
    }
    (void)pdf_decoding_end(&decoding); /* told when the stream is given as a part */
    bool memory = buffer_append(&document->texts, buffer_bytes(&held));
    buffer_clear(&held);
    return memory;
}

static bool take_number(struct bytes *from, double *number)
{
    struct pdf_word word;
    if (!pdf_word_take(from, &word) || word.kind != PDF_NUMBER || word.number < 0) {
        return false;
    }
    *number = word.number;
    return true;
}

/* N pairs of number and offset. A text goes up to the next one's, where that lies behind it. */
static bool add_all(struct pdf_document *document, size_t begin, size_t first)
{
    size_t length = document->texts.used - begin;
    struct bytes all = buffer_bytes(&document->texts), before_all, pairs;
    if (!bytes_take(&all, begin, &before_all) ||
        !bytes_take(&all, first < length ? first : length, &pairs)) {
        return true;
    }
    struct pdf_object *before = NULL;
    double number, offset;
    bool memory = true;
    while (take_number(&pairs, &number) && take_number(&pairs, &offset)) {
        if (number > UINT32_MAX || offset > (double)length || first + (size_t)offset > length) {
            continue;
        }
        size_t at = begin + first + (size_t)offset;
        if (before != NULL && at > before->text_at) {
            before->text_length = at - before->text_at;
        }
        struct pdf_object *object = pdf_sweep_add(document, &memory);
        if (object == NULL) {
            break;
        }
        object->number = (uint32_t)number;
        object->text_at = at;
        object->text_length = begin + length - at;
        before = object;
    }
    return memory;
}

bool pdf_objects_open(struct pdf_document *document)
{
    for (size_t i = 0; i < document->swept; i++) {
        const struct bytes text = pdf_document_text(document, &document->objects[i]);
        double first;
        if (!document->objects[i].has_stream ||
            !pdf_document_is(document, text, "Type", "ObjStm") ||
            !pdf_document_number(document, text, "First", &first)) {
            continue;
        }
        size_t begin = document->texts.used;
        if (first > (double)PDF_TEXTS_MAX || first < 0) {
            continue;
        }
        if (!hold(document, i) || !add_all(document, begin, (size_t)first)) {
            return false;
        }
    }
    return true;
}
