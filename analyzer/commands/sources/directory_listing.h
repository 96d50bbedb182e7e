#ifndef DIRECTORY_LISTING_H
#define DIRECTORY_LISTING_H

#include "buffer.h"

/* The names in a directory but `.` and `..`, in the order of their bytes. */
struct directory_listing {
    struct buffer names; /* one after the other, each with its NUL */
    size_t *at;          /* where each begins */
    size_t count;
};

/* Reads the directory `fd`, which stays open. False, with errno; the listing is
 * then empty. */
MUST_CHECK bool directory_listing_read(struct directory_listing *listing, int fd);
const char *directory_listing_name(const struct directory_listing *listing, size_t number);
void directory_listing_clear(struct directory_listing *listing);

#endif
