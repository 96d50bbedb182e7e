#ifndef RAW_NUMBERS_H
#define RAW_NUMBERS_H

#include "candidates/delivery.h"

/* Rows of INTEGERs in the middle of bytes that could be the numbers of an RSA key without
 * its front: in dumps, and in what base64 from the middle of an armour decodes to. */

/* True when the numbers of a key could stand at `at`: two primes and something that fits
 * them, or n, e and d, by their lengths alone. */
bool raw_numbers_plausible(struct bytes text, size_t at, bool ends);

/* Offers the row whose first INTEGER begins at `at`. A number in the middle of a row that
 * was looked at is passed over. */
void raw_numbers_read(const struct leaf_window *window, size_t at, struct delivery *delivery);

#endif
