#ifndef PAYLOAD_ENDS_H
#define PAYLOAD_ENDS_H

#include "bytes.h"

/* The base64 of a structure whose line ends were lost, with something foreign in its middle:
 * what a mailing list or a page puts between two lines has run into the second one, and nothing
 * in the text shows where that begins. But the structure says how much of it is missing. */

struct payload_ends {
    struct bytes front; /* up to what is foreign; a window */
    struct bytes rest;  /* from there to its last character */
    size_t scanned;     /* how much was read for it */
};

/* `first`: where the structure begins in the body, which ends before the END line. False where
 * nothing foreign is in it, or what is behind that is too short; `scanned` is set then, too. */
MUST_CHECK bool payload_ends_find(struct bytes body, size_t first, struct payload_ends *ends);

#endif
