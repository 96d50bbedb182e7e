#include <string.h>

#include "bounds.h"
#include "candidates/packed/packed_form.h"

static bool holds(struct bytes text, const char *word)
{
    const size_t reach = text.left < DATABASE_SCHEMA_REACH ? text.left : DATABASE_SCHEMA_REACH;
    return memmem(text.at, reach, word, strlen(word)) != NULL;
}

static bool begins(struct bytes text, const char *magic, size_t length)
{
    return text.left > length && memcmp(text.at, magic, length) == 0;
}

/* key4.db is SQLite with these two tables; cert9.db has the table of public things. key3.db
 * is Berkeley DB 1.85, hash, version 2, with the salt of all its keys. */
size_t key_database_nss(struct bytes text)
{
    const bool current =
        begins(text, "SQLite format 3", 16) && holds(text, "nssPrivate") && holds(text, "metaData");
    const bool legacy =
        begins(text, "\x00\x06\x15\x61\x00\x00\x00\x02", 8) && holds(text, "global-salt");
    return current || legacy ? PACKED_OPEN : 0;
}

/* AppleFileDL: signature, version 1.0, length of the header. */
size_t key_database_apple(struct bytes text)
{
    return begins(text, "kych\x00\x01\x00\x00\x00\x00\x00\x10", 12) ? PACKED_OPEN : 0;
}
