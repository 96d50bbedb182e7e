#ifndef MEMORY_BOUNDS_H
#define MEMORY_BOUNDS_H

#include "bounds.h"

/* Limits, as in bounds.h, of what is looked for in the memory of processes: primes of RSA as limbs,
 * and their modulus near them. */

/* A modulus with fewer bits is factored by anybody, and most of what has its length in a heap is
 * something else. */
#define LIMB_MODULUS_BITS_MIN 1024u
/* How many are held against what stands around them at once: the certificates that systems trust
 * are 150, and stand in 300 KiB. Where more do, it is said. */
#define LIMB_MODULI_MAX 1024u
/* So far before the first prime the modulus may stand, or so far behind it, in bytes; and so far
 * from each other the primes. Those of OpenSSL were seen within 14 KiB of their modulus; of
 * seven heaps that had read a store of certificates before, three scattered them further. Any of
 * it, from wherever it is seen, lies within RANGE_OVERLAP. In silence: a process has a key in
 * several places, and how they lie is of chance. */
#define LIMB_MODULUS_BEFORE ((uint64_t)128 << 10)
#define LIMB_MODULUS_BEHIND ((uint64_t)64 << 10)
#define LIMB_PAIR_SPAN      ((size_t)64 << 10)
/* Limbs that are looked at, and products of two, per stretch of 64 KiB: noise around 700 moduli
 * comes to that, and takes some ten times as long as plain bytes. Where there is more, it is
 * said. */
#define LIMB_WORK_MAX (3 * MIB / 2)

/* Numbers of a leaf that are held against each other when it is over, and the octets of all: heaps
 * of servers with a store of trusted certificates have some hundreds. */
#define LIMB_STORED_MAX        ((size_t)4 << 10)
#define LIMB_STORED_OCTETS_MAX ((size_t)4 << 20)
/* Products of two limbs that are made for it, a division counted as so many: for any leaf, and for
 * each octet of it, which is less than to look for text in it. It is said where there are more. A
 * process with 150 certificates makes a million. */
#define LIMB_JOIN_WORK_MIN  ((uint64_t)4 << 20)
#define LIMB_JOIN_WORK_EACH 8u
#define LIMB_DIVISION_WORK  32u

#endif
