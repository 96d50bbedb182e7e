#ifndef ZIP_GIVEN_H
#define ZIP_GIVEN_H

#include "buffer.h"

/* Members of a zip that were given by who reads it by its directory. */
struct zip_member {
    uint64_t data; /* where its octets begin in the zip */
    uint64_t end;  /* and where its deflate stream ended; 0: not known */
    uint64_t number;
};

struct zip_given {
    struct buffer members; /* of struct zip_member */
};

/* In any order. What there is no memory for is not in it: it may be told twice. */
void zip_given_add(struct zip_given *given, uint64_t data, uint64_t number);
/* Of the one that was added last, if its data begin there. */
void zip_given_end(struct zip_given *given, uint64_t data, uint64_t end);

/* To be done before the following are asked. */
void zip_given_sort(struct zip_given *given);
/* Whose data begin there; NULL: no member's. */
const struct zip_member *zip_given_at(const struct zip_given *given, uint64_t data);
/* The last one whose data begin there or before; NULL: none. */
const struct zip_member *zip_given_before(const struct zip_given *given, uint64_t offset);

void zip_given_clear(struct zip_given *given);

#endif
