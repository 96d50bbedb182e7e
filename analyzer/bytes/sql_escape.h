#ifndef SQL_ESCAPE_H
#define SQL_ESCAPE_H

#include "bytes.h"

/* Strings of SQL as MySQL, MariaDB and their mysqldump write them: octets as they are, but for a
 * backslash and a letter for some, and the quotation mark, which is escaped or doubled. */

/* What a letter behind a backslash stands for; most stand for themselves. */
uint8_t sql_escape_octet(uint8_t letter);

/* How many bytes at the front are none of these two. A quote of 0: none ends the string. */
size_t sql_escape_plain(struct bytes text, uint8_t quote);

enum sql_escape {
    SQL_ESCAPE_TAKEN, /* an octet that was spelled by two bytes */
    SQL_ESCAPE_END,   /* the quotation mark that ends the string */
    SQL_ESCAPE_CUT    /* the text ends within it */
};

/* What stands at the front, a backslash or the quotation mark. Where it is taken, `octet` becomes
 * what it stands for, and it is two bytes long; otherwise that stays as it was. */
MUST_CHECK enum sql_escape sql_escape_read(struct bytes text, uint8_t quote, uint8_t *octet);

#endif
