#ifndef TAR_RESIDUE_H
#define TAR_RESIDUE_H

#include "containers/archives/passed_over.h"
#include "stream.h"

/* What stands in a tar and is in no member: in the padding behind one, in the values of a pax
 * header and its like, in what a header leaves free, in blocks where a header should stand. Who
 * reads the tar reads it through this stream, which sees them go by: those that something packed
 * may stand in are noted (passed_over.h), to be carved behind the walk. It goes from header to
 * header by itself, in the way of libarchive. */

enum tar_stretch { TAR_HEADER, TAR_EXTENSION, TAR_META, TAR_DATA, TAR_PADDING, TAR_END };

struct tar_residue {
    struct stream stream;
    struct stream *from;
    struct bytes seen; /* of it */
    struct passed_over passed;
    enum tar_stretch stretch; /* that goes by, */
    uint64_t begun, left;     /* where it begins, and how much of it is still to come */
    bool is_large;            /* it is noted already */
    struct buffer held;       /* of it, but for data */
    uint64_t data;            /* of the member, behind extensions of its header */
    uint8_t type;             /* of its header */
    uint64_t size;            /* by a pax header, of the next member */
    bool is_sized;
};

/* Reads through `from`, which stands at the first header. */
void tar_residue_init(struct tar_residue *residue, struct stream *from);

/* Reads on up to an offset, and sees what has begun as all there is. */
void tar_residue_finish(struct tar_residue *residue, uint64_t to);

void tar_residue_clear(struct tar_residue *residue);

#endif
