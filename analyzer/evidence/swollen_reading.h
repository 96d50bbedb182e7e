#ifndef SWOLLEN_READING_H
#define SWOLLEN_READING_H

#include "evidence/ingest.h"

/* Readings that hold something packed which expands by far: of 50 letters of base64 come 24 KiB of
 * zeros, and a text of such letters would take a hundred times as long as any other. What comes of
 * them past SWELLING_FACTOR is counted, as long as no key is found in it. Once a file, or a range
 * or a share of one, has had LIMIT_SWELLING of that, what swells at its front is not opened, and
 * what else is packed in a reading is decoded to no more than the factor says; the journal has
 * both. */
struct swollen_reading {
    uint64_t decoded, swelling, keys; /* of the file, when it was begun */
    uint64_t most;                    /* ingest.reading_most then */
    size_t packed;
};

void swollen_reading_begin(struct swollen_reading *reading, struct ingest *ingest,
                           struct bytes decoded);
void swollen_reading_end(const struct swollen_reading *reading, struct ingest *ingest);

/* Is what was begun not opened? */
bool swollen_reading_is_closed(const struct ingest *ingest, struct bytes decoded);

#endif
