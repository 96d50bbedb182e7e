#ifndef PROVENANCE_H
#define PROVENANCE_H

#include "buffer.h"
#include "bytes.h"

/* Where something was found: a chain of containers from the evidence file
 * inwards, each with its own kind of place. The chain lives on the stack of the
 * walk (each node points outwards), is encoded for the case file, printed on one
 * line for people, and precise enough to walk it again (replay). */

enum place_kind {
    PLACE_MESSAGE = 1, /* message of a mailbox: number, name = Message-ID */
    PLACE_PART = 2,    /* MIME part: number, name = file name */
    PLACE_TEXT = 3,    /* text of a message outside its parts: name = header, preamble, epilogue */
    PLACE_MEMBER = 4,  /* member of an archive: number, name = path in it */
    PLACE_READING = 5, /* the same bytes, decoded: name = base64, hex, utf-16le, gzip ... */
    PLACE_SPOT = 6,    /* last of a chain: the bytes themselves; name = alias in a key store */
    PLACE_ROW = 7,     /* of a table, or line of a text with a record a line: name = its column */
    PLACE_VOLUMES = 8  /* first of a chain: so many files, of which this is the first, as one; name
                          = where the others are, if their names do not say so */
};

/* In the number of a PLACE_ROW: it counts from the first row of a range of the file. The case
 * adds what stands before that, once all ranges are read; no output sees it. */
#define ROW_OF_RANGE (UINT64_C(1) << 63)

struct place {
    enum place_kind kind;
    uint64_t number;   /* counts from 1 in the container; 0 where it has none */
    uint64_t offset;   /* where it begins in the container's own bytes */
    uint64_t length;   /* how many of the container's bytes it takes; 0 = not known */
    struct bytes name; /* as it stands in the evidence: any bytes at all */
};

/* What a mail says of itself. Windows are good as long as the message is
 * walked. Decoded to UTF-8 (RFC 2047); hostile all the same. */
struct mail_facts {
    int64_t date;     /* Date field, seconds since 1970; MAIL_DATE_UNKNOWN */
    int64_t received; /* date of the topmost Received field, likewise */
    struct bytes from, subject, message_id;
    struct bytes in_reply_to, references; /* message ids, as they stand */
    bool cut; /* one of these texts is longer than is decoded of a field */
};
#define MAIL_DATE_UNKNOWN INT64_MIN

struct provenance {
    const struct provenance *outer; /* NULL: directly in the evidence file */
    struct place place;
    const struct mail_facts *mail; /* nearest mail around it; NULL outside of any */
};

/* Encodes the chain, outermost first. False when memory ran out. */
MUST_CHECK bool provenance_encode(const struct provenance *chain, struct buffer *encoded);

/* Takes one place from an encoded chain. False at its end and where it is
 * damaged (then `encoded` is not empty). The name is a window on `encoded`. */
MUST_CHECK bool provenance_take(struct bytes *encoded, struct place *place);

/* The chain with another name at its last place. False when it is damaged or memory ran out. */
MUST_CHECK bool provenance_rename(struct bytes encoded, struct bytes name, struct buffer *renamed);

/* One line: `!message 12 <id@host>!part 2 keys.zip!a/server.key@0+1675`, to be
 * put behind the path of the evidence file. Control characters, those that turn the direction of
 * writing, `!`, `%` and bytes that are no UTF-8 are written as %XX, as in a path. False when memory
 * ran out. */
MUST_CHECK bool provenance_print(struct bytes encoded, struct buffer *line);

/* "message", "part", ... Static. */
const char *place_kind_name(enum place_kind kind);

#endif
