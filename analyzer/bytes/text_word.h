#ifndef TEXT_WORD_H
#define TEXT_WORD_H

#include "bytes.h"

/* Text word by word: what stands between blanks and ends of lines. So it does not
 * matter whether lines were joined or broken on the way. */

/* Takes the next word, never empty, without quotes at its front. `lines`: how many line ends stood
 * before it (LF; where there are none, CR). False at the end; nothing is taken then. */
MUST_CHECK bool text_word_take(struct bytes *text, struct bytes *word, size_t *lines);

/* Punctuation alone: the quotes and operators between the lines of a string in source
 * code, the bar of a table. */
bool text_word_is_mark(struct bytes word);

/* Which of the names of three small letters, one behind the other, a word begins with, in any case:
 * the first is 1; 0 = none. */
unsigned text_word_among(struct bytes word, const char *names);

/* Without spaces, tabs and line ends at either end. */
struct bytes text_without_blanks(struct bytes text);
/* Without the blanks and control characters at either end. */
struct bytes text_trimmed(struct bytes text);

#endif
