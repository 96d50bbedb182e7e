#ifndef SQL_STRING_H
#define SQL_STRING_H

#include "candidates/runs/noted_text.h"

/* Strings of octets in dumps of MySQL and MariaDB (bytes/sql_escape.h), which mysqldump writes for
 * the binary columns of a table unless it is told otherwise: `_binary '...'`, older ones without
 * the word, others with no blank behind it or in the other quotation marks. Where octets had to be
 * escaped, what the string stands for is offered as a new leaf. Also a private key in such escapes
 * at the front of a leaf, a line or a column, without the quotation marks. */

struct sql_string {
    struct noted_text text;
    uint8_t quote;   /* that ends it; 0: none */
    uint64_t wanted; /* octets of the key without quotation marks; 0 = it has them */
    uint64_t passed; /* octets of it so far, held or not */
    uint64_t escapes;
};

/* Does a string begin at what belongs to the anchor? It is read later. */
void sql_string_note(const struct leaf_window *window, size_t anchor, unsigned kinds,
                     struct delivery *delivery);

/* Reads what was noted, and goes on with what is open, up to `to` (an offset in the leaf). */
void sql_string_scan(struct sql_string *string, const struct leaf_window *window, uint64_t to,
                     struct delivery *delivery);

/* The leaf has ended: delivers what is still open. */
void sql_string_finish(struct sql_string *string, struct delivery *delivery);

#endif
