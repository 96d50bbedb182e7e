#ifndef ANCHORS_H
#define ANCHORS_H

#include "bytes.h"

/* The one pass over all bytes: finds triples of bytes that stand at the front
 * of what is worth a closer look, and hardly anywhere else. */

enum anchor_kind {
    ANCHOR_ARMOUR = 1,       /* "BEG" in any case: BEGIN of an armour */
    ANCHOR_ARMOUR_WIDE = 2,  /* the same in UTF-16: a byte, a zero, a byte */
    ANCHOR_BASE64_DER = 4,   /* "MI" and a length: base64 of 30 80, 30 81 or 30 82 */
    ANCHOR_BASE64_SHORT = 8, /* "CAQ" of "M??CAQ": base64 of 30 xx 02 01 00 */
    ANCHOR_OPENSSH = 16,     /* "y-v" of "openssh-key-v1" */
    ANCHOR_BASE64_SSH = 32,  /* "b3B": base64 of "op" */
    ANCHOR_DER = 64,         /* 30 80, 30 81 or 30 82 */
    ANCHOR_VERSION = 128     /* 02 01 00 or 02 01 01: the version of a key */
};

#define ANCHOR_LENGTH 3

struct anchor {
    size_t at;      /* of the triple's first byte */
    unsigned kinds; /* of enum anchor_kind; more than one where triples overlap */
};

/* Anchors that begin in [from, to), in order, at most `most` (over 32). `to` becomes the
 * place up to which all were found. Uses what the processor offers. */
size_t anchors_find(struct bytes text, size_t from, size_t *to, struct anchor *found, size_t most);

/* The same in plain C: what others are measured by. */
size_t anchors_find_portable(struct bytes text, size_t from, size_t *to, struct anchor *found,
                             size_t most);

#endif
