#ifndef CARVING_H
#define CARVING_H

#include "container.h"
#include "containers/archives/compressed_stream.h"
#include "containers/carving/carve_form.h"
#include "containers/carving/carve_zip.h"

/* What is carved out of one content, while it is swept for fronts (carve_walk.c) and what begins
 * at them is given (carving.c). */
struct carving {
    struct stream *content;
    const struct container_sink *sink;
    uint64_t members; /* given so far */
    uint64_t begun;
    uint64_t floor;   /* no mark before it is looked at again */
    uint64_t first;   /* nothing before it is the front of a form: it was read as what it is */
    uint64_t budget;  /* bytes that may be tried in vain */
    uint64_t paid_to; /* of the content: what was added to the budget for it */
    uint64_t base;    /* where what is read now begins */
    const char *name;
    bool stopped; /* the sink wants no more */
    bool bounded;
    unsigned within; /* what decoders passed over, in what others did */
    enum carve_kind
        left_out; /* are parts of the content, which come by elsewhere; or CARVE_KINDS */
    bool pixels;  /* what is read now stands in a chunk of a PNG */
};

/* Gives what begins at the front of the content, and moves behind it, or behind its first octet
 * where it may not be what it looked like. */
void carving_give(struct carving *carving, enum carve_kind kind, struct bytes head,
                  const struct carve_member *member);

/* Sweeps what was passed over by the decoder of what was carved, which may be so itself. */
void carving_passed(struct carving *carving, struct passed_over *passed);

#endif
