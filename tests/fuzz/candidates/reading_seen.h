#ifndef READING_SEEN_H
#define READING_SEEN_H

#include <string.h>

#include "candidates/leaf_scan.h"
#include "require.h"

/* A scan of a text of which one reading is known. */

struct seen {
    const char *name;
    uint64_t offset;
    struct bytes octets;
    size_t readings;
};

static inline void must(bool done)
{
    require(done);
}

static inline enum offer refuse_key(void *context, const struct candidate *candidate, bool last)
{
    (void)context;
    (void)candidate;
    (void)last;
    return OFFER_REFUSED;
}

static inline void pass_certificate(void *context, const struct found_certificate *found)
{
    (void)context;
    (void)found;
}

static inline void take_reading(void *context, const char *decoding, struct bytes decoded,
                                uint64_t offset, uint64_t length)
{
    struct seen *seen = context;
    (void)length;
    if (strcmp(decoding, seen->name) == 0 && offset == seen->offset) {
        require(bytes_equal(decoded, seen->octets));
        seen->readings++;
    }
}

static inline void pass_unread(void *context, const struct fault *fault, uint64_t offset,
                               uint64_t length)
{
    (void)context;
    (void)fault;
    (void)offset;
    (void)length;
}

/* How often that reading is offered, pushed in such pieces: it has to be these octets. */
static inline size_t readings_seen(struct bytes text, size_t piece, const char *name,
                                   uint64_t offset, struct bytes octets)
{
    struct seen seen = { .name = name, .offset = offset, .octets = octets };
    const struct scan_sink sink = { &seen, refuse_key, pass_certificate, take_reading,
                                    pass_unread };
    const struct leaf_scan_span span = { .own_to = UINT64_MAX, .readings = true };
    struct leaf_scan *scan = leaf_scan_new(&sink, &span);
    require(scan != NULL);
    for (struct bytes some; text.left > 0;) {
        must(bytes_take(&text, piece < text.left ? piece : text.left, &some));
        leaf_scan_push(scan, some);
    }
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
    return seen.readings;
}

#endif
