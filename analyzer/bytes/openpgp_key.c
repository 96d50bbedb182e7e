#include "bytes/openpgp_key.h"

#include <string.h>

#define VERSION_OLDEST     2 /* as 3, of PGP before 2.6 */
#define VERSION_COUNTS     5 /* from here on parts are counted */
#define VERSION_NEWEST     6
#define CIPHERS            14
#define SALT_OCTETS        8
#define ARGON2_SALT_OCTETS 16
#define S2K_GNU            101
#define SUM_OCTETS         2
/* What is closed is longer than a digest or tag alone. */
#define CLOSED_MIN 16

/* How the numbers of an algorithm stand. */
enum layout { LAYOUT_NONE, LAYOUT_NUMBERS, LAYOUT_POINT, LAYOUT_EXCHANGE, LAYOUT_OCTETS };

static const struct {
    enum layout layout;
    uint8_t public, secret; /* how many, or octets */
} layouts[] = {
    [OPENPGP_RSA] = { LAYOUT_NUMBERS, 2, 4 },
    [OPENPGP_RSA_ENCRYPT] = { LAYOUT_NUMBERS, 2, 4 },
    [OPENPGP_RSA_SIGN] = { LAYOUT_NUMBERS, 2, 4 },
    [OPENPGP_ELGAMAL] = { LAYOUT_NUMBERS, 3, 1 },
    [OPENPGP_DSA] = { LAYOUT_NUMBERS, 4, 1 },
    [OPENPGP_ECDH] = { LAYOUT_EXCHANGE, 1, 1 },
    [OPENPGP_ECDSA] = { LAYOUT_POINT, 1, 1 },
    [OPENPGP_ELGAMAL_SIGN] = { LAYOUT_NUMBERS, 3, 1 },
    [OPENPGP_EDDSA] = { LAYOUT_POINT, 1, 1 },
    [OPENPGP_X25519] = { LAYOUT_OCTETS, 32, 32 },
    [OPENPGP_X448] = { LAYOUT_OCTETS, 56, 56 },
    [OPENPGP_ED25519] = { LAYOUT_OCTETS, 32, 32 },
    [OPENPGP_ED448] = { LAYOUT_OCTETS, 57, 57 },
};

/* Octets of the nonce of an authenticated mode (section 9.6). */
static const uint8_t nonces[] = { 0, 16, 15, 12 };

/* Octets of a cipher's block (section 9.3), which are those of its vector. */
static const uint8_t blocks[CIPHERS] = { 0, 8, 8, 8, 8, 0, 0, 16, 16, 16, 16, 16, 16, 16 };

static enum layout layout_of(unsigned algorithm)
{
    return algorithm < sizeof(layouts) / sizeof(layouts[0]) ? layouts[algorithm].layout
                                                            : LAYOUT_NONE;
}

/* One octet that counts what follows it. */
static bool take_counted(struct bytes *from, struct bytes *taken)
{
    struct bytes rest = *from;
    uint64_t count;
    if (!bytes_take_number(&rest, 1, &count) || !bytes_take(&rest, (size_t)count, taken)) {
        return false;
    }
    *from = rest;
    return true;
}

static bool take_numbers(struct bytes *from, size_t count, struct bytes *numbers, bool *exact)
{
    for (size_t i = 0; i < count; i++) {
        if (!openpgp_take_number(from, &numbers[i], exact)) {
            return false;
        }
    }
    return true;
}

static bool take_public(struct bytes *from, struct openpgp_key *key)
{
    struct bytes kdf;
    const size_t count = layouts[key->algorithm].public;
    switch (layout_of(key->algorithm)) {
    case LAYOUT_NUMBERS:
        return take_numbers(from, count, key->public, &key->exact);
    case LAYOUT_POINT:
        return take_counted(from, &key->curve) &&
               take_numbers(from, count, key->public, &key->exact);
    case LAYOUT_EXCHANGE:
        return take_counted(from, &key->curve) &&
               take_numbers(from, count, key->public, &key->exact) && take_counted(from, &kdf);
    case LAYOUT_OCTETS:
        return bytes_take(from, count, &key->public[0]);
    case LAYOUT_NONE:
        break;
    }
    return false;
}

/* "GNU" and a mode; of a card its serial number. */
static bool take_gnu(struct bytes *from, struct openpgp_protection *protection)
{
    struct bytes name, serial;
    uint64_t mode;
    if (!bytes_take(from, 3, &name) || memcmp(name.at, "GNU", 3) != 0 ||
        !bytes_take_number(from, 1, &mode)) {
        return false;
    }
    if (mode == 1) {
        protection->s2k = OPENPGP_S2K_DUMMY;
        return true;
    }
    protection->s2k = OPENPGP_S2K_CARD;
    return mode == 2 && (from->left == 0 || take_counted(from, &serial));
}

