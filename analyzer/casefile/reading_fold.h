#ifndef READING_FOLD_H
#define READING_FOLD_H

#include "casefile/sighting_fold.h"

/* One text can be read in two ways from the same byte on: a dump of words has its octets in one
 * order or in the other, and what is in UTF-16 is text in both. A reading is dropped for another
 * from there on that is as long or longer and in which the key stands as often or more often: so
 * a copy that one of them alone shows stays. Of those that are equal in both that one stays which
 * comes to the key through most places. A reading whose length is not known is alone. */

/* Those that are dropped already count for nothing. n log n. False when memory ran out. */
MUST_CHECK bool reading_fold(struct fold_sighting *sightings, size_t count);

#endif
