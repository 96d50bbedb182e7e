#ifndef PASSED_OVER_H
#define PASSED_OVER_H

#include "container.h"
#include "containers/carving/carve_spans.h"
#include "stream.h"

/* What a reader passes over, and anything may stand in: of decoders the fields behind the header of
 * gzip (RFC 1952 section 2.3.1), frames of zstd and lz4 that are to be skipped (RFC 8878
 * section 3.1.2); what stands in a tar beside its members (tar_residue.h). Noted while the data are
 * decoded, to be carved behind that: by where they stand, and with their octets where the content
 * comes by once. */
struct passed_over {
    struct stream stream;
    struct carve_spans spans; /* in none of them is too little for a key */
    struct buffer held;       /* the octets of these, one behind the other, where `holds` */
    size_t taking;            /* the span whose octets come next */
    size_t shown;             /* the one in which the stream stands, */
    uint64_t before;          /* and how many octets of others are held before it */
    bool holds;
    bool full; /* there is more than is held, */
    bool lost; /* or than is noted */
};

/* Zeroed, or cleared, before. */
void passed_over_init(struct passed_over *passed, const struct stream *content);
void passed_over_clear(struct passed_over *passed);

/* Behind all that were added before. */
void passed_over_add(struct passed_over *passed, uint64_t from, uint64_t to);

/* The same, as one with the last where that ends there, of which all was taken. */
void passed_over_join(struct passed_over *passed, uint64_t from, uint64_t to);

/* Forgets what begins there or behind it: somebody else looks at it. */
void passed_over_forget(struct passed_over *passed, uint64_t from);

/* Adds what is passed over at the front of the content, a member of gzip or a frame of zstd. */
void passed_over_front(struct passed_over *passed, struct stream *content);

/* The frame at the front of `head` is to be skipped, and takes so many octets; 0: it is not. */
uint64_t passed_over_frame(struct bytes head);
#define PASSED_FRAME_HEADER 8u

/* A piece of the content, from that offset on: each, in order, after what is in it was added. */
void passed_over_take(struct passed_over *passed, uint64_t offset, struct bytes piece);

/* Through which the spans are read: the content where that can seek, else what is held, at the
 * same offsets. */
struct stream *passed_over_stream(struct passed_over *passed, struct stream *content);

/* NULL, or that some of it is neither noted nor held. */
const struct fault *passed_over_fault(const struct passed_over *passed);

/* Carves all of it, and says what of it cannot be. `content`: as it was given in the beginning. */
void passed_over_carve(struct passed_over *passed, struct stream *content,
                       const struct container_sink *sink);

#endif
