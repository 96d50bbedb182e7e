#ifndef MOZILLA_LZ4_H
#define MOZILLA_LZ4_H

#include "container.h"

/* What Firefox and Thunderbird keep as LZ4 (sessionstore.jsonlz4, bookmarks, search.json.mozlz4): a
 * mark, how long it is, and one block, which is given as a reading "mozilla-lz4". */
extern const struct container mozilla_lz4_container;

#endif
