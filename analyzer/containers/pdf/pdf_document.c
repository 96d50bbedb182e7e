#include "containers/pdf/pdf_document.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "containers/pdf/pdf_encryption.h"
#include "containers/pdf/pdf_lexer.h"
#include "containers/pdf/pdf_objects.h"
#include "containers/pdf/pdf_sweep.h"
#include "limit.h"

/* Bytes that are looked at between two signs that it goes on. */
#define SIGN_BYTES (16 * MIB)

static const struct fault led_astray = {
    OUTCOME_BOUND, NULL,
    "the objects of a PDF file lead to each other more often than is followed: what is encoded in "
    "them may be missing"
};
static const struct fault tired = {
    OUTCOME_BOUND, NULL, "the pages of a PDF file take more work than is spent on one file's text"
};

void pdf_document_say(struct pdf_document *document, const struct fault *fault)
{
    size_t most = sizeof(document->said) / sizeof(document->said[0]);
    for (size_t i = 0; i < document->said_count; i++) {
        if (document->said[i] == fault) {
            return;
        }
    }
    if (document->said_count < most) {
        document->said[document->said_count++] = fault;
    }
    document->sink->journal(document->sink->context, NULL, JOURNAL_UNREAD, fault, 0);
}

static void give_sign(struct pdf_document *document)
{
    const uint64_t work = document->looked + document->followed;
    if (work - document->signed_at >= SIGN_BYTES) {
        document->signed_at = work;
        container_alive(document->sink);
    }
}

bool pdf_document_is_tired(struct pdf_document *document)
{
    give_sign(document);
    if (document->looked <= limit_of(LIMIT_PDF_TEXT)) {
        return false;
    }
    pdf_document_say(document, &tired);
    return true;
}

struct bytes pdf_document_text(const struct pdf_document *document, const struct pdf_object *object)
{
    struct bytes text = buffer_bytes(&document->texts), before, own;
    bool within =
        bytes_take(&text, object->text_at, &before) && bytes_take(&text, object->text_length, &own);
    return within ? own : bytes_over(NULL, 0);
}

/* How many in `by_number` have a smaller number, or one as small. */
static size_t rank(const struct pdf_document *document, uint32_t number, bool with_equal)
{
    size_t from = 0, to = document->by_number != NULL ? document->count : 0;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        uint32_t other = document->objects[document->by_number[middle]].number;
        if (other < number || (with_equal && other == number)) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

struct pdf_object *pdf_document_object(const struct pdf_document *document, uint32_t number)
{
    size_t end = rank(document, number, true);
    if (end == 0) {
        return NULL;
    }
    struct pdf_object *object = &document->objects[document->by_number[end - 1]];
    return object->number == number ? object : NULL;
}

struct pdf_object *pdf_document_older(const struct pdf_document *document,
                                      const struct pdf_object *object)
{
    size_t begin = rank(document, object->number, false);
    size_t end = rank(document, object->number, true);
    uint32_t index = (uint32_t)(object - document->objects);
    while (begin < end) { /* of one number they stand in the order of their index */
        size_t middle = begin + (end - begin) / 2;
        if (document->by_number[middle] < index) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    if (begin == 0) {
        return NULL;
    }
    struct pdf_object *older = &document->objects[document->by_number[begin - 1]];
    return older->number == object->number ? older : NULL;
}

struct bytes pdf_document_follow(struct pdf_document *document, struct bytes value)
{
    uint32_t number;
    for (int i = 0; i < PDF_REFERENCES_MAX && pdf_reference_read(value, &number); i++) {
        if (document->followed > PDF_FOLLOWED_MAX) {
            pdf_document_say(document, &led_astray);
            return bytes_over(NULL, 0);
        }
        const struct pdf_object *object = pdf_document_object(document, number);
        value = object != NULL ? pdf_document_text(document, object) : bytes_over(NULL, 0);
        document->looked += value.left;
        document->followed += value.left;
        give_sign(document);
    }
    return value;
}

bool pdf_document_find(struct pdf_document *document, struct bytes dictionary, const char *key,
                       struct bytes *value)
{
    struct bytes found;
    if (!pdf_dictionary_find(dictionary, key, &found, &document->looked)) {
        return false;
    }
    *value = pdf_document_follow(document, found);
    return true;
}

bool pdf_document_number(struct pdf_document *document, struct bytes dictionary, const char *key,
                         double *number)
{
    struct bytes value;
    struct pdf_word word;
    if (!pdf_document_find(document, dictionary, key, &value) || !pdf_word_take(&value, &word) ||
        word.kind != PDF_NUMBER) {
        return false;
    }
    *number = word.number;
    return true;
}

bool pdf_document_is(struct pdf_document *document, struct bytes dictionary, const char *key,
                     const char *name)
{
    struct bytes value;
    struct pdf_word word;
    return pdf_document_find(document, dictionary, key, &value) && pdf_word_take(&value, &word) &&
           pdf_word_is(&word, PDF_NAME, name);
}

/* Sorted where they lie; an index is beside its number, so that no order is lost. */
static int compare_numbered(const void *one, const void *other)
{
    uint64_t left, right;
    memcpy(&left, one, sizeof(left));
    memcpy(&right, other, sizeof(right));
    return left < right ? -1 : left > right ? 1 : 0;
}

static bool sort_by_number(struct pdf_document *document)
{
    uint64_t *keys = reallocarray(NULL, document->count + 1, sizeof(*keys));
    uint32_t *sorted = reallocarray(NULL, document->count + 1, sizeof(*sorted));
    if (keys == NULL || sorted == NULL) {
        free(keys);
        free(sorted);
        return false;
    }
    for (size_t i = 0; i < document->count; i++) {
        keys[i] = (uint64_t)document->objects[i].number << 32 | i;
    }
    qsort(keys, document->count, sizeof(*keys), compare_numbered);
    for (size_t i = 0; i < document->count; i++) {
        sorted[i] = (uint32_t)keys[i];
    }
    free(keys);
    free(document->by_number);
    document->by_number = sorted;
    return true;
}

/* The octet before the line feed that ends a stream is the carriage return of the same end of line,
 * or one of the stream, as the length says that stands behind it in an object of its own. Some
 * programs count the line feed, too. */
static void settle_lengths(struct pdf_document *document)
{
    for (size_t i = 0; i < document->swept && !pdf_document_is_tired(document); i++) {
        struct pdf_object *object = &document->objects[i];
        double length;
        if (object->unsure &&
            pdf_document_number(document, pdf_document_text(document, object), "Length", &length) &&
            (length == (double)(object->stream_length + 1) ||
             length == (double)(object->stream_length + 2))) {
            object->stream_length = (uint64_t)length;
        }
    }
}

bool pdf_document_read(struct pdf_document *document, struct stream *content,
                       const struct container_sink *sink)
{
    *document = (struct pdf_document){ .content = content, .sink = sink };
    if (!pdf_sweep(document)) {
        return false;
    }
    document->swept = document->count;
    if (!sort_by_number(document)) {
        return false;
    }
    settle_lengths(document);
    if (!pdf_encryption_open(document)) {
        return false;
    }
    document->packed_at = document->texts.used;
    return pdf_objects_open(document) && sort_by_number(document);
}

void pdf_document_clear(struct pdf_document *document)
{
    buffer_clear(&document->texts);
    buffer_clear(&document->trailer);
    memory_wipe(&document->opening, sizeof(document->opening));
    free(document->objects);
    free(document->by_number);
    *document = (struct pdf_document){ 0 };
}
