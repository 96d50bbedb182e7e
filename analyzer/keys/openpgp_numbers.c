#include "keys/openpgp_numbers.h"

#include "crypto/curve.h"

/* First octet of a point in the curve's own form (RFC 9580 section 11.2.2). */
#define NATIVE_POINT 0x40
/* Section 4.2: how the newer format marks its tags. */
#define NEWER_FORMAT 0xc0
/* Section 9.3 */
#define AES_128 7
#define AES_256 9
/* Section 3.7.1.4: to 2^31 KiB. */
#define ARGON2_MEMORY_END 32

/* Section 9.2: curves that are no curves of SEC 1, by each of their OIDs. */
static const struct {
    const char *oid; /* content octets */
    size_t length;
    enum key_algorithm algorithm;
    bool reversed; /* the secret octets stand last first */
} native_curves[] = {
    { "\x2b\x06\x01\x04\x01\xda\x47\x0f\x01", 9, KEY_ED25519, false },
    { "\x2b\x65\x70", 3, KEY_ED25519, false },
    { "\x2b\x65\x71", 3, KEY_ED448, false },
    { "\x2b\x06\x01\x04\x01\x97\x55\x01\x05\x01", 10, KEY_X25519, true },
    { "\x2b\x65\x6e", 3, KEY_X25519, true },
    { "\x2b\x65\x6f", 3, KEY_X448, false },
};

/* Index in native_curves; its size where the curve is none of them. */
#define NATIVE_CURVES (sizeof(native_curves) / sizeof(native_curves[0]))
static size_t native_of(struct bytes oid)
{
    size_t at = 0;
    while (at < NATIVE_CURVES &&
           !bytes_equal(oid, bytes_over(native_curves[at].oid, native_curves[at].length))) {
        at++;
    }
    return at;
}

static bool point_numbers(const struct openpgp_key *packet, struct public_numbers *public)
{
    struct bytes point = packet->public[0];
    const size_t native = native_of(packet->curve);
    if (native == NATIVE_CURVES) {
        *public = (struct public_numbers){ .algorithm = KEY_EC,
                                           .curve = curve_of_oid(packet->curve),
                                           .point = point };
        return public->curve != CURVE_NONE;
    }
    const enum key_algorithm algorithm = native_curves[native].algorithm;
    if (point.left == public_numbers_raw_octets(algorithm) + 1 && point.at[0] == NATIVE_POINT) {
        point = bytes_over(point.at + 1, point.left - 1);
    }
    *public = (struct public_numbers){ .algorithm = algorithm, .raw = point };
    return true;
}

bool openpgp_public_numbers(const struct openpgp_key *packet, struct public_numbers *public)
{
    const struct bytes *given = packet->public;
    struct public_numbers read = { .algorithm = KEY_ALGORITHM_NONE };
    switch (packet->algorithm) {
    case OPENPGP_RSA:
    case OPENPGP_RSA_ENCRYPT:
    case OPENPGP_RSA_SIGN:
        read = (struct public_numbers){ .algorithm = KEY_RSA, .n = given[0], .e = given[1] };
        break;
    case OPENPGP_DSA:
        read = (struct public_numbers){
            .algorithm = KEY_DSA, .p = given[0], .q = given[1], .g = given[2], .y = given[3]
        };
        break;
    case OPENPGP_ELGAMAL:
    case OPENPGP_ELGAMAL_SIGN:
        read = (struct public_numbers){
            .algorithm = KEY_DH, .p = given[0], .g = given[1], .y = given[2]
        };
        break;
    case OPENPGP_X25519:
        read = (struct public_numbers){ .algorithm = KEY_X25519, .raw = given[0] };
        break;
    case OPENPGP_X448:
        read = (struct public_numbers){ .algorithm = KEY_X448, .raw = given[0] };
        break;
    case OPENPGP_ED25519:
        read = (struct public_numbers){ .algorithm = KEY_ED25519, .raw = given[0] };
        break;
    case OPENPGP_ED448:
        read = (struct public_numbers){ .algorithm = KEY_ED448, .raw = given[0] };
        break;
    default:
        if (!point_numbers(packet, &read)) {
            return false;
        }
        break;
    }
    *public = read;
    return true;
}

/* Of q and p in this order, as u is the inverse of p modulo q (section 5.5.5.1). */
static void set_rsa(const struct bytes secret[OPENPGP_NUMBERS_MAX], struct private_key *key)
{
    key->d = secret[0];
    key->prime1 = secret[2];
    key->prime2 = secret[1];
    key->coefficient = secret[3];
}

/* A number has lost the zeros at its front: octets that are no number get them back. */
static bool set_octets(struct bytes octets, bool reversed, struct written_numbers *numbers,
                       struct private_key *key)
{
    const size_t width = public_numbers_raw_octets(key->public.algorithm);
    return reversed ? written_octets_reversed(numbers, octets, width, &key->secret)
                    : written_octets_padded(numbers, octets, width, &key->secret);
}

bool openpgp_private_numbers(const struct openpgp_key *packet,
                             const struct bytes secret[OPENPGP_NUMBERS_MAX],
                             struct written_numbers *numbers, struct private_key *key)
{
    struct private_key read = { 0 };
    if (!openpgp_public_numbers(packet, &read.public)) {
        return false;
    }
    read.claims[0] = read.public;
    read.claim_count = 1;
    read.secret = secret[0];
    switch (read.public.algorithm) {
    case KEY_RSA:
        read.secret = bytes_over(NULL, 0);
        read.claim_count = 0;
        set_rsa(secret, &read);
        break;
    case KEY_ED25519:
    case KEY_ED448:
    case KEY_X25519:
    case KEY_X448: {
        const size_t native = native_of(packet->curve);
        const bool reversed = native < NATIVE_CURVES && native_curves[native].reversed;
        if (!set_octets(secret[0], reversed, numbers, &read)) {
            return false;
        }
        break;
    }
    case KEY_EC:
        read.public.point = bytes_over(NULL, 0);
        break;
    case KEY_DSA:
    case KEY_DH:
    case KEY_OTHER:
    case KEY_ALGORITHM_NONE:
        break;
    }
    *key = read;
    return true;
}

