#ifndef GIT_INFLATION_H
#define GIT_INFLATION_H

#include "stream.h"

/* The zlib stream of one object of a pack, from where `content` stands. All that could be
 * decoded before a damage comes out; then `fault` says what it is. */
struct git_inflation {
    struct stream *content;
    void *state;
    uint64_t begin, made;
    bool ended; /* complete, and its checksum fits; `content` stands behind it */
    const struct fault *fault;
};

void git_inflation_begin(struct git_inflation *inflation, struct stream *content);
/* Fills `out` as far as it goes; less than `room` only at the end. */
size_t git_inflation_read(struct git_inflation *inflation, uint8_t *out, size_t room);
void git_inflation_end(struct git_inflation *inflation);

#endif
