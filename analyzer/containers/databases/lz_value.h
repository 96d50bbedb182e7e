#ifndef LZ_VALUE_H
#define LZ_VALUE_H

#include "container.h"
#include "containers/databases/lz_block.h"

/* Packed values in a file whose other fields are not read: whatever looks like one is tried, and is
 * one where it comes out even. What is tried in vain is bounded by the file. */

struct lz_values {
    const struct container_sink *sink;
    struct buffer text;   /* what came of the last one */
    struct buffer packed; /* one that is longer than is shown at once */
    uint64_t budget;      /* octets that may still be made of what is none */
    bool stopped;         /* the sink wants no more, or memory ran out */
    const struct fault *fault;
};

void lz_values_init(struct lz_values *values, const struct container_sink *sink, uint64_t size);
void lz_values_clear(struct lz_values *values);

/* May another one be tried? */
static inline bool lz_values_go_on(const struct lz_values *values)
{
    return !values->stopped && values->budget > 0;
}

/* So much of a content from there on, or less where it ends, or where that is more than is held. */
struct bytes lz_values_show(struct lz_values *values, struct stream *content, uint64_t from,
                            uint64_t length);

/* Might so many octets of a content come to `size`? Their front alone is tried, before all of them
 * are taken together. */
MUST_CHECK bool lz_values_might(struct lz_values *values, enum lz_code code, struct stream *content,
                                uint64_t from, uint64_t length, uint64_t size);

/* What came of one was none after all. */
void lz_values_pay(struct lz_values *values, uint64_t octets);

/* Unpacks from the front of `packed` what comes to `size` octets, and takes that. False where none
 * does. */
MUST_CHECK bool lz_values_take(struct lz_values *values, enum lz_code code, struct bytes *packed,
                               uint64_t size);

/* Gives what was taken last as a part at that place. */
void lz_values_put(struct lz_values *values, const struct place *place);

/* Gives what comes of all of `packed` as a part at that place. False, and nothing given, where it
 * is no value of so many octets. With a fault for what is cut, one that ends before all came of it
 * is given as far as it goes, and that is told. */
MUST_CHECK bool lz_values_give(struct lz_values *values, enum lz_code code, struct bytes packed,
                               uint64_t size, const struct place *place, const struct fault *cut);

/* Why not all was tried; NULL: all was. */
const struct fault *lz_values_fault(const struct lz_values *values);

#endif
