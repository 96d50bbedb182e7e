#ifndef NAMED_NUMBERS_H
#define NAMED_NUMBERS_H

#include <stddef.h>

#include "candidates/delivery.h"

/* Numbers of RSA keys as notes and scripts have them, `n = 123...`, `e = 65537`, `d = ...` or the
 * primes alone: no word says that they are a key, so that they are one only where their arithmetic
 * says it. `digits`: where a long row of digits begins in the window. */
void named_numbers_offer(struct delivery *delivery, const struct leaf_window *window,
                         size_t digits);

#endif
