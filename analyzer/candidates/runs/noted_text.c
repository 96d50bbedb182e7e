#include "candidates/runs/noted_text.h"

#include <string.h>

#include "bounds.h"
#include "candidates/reading_worth.h"
#include "limit.h"

/* Octets of the shortest key. */
#define OCTETS_MIN 40
/* Where some of the text was taken already, less than this is of no interest. */
#define REST_MIN 64

void noted_text_add(struct buffer *list, uint64_t begin, struct delivery *delivery)
{
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                            "no memory to note where an encoded text begins" };
    if (!buffer_append_number(list, sizeof(begin), begin) && delivery_owns(delivery, begin)) {
        delivery->sink->unread(delivery->sink->context, &no_memory, begin, 1);
    }
}

/* The next of the list that does not lie in one that was read. */
static bool next_noted(const struct noted_text *text, struct bytes *list, uint64_t *begin)
{
    while (bytes_take_number(list, sizeof(*begin), begin)) {
        if (*begin >= text->cursor) {
            return true;
        }
    }
    return false;
}

/* Forgets what begins before `from`: the rest was seen from behind it, and is not read yet. */
static void keep_noted(struct buffer *list, uint64_t from)
{
    struct bytes rest = buffer_bytes(list);
    uint64_t begin;
    size_t kept = 0;
    while (bytes_take_number(&rest, sizeof(begin), &begin)) {
        if (begin >= from) {
            memmove(list->at + kept, rest.at - sizeof(begin), sizeof(begin));
            kept += sizeof(begin);
        }
    }
    list->used = kept;
}

void noted_text_scan(struct noted_text *text, const struct noted_kind *kind, void *context,
                     struct buffer *list, const struct leaf_window *window, uint64_t to,
                     struct delivery *delivery)
{
    struct bytes noted = buffer_bytes(list);
    uint64_t begin;
    if (text->open && text->cursor < window->base) { /* bytes were lost for want of memory */
        kind->close(context, delivery);
    }
    while (text->open || next_noted(text, &noted, &begin)) {
        if (!text->open) {
            kind->open(context, window, begin);
        }
        if (kind->read_on(context, window, to, delivery)) {
            break;
        }
        kind->close(context, delivery);
    }
    keep_noted(list, to);
}

void noted_text_open(struct noted_text *text, uint64_t begin)
{
    *text = (struct noted_text){
        .octets = text->octets, .begin = begin, .cursor = begin, .open = true
    };
}

void noted_text_hold(struct noted_text *text, struct bytes octets, const struct delivery *delivery)
{
    if (text->partial || !delivery_owns(delivery, text->begin)) {
        return;
    }
    const bool fits = text->octets.used + octets.left <= limit_of(LIMIT_RUN_BYTES);
    if (!fits || !buffer_append(&text->octets, octets)) {
        text->partial = true;
        text->no_memory = fits;
        text->bounded = text->cursor;
    }
}

uint64_t noted_text_front(const struct noted_text *text, const struct delivery *delivery)
{
    return text->open && delivery_owns(delivery, text->begin) ? text->begin : UINT64_MAX;
}

bool noted_text_worth(const struct noted_text *text, const struct delivery *delivery)
{
    const struct bytes octets = buffer_bytes(&text->octets);
    const uint64_t length = text->cursor - text->begin,
                   taken = delivery_taken_within(delivery, text->begin, text->cursor);
    const bool spent = taken > 0 && length < taken + REST_MIN && !reading_is_file(octets);
    return delivery_owns(delivery, text->begin) && octets.left >= OCTETS_MIN && !spent &&
           reading_worth(octets);
}

void noted_text_close(struct noted_text *text, const char *name, bool worth,
                      const struct noted_faults *faults, struct delivery *delivery)
{
    const struct scan_sink *sink = delivery->sink;
    text->open = false;
    if (worth) {
        sink->reading(sink->context, name, buffer_bytes(&text->octets), text->begin,
                      text->cursor - text->begin);
    }
    if (text->partial && text->cursor > text->bounded) {
        sink->unread(sink->context, text->no_memory ? &faults->no_memory : &faults->bound,
                     text->bounded, text->cursor - text->bounded);
    }
    if (text->octets.room > READ_WINDOW) {
        buffer_clear(&text->octets);
    }
    buffer_reset(&text->octets);
}
