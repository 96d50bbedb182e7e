#ifndef PDF_STRING_H
#define PDF_STRING_H

#include "buffer.h"
#include "containers/pdf/pdf_document.h"
#include "containers/pdf/pdf_lexer.h"

/* Strings of PDF, ISO 32000-2 section 7.3.4 and 7.9.2. */

/* Appends the octets that a string or a hexadecimal string stands for. False when memory ran out.
 */
MUST_CHECK bool pdf_string_octets(const struct pdf_word *word, struct buffer *into);

/* Appends the text of it: UTF-16 with its mark becomes UTF-8, all else stays as it is: what is
 * ASCII is so in PDFDocEncoding as well. False when memory ran out. */
MUST_CHECK bool pdf_string_text(const struct pdf_word *word, struct buffer *into);

/* Appends the text of all strings in the document outside its streams, a line each. False when
 * memory ran out. */
MUST_CHECK bool pdf_string_all(const struct pdf_document *document, struct buffer *into);

#endif
