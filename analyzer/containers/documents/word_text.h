#ifndef WORD_TEXT_H
#define WORD_TEXT_H

#include "buffer.h"

/* The text of a document of Word 97 to 2003 (MS-DOC): it stands in pieces, of 8 or 16 bits a
 * character, in any order of the stream WordDocument, and the stream of tables lists them. What
 * was changed and saved fast, or was pasted, is a piece of its own. */

enum word_text_table { WORD_TEXT_NONE, WORD_TEXT_TABLE_0, WORD_TEXT_TABLE_1 };

/* Which stream lists the pieces: `0Table` or `1Table`; none where it is no such document. */
enum word_text_table word_text_table(struct bytes document);

/* Appends the text in UTF-8: each paragraph, cell and break ends a line. NULL, or why it is not
 * all of it. */
MUST_CHECK const struct fault *word_text_read(struct bytes document, struct bytes table,
                                              struct buffer *text);

#endif
