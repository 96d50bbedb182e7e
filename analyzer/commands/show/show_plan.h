#ifndef SHOW_PLAN_H
#define SHOW_PLAN_H

#include "casefile/case_view.h"
#include "reports/sighting_row.h"

/* Which sightings of a case a person names, by the line that the outputs print of one, or by a key
 * identity or the front of one. Lines are compared as they are printed. */

struct show_item {
    struct buffer path;
    size_t row; /* in `rows`: what the case says of it */
    char name[KEY_IDENTITY_TEXT];
    enum verdict verdict;
    bool listed; /* the case has a digest of its file: */
    uint8_t sha256[SHA256_LENGTH];

    bool opened; /* and what became of it: */
    bool answered, reached, digested, derived;
    size_t depth;
    uint8_t sha256_now[SHA256_LENGTH];
    struct buffer before, behind;
};

enum show_named { SHOW_NOTHING, SHOW_SIGHTINGS, SHOW_SEVERAL_KEYS };

struct show_plan {
    struct show_item *items;
    size_t count, room;
    struct sighting_rows rows;
    enum show_named named;
};

/* `all`: every sighting of a key, not only the first. False when the case cannot be read, or
 * memory ran out (then case_error() is empty). */
MUST_CHECK bool show_plan_read(struct case_file *file, struct bytes wanted, bool all,
                               struct show_plan *plan);
void show_plan_clear(struct show_plan *plan);

#endif
