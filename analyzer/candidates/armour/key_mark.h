#ifndef KEY_MARK_H
#define KEY_MARK_H

#include "bytes.h"

/* BEGIN and END lines of private keys as RFC 7468 section 2 writes them, wherever on their
 * lines they stand. candidates/armour/armour_mark.h reads those in any other state. */
struct key_mark {
    size_t from, to; /* first dash, one past the last */
    bool begins;
    struct bytes label; /* "RSA PRIVATE KEY" */
};

/* Cheap: does a mark end anywhere, in `PRIVATE KEY-----`? */
bool key_mark_occurs(struct bytes text);

/* The next one from `at` on; false, and nothing changed, where there is none. */
MUST_CHECK bool key_mark_find(struct bytes text, size_t at, struct key_mark *mark);

#endif
