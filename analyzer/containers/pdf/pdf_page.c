#include "containers/pdf/pdf_page.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "containers/pdf/pdf_lexer.h"
#include "containers/pdf/pdf_text.h"

struct pages {
    struct pdf_document *document;
    struct pdf_object **items;
    size_t count;
};

static void add_page(struct pages *pages, struct pdf_object *object)
{
    object->met = true;
    pages->items[pages->count++] = object;
}

/* What stands in brackets. */
static struct bytes elements(struct pdf_document *document, struct bytes dictionary,
                             const char *key)
{
    struct bytes value;
    struct pdf_word word;
    if (!pdf_document_find(document, dictionary, key, &value) || !pdf_word_take(&value, &word) ||
        word.kind != PDF_ARRAY) {
        return bytes_over(NULL, 0);
    }
    return value;
}

/* Each object is met once, so a tree that bites its tail ends. */
static void add_tree(struct pages *pages, struct pdf_object *root)
{
    struct pdf_document *document = pages->document;
    struct bytes open[PDF_PARENTS_MAX], kid;
    size_t depth = 1;
    uint32_t number;
    root->met = true;
    open[0] = elements(document, pdf_document_text(document, root), "Kids");
    while (depth > 0 && !pdf_document_is_tired(document)) {
        if (!pdf_value_take(&open[depth - 1], &kid)) {
            depth--;
            continue;
        }
        struct pdf_object *object =
            pdf_reference_read(kid, &number) ? pdf_document_object(document, number) : NULL;
        if (object == NULL || object->met) {
            continue;
        }
        struct bytes text = pdf_document_text(document, object);
        if (pdf_document_is(document, text, "Type", "Page")) {
            add_page(pages, object);
        } else if (depth < PDF_PARENTS_MAX) {
            object->met = true;
            open[depth++] = elements(document, text, "Kids");
        }
    }
}

static void collect(struct pages *pages)
{
    struct pdf_document *document = pages->document;
    struct bytes value;
    for (size_t i = 0; i < document->count && !pdf_document_is_tired(document); i++) {
        struct pdf_object *object = &document->objects[i];
        struct bytes text = pdf_document_text(document, object);
        if (!object->met && pdf_document_object(document, object->number) == object &&
            pdf_document_is(document, text, "Type", "Pages") &&
            !pdf_document_find(document, text, "Parent", &value)) {
            add_tree(pages, object);
        }
    }
    for (size_t i = 0; i < document->count && !pdf_document_is_tired(document); i++) {
        struct pdf_object *object = &document->objects[i];
        if (!object->met &&
            pdf_document_is(document, pdf_document_text(document, object), "Type", "Page")) {
            add_page(pages, object);
        }
    }
}

/* Its own, or those of a parent. */
static struct bytes resources_of(struct pdf_document *document, struct bytes page)
{
    struct bytes found;
    for (int i = 0; i < PDF_PARENTS_MAX; i++) {
        if (pdf_document_find(document, page, "Resources", &found)) {
            return found;
        }
        if (!pdf_document_find(document, page, "Parent", &page)) {
            break;
        }
    }
    return bytes_over(NULL, 0);
}

/* The newest version of each stream; or all before it that no page showed yet. */
static bool hold_contents(struct pdf_document *document, struct bytes contents, bool older,
                          struct buffer *into)
{
    struct bytes value;
    uint32_t number;
    while (pdf_value_take(&contents, &value) && !pdf_document_is_tired(document)) {
        struct pdf_object *object =
            pdf_reference_read(value, &number) ? pdf_document_object(document, number) : NULL;
        if (object != NULL && older) {
            object = pdf_document_older(document, object);
        }
        for (; object != NULL; object = older ? pdf_document_older(document, object) : NULL) {
            if (object->has_stream && !(older && object->shown) &&
                (!pdf_text_content(document, object, into) || !buffer_append_byte(into, '\n'))) {
                return false;
            }
            if (older && object->shown) {
                break;
            }
            object->shown = true;
        }
    }
    return true;
}