/* Section 3.7.1.3: from 1,024 to 65,011,712. */
static uint32_t count_of(uint64_t coded)
{
    return (16u + (uint32_t)(coded & 15)) << ((coded >> 4) + 6);
}

/* Section 3.7.1.4 */
static bool take_argon2(struct bytes *from, struct openpgp_protection *protection)
{
    uint64_t passes, lanes, memory;
    if (!bytes_take(from, ARGON2_SALT_OCTETS, &protection->salt) ||
        !bytes_take_number(from, 1, &passes) || !bytes_take_number(from, 1, &lanes) ||
        !bytes_take_number(from, 1, &memory)) {
        return false;
    }
    protection->passes = (unsigned)passes;
    protection->lanes = (unsigned)lanes;
    protection->memory = (unsigned)memory;
    return true;
}

static bool take_s2k(struct bytes *from, struct openpgp_protection *protection)
{
    uint64_t kind, digest, coded;
    if (!bytes_take_number(from, 1, &kind)) {
        return false;
    }
    protection->s2k = (unsigned)kind;
    if (kind == OPENPGP_S2K_ARGON2) {
        return take_argon2(from, protection);
    }
    if (!bytes_take_number(from, 1, &digest)) {
        return false;
    }
    protection->digest = (unsigned)digest;
    switch (kind) {
    case OPENPGP_S2K_SIMPLE:
        return true;
    case OPENPGP_S2K_SALTED:
        return bytes_take(from, SALT_OCTETS, &protection->salt);
    case OPENPGP_S2K_ITERATED:
        if (!bytes_take(from, SALT_OCTETS, &protection->salt) ||
            !bytes_take_number(from, 1, &coded)) {
            return false;
        }
        protection->octets = count_of(coded);
        return true;
    case S2K_GNU:
        return take_gnu(from, protection);
    default:
        return false;
    }
}

/* Cipher, S2K and vector. Where they are `counted`, the vector is what is left of them. */
static bool take_fields(struct bytes *from, unsigned version, bool counted,
                        struct openpgp_protection *protection)
{
    uint64_t cipher = protection->usage, mode = 0;
    struct bytes s2k;
    const bool named = protection->usage >= OPENPGP_AEAD;
    if (named && !bytes_take_number(from, 1, &cipher)) {
        return false;
    }
    protection->cipher = (unsigned)cipher;
    if (protection->usage == OPENPGP_AEAD && !bytes_take_number(from, 1, &mode)) {
        return false;
    }
    protection->mode = (unsigned)mode;
    if (named && version == VERSION_NEWEST) {
        if (!take_counted(from, &s2k) || !take_s2k(&s2k, protection)) {
            return false;
        }
    } else if (named && !take_s2k(from, protection)) {
        return false;
    }
    if (protection->s2k == OPENPGP_S2K_DUMMY || protection->s2k == OPENPGP_S2K_CARD) {
        return true;
    }
    size_t vector = cipher < CIPHERS ? blocks[cipher] : 0;
    if (protection->usage == OPENPGP_AEAD) {
        vector = mode < sizeof(nonces) ? nonces[mode] : 0;
    }
    return bytes_take(from, counted ? from->left : vector, &protection->iv);
}

/* From the usage octet on: what is left is the secret part. */
static bool take_protection(struct bytes *from, struct openpgp_key *key)
{
    struct bytes fields = { 0 };
    uint64_t usage, count;
    if (!bytes_take_number(from, 1, &usage)) {
        return false;
    }
    key->protection.usage = (unsigned)usage;
    const bool counted = key->version == 5 || (key->version == 6 && usage != OPENPGP_CLEAR);
    if (counted && !take_counted(from, &fields)) {
        return false;
    }
    if (usage != OPENPGP_CLEAR &&
        !take_fields(counted ? &fields : from, key->version, counted, &key->protection)) {
        return false;
    }
    /* The count of version 5 is short by the sum of a key in clear: nothing hangs on it. */
    return key->version != 5 || bytes_take_number(from, 4, &count);
}

/* Version, time, days (to version 3), algorithm. */
static enum outcome take_front(struct bytes *body, struct openpgp_key *read)
{
    uint64_t version, time, days, algorithm;
    if (!bytes_take_number(body, 1, &version)) {
        return OUTCOME_TRUNCATED;
    }
    read->version = (unsigned)version;
    if (version < VERSION_OLDEST || version > VERSION_NEWEST) {
        return OUTCOME_UNSUPPORTED;
    }
    if (!bytes_take_number(body, 4, &time) ||
        (version <= 3 && !bytes_take_number(body, 2, &days)) ||
        !bytes_take_number(body, 1, &algorithm)) {
        return OUTCOME_TRUNCATED;
    }
    read->algorithm = (unsigned)algorithm;
    return layout_of(read->algorithm) == LAYOUT_NONE ? OUTCOME_UNSUPPORTED : OUTCOME_OK;
}

