#ifndef FRAGMENT_H
#define FRAGMENT_H

#include <stddef.h>
#include <stdint.h>

/* What is known of one piece of an armoured key that was cut apart: its kind and lengths,
 * never a character of it. Or of a file that is a fragment of a message. Values are stable: they
 * stand in the case file. */

enum fragment_kind {
    FRAGMENT_HEAD = 1,   /* BEGIN, and what follows it, without an end */
    FRAGMENT_MIDDLE = 2, /* lines of base64 alone */
    FRAGMENT_TAIL = 3,   /* what stands before an END */
    FRAGMENT_MESSAGE = 4 /* message/partial: `wanted` is its number, the one of the cuts how many
                            there are (0: not said), and the id goes for the thread */
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
