#ifndef SECTION_STREAM_H
#define SECTION_STREAM_H

#include "buffer.h"
#include "stream.h"

/* A view on another stream that ends before the next separating line: a message
 * of a mailbox, a part of a message. Nothing is copied, whatever the length;
 * each byte is looked at once. Reads through `from`, which stands at the
 * separator when the section was drained. */

/* How much of a line, and of what follows it, is looked at to tell whether it
 * separates. All of it is shown to the judge, and never more, however the
 * bytes arrive. */
#define SECTION_LOOK ((size_t)1024)

/* A section that ends within so many bytes is measured before it is given. */
#define SECTION_EXTENT_MAX (STREAM_AHEAD_MAX - ((size_t)64 << 10))

struct line_judge {
    /* The LINE_FRONTS bytes with which a separating line may begin. NULL: any. */
    const uint8_t *fronts;
    /* Does the line at the front of `rest` separate? `rest` is SECTION_LOOK
     * bytes, fewer only where no more follow. */
    bool (*separates)(void *context, struct bytes rest, bool after_empty_line);
    /* The line break before the separating line is part of the separator
     * (RFC 2046 section 5.1.1), not of the content. */
    bool takes_break;
};

struct section_stream {
    struct stream stream;
    struct stream *from;
    const struct line_judge *judge; /* NULL: the length is fixed */
    void *context;
    uint64_t front;      /* offset in the section at which `from` stands */
    uint64_t cursor;     /* up to here lines were looked for */
    uint64_t line;       /* where the line at the cursor begins */
    uint64_t clear;      /* up to here all is content */
    size_t break_length; /* of the line break before the cursor, when at a line */
    bool at_line;        /* a line begins at the cursor that was not judged yet */
    bool after_empty;
    bool ended;         /* a separator stands at `clear` */
    struct buffer held; /* for who wants to see more than fits beside SECTION_LOOK */
    size_t held_taken;
};

/* `first_line` = the first line may already separate; else it is content. */
void section_stream_init(struct section_stream *section, struct stream *from,
                         const struct line_judge *judge, void *context, bool first_line);

/* The next `length` bytes of `from`, fewer where it ends. */
void section_stream_init_span(struct section_stream *section, struct stream *from, uint64_t length);

/* How many bytes the whole section takes; 0 when it is empty, and when its end
 * is SECTION_EXTENT_MAX or more away. Before the first byte was consumed. */
uint64_t section_stream_extent(struct section_stream *section);

/* Consumes what is left and releases the memory. True when a separator
 * follows, false when `from` has ended. */
bool section_stream_finish(struct section_stream *section);

/* After that: how long the line break is that goes with the separator. */
size_t section_stream_break(const struct section_stream *section);

#endif
