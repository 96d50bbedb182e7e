#ifndef PAGE_KEYS_H
#define PAGE_KEYS_H

#include "buffer.h"
#include "finding.h"

struct ingest_frame; /* evidence/ingest.h */

/* Keys of which the text of a page told, while its container is walked. In the stream that the text
 * was made of they stand with operators between their lines: one that is cut off, and proven or
 * told from the text, is told there once more as one that is malformed. What stands in the stream
 * is left out where it is nothing but such a text and what may be operators, octet by octet: no
 * other key can be. */
struct page_keys {
    struct buffer texts; /* each behind its length */
};

/* A key was told that takes this of a leaf: it is remembered where that is the text of a page. Past
 * PAGE_KEYS_OCTETS_MAX it is not: what comes behind is told twice. */
void page_keys_tell(const struct ingest_frame *frame, struct bytes taken);

/* Was a malformed key told already, as it stands in the text that was made of this leaf: is what it
 * takes such a text, or its front, but for short gaps? */
bool page_keys_told(const struct ingest_frame *frame, enum verdict verdict, struct bytes taken);

void page_keys_clear(struct page_keys *keys);

#endif
