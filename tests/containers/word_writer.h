#ifndef WORD_WRITER_H
#define WORD_WRITER_H

#include <string.h>

#include "buffer.h"
#include "suite.h"

/* Writes the two streams of a Word document (MS-DOC) whose text is in pieces, the last in front:
 * as one that was saved fast. */

#define WORD_TEXT_AT 0x400

struct word_piece {
    const char *text; /* ASCII */
    bool wide;        /* 16 bits a character */
};

static inline void word_put(uint8_t *at, uint64_t number, size_t width)
{
    for (size_t i = 0; i < width; i++) {
        at[i] = (uint8_t)(number >> 8 * i);
    }
}

static inline void word_write(const struct word_piece *pieces, size_t count,
                              struct buffer *document, struct buffer *table)
{
    uint8_t front[WORD_TEXT_AT] = { 0xec, 0xa5, 0xc1 };
    uint8_t clx[256] = { 1, 2, 0, 0xee, 0xee, 2 }; /* a property first */
    uint8_t *list = clx + 10;
    uint32_t where[16], position = 0;
    must(count <= 16);
    must(buffer_append(document, bytes_over(front, sizeof(front))));
    for (size_t i = count; i-- > 0;) {
        const size_t length = strlen(pieces[i].text);
        where[i] = pieces[i].wide ? (uint32_t)document->used
                                  : 0x40000000u | (uint32_t)(2 * document->used);
        for (size_t n = 0; n < length; n++) {
            must(buffer_append_byte(document, (uint8_t)pieces[i].text[n]) &&
                 (!pieces[i].wide || buffer_append_byte(document, 0)));
        }
        must(document->used % 2 == 0 || buffer_append_byte(document, 0));
    }
    for (size_t i = 0; i < count; i++) {
        word_put(list + 4 * i, position, 4);
        position += (uint32_t)strlen(pieces[i].text);
        word_put(list + 4 * (count + 1) + 8 * i + 2, where[i], 4);
    }
    word_put(list + 4 * count, position, 4);
    word_put(clx + 6, 4 + 12 * count, 4);
    must(buffer_append(table, bytes_over(front + 0x100, 32)) &&
         buffer_append(table, bytes_over(clx, 10 + 4 + 12 * count)));
    document->at[11] = 2; /* the second table */
    word_put(document->at + 0x1a2, 32, 4);
    word_put(document->at + 0x1a6, table->used - 32, 4);
}

#endif
