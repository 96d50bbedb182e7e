#include "keys/unproven_key.h"

#include "bytes/der.h"

#define SEED_TAG        0x80 /* [0] IMPLICIT OCTET STRING */
#define ML_DSA_SEED     32
#define ML_KEM_SEED     64
#define ML_KEM_TAIL     64 /* behind the public key: its hash, and a secret */
#define CANNOT_BE(what) what ": found, but this program cannot prove such keys"

enum family { FAMILY_OTHER, FAMILY_ML_DSA, FAMILY_ML_KEM, FAMILY_SLH_DSA };

static const struct named_algorithm {
    const char *oid; /* content octets */
    size_t oid_length;
    enum family family;
    size_t expanded, public; /* octets of the private key and of its public half */
    const char *obstacle;
} rows[] = {
#define NIST(place, number, family, expanded, public, name)                                        \
    {                                                                                              \
        "\x60\x86\x48\x01\x65\x03\x04" place number, 9, family, expanded, public, CANNOT_BE(name)  \
    }
    NIST("\x03", "\x11", FAMILY_ML_DSA, 2560, 1312, "an ML-DSA-44 key"),
    NIST("\x03", "\x12", FAMILY_ML_DSA, 4032, 1952, "an ML-DSA-65 key"),
    NIST("\x03", "\x13", FAMILY_ML_DSA, 4896, 2592, "an ML-DSA-87 key"),
    NIST("\x03", "\x14", FAMILY_SLH_DSA, 64, 32, "an SLH-DSA-SHA2-128s key"),
    NIST("\x03", "\x15", FAMILY_SLH_DSA, 64, 32, "an SLH-DSA-SHA2-128f key"),
    NIST("\x03", "\x16", FAMILY_SLH_DSA, 96, 48, "an SLH-DSA-SHA2-192s key"),
    NIST("\x03", "\x17", FAMILY_SLH_DSA, 96, 48, "an SLH-DSA-SHA2-192f key"),
    NIST("\x03", "\x18", FAMILY_SLH_DSA, 128, 64, "an SLH-DSA-SHA2-256s key"),
    NIST("\x03", "\x19", FAMILY_SLH_DSA, 128, 64, "an SLH-DSA-SHA2-256f key"),
    NIST("\x03", "\x1a", FAMILY_SLH_DSA, 64, 32, "an SLH-DSA-SHAKE-128s key"),
    NIST("\x03", "\x1b", FAMILY_SLH_DSA, 64, 32, "an SLH-DSA-SHAKE-128f key"),
    NIST("\x03", "\x1c", FAMILY_SLH_DSA, 96, 48, "an SLH-DSA-SHAKE-192s key"),
    NIST("\x03", "\x1d", FAMILY_SLH_DSA, 96, 48, "an SLH-DSA-SHAKE-192f key"),
    NIST("\x03", "\x1e", FAMILY_SLH_DSA, 128, 64, "an SLH-DSA-SHAKE-256s key"),
    NIST("\x03", "\x1f", FAMILY_SLH_DSA, 128, 64, "an SLH-DSA-SHAKE-256f key"),
    NIST("\x03", "\x20", FAMILY_ML_DSA, 2560, 1312, "a HashML-DSA-44 key"),
    NIST("\x03", "\x21", FAMILY_ML_DSA, 4032, 1952, "a HashML-DSA-65 key"),
    NIST("\x03", "\x22", FAMILY_ML_DSA, 4896, 2592, "a HashML-DSA-87 key"),
    NIST("\x04", "\x01", FAMILY_ML_KEM, 1632, 800, "an ML-KEM-512 key"),
    NIST("\x04", "\x02", FAMILY_ML_KEM, 2400, 1184, "an ML-KEM-768 key"),
    NIST("\x04", "\x03", FAMILY_ML_KEM, 3168, 1568, "an ML-KEM-1024 key"),
#undef NIST
    { "\x2a\x85\x03\x07\x01\x01\x01\x01", 8, FAMILY_OTHER, 0, 0,
      CANNOT_BE("a GOST R 34.10-2012 key of 256 bits") },
    { "\x2a\x85\x03\x07\x01\x01\x01\x02", 8, FAMILY_OTHER, 0, 0,
      CANNOT_BE("a GOST R 34.10-2012 key of 512 bits") },
    { "\x2a\x85\x03\x02\x02\x13", 6, FAMILY_OTHER, 0, 0, CANNOT_BE("a GOST R 34.10-2001 key") },
    { "\x2a\x85\x03\x02\x02\x14", 6, FAMILY_OTHER, 0, 0, CANNOT_BE("a GOST R 34.10-94 key") },
};

