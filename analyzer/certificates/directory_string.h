#ifndef DIRECTORY_STRING_H
#define DIRECTORY_STRING_H

#include "buffer.h"

/* Appends the UTF-8 text of an ASN.1 string, given its tag and content:
 * UTF8String, PrintableString, NumericString, IA5String, VisibleString, T61String
 * (read as ISO 8859-1, which is what stands in them), BMPString (UTF-16 where it
 * has surrogates), UniversalString. OUTCOME_UNEXPECTED for any other tag,
 * OUTCOME_MALFORMED where the content is no text of its type; nothing is
 * appended then. */
MUST_CHECK enum outcome directory_string_read(unsigned tag, struct bytes content,
                                              struct buffer *text);

#endif
