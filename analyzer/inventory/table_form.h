#ifndef TABLE_FORM_H
#define TABLE_FORM_H

#include "bytes.h"

/* The delimiter that the first line has most of; a comma where it has none. */
MUST_CHECK uint8_t table_form_delimiter(struct bytes head);

/* PEM that stands between the lines of a text, told from a cell that begins like it: whoever
 * chooses a name in a certificate chooses a cell in the tables of its issuer. Neither the line of
 * the BEGIN behind it, nor the next line, has the delimiter that cells of a table have between
 * them. */

/* Does a line of this text begin with PEM? Blanks may stand before it. */
MUST_CHECK bool table_form_begins_pem(struct bytes head, uint8_t delimiter);

/* Octets of the next line that table_form_opens_pem() needs. */
#define TABLE_FORM_LINE 256

/* A row, and the text behind it: does PEM begin in the row's last line, and not end there? */
MUST_CHECK bool table_form_opens_pem(struct bytes row, struct bytes next, uint8_t delimiter);

#endif
