#ifndef SQL_DAMAGE_H
#define SQL_DAMAGE_H

#include "candidates/damage.h"

/* Octets as mysql_real_escape_string() writes them, and with them mysqldump. */
SUBSTITUTION(mysql_escaped, { '\0', "\\0" }, { '\n', "\\n" }, { '\r', "\\r" }, { 0x1a, "\\Z" },
             { '\\', "\\\\" }, { '\'', "\\'" }, { '"', "\\\"" })
SUBSTITUTION(mysql_doubled, { '\0', "\\0" }, { '\n', "\\n" }, { '\r', "\\r" }, { '\\', "\\\\" },
             { '\'', "''" })
/* As SELECT ... INTO OUTFILE and mysql -B do. */
SUBSTITUTION(mysql_column, { '\0', "\\0" }, { '\n', "\\n" }, { '\t', "\\t" }, { '\\', "\\\\" })

static inline void sql_dumped(struct bytes from, struct buffer *into)
{
    put(into, "INSERT INTO `k` VALUES (1,_binary '");
    mysql_escaped(from, into);
    put(into, "'),(2,'it''s another');\n");
}

static inline void sql_dumped_old(struct bytes from, struct buffer *into)
{
    put(into, "INSERT INTO `k` VALUES (1,'a''b','");
    mysql_escaped(from, into);
    put(into, "');\n");
}

static inline void sql_quotes_doubled(struct bytes from, struct buffer *into)
{
    put(into, "REPLACE INTO k (k) VALUES ('");
    mysql_doubled(from, into);
    put(into, "');\n");
}

#endif