/* Section 9.5; OpenSSL's names. NULL for others. */
static const char *digest_name(unsigned number)
{
    static const char *const names[] = { NULL,     "MD5",    "SHA1",     "RIPEMD160", NULL,
                                         NULL,     NULL,     NULL,       "SHA256",    "SHA384",
                                         "SHA512", "SHA224", "SHA3-256", NULL,        "SHA3-512" };
    return number < sizeof(names) / sizeof(names[0]) ? names[number] : NULL;
}

/* Section 9.3; our names. NULL for others, Twofish among them. */
static const struct cipher *cipher_of_number(unsigned number)
{
    static const char *const names[] = { NULL,
                                         "IDEA-CFB",
                                         "DES-EDE3-CFB",
                                         "CAST5-CFB",
                                         "BF-CFB",
                                         NULL,
                                         NULL,
                                         "AES-128-CFB",
                                         "AES-192-CFB",
                                         "AES-256-CFB",
                                         NULL,
                                         "CAMELLIA-128-CFB",
                                         "CAMELLIA-192-CFB",
                                         "CAMELLIA-256-CFB" };
    const char *name = number < sizeof(names) / sizeof(names[0]) ? names[number] : NULL;
    return name != NULL ? cipher_named(name) : NULL;
}

/* Names of the authenticated modes; of other ciphers than AES there are none. */
static const char *seal_name(const struct openpgp_protection *protection)
{
    static const char *const names[][OPENPGP_GCM] = {
        { "AES-128-EAX", "AES-128-OCB", "AES-128-GCM" },
        { "AES-192-EAX", "AES-192-OCB", "AES-192-GCM" },
        { "AES-256-EAX", "AES-256-OCB", "AES-256-GCM" },
    };
    const unsigned cipher = protection->cipher, mode = protection->mode;
    return cipher >= AES_128 && cipher <= AES_256 && mode >= OPENPGP_EAX && mode <= OPENPGP_GCM
               ? names[cipher - AES_128][mode - OPENPGP_EAX]
               : NULL;
}

static const char *obstacle_of(const struct openpgp_key *packet, const struct lock *lock)
{
    const struct openpgp_protection *protection = &packet->protection;
    const bool sealed = protection->usage == OPENPGP_AEAD;
    if (sealed && packet->version == 5 && protection->mode != OPENPGP_EAX) {
        return "it is closed by authenticated encryption of a draft, which is not opened here";
    }
    if (lock->cipher == NULL) {
        return "it is closed by a cipher that is not known";
    }
    if (sealed && lock->seal == NULL) {
        return "it is closed by a mode of authenticated encryption that the library here does not "
               "have";
    }
    if (!cipher_is_there(lock->cipher)) {
        return "it is closed by a cipher that the library here does not have";
    }
    if (lock->derivation == LOCK_OPENPGP && lock->digest == NULL) {
        return "it is closed by a key derivation that is not known";
    }
    return lock->iv.left < (sealed ? 1 : cipher_iv_octets(lock->cipher))
               ? "its encryption parameters cannot be read"
               : NULL;
}

/* Section 5.5.3: the packet's tag as the newer format has it, and the public fields. */
static bool seal(const struct openpgp_key *packet, unsigned tag, struct buffer *sealed,
                 struct lock *lock)
{
    const struct openpgp_protection *protection = &packet->protection;
    const uint8_t octet = (uint8_t)(NEWER_FORMAT | tag);
    lock->seal = seal_name(protection);
    if (packet->version == 5) {
        return true; /* OpenPGP.js to 5, always in EAX: the key derived as it is, and no fields */
    }
    if (!buffer_append_byte(sealed, octet) || !buffer_append(sealed, packet->fields)) {
        return false;
    }
    lock->associated = buffer_bytes(sealed);
    lock->separation = (struct lock_separation){ .used = true,
                                                 .octets = { octet, (uint8_t)packet->version,
                                                             (uint8_t)protection->cipher,
                                                             (uint8_t)protection->mode } };
    return true;
}

bool openpgp_closed_key(const struct openpgp_key *packet, unsigned tag, struct buffer *sealed,
                        struct closed_key *closed)
{
    const struct openpgp_protection *protection = &packet->protection;
    const bool bare = protection->usage < OPENPGP_AEAD;
    struct closed_key key = {
        .lock = { .derivation = LOCK_OPENPGP,
                  .digest = bare ? "MD5" : digest_name(protection->digest),
                  .salt = protection->salt,
                  .iterations = protection->octets,
                  .cipher = cipher_of_number(protection->cipher),
                  .iv = protection->iv,
                  .by_number = packet->version <= 3 },
        .closed = packet->secret,
    };
    if (protection->s2k == OPENPGP_S2K_ARGON2) {
        key.lock.derivation = LOCK_ARGON2;
        key.lock.digest = NULL;
        key.lock.kind = ARGON_ID;
        key.lock.iterations = protection->passes;
        key.lock.lanes = protection->lanes;
        key.lock.block = protection->memory < ARGON2_MEMORY_END ? 1ull << protection->memory : 0;
    }
    if (protection->usage == OPENPGP_AEAD && !seal(packet, tag, sealed, &key.lock)) {
        return false;
    }
    key.obstacle = obstacle_of(packet, &key.lock);
    *closed = key;
    return true;
}
