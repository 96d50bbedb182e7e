#ifndef BASE32_H
#define BASE32_H

#include "buffer.h"

/* Base32, RFC 4648 sections 6 and 7: both alphabets, in capitals or small letters, with and without
 * padding. */

enum base32_alphabet { BASE32_NONE, BASE32_USUAL, BASE32_HEX, BASE32_SMALL, BASE32_HEX_SMALL };

/* Which alphabet all of a text is of: letters of one case, and as many digits as chance gives; no
 * hex and no words. BASE32_NONE where it is of neither, or too short to say. */
enum base32_alphabet base32_alphabet_of(struct bytes text);

/* Cheap: could text of some characters be base32? False for nearly all other encodings. */
bool base32_may_be(struct bytes text);

/* How many bytes at the front are of the alphabet. */
size_t base32_run(struct bytes text, enum base32_alphabet alphabet);

/* What is left of an octet between two calls. Zeroed = fresh. */
struct base32_reader {
    uint32_t bits;
    unsigned count; /* of them, 0 to 7 */
};

/* Decodes characters; foreign ones are skipped. False when memory ran out. */
MUST_CHECK bool base32_read(struct base32_reader *reader, enum base32_alphabet alphabet,
                            struct bytes text, struct buffer *into);

#endif
