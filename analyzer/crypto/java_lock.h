#ifndef JAVA_LOCK_H
#define JAVA_LOCK_H

#include "buffer.h"

/* What the keystores of Java close private keys with: schemes of their own, known
 * from what OpenJDK does (sun.security.provider.KeyProtector, com.sun.crypto.provider). */

#define JCEKS_KEY_OCTETS 24
#define JCEKS_IV_OCTETS  8

/* JKS, 1.3.6.1.4.1.42.2.17.1.1: a salt of 20 octets; the key under a stream of SHA-1 over
 * passphrase and last digest; a SHA-1 over passphrase and key. Appends the key. False,
 * with `open` as it was, where that digest does not fit: then the passphrase is wrong. */
MUST_CHECK bool java_lock_open_jks(struct bytes passphrase, struct bytes closed,
                                   struct buffer *open);

/* JCEKS, PBEWithMD5AndTripleDES, 1.3.6.1.4.1.42.2.19.1: each half of the salt of eight
 * octets is digested together with the passphrase, so many times over. */
MUST_CHECK bool java_lock_derive_jceks(struct bytes passphrase, struct bytes salt,
                                       uint64_t iterations, uint8_t key[JCEKS_KEY_OCTETS],
                                       uint8_t iv[JCEKS_IV_OCTETS]);

#endif
