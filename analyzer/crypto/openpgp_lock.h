#ifndef OPENPGP_LOCK_H
#define OPENPGP_LOCK_H

#include "crypto/lock.h"

/* LOCK_OPENPGP: the string-to-key of RFC 9580 section 3.7.1 (simple, salted, iterated and
 * salted), and the cipher feedback of section 12.9 without resynchronisation. */

/* Honest about the octets that are hashed: for a cipher with a long key several times. */
uint64_t openpgp_lock_steps(const struct lock *lock);

/* The key, as long as the cipher's. False where OpenSSL lacks the digest. */
MUST_CHECK bool openpgp_lock_derive(const struct lock *lock, struct bytes passphrase,
                                    uint8_t key[CIPHER_KEY_MAX]);

/* The key for the use that lock->separation names, of the one that was derived, in its place:
 * HKDF with SHA-256 and no salt (RFC 5869). False where OpenSSL lacks it. */
MUST_CHECK bool openpgp_lock_separate(const struct lock *lock, uint8_t key[CIPHER_KEY_MAX]);

/* Opens the numbers of a key of version 3 (RFC 4880 section 5.5.3): each has its count of
 * bits in clear before it, and the last octets that were closed as its vector; their sum,
 * in clear, is passed on. False, with `open` as it was, where they do not end where they
 * should. */
MUST_CHECK bool openpgp_lock_open_numbers(const struct lock *lock,
                                          const uint8_t key[CIPHER_KEY_MAX], struct bytes closed,
                                          struct buffer *open);

#endif
