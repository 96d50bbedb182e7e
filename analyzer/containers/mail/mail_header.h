#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

#include "buffer.h"
#include "bytes.h"

/* The header block of a message or of a MIME part (RFC 5322 section 2.2), read
 * as it is found: LF or CRLF, `From ` lines in it, no empty line behind it. */

struct mail_field {
    struct bytes name; /* without blanks before the colon */
    struct bytes body; /* behind the colon, folded as it stands */
};

/* Takes the next field, stepping over lines that are none. False at the end. */
MUST_CHECK bool mail_field_take(struct bytes *block, struct mail_field *field);

/* Does a field begin at the front of this line? */
bool mail_field_begins(struct bytes line);

/* Names are compared without case (RFC 5322 section 1.2.2). */
bool mail_field_named(const struct mail_field *field, const char *name);

/* First field of this name. */
MUST_CHECK bool mail_field_find(struct bytes block, const char *name, struct bytes *body);

/* Appends the body on one line, without blanks at its ends; at most
 * MAIL_FIELD_MAX bytes of it. False when memory ran out. */
MUST_CHECK bool mail_field_unfold(struct bytes body, struct buffer *line);

/* Has it more than that? What is behind it is not decoded: a bound, to be told. */
bool mail_field_is_cut(struct bytes body);

/* The same where it lies. False where it is folded. */
MUST_CHECK bool mail_field_line(struct bytes body, struct bytes *line);

/* Where the header block ends: behind its empty line, or before the first line
 * that can stand in none. Continued as more is seen. */
struct mail_header_scan {
    size_t length; /* so far; the block's length when it ended */
    bool any_field;
    bool message; /* of a message: empty lines and an envelope may stand before it */
    bool missing_empty_line;
};

/* `seen` begins where the block does; `whole` = no more follows. True when the
 * end was found. */
MUST_CHECK bool mail_header_scan_on(struct mail_header_scan *scan, struct bytes seen, bool whole);

#endif
