#include "containers/pdf/pdf_attachment.h"

#include <stdlib.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "containers/pdf/pdf_lexer.h"
#include "containers/pdf/pdf_string.h"

static bool add(struct pdf_attachments *found, const struct pdf_attachment *item)
{
    struct pdf_attachment *items =
        item_room(found->items, found->count, &found->room, 16, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    found->items = items;
    found->items[found->count++] = *item;
    return true;
}

/* What is known of the file specification that is being read. */
struct specification {
    struct bytes name;
    bool hex, unicode;
    size_t first; /* attachment whose name may still come */
};

static void take_name(struct pdf_attachments *found, struct specification *now,
                      const struct pdf_word *string, bool unicode)
{
    if (now->unicode && !unicode) {
        return;
    }
    now->name = string->text;
    now->hex = string->kind == PDF_HEX;
    now->unicode = unicode;
    for (size_t i = now->first; i < found->count; i++) {
        found->items[i].name = now->name;
        found->items[i].hex = now->hex;
    }
}

/* /EF << /F 12 0 R /UF 12 0 R >> */
static bool take_files(struct pdf_attachments *found, struct specification *now, struct bytes files)
{
    struct bytes value;
    struct pdf_word word;
    now->first = found->count;
    while (pdf_word_take(&files, &word)) {
        struct pdf_attachment item = { .name = now->name, .hex = now->hex };
        if (word.kind == PDF_NAME && pdf_value_take(&files, &value) &&
            pdf_reference_read(value, &item.number) && !add(found, &item)) {
            return false;
        }
    }
    return true;
}

static bool look_through(struct pdf_attachments *found, struct bytes text)
{
    struct specification now = { .first = found->count };
    struct pdf_word word;
    while (pdf_word_take(&text, &word)) {
        bool unicode = pdf_word_is(&word, PDF_NAME, "UF");
        if (unicode || pdf_word_is(&word, PDF_NAME, "F")) {
            struct bytes rest = text;
            if (pdf_word_take(&rest, &word) && (word.kind == PDF_STRING || word.kind == PDF_HEX)) {
                take_name(found, &now, &word, unicode);
                text = rest;
            }
        } else if (pdf_word_is(&word, PDF_NAME, "EF")) {
            struct bytes files;
            if (pdf_value_take(&text, &files) && !take_files(found, &now, files)) {
                return false;
            }
        } else if (word.kind == PDF_DICTIONARY_END) { /* of the specification */
            now = (struct specification){ .first = found->count };
        }
    }
    return true;
}

static int compare(const void *one, const void *other)
{
    const struct pdf_attachment *left = one, *right = other;
    return left->number < right->number ? -1 : left->number > right->number ? 1 : 0;
}

bool pdf_attachments_find(const struct pdf_document *document, struct pdf_attachments *found)
{
    for (size_t i = 0; i < document->swept; i++) {
        if (!look_through(found, pdf_document_text(document, &document->objects[i]))) {
            return false;
        }
    }
    struct bytes packed = buffer_bytes(&document->texts), before;
    if (bytes_take(&packed, document->packed_at, &before) && !look_through(found, packed)) {
        return false;
    }
    if (found->count > 0) {
        qsort(found->items, found->count, sizeof(*found->items), compare);
    }
    return true;
}

void pdf_attachments_clear(struct pdf_attachments *found)
{
    free(found->items);
    *found = (struct pdf_attachments){ 0 };
}

bool pdf_attachments_name(const struct pdf_attachments *found, uint32_t number, struct buffer *into)
{
    const struct pdf_attachment wanted = { .number = number };
    const struct pdf_attachment *item =
        found->count == 0 ? NULL
                          : bsearch(&wanted, found->items, found->count, sizeof(wanted), compare);
    if (item == NULL || item->name.left == 0 || item->name.left > PLACE_NAME_MAX) {
        return true;
    }
    const struct pdf_word word = { .kind = item->hex ? PDF_HEX : PDF_STRING, .text = item->name };
    return buffer_append_byte(into, ' ') && pdf_string_text(&word, into);
}
