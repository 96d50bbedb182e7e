#ifndef JUDGED_SET_H
#define JUDGED_SET_H

#include "certificates/issuer_set.h"

/* Certificates of leaked keys whose issuers are known, by issuer's key and serial
 * number, which is what the entries of a list are looked up by. */

struct judged_certificate {
    struct bytes serial;      /* content octets of the INTEGER, as they stand */
    struct bytes issuer_name; /* the Name that it gives, whole */
    struct bytes extensions;  /* content of the SEQUENCE OF Extension */
    bool authority;           /* its basicConstraints say cA TRUE */
    uint8_t sha256[SHA256_LENGTH];
    struct issuer *issuer; /* its signature holds under this one's key */
};

struct judged_set {
    struct judged_certificate *all; /* sorted by serial, issuer's key, digest */
    size_t count, room;
    uint32_t *slots; /* hash of serial and key -> 1 + index of the first of those */
    size_t slot_count;
};

MUST_CHECK const struct fault *judged_set_add(struct judged_set *set,
                                              const struct judged_certificate *certificate);
/* Once, after all were added. Without memory for the table, look-ups search. */
void judged_set_settle(struct judged_set *set);
void judged_set_clear(struct judged_set *set);

/* All certificates of this issuer's key with this serial number, whatever the issuer's
 * name: *count from the one returned on. Spare zeros in front make no difference. */
const struct judged_certificate *judged_set_find(const struct judged_set *set,
                                                 const struct issuer *issuer, struct bytes serial,
                                                 size_t *count);

#endif