/* /Contents is a stream, or a list of streams, itself direct or not. */
static struct bytes contents_of(struct pdf_document *document, struct bytes page)
{
    struct bytes value, list;
    struct pdf_word word;
    if (!pdf_dictionary_find(page, "Contents", &value, &document->looked)) {
        return bytes_over(NULL, 0);
    }
    list = pdf_document_follow(document, value);
    return pdf_word_take(&list, &word) && word.kind == PDF_ARRAY ? list : value;
}

static bool read_versions(struct pdf_text *text, struct bytes page, bool older)
{
    struct pdf_document *document = text->document;
    struct buffer content = { 0 };
    bool memory = hold_contents(document, contents_of(document, page), older, &content);
    size_t before = text->text.used;
    if (content.used > 0) {
        memory = memory &&
                 pdf_text_read(text, buffer_bytes(&content), resources_of(document, page)) &&
                 (text->text.used == before || buffer_append_byte(&text->text, '\n'));
    }
    buffer_clear(&content);
    return memory;
}

/* The place of the last mark in the text; 0: none. */
static size_t last_mark(struct bytes text, const char *mark)
{
    const size_t length = strlen(mark);
    size_t last = 0;
    const uint8_t *found;
    struct bytes rest = text;
    while (rest.left >= length && (found = memmem(rest.at, rest.left, mark, length)) != NULL) {
        last = (size_t)(found - text.at) + 1;
        rest = bytes_over(found + 1, text.left - last);
    }
    return last;
}

static bool goes_on(struct bytes page, bool before)
{
    size_t begin = last_mark(page, "-----BEGIN "), end = last_mark(page, "-----END ");
    return begin == 0 && end == 0 ? before : begin > end;
}

static void give(struct pdf_text *text, uint64_t number, bool *more)
{
    static const char name[] = "pdf-text";
    const struct container_sink *sink = text->document->sink;
    const struct place place = { .kind = PLACE_READING,
                                 .number = number,
                                 .name = bytes_over(name, sizeof(name) - 1) };
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(&text->text));
    if (text->text.used > 0) {
        *more = sink->part(sink->context, &place, PART_LEAF, &memory.stream);
    }
    buffer_reset(&text->text);
}

static bool give_all(const struct pages *pages, struct pdf_text *text, bool *more)
{
    bool open = false;
    size_t first = 0;
    for (size_t i = 0; i < pages->count && *more; i++) {
        struct bytes page = pdf_document_text(pages->document, pages->items[i]);
        size_t before = text->text.used;
        if (pdf_document_is_tired(pages->document)) {
            break;
        }
        if (!read_versions(text, page, false)) {
            return false;
        }
        struct bytes own = buffer_bytes(&text->text), others;
        open = bytes_take(&own, before, &others) && goes_on(own, open);
        if (open && i - first + 1 < PDF_PAGES_JOINED_MAX && i + 1 < pages->count) {
            continue;
        }
        give(text, first + 1, more);
        open = false;
        first = i + 1;
    }
    if (*more) {
        give(text, first + 1, more);
    }
    return true;
}

/* Contents that were written anew. */
static bool give_older(const struct pages *pages, struct pdf_text *text, bool *more)
{
    for (size_t i = 0; i < pages->count && *more; i++) {
        struct bytes page = pdf_document_text(pages->document, pages->items[i]);
        if (pdf_document_is_tired(pages->document)) {
            break;
        }
        if (!read_versions(text, page, true)) {
            return false;
        }
        give(text, i + 1, more);
    }
    return true;
}

bool pdf_page_give(struct pdf_document *document, bool *more)
{
    struct pages pages = { .document = document };
    struct pdf_text *text = calloc(1, sizeof(*text));
    pages.items = reallocarray(NULL, document->count + 1, sizeof(struct pdf_object *));
    bool memory = text != NULL && pages.items != NULL;
    if (memory) {
        text->document = document;
        collect(&pages);
        memory = give_all(&pages, text, more) && (!*more || give_older(&pages, text, more));
        pdf_text_clear(text);
    }
    free(pages.items);
    free(text);
    return memory;
}
