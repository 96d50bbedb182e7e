#ifndef POSTGRES_CONTENTS_H
#define POSTGRES_CONTENTS_H

#include "buffer.h"
#include "outcome.h"
#include "stream.h"

/* The front of an archive of pg_dump in its custom format (-Fc): a header, and a table of contents
 * that names what is dumped. Numbers are a sign and octets, least first; texts have their length
 * before them (pg_backup_archiver.c of PostgreSQL). Versions 1.10, of PostgreSQL 8.3, to 1.16. */

struct postgres_contents {
    struct stream *content;
    size_t number_octets; /* of a number, without its sign */
    size_t offset_octets;
    unsigned minor;       /* of the version of the format */
    bool packed;          /* its data are compressed */
    struct buffer tables; /* what has data: an id, and where its name stands in `names` */
    struct buffer names;
    uint64_t blocks;    /* of data that it names */
    struct buffer text; /* scratch */
    bool starved;       /* memory ran out */
};

#define POSTGRES_HEAD ((size_t)11)
bool postgres_contents_begin(struct bytes head);

/* Reads it from its first octet on; the stream then stands at the first block of data. NULL: all of
 * it was read. */
MUST_CHECK const struct fault *postgres_contents_read(struct postgres_contents *contents);

/* Takes a number from the stream. False, and nothing is taken, where none stands there. */
MUST_CHECK bool postgres_contents_take(struct postgres_contents *contents, int64_t *number);

/* What the data with this id are of; empty where that is not told. */
struct bytes postgres_contents_name(const struct postgres_contents *contents, int64_t id);

void postgres_contents_clear(struct postgres_contents *contents);

#endif
