#ifndef DUMP_TEXT_H
#define DUMP_TEXT_H

#include "bytes.h"

/* The numbers of a key as programs print them for those who wrote them: a name, `=` or `:`, and the
 * whole number, hexadecimal behind 0x or without it, or decimal. `puttygen --dump`, toString() of
 * Java's and Bouncy Castle's keys (old ones), repr() of PyCryptodome's, %+v of Go's. Also each
 * INTEGER of `openssl asn1parse`, without a name. */

enum dump_name {
    DUMP_KIND,  /* a word: RSA, EdDSA ... */
    DUMP_CURVE, /* a word */
    DUMP_N,
    DUMP_E,
    DUMP_D, /* of RSA and of curves */
    DUMP_P,
    DUMP_Q,
    DUMP_EXPONENT1,
    DUMP_EXPONENT2,
    DUMP_COEFFICIENT,
    DUMP_G,
    DUMP_X,
    DUMP_Y,
    DUMP_SECRET, /* of DSA */
    DUMP_PRIMES, /* the first of some that stand behind one name */
    DUMP_BARE,   /* a number without a name, behind another one */
    DUMP_REMARK  /* of a kind that is not used here */
};
#define DUMP_NAMES (DUMP_REMARK + 1)

struct dump_item {
    enum dump_name name;
    struct bytes
        number;        /* digits, and the blanks of lines that broke them; empty where it is none */
    bool prefixed;     /* by 0x */
    struct bytes word; /* the value of what is no number; may be empty */
};

/* Takes the next item, behind blanks, brackets and commas. False, with nothing taken, where none
 * stands there. A number that is cut off is taken as far as it goes. */
MUST_CHECK bool dump_text_take(struct bytes *text, struct dump_item *item);

#endif
