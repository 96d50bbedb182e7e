#ifndef PDF_LEXER_H
#define PDF_LEXER_H

#include "bytes.h"

/* The words of PDF, ISO 32000-2 section 7.2 and 7.3: of objects and of content streams. Takes
 * whatever stands there: what is no word of PDF is a keyword. Nothing nests here. */

enum pdf_word_kind {
    PDF_NUMBER,
    PDF_NAME,   /* without its slash, escapes as they stand */
    PDF_STRING, /* what stands between the parentheses, escapes as they stand */
    PDF_HEX,    /* between < and > */
    PDF_DICTIONARY,
    PDF_DICTIONARY_END,
    PDF_ARRAY,
    PDF_ARRAY_END,
    PDF_KEYWORD
};

struct pdf_word {
    enum pdf_word_kind kind;
    struct bytes text; /* a window on what was read */
    double number;     /* of a number, within 1e15 on either side of zero */
    bool unclosed;     /* a string whose end is missing */
};

/* Takes the next word. False, and nothing taken, where only white space and comments are left. */
MUST_CHECK bool pdf_word_take(struct bytes *from, struct pdf_word *word);

/* Is it the keyword, or the name? */
bool pdf_word_is(const struct pdf_word *word, enum pdf_word_kind kind, const char *text);

/* White space of PDF: NUL, tab, line feed, form feed, carriage return, space. */
bool pdf_is_space(uint8_t byte);

/* Takes one value, all that is in it included: `5 0 R` is one. False, and nothing taken, at the
 * end and where a bracket closes that was not opened. What is never closed goes to the end. */
MUST_CHECK bool pdf_value_take(struct bytes *from, struct bytes *value);

/* The value of a key in the dictionary that `dictionary` begins with; not of those within it.
 * False where there is none. `looked` grows by the bytes that were looked at. */
MUST_CHECK bool pdf_dictionary_find(struct bytes dictionary, const char *key, struct bytes *value,
                                    uint64_t *looked);

/* `5 0 R`: the number of the object. */
MUST_CHECK bool pdf_reference_read(struct bytes value, uint32_t *number);

#endif
