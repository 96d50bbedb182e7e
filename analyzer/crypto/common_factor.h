#ifndef COMMON_FACTOR_H
#define COMMON_FACTOR_H

#include "buffer.h"

/* Which of many numbers have a factor in common with any of many others, far faster than by
 * pairs: the product of the others modulo each, by trees of products and remainders (D. J.
 * Bernstein, "How to find smooth parts of integers"). What it finds follows from public numbers
 * alone; a factor of a key is a private number all the same, so none leaves but in a buffer.
 *
 * The library that multiplies here ends the process where memory runs out. */

/* Told now and then that it goes on; `alive` NULL: nobody listens. */
struct common_factor_watch {
    void *context;
    void (*alive)(void *context);
};

/* The products of the others, in blocks of COMMON_FACTOR_BLOCK octets. */
struct common_factor;

/* Of numbers as unsigned octets; what is less than 2 counts for nothing. NULL when memory ran
 * out. */
struct common_factor *common_factor_new(const struct bytes *others, size_t count,
                                        const struct common_factor_watch *watch);
void common_factor_free(struct common_factor *products);

/* Of each number the greatest factor that it has in common with the others, itself where it is
 * among them, into its own of `count` buffers of the caller's; an empty one where there is none.
 * All numbers together take COMMON_FACTOR_BATCH octets at most, one alone may take more. False when
 * memory ran out. */
MUST_CHECK bool common_factor_find(const struct common_factor *products,
                                   const struct bytes *numbers, size_t count,
                                   struct buffer *factors, const struct common_factor_watch *watch);

/* The first of the others that has a factor in common with a number, and that factor; `proper`:
 * one that is not the number itself. `count` where there is none, or when memory ran out. */
size_t common_factor_first(struct bytes number, const struct bytes *others, size_t count,
                           bool proper, struct buffer *factor);

#endif
