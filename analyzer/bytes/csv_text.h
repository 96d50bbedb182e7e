#ifndef CSV_TEXT_H
#define CSV_TEXT_H

#include "buffer.h"

/* Rows of a CSV text (RFC 4180) that is held in memory, cell by cell. Lines end with LF or
 * CRLF; a cell whose quote never closes ends with the text. */
struct csv_text {
    struct bytes rest;
    uint8_t delimiter;
};

/* Over a text, by the delimiter (comma, semicolon, tab) that its first line has most of. */
struct csv_text csv_text_over(struct bytes text);

/* Puts the next cell, without quotes, into `cell` (emptied first). *row_ends: it is the
 * last of its row. At the end of the text, *row_ends is true and `cell` empty. False when
 * memory ran out. */
MUST_CHECK bool csv_text_take(struct csv_text *csv, struct buffer *cell, bool *row_ends);

#endif