enum outcome openpgp_key_read(struct bytes body, struct openpgp_key *key)
{
    struct openpgp_key read = { .exact = true };
    const struct bytes whole = body;
    enum outcome outcome = take_front(&body, &read);
    if (outcome == OUTCOME_UNSUPPORTED) {
        *key = read;
    }
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    struct bytes material = body;
    uint64_t count;
    if (read.version >= VERSION_COUNTS &&
        (!bytes_take_number(&body, 4, &count) || !bytes_take(&body, (size_t)count, &material))) {
        return OUTCOME_TRUNCATED;
    }
    if (!take_public(&material, &read)) {
        return OUTCOME_MALFORMED;
    }
    if (read.version >= VERSION_COUNTS) {
        read.exact = read.exact && material.left == 0;
    } else {
        body = material;
    }
    read.fields = bytes_over(whole.at, whole.left - body.left);
    if (!take_protection(&body, &read)) {
        return OUTCOME_MALFORMED;
    }
    read.secret = body;
    *key = read;
    return OUTCOME_OK;
}

bool openpgp_key_numbers(const struct openpgp_key *key, struct bytes clear,
                         struct bytes secret[OPENPGP_NUMBERS_MAX], struct bytes *rest)
{
    struct bytes numbers[OPENPGP_NUMBERS_MAX] = { 0 };
    const size_t count = layouts[key->algorithm].secret;
    bool exact = true;
    if (layout_of(key->algorithm) == LAYOUT_OCTETS) {
        if (!bytes_take(&clear, count, &numbers[0])) {
            return false;
        }
    } else if (!take_numbers(&clear, count, numbers, &exact)) {
        return false;
    }
    memcpy(secret, numbers, sizeof(numbers));
    *rest = clear;
    return true;
}

uint16_t openpgp_key_sum(struct bytes octets)
{
    uint16_t sum = 0;
    for (size_t i = 0; i < octets.left; i++) {
        sum = (uint16_t)(sum + octets.at[i]);
    }
    return sum;
}

static bool is_odd(struct bytes number, size_t least, size_t most)
{
    return number.left >= least && number.left <= most && (number.at[number.left - 1] & 1) != 0;
}

static bool public_beyond_doubt(const struct openpgp_key *key)
{
    const struct bytes *public = key->public;
    switch (key->algorithm) {
    case OPENPGP_RSA:
    case OPENPGP_RSA_ENCRYPT:
    case OPENPGP_RSA_SIGN:
        return is_odd(public[0], 32, SIZE_MAX) && is_odd(public[1], 1, 8) &&
               (public[1].left > 1 || public[1].at[0] > 1);
    case OPENPGP_DSA:
        return is_odd(public[0], 64, SIZE_MAX) && is_odd(public[1], 16, 66);
    case OPENPGP_ELGAMAL:
    case OPENPGP_ELGAMAL_SIGN:
        return is_odd(public[0], 64, SIZE_MAX);
    case OPENPGP_ECDH:
    case OPENPGP_ECDSA:
    case OPENPGP_EDDSA:
        return key->curve.left >= 3 && key->curve.at[0] >= 0x2a && key->curve.at[0] <= 0x2b &&
               public[0].left >= 32;
    default:
        return key->version >= 4;
    }
}

static bool is_digest(unsigned digest)
{
    return (digest >= 1 && digest <= 3) || (digest >= 8 && digest <= 14);
}

/* The sum is no condition for RSA, whose numbers show themselves whether they hold. */
static bool clear_beyond_doubt(const struct openpgp_key *key)
{
    struct bytes secret[OPENPGP_NUMBERS_MAX], rest;
    uint64_t sum;
    if (!openpgp_key_numbers(key, key->secret, secret, &rest)) {
        return false;
    }
    if (key->version == VERSION_NEWEST) {
        return rest.left == 0;
    }
    const struct bytes numbers = bytes_over(key->secret.at, key->secret.left - rest.left);
    return rest.left == SUM_OCTETS && bytes_take_number(&rest, SUM_OCTETS, &sum) &&
           (sum == openpgp_key_sum(numbers) || key->algorithm <= OPENPGP_RSA_SIGN);
}

bool openpgp_key_beyond_doubt(const struct openpgp_key *key)
{
    const struct openpgp_protection *protection = &key->protection;
    if (!key->exact || !public_beyond_doubt(key)) {
        return false;
    }
    if (protection->usage == OPENPGP_CLEAR) {
        return clear_beyond_doubt(key);
    }
    if (protection->s2k == OPENPGP_S2K_DUMMY || protection->s2k == OPENPGP_S2K_CARD) {
        return true;
    }
    return protection->cipher < CIPHERS && blocks[protection->cipher] > 0 &&
           (protection->usage < OPENPGP_AEAD || protection->s2k == OPENPGP_S2K_ARGON2 ||
            is_digest(protection->digest)) &&
           key->secret.left > CLOSED_MIN;
}
