#ifndef MARK_COUNT_H
#define MARK_COUNT_H

#include "buffer.h"

/* BEGIN and END lines of private keys in a text that goes by in pieces: where they are not as many,
 * a key was cut apart. A zeroed struct has seen nothing. */
#define MARK_LENGTH_MAX 96
struct mark_count {
    int64_t begins, ends;
    bool binary; /* octets of zero stand in it: no text in this alphabet */
    uint8_t carried[MARK_LENGTH_MAX];
    size_t carried_count; /* the last octets that went by */
};

void mark_count_take(struct mark_count *count, struct bytes piece);

/* More of one kind than of the other, in a text. */
bool mark_count_is_uneven(const struct mark_count *count);

#endif
