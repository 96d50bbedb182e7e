#ifndef CANDIDATE_READING_H
#define CANDIDATE_READING_H

#include "keys/examination.h"
#include "keys/key_form.h"
#include "keys/openssh_key.h"

/* A candidate by the structure that was read of it: what it is, before anything is opened or
 * proven. Its windows are the candidate's, and good as long. */
struct candidate_reading {
    const struct key_form *form; /* of `key`; NULL where it is none of these */
    struct private_key key;
    const struct key_reader *reader; /* of a form that is neither DER, PEM nor OpenSSH */
    bool is_closed, is_openssh;
    bool broken; /* its rows of numbers may say more than its structure */
    struct closed_key closed;
    struct openssh_blob openssh;
    struct buffer vector; /* of a DEK-Info field */
};

/* The reading begins zeroed. `last`: no other way of reading the bytes is left, so that broken
 * structures are worth a look. False where it is nothing that can be examined. */
MUST_CHECK bool candidate_reading_read(struct candidate_reading *reading,
                                       const struct candidate *candidate, bool last);

/* Opens it, proves what is in it, and puts that into the examination. */
void candidate_reading_examine(const struct candidate_reading *reading,
                               const struct candidate *candidate, struct examination *examination);

void candidate_reading_clear(struct candidate_reading *reading);

#endif
