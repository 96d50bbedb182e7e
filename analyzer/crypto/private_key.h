#ifndef PRIVATE_KEY_H
#define PRIVATE_KEY_H

#include "bounds.h"
#include "crypto/public_numbers.h"

/* A private key as numbers, read but not yet believed. All windows are on the
 * candidate or on the wiped buffer it was decrypted into. */

#define KEY_CLAIMS_MAX 3 /* openssh's: in clear, beside the seed, behind the seed */

struct private_key {
    /* What the structure itself says the public numbers are: RSA n, e; DSA and DH
     * p, q, g, y. For EC only the curve. Never trusted. */
    struct public_numbers public;
    /* RSA, RFC 8017 appendix A.1.2; empty where it is missing. */
    struct bytes d, prime1, prime2, exponent1, exponent2, coefficient;
    bool multi_prime; /* more than two: prime1 and prime2 do not make n alone */
    struct bytes other_primes[RSA_OTHER_PRIMES_MAX];
    size_t other_prime_count;
    /* Of one whose structure is lost: its numbers in the order they stood, which of them is
     * which being unknown. `remains_end`: nothing of the key stood behind the last. */
    struct bytes remains[RSA_REMAINS_MAX];
    size_t remain_count;
    bool remains_end;
    bool pss;             /* id-RSASSA-PSS */
    struct bytes secret;  /* EC scalar, DSA and DH x, Ed and X seed */
    struct bytes scalar;  /* EC: the same as it stands, with zeros at its front */
    struct bytes oid;     /* of an algorithm that is not known, KEY_OTHER */
    const char *obstacle; /* of such a key: its name, and that it is not proven; static or NULL */
    const char *dialect;  /* which of several forms it is written in; static or NULL */
    /* Public halves attached beside the private numbers, which may say anything. */
    struct public_numbers claims[KEY_CLAIMS_MAX];
    size_t claim_count;
    bool curve_inferred; /* from the length of the scalar, for want of parameters */
    bool fronted;        /* EC: the front of a point that is cut off is that of the scalar's */
    bool cut;            /* the structure ends before its time: some numbers are missing */
    bool redacted;       /* octets are unknown: what is wrong was made so, and claims nothing */
    bool garbled;        /* what follows the numbers inside the structure is no field of it */
    bool chance;         /* what stands behind a public half was taken for the private one */
    bool listed;         /* numbers under names in a text: nothing but their lengths says that
                            they were read whole */
    bool pieced;         /* a public half was put together of several lines of a text: what
                            stood before one of them may be within it */
    bool left_over;      /* bytes stand behind the structure */
};

#endif
