#ifndef TNEF_PROPERTY_H
#define TNEF_PROPERTY_H

#include "stream.h"

/* The list of MAPI properties in a TNEF stream, [MS-OXTNEF] 2.1.3.4: read value by value, to the
 * end of its bytes, whatever its counts claim. */

/* One value; of a property with many, each is one. Those of a fixed width come together. */
struct tnef_property {
    uint16_t id, type; /* the type of one value, without the flag for many */
    bool varies;       /* a string, bytes or an object: its length is its own */
    uint64_t offset;   /* of the value in the stream */
    uint64_t length;   /* bytes, without what fills up to four; 0 where it is empty */
};

struct tnef_property_list {
    struct stream *content; /* can seek */
    uint64_t at, end;       /* offsets in it */
    uint64_t start;         /* where what is being read begins */
    uint16_t id, type;
    uint64_t values;        /* that are still to come of this property */
    uint64_t claimed, read; /* properties */
    const struct fault *fault;
};

/* `length` bytes from `offset` on are a list. */
void tnef_property_list_init(struct tnef_property_list *list, struct stream *content,
                             uint64_t offset, uint64_t length);

/* The next value. False at the end of the list: `fault` is NULL where all of it was read, or says
 * what is wrong; from `start` to `end` nothing was read. The stream may be moved meanwhile. */
MUST_CHECK bool tnef_property_next(struct tnef_property_list *list, struct tnef_property *property);

#endif
