#ifndef BASE85_H
#define BASE85_H

#include "buffer.h"

/* Base85: as Python's b85encode and git write it (RFC 1924's alphabet), Z85 of ZeroMQ (RFC 32), and
 * Ascii85 of btoa and Adobe, with its `z` for four zeros and its `y` for four blanks. Five
 * characters are four octets; a last group that is not whole is filled up. */

enum base85_alphabet { BASE85_NONE, BASE85_GIT, BASE85_Z85, BASE85_ASCII };

/* How many bytes at the front are of the alphabet. */
size_t base85_run(struct bytes text, enum base85_alphabet alphabet);

/* Cheap: could text of some characters be of one of them? False where they have a blank or another
 * control character among them, and for nearly all words, names and numbers. */
bool base85_may_be(struct bytes text);

/* What is left of a group between two calls. Zeroed = fresh. */
struct base85_reader {
    uint64_t value;
    unsigned count; /* characters of the open group, 0 to 4 */
    bool broken;    /* a group stood for more than four octets: nothing is read any more */
};

/* Decodes characters; foreign ones are skipped. False when memory ran out. */
MUST_CHECK bool base85_read(struct base85_reader *reader, enum base85_alphabet alphabet,
                            struct bytes text, struct buffer *into);

/* Gives what stands in the open group. */
MUST_CHECK bool base85_close(struct base85_reader *reader, struct buffer *into);

#endif
