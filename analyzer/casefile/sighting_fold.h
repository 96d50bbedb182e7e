#ifndef SIGHTING_FOLD_H
#define SIGHTING_FOLD_H

#include "provenance.h"

/* One key can be met twice in the same bytes: when a container is opened, and when
 * the raw bytes of the container are scanned. A sighting is dropped when another
 * one of the same key came through a place that takes the very byte it stands at:
 * the chain C + spot at a, and a chain C + P + ... with P.offset <= a <
 * P.offset + P.length. So the deepest stays. The same where a reading stands at a
 * (a certificate was found in the raw bytes, and the key in it) and P is none, or one
 * that begins before it. Of two spots in the same content of which one lies within the other, the
 * narrow one stays: the front of a broken key can claim what another one stands in. So does one at
 * the front of a reading that begins within a spot: armour without END can end before its base64.
 * A place whose length is not known (inside compressed data) covers nothing, but text in
 * UTF-16 takes all to its end. Members of which not even the offset is known are the same as what
 * holds the same bytes: one that an RPM holds unpacked, a cluster of a disk image. A sighting C +
 * spot is dropped for each C + P + ... whose P is such a member, and whose spot has its digest.
 * Of readings from one byte on: see reading_fold.h. */

struct fold_sighting {
    struct bytes provenance; /* encoded, its last place the spot */
    struct bytes digest;     /* of the bytes at the spot; empty: not known */
    bool dropped;            /* set by sighting_fold() */
};

/* All sightings of one key in one file, in any order. n log n. False when memory
 * ran out; none is dropped then. */
MUST_CHECK bool sighting_fold(struct fold_sighting *sightings, size_t count);

#endif
