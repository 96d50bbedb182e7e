#ifndef REPLAY_H
#define REPLAY_H

#include "issuing_brand.h"
#include "key_cache.h"

/* The replay of the incident of 2018: N leaked keys in mails, 2N certificates of
 * four brands, and the list that must come out. Everything but the keys and the
 * signatures is the same each time. */

#define BRANDS   4
#define RECEIVED ((time_t)1519740000) /* 2018-02-27T14:00:00Z */
#define DAY      ((time_t)86400)
/* Keys of the P-256 cache that are set aside; leaked ones follow. */
enum set_aside {
    KEY_OF_BRAND_0 = 0,
    KEY_OF_ATTACKER = BRANDS,
    KEY_OF_FORGER,
    KEY_OF_LEAD,
    KEYS_SET_ASIDE
};

struct replay {
    const char *folder;
    size_t count;
    struct key_cache *rsa, *ec;
    struct issuing_brand brands[BRANDS];
    /* Victims of forgeries and of the hand-made certificate: never leaked. */
    EVP_PKEY *victim_rsa, *victim_ec;
    uint8_t victim_serial[SERIAL_OCTETS];
};

/* Of the leaked key `number`, below `count`. The caller frees it. */
EVP_PKEY *replay_key(const struct replay *replay, size_t number);
size_t replay_rsa_wanted(size_t count);
size_t replay_ec_wanted(size_t count);

/* A file under the replay's folder, whose folders are made. */
FILE *replay_file(const struct replay *replay, const char *path);
/* `SHA256 STATUS SERIAL BRAND` as a line of expected/certificates.txt. */
void replay_expect(FILE *expected, X509 *certificate, const char *status, const char *brand);
void certificate_sha256(X509 *certificate, char text[65]);

/* Writes certs/, crl/ and expected/certificates.txt; sets the victims. */
void replay_inventory_write(struct replay *replay, FILE *expected);
/* Writes evidence/ and expected/keys.txt. */
void replay_evidence_write(const struct replay *replay, FILE *expected);

#endif
