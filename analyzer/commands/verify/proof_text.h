#ifndef PROOF_TEXT_H
#define PROOF_TEXT_H

#include "buffer.h"
#include "checked_proof.h"

/* What a checked proof came to, for people or as one JSON object. */

struct proof_text {
    struct buffer *into;
    bool json;
    bool failed;    /* memory ran out */
    size_t members; /* certificates that were named */
};

/* `number` of the proof in its file, from 1. The certificates that it is of go between the two. */
void proof_text_begin(struct proof_text *text, const char *path, unsigned number,
                      const struct checked_proof *proof);
void proof_text_certificate(struct proof_text *text, const uint8_t sha256[SHA256_LENGTH],
                            struct bytes serial, struct bytes issuer_dn, struct bytes subject_dn);
/* `remark` for people, may be NULL; `in_case`: a proven key of the case, NULL without a case. */
void proof_text_end(struct proof_text *text, const char *remark, const bool *in_case);

/* A file that no worker could check. */
void proof_text_unread(struct proof_text *text, const char *path, struct bytes why);

#endif
