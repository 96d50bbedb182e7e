#ifndef MIME_SEPARATOR_H
#define MIME_SEPARATOR_H

#include "bounds.h"
#include "buffer.h"
#include "containers/streams/section_stream.h"

/* The lines that divide the body of a message: boundaries of all multiparts
 * that are open (RFC 2046 section 5.1), and, in plain text, what begins a file
 * encoded inline or a part that no multipart announced. */

enum separator_kind {
    SEPARATOR_NONE,
    SEPARATOR_BOUNDARY, /* of an open multipart */
    SEPARATOR_ADOPTED,  /* `--x` before a Content- field: a boundary nobody declared */
    SEPARATOR_UUENCODE, /* `begin 644 name` */
    SEPARATOR_YENC,     /* `=ybegin ...` */
    SEPARATOR_FILE_END  /* `end`, `=yend`, or the first line that is not encoded */
};

struct mime_separator {
    enum separator_kind kind;
    size_t level;  /* of a boundary: which multipart, counted from the outermost */
    bool closing;  /* `--boundary--` */
    size_t length; /* of what goes with it: the line with its break, or nothing */
};

/* What a section is made of, and so at what it ends besides boundaries. */
enum section_mode {
    SECTION_PARTS,    /* nothing else */
    SECTION_TEXT,     /* text in which a file or an undeclared part may begin */
    SECTION_UUENCODE, /* from the `begin` line on */
    SECTION_YENC      /* from the `=ybegin` line on */
};

struct mime_level {
    size_t at, length; /* of the boundary in `texts`; length 0 = not declared */
    bool digest, seen, closed;
};

struct mime_separators {
    struct mime_level levels[MIME_DEPTH_MOST];
    size_t count;
    struct buffer texts;
    enum section_mode mode;      /* of the last section */
    struct mime_separator found; /* what it ended at, once it ended */
    uint8_t line[SECTION_LOOK];  /* the boundary adopted, the line that begins a file */
    size_t line_length;
};

/* Opens a multipart. False when it is one too many, or memory ran out. */
MUST_CHECK bool mime_separators_push(struct mime_separators *separators, struct bytes boundary,
                                     bool digest);
/* Closes all multiparts inside level `count` - 1. */
void mime_separators_pop_to(struct mime_separators *separators, size_t count);
void mime_separators_clear(struct mime_separators *separators);

/* A section that ends at any of these lines; `found` then says at which. */
void mime_separators_section(struct mime_separators *separators, struct stream *from,
                             enum section_mode mode, struct section_stream *section);

#endif
