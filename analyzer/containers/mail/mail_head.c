#include "containers/mail/mail_head.h"

#include "bounds.h"
#include "containers/mail/mail_header.h"
#include "containers/streams/section_stream.h"
#include "limit.h"

/* How much more is looked at each time when the block is held. */
#define HOLD_STEP ((size_t)128 << 10)

static const struct fault no_empty_line = { OUTCOME_MALFORMED, "RFC 5322 section 2.1",
                                            "no empty line behind the header fields" };
static const struct fault too_long = { OUTCOME_BOUND, "RFC 5322 section 2.2",
                                       "the header block is longer than one that is read" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory for a header block" };

/* True when the whole block is in sight. */
static bool read_in_place(struct mail_head *head, struct stream *from,
                          struct mail_header_scan *scan)
{
    size_t wanted = 1;
    for (;;) {
        struct bytes seen = stream_ahead(from, wanted);
        bool whole = seen.left < wanted;
        if (seen.left > SECTION_EXTENT_MAX) { /* the bound must not depend on the window */
            seen.left = SECTION_EXTENT_MAX;
        }
        if (mail_header_scan_on(scan, seen, whole)) {
            bool within = bytes_take(&seen, scan->length, &head->block);
            return within;
        }
        if (wanted == SECTION_EXTENT_MAX) {
            return false;
        }
        size_t more = seen.left > 1024 ? 4 * seen.left : 4096;
        wanted = more < SECTION_EXTENT_MAX ? more : SECTION_EXTENT_MAX;
    }
}

/* Copies what is ahead behind the `kept` bytes of the block and consumes what
 * surely belongs to it: a line that was only begun stays, unless it is so long
 * that its kind is known. True when the block ended. */
static bool hold_step(struct mail_head *head, struct stream *from, struct mail_header_scan *scan,
                      size_t *kept)
{
    struct buffer *memory = &head->memory;
    size_t wanted = 2 * HOLD_STEP;
    struct bytes seen = stream_ahead(from, wanted);
    bool whole = seen.left < wanted;
    seen.left = whole ? seen.left : wanted; /* here as well */
    if (!buffer_append(memory, seen)) {
        head->bound = &no_memory;
        return true;
    }
    bool ended = mail_header_scan_on(scan, buffer_bytes(memory), whole);
    bool begun = !ended && memory->used - scan->length > HOLD_STEP;
    size_t belongs = begun ? memory->used : scan->length;
    stream_consume(from, belongs - *kept);
    memory_wipe(memory->at + belongs, memory->used - belongs);
    memory->used = belongs;
    *kept = belongs;
    return ended;
}

static void read_held(struct mail_head *head, struct stream *from, struct mail_header_scan *scan)
{
    size_t kept = 0;
    bool ended = false;
    *scan = (struct mail_header_scan){ .message = scan->message };
    while (!ended && kept < limit_of(LIMIT_HEADER_BLOCK)) {
        ended = hold_step(head, from, scan, &kept);
    }
    if (!ended) {
        head->bound = &too_long;
    }
    head->held = true;
    head->block = buffer_bytes(&head->memory);
}

void mail_head_read(struct mail_head *head, struct stream *from, bool message)
{
    struct mail_header_scan scan = { .message = message };
    buffer_reset(&head->memory);
    *head = (struct mail_head){ .memory = head->memory };
    if (!read_in_place(head, from, &scan)) {
        read_held(head, from, &scan);
    }
    head->any_field = scan.any_field;
    head->note = scan.missing_empty_line ? &no_empty_line : NULL;
}

void mail_head_clear(struct mail_head *head)
{
    buffer_clear(&head->memory);
}
