#include "keys/octet_string.h"

#include "bounds.h"
#include "bytes/der.h"
#include "keys/cut_der.h"

#define CONSTRUCTED 0x20u

/* A cut-off string may end with the end-of-contents octets that closed a piece. */
static enum outcome join(struct bytes pieces, unsigned depth, struct buffer *joined, bool *cut)
{
    while (pieces.left > 0 && pieces.at[0] != 0) {
        struct bytes piece;
        const bool nested = der_next_is(pieces, DER_OCTET_STRING | CONSTRUCTED);
        if (nested && depth == 0) {
            return OUTCOME_BOUND;
        }
        enum outcome outcome = cut_der_take(
            &pieces, nested ? DER_OCTET_STRING | CONSTRUCTED : DER_OCTET_STRING, cut, &piece);
        if (outcome == OUTCOME_OK && nested) {
            outcome = join(piece, depth - 1, joined, cut);
        } else if (outcome == OUTCOME_OK && !buffer_append(joined, piece)) {
            outcome = OUTCOME_NO_MEMORY;
        }
        if (outcome != OUTCOME_OK) {
            return outcome;
        }
    }
    return OUTCOME_OK;
}

enum outcome octet_string_take(struct bytes *from, unsigned tag, struct buffer *joined, bool *cut,
                               struct bytes *octets)
{
    struct bytes rest = *from, pieces;
    bool shorter = false;
    if (!der_next_is(rest, tag | CONSTRUCTED)) {
        return cut_der_take(from, tag, cut, octets);
    }
    enum outcome outcome = cut_der_take(&rest, tag | CONSTRUCTED, &shorter, &pieces);
    if (outcome == OUTCOME_OK) {
        outcome = join(pieces, OCTET_PIECES_DEPTH_MAX, joined, &shorter);
    }
    if (outcome != OUTCOME_OK) {
        buffer_reset(joined);
        return outcome;
    }
    *cut = *cut || shorter;
    *octets = buffer_bytes(joined);
    *from = rest;
    return OUTCOME_OK;
}
