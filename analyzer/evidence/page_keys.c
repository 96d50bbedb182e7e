#include "evidence/page_keys.h"

#include "bounds.h"
#include "bytes/ascii.h"
#include "evidence/ingest.h"

/* Operators between two lines that are shown: `) Tj 1 0 0 1 72.024 709.56 Tm (` and the like. */
#define PAGE_KEY_GAP  ((size_t)64)
#define LENGTH_OCTETS 4

void page_keys_tell(const struct ingest_frame *frame, struct bytes taken)
{
    struct page_keys *keys = frame->is_page ? frame->pages : NULL;
    if (keys == NULL || taken.left > PAGE_KEYS_OCTETS_MAX ||
        keys->texts.used + taken.left > PAGE_KEYS_OCTETS_MAX) {
        return;
    }
    if (!buffer_append_number(&keys->texts, LENGTH_OCTETS, taken.left) ||
        !buffer_append(&keys->texts, taken)) {
        buffer_clear(&keys->texts);
    }
}

static void skip_spaces(struct bytes *text)
{
    while (text->left > 0 && ascii_is_space(text->at[0])) {
        *text = bytes_over(text->at + 1, text->left - 1);
    }
}

/* Each octet of the stream is the next one of the text, or one of a gap that is short; and more of
 * them are of the text than of gaps. */
static bool is_text_with_gaps(struct bytes text, struct bytes taken)
{
    size_t gap = 0, gaps = 0, matched = 0;
    for (skip_spaces(&taken); taken.left > 0; skip_spaces(&taken)) {
        skip_spaces(&text);
        if (text.left > 0 && text.at[0] == taken.at[0]) {
            text = bytes_over(text.at + 1, text.left - 1);
            matched++;
            gap = 0;
        } else if (++gap > PAGE_KEY_GAP) {
            return false;
        } else {
            gaps++;
        }
        taken = bytes_over(taken.at + 1, taken.left - 1);
    }
    return matched > gaps;
}

bool page_keys_told(const struct ingest_frame *frame, enum verdict verdict, struct bytes taken)
{
    if (!frame->is_shown || frame->pages == NULL || verdict != VERDICT_MALFORMED) {
        return false;
    }
    struct bytes rest = buffer_bytes(&frame->pages->texts), text;
    uint64_t length;
    while (bytes_take_number(&rest, LENGTH_OCTETS, &length) &&
           bytes_take(&rest, (size_t)length, &text)) {
        if (is_text_with_gaps(text, taken)) {
            return true;
        }
    }
    return false;
}

void page_keys_clear(struct page_keys *keys)
{
    buffer_clear(&keys->texts);
}
