#ifndef PATTERN_H
#define PATTERN_H

#include "bytes.h"

/* The patterns of what stands around an anchor. They are compiled once, before
 * the process gives up the right to make executable memory, and never freed
 * while it works; matching allocates nothing. */

enum pattern {
    /* BEGIN or END line of an armour with its dashes (two to twelve, hyphens or
     * longer ones). Groups: 1 the word BEGIN, 2 its label, 3 the word END. */
    PATTERN_MARK,
    /* DEK-Info header, RFC 1421 section 4.6.1.3. Group 1: its value. */
    PATTERN_DEK_INFO,
    PATTERN_COUNT
};

#define PATTERN_GROUPS 4

/* Places in the text; SIZE_MAX where a group took no part. */
struct pattern_match {
    size_t from[PATTERN_GROUPS], to[PATTERN_GROUPS];
};

/* False when memory ran out. */
MUST_CHECK bool pattern_prepare(void);
void pattern_release(void);

/* The first match at or after `from`; with `anchored`, exactly there. False
 * where there is none, or the bounds on matching were reached. */
MUST_CHECK bool pattern_find(enum pattern pattern, struct bytes text, size_t from, bool anchored,
                             struct pattern_match *match);

#endif
