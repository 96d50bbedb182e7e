#ifndef TRANSLATED_DER_H
#define TRANSLATED_DER_H

#include "candidates/delivery.h"

/* The DER of a private key that was carried as a text (FTP in type A, RFC 959 section 3.1.1.1; a
 * gateway; unix2dos): each octet 0a became 0d 0a, and the lengths are those of before. Taken back,
 * it is the key that it was: where it does not have the shape of one, nothing is offered. */

/* Whether two such octets stand in the SEQUENCE at `at`; a key may have them of itself, too. */
bool translated_der_may_be(const struct leaf_window *window, size_t at, struct delivery *delivery);

/* The SEQUENCE at `at`. True where it was taken; `digested` grows by what was read in vain. */
bool translated_der_read(const struct leaf_window *window, size_t at, struct delivery *delivery);

#endif
