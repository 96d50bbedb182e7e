#ifndef FRAGMENT_H
#define FRAGMENT_H

#include <stddef.h>
#include <stdint.h>

/* What is known of one piece of an armoured key that was cut apart: its kind and lengths,
 * never a character of it. Values are stable: they stand in the case file. */

enum fragment_kind {
    FRAGMENT_HEAD = 1,   /* BEGIN, and what follows it, without an end */
    FRAGMENT_MIDDLE = 2, /* lines of base64 alone */
    FRAGMENT_TAIL = 3    /* what stands before an END */
};

/* Which words around the cut still belong to the key cannot be seen where text goes on: so
 * many lengths are held for possible. */
#define FRAGMENT_CUTS_MAX 4

struct fragment_facts {
    enum fragment_kind kind;
    uint32_t wanted; /* of a head: characters of the whole key in base64, padding left out; 0
                        where too little of it is there to tell */
    uint32_t cut_count;
    uint32_t cuts[FRAGMENT_CUTS_MAX]; /* characters that it may have, padding left out */
};

#endif
