#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "candidates/delivery.h"

/* What of a store its reader has accounted for. A store can hold anything in an attribute, in
 * an entry of a kind that is not read, or behind its last one: what nobody has accounted for is
 * no part of it, and is scanned like any other bytes. */
struct store_account {
    struct candidate_account told; /* for the candidate */
    struct bytes content;
    struct store_extent {
        size_t from, to;
    } * extents; /* in the content, in the order in which they were told */
    size_t count, room;
    bool lost; /* memory ran out */
};

void store_account_begin(struct store_account *account, struct bytes content);

/* Takes what was told, with gaps that are too short for a key, and the front by which the
 * store is known; all of it where nothing was told. The content begins at `offset`. */
void store_account_take(struct store_account *account, struct delivery *delivery, uint64_t offset);

void store_account_clear(struct store_account *account);

#endif
