#ifndef UUENCODE_LINE_H
#define UUENCODE_LINE_H

#include "bytes.h"

/* What a line of a text can be within a uuencoded block (POSIX.1, uuencode). */
enum uuencode_line {
    UUENCODE_OTHER,
    UUENCODE_DATA,
    UUENCODE_SHORT, /* data with blanks lost at its end, or a line of capitals */
    UUENCODE_END
};

/* `line` may still have its line break. */
enum uuencode_line uuencode_line_kind(struct bytes line);

struct bytes uuencode_line_trim(struct bytes line);

#define UUENCODE_LINE_OCTETS 63

/* What a line of data without its break stands for: how many octets that are. */
size_t uuencode_line_decode(struct bytes line, uint8_t octets[UUENCODE_LINE_OCTETS]);

/* Is it `begin`, a mode in octal, and a name? */
bool uuencode_line_begins(struct bytes line);

#endif