static const struct named_algorithm *row_of(struct bytes oid)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (bytes_equal(oid, bytes_over(rows[i].oid, rows[i].oid_length))) {
            return &rows[i];
        }
    }
    return NULL;
}

/* CHOICE { seed [0], expandedKey OCTET STRING, both SEQUENCE }; older writers leave the
 * OCTET STRING out. Gives the expanded key; empty where there is none. */
static struct bytes read_choice(const struct named_algorithm *row, struct bytes inside,
                                const char **dialect)
{
    const size_t seed_octets = row->family == FAMILY_ML_KEM ? ML_KEM_SEED : ML_DSA_SEED;
    struct bytes fields = inside, both, seed, expanded;
    if (inside.left == seed_octets ||
        (der_take(&fields, DER_LENIENT, SEED_TAG, &seed) == OUTCOME_OK &&
         seed.left == seed_octets)) {
        *dialect = "the seed alone";
        return bytes_over(NULL, 0);
    }
    if (inside.left == row->expanded) {
        *dialect = "the expanded key alone";
        return inside;
    }
    fields = inside;
    if (der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &expanded) == OUTCOME_OK) {
        *dialect = expanded.left == row->expanded ? "the expanded key alone"
                   : expanded.left == seed_octets ? "the seed alone"
                                                  : NULL;
        return expanded.left == row->expanded ? expanded : bytes_over(NULL, 0);
    }
    fields = inside;
    if (der_take(&fields, DER_LENIENT, DER_SEQUENCE, &both) == OUTCOME_OK &&
        der_take(&both, DER_LENIENT, DER_OCTET_STRING, &seed) == OUTCOME_OK &&
        der_take(&both, DER_LENIENT, DER_OCTET_STRING, &expanded) == OUTCOME_OK &&
        expanded.left == row->expanded) {
        *dialect = "seed and expanded key";
        return expanded;
    }
    return bytes_over(NULL, 0);
}

static void claim(struct private_key *key, struct bytes public)
{
    if (public.left > 0 && key->claim_count == 0) {
        key->claims[key->claim_count++] =
            (struct public_numbers){ .algorithm = KEY_OTHER, .oid = key->oid, .raw = public };
    }
}

/* FIPS 205 section 9.1: two secrets, PK.seed, PK.root. Some writers put an OCTET STRING
 * around them. */
static void read_hash_based(const struct named_algorithm *row, struct bytes inside,
                            struct private_key *key)
{
    struct bytes fields = inside, octets = inside;
    if (inside.left != row->expanded &&
        der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &octets) != OUTCOME_OK) {
        return;
    }
    if (octets.left == row->expanded) {
        claim(key, bytes_over(octets.at + octets.left - row->public, row->public));
    }
}

void unproven_key_name(struct bytes inside, struct private_key *key)
{
    const struct named_algorithm *row = row_of(key->oid);
    if (row == NULL) {
        return;
    }
    key->obstacle = row->obstacle;
    if (row->family == FAMILY_SLH_DSA) {
        read_hash_based(row, inside, key);
    } else if (row->family != FAMILY_OTHER) {
        struct bytes expanded = read_choice(row, inside, &key->dialect);
        if (row->family == FAMILY_ML_KEM && expanded.left == row->expanded) {
            /* FIPS 203 section 7.1: dk = dkPKE, ek, H(ek), z. */
            claim(key,
                  bytes_over(expanded.at + row->expanded - ML_KEM_TAIL - row->public, row->public));
        }
    }
}
