#ifndef PUTTY_FIELDS_H
#define PUTTY_FIELDS_H

#include "bytes.h"

/* The fields of a private key file of PuTTY (its manual, appendix C), versions 1 to 3, by
 * their names: `PuTTY-User-Key-File-2: ssh-rsa`, `Encryption: none` ...
 *
 * Lines may be wrapped anew, doubled, quoted as strings of source code, or all stand on
 * one line: so a name is known at the front of a line, or behind any blank where the first
 * two fields stand on one line. The counts of lines are not believed. It ends behind its
 * MAC, or before what cannot belong to it. */

struct putty_fields {
    unsigned version;
    struct bytes algorithm, encryption, comment;
    struct bytes public_lines, private_lines; /* base64, with what stands between its lines;
                                                 public ones that are spoiled are empty */
    struct bytes derivation, memory, passes, parallelism, salt;
    struct bytes mac;
    bool hashed; /* `mac` is a Private-Hash: no key takes part */
    bool whole;  /* up to the MAC; else it is cut off or damaged */
    bool open;   /* the text ended before it did: more of it could be there */
    size_t end;  /* one past the last byte that belongs to it */
};

/* "PuTTY-User-Key-File-" at the front of the text. */
bool putty_fields_begin(struct bytes text);

/* Reads what begins at the front of the text; fields that are not there are empty. False,
 * with `fields` as they were, where no version and algorithm stand there. */
MUST_CHECK bool putty_fields_read(struct bytes text, struct putty_fields *fields);

/* Takes the next word of base64 lines, without what stands between words. False at the end. */
MUST_CHECK bool putty_fields_next_word(struct bytes *lines, struct bytes *word);

#endif
