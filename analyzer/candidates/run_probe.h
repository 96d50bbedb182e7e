#ifndef RUN_PROBE_H
#define RUN_PROBE_H

#include "candidates/delivery.h"

/* Looks for the front of encoded text by samples: cheap on language and on
 * other binary data. */

enum run_kind { RUN_NONE, RUN_BASE64, RUN_HEX, RUN_UTF16_LE, RUN_UTF16_BE };

struct run_start {
    enum run_kind kind;
    size_t at; /* in the window */
};

/* The first run whose sample lies in [from, to) of the window; nothing before
 * `floor` belongs to it. */
bool run_probe_find(const struct leaf_window *window, size_t floor, size_t from, size_t to,
                    struct run_start *start);

/* How many of the first `most` bytes go on in base64. `-` and `_` belong to the
 * alphabet for URLs, unless three of them stand in a row: a line drawn with them. */
size_t run_probe_base64(struct bytes text, size_t most);

#endif
