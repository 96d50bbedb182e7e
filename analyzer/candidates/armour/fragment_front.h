#ifndef FRAGMENT_FRONT_H
#define FRAGMENT_FRONT_H

#include "buffer.h"

/* Of base64 that holds so many octets, padding left out. */
size_t fragment_front_characters(uint64_t octets);

/* What the front of the base64 of a key says of the whole: `wanted` is how many characters it has,
 * padding left out; 0 where too little is there to tell. False where no key of ours begins like
 * this. `front` is memory to work in. */
MUST_CHECK bool fragment_front_wanted(struct bytes text, struct buffer *front, uint32_t *wanted);

/* Whether base64, without anything else in it, is the front of a private key as the label of its
 * armour says ("RSA PRIVATE KEY"), and ends before the key does. False for less than shows it,
 * and for placeholders. */
MUST_CHECK bool fragment_front_is_key(struct bytes text, struct bytes label, struct buffer *front);

#endif
