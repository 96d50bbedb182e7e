#ifndef JOINED_PIECES_H
#define JOINED_PIECES_H

#include "candidates/armour/key_fragment.h"
#include "evidence/ingest.h"

/* Pieces of keys that one job takes out of their files again, to put them together. They are
 * private: they live in wiped buffers, in this worker alone, until the job is over. */

struct joined_piece {
    size_t file; /* of the job */
    struct bytes provenance;
    struct ingest_target target;
    bool met; /* it was found again: what follows is known */
    struct fragment_facts facts;
    size_t from[FRAGMENT_CUTS_MAX];
    struct buffer text;            /* characters of base64 */
    struct buffer label;           /* of its armour */
    uint8_t sha256[SHA256_LENGTH]; /* of the bytes taken in the leaf */
    struct mail_facts mail;        /* of the nearest mail around; windows on mail_text */
    bool has_mail;
    struct buffer mail_text;
};

struct joined_pieces {
    struct joined_piece items[JOIN_ITEMS_MAX];
    size_t count;
    size_t file; /* that is walked now */
};

/* Takes a piece that was found in a leaf, where it is one of these. */
void joined_pieces_take(struct joined_pieces *pieces, const struct ingest_frame *frame,
                        const struct place *spot, const struct key_fragment *fragment,
                        struct bytes leaf);

void joined_pieces_clear(struct joined_pieces *pieces);

#endif
