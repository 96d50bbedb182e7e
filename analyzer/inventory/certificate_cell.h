#ifndef CERTIFICATE_CELL_H
#define CERTIFICATE_CELL_H

#include "inventory/certificate_source.h"

/* Cells of tables, strings of JSON, values of database dumps: what they hold when
 * they hold a certificate. Producers write PEM, base64 (with and without padding, in
 * either alphabet, wrapped), hexadecimal (plain, `0x`, `\x`, with colons), or DER. */

/* Does it begin like one? A look at the first octets, for every cell of a table. */
bool certificate_cell_promises(struct bytes cell);

/* Gives all certificates in it to the sink, at the spot of the cell. `room` is
 * emptied first; its memory is used again. False, and nothing was said, when it
 * holds none. */
MUST_CHECK bool certificate_cell_read(struct bytes cell, const struct source_spot *spot,
                                      struct buffer *room, const struct certificate_sink *sink);

/* Is nothing in it: empty, or a database's word for that? */
bool certificate_cell_is_empty(struct bytes cell);

#endif
