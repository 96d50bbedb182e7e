#ifndef CARVE_ZIP_H
#define CARVE_ZIP_H

#include "buffer.h"
#include "bytes.h"
#include "stream.h"

/* A member of a zip by the header that stands before it, without any directory. */
struct carve_member {
    struct bytes name;
    size_t data;   /* octets from the header's first to those of the data */
    uint64_t size; /* of those */
    bool sized;    /* that is known */
    bool plain;    /* neither encrypted nor patched */
    unsigned method;
};

/* False where the fields of the header do not hold; changes nothing then. */
MUST_CHECK bool carve_member_read(struct bytes head, struct carve_member *member);

/* Puts behind a member, header and data, what makes a zip of it. False when memory ran out. */
MUST_CHECK bool carve_member_complete(const struct carve_member *member, struct buffer *held);

/* Does what stands behind a member follow there: another, its descriptor, or the directory? All
 * begin alike. */
bool carve_member_is_followed(struct stream *content);

#endif
