#ifndef LEAF_SCAN_H
#define LEAF_SCAN_H

#include "candidate.h"

/* Scans bytes that arrive piece by piece for private keys, certificates and
 * for text that decodes to something else. One pass looks for anchors at
 * memory speed; what stands around an anchor is looked at closely.
 *
 * Pieces may be of any size: what a candidate needs from an earlier piece is
 * kept (at most a few CANDIDATE_SPAN_MAX, wiped), large pieces are scanned where
 * they lie. What is delivered does not depend on how the bytes were cut. */

struct leaf_scan;

struct leaf_scan_span {
    uint64_t base;     /* offset in the leaf of the first byte that will be pushed */
    uint64_t own_from; /* only what begins in [own_from, own_to) is delivered */
    uint64_t own_to;   /* UINT64_MAX: to the end */
    uint64_t reading;  /* where one begins that is looked for again, in whatever it stands; or 0 */
    bool readings;     /* look for base64, hex and UTF-16 runs and offer them as new leaves */
    bool passing;      /* no key that stands in it is wanted, but what its readings hold: where no
                          work is left nothing is read for keys, nor are primes in memory */
    int64_t *work;     /* what is left of CANDIDATE_WORK_FLOOR, or was spent beyond it; shared by
                          the leaves of a file; NULL: the leaf has it for itself */
};

/* Compiles the patterns; once, before the worker gives up its rights. False
 * when memory ran out. */
MUST_CHECK bool leaf_scan_prepare(void);
void leaf_scan_release(void);

/* NULL when memory ran out. The sink must outlive the scan. */
struct leaf_scan *leaf_scan_new(const struct scan_sink *sink, const struct leaf_scan_span *span);
/* The same again for another leaf, in the memory of one that is finished. */
void leaf_scan_renew(struct leaf_scan *scan, const struct scan_sink *sink,
                     const struct leaf_scan_span *span);

/* All of a leaf at once, instead of pushing and finishing: nothing of it is copied. */
void leaf_scan_whole(struct leaf_scan *scan, struct bytes leaf);

/* The next bytes of the leaf. */
void leaf_scan_push(struct leaf_scan *scan, struct bytes piece);

/* True while something that began in the own range has not ended: a range
 * reader then reads on past its range. */
bool leaf_scan_wants_more(const struct leaf_scan *scan);

/* No more bytes: delivers what is still open. */
void leaf_scan_finish(struct leaf_scan *scan);
void leaf_scan_free(struct leaf_scan *scan);

#endif
