#ifndef FLOOD_KIND_H
#define FLOOD_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "flood_body.h"

/* One kind of hostile content: writes one piece of it, other numbers each time. */
struct flood_kind {
    const char *name;
    void (*write)(FILE *into, struct lot *lot);
    bool listed; /* its pieces are closed or unsupported keys, or prove themselves: each has to be
                    listed. Others lead to nothing, but for a few by chance. */
};

extern const struct flood_kind flood_armour[], flood_text[], flood_bytes[], flood_learned[];
extern const size_t flood_armour_count, flood_text_count, flood_bytes_count, flood_learned_count;

#endif
