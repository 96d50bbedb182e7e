#ifndef JUDGED_SET_H
#define JUDGED_SET_H

#include "certificates/issuer_set.h"

/* Certificates of leaked keys whose issuers are known, by serial number: what a
 * list's entries are looked up in. */

struct judged_certificate {
    struct bytes serial; /* content octets of the INTEGER, as they stand */
    uint8_t sha256[SHA256_LENGTH];
    struct issuer *issuer; /* its signature holds under this one's key */
};

struct judged_set {
    struct judged_certificate *all; /* sorted by serial, then by digest */
    size_t count, room;
    uint32_t *slots; /* hash of the serial -> 1 + index of the first of that serial */
    size_t slot_count;
};

MUST_CHECK const struct fault *judged_set_add(struct judged_set *set,
                                              const struct judged_certificate *certificate);
/* Once, after all were added. Without memory for the table, look-ups search. */
void judged_set_settle(struct judged_set *set);
void judged_set_clear(struct judged_set *set);

/* All certificates with this serial number, of whatever issuer: *count from the
 * one returned on. Spare zeros in front make no difference. */
const struct judged_certificate *judged_set_find(const struct judged_set *set, struct bytes serial,
                                                 size_t *count);

#endif
