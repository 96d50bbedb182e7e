#ifndef ARCHIVE_OPENING_H
#define ARCHIVE_OPENING_H

#include "buffer.h"
#include "container.h"

struct archive;
struct archive_entry;
struct archive_reading;

/* Encrypted members of a zip (ZipCrypto: APPNOTE 6.1; WinZip's AES: method 99) and the passphrases
 * that were given. libarchive asks for one after the other, and goes by a check of one octet or
 * two: which of them is right shows at the member's end, by its checksum. One that fails there is
 * passed over, and the archive opened again to go on behind it. */
struct archive_opening {
    struct buffer hit;   /* what opened the last member, with a NUL; empty: none yet */
    struct buffer given; /* what libarchive was given last, with a NUL */
    struct bytes rest;   /* of the list, while a search is on */
    bool only_hit;       /* libarchive is given that alone */
    bool asked;          /* libarchive holds passphrases since the archive was opened */
    bool spent;          /* the bound on all work was reached */
    bool fatal;          /* the last try ended libarchive's reading */
};

enum opening_end {
    OPENING_DONE,   /* `held` is all of the member */
    OPENING_LARGE,  /* it is longer than is held: libarchive stands before it, to read it once more
                     */
    OPENING_CLOSED, /* no passphrase fits, or the bound was reached: see `spent` */
    OPENING_LOST    /* the archive cannot be read again: its reading is over */
};

/* Has `archive`, which is about to be opened, ask for passphrases. */
void archive_opening_begin(struct archive_reading *reading);

/* The archive stands before an encrypted member: opens it. *entry may be another one behind that.
 * `held` is the caller's, empty. */
enum opening_end archive_opening_try(struct archive_reading *reading, struct archive_entry **entry,
                                     struct buffer *held);

void archive_opening_clear(struct archive_opening *opening);

#endif
