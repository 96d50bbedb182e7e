#ifndef CARVE_FORM_H
#define CARVE_FORM_H

#include "containers/archives/stream_decoder.h"
#include "containers/carving/carve_mark.h"
#include "containers/streams/chain_stream.h"

/* What a compressed stream or an archive in the middle of other bytes looks like: strict, since
 * any bytes stand there. */

/* How much behind its first octet is looked at: a block of zstd and what stands before it. All of
 * it is shown, or what is left of the content. */
#define CARVE_LOOK ((size_t)160 << 10)

/* Where the form begins that has its mark at `at`: in front of it by so many octets. */
size_t carve_form_back(enum carve_kind kind);

/* Do the fields of its header hold? Costs nothing. `head` begins with the form. */
bool carve_form_holds(enum carve_kind kind, struct bytes head);

/* Do they stand in a chunk of a PNG that has more behind it, as most pictures have? What ends there
 * is not damaged. */
bool carve_form_is_pixels(struct bytes around, size_t at);

/* The name of its reading: "carved-gzip" ... */
const char *carve_form_name(enum carve_kind kind);

/* By what one is decoded that is a single stream. */
const struct stream_decoder *carve_form_decoder(enum carve_kind kind, struct bytes head);

/* Is its mark one that other octets have as well? What only begins like one is no damage. */
bool carve_form_is_weak(const struct stream_decoder *decoder);

/* How many octets it takes by its own header, where that says so (7z, cabinets); 0 elsewhere. */
uint64_t carve_form_length(enum carve_kind kind, struct bytes head);

/* How much of what is claimed from there on there is, where the content knows its end. */
uint64_t carve_form_present(const struct stream *content, uint64_t from, uint64_t claimed);

/* Of a 7z: the header at its end, by which all in it is found, and the sum over that header. */
struct carve_end {
    uint64_t size;
    uint32_t sum;
};
struct carve_end carve_form_end(struct bytes head);

/* Does that stand before `to`? Of a file that lies in pieces on a disk, another file's octets do.
 * True as well where the content cannot go back: nobody knows. */
bool carve_form_ends(struct stream *content, uint64_t to, struct carve_end end);

/* For those that are a chain (tar, lz4). A zeroed state stands before the first piece. */
struct carve_chain {
    uint64_t data;     /* tar: octets of the member, behind blocks that extend its header */
    unsigned blocks;   /* lz4: of this frame; tar: members */
    bool extended;     /* tar: such a block follows */
    bool open;         /* lz4: a block follows, and not a frame */
    bool summed;       /* lz4: octets of a check sum follow the last block */
    bool block_summed; /* lz4: and each block */
    unsigned zeros;    /* tar: blocks of them at its end */
    bool whole;        /* what stands there ended as it should */
    uint64_t block_max;
};
/* NULL for those that are none. */
chain_piece *carve_form_chain(enum carve_kind kind);

#endif
