#include "keys/ssh_private_numbers.h"

#include "crypto/curve.h"

/* The longest padding: PuTTY's cipher has blocks of 16. */
#define PADDING_MAX 15
/* A private number shorter than its bound by more than so many octets has no chance. */
#define SHORT_MAX 4

/* Without the public half its modulus is that of the primes. */
static enum outcome read_rsa(const struct public_numbers *public, struct bytes blob,
                             struct private_key *key)
{
    key->public.algorithm = KEY_RSA;
    if (public->algorithm == KEY_RSA) {
        key->public = *public;
    }
    if (!ssh_take_natural(&blob, &key->d)) {
        return OUTCOME_TRUNCATED;
    }
    key->cut = !ssh_take_natural(&blob, &key->prime1) || !ssh_take_natural(&blob, &key->prime2) ||
               !ssh_take_natural(&blob, &key->coefficient);
    return public->algorithm == KEY_RSA || key->prime2.left > 0 ? OUTCOME_OK : OUTCOME_MALFORMED;
}

static enum outcome read_dsa(const struct public_numbers *public, struct bytes blob,
                             struct private_key *key)
{
    if (public->algorithm != KEY_DSA) {
        return OUTCOME_MALFORMED;
    }
    key->public = *public;
    key->public.y = bytes_over(NULL, 0);
    key->claims[key->claim_count++] = *public;
    return ssh_take_natural(&blob, &key->secret) ? OUTCOME_OK : OUTCOME_TRUNCATED;
}

static enum outcome read_ecdsa(const struct public_numbers *public, struct bytes blob,
                               struct private_key *key)
{
    if (public->algorithm != KEY_EC || public->curve == CURVE_NONE) {
        return OUTCOME_MALFORMED;
    }
    key->public.algorithm = KEY_EC;
    key->public.curve = public->curve;
    if (public->point.left > 0) {
        key->claims[key->claim_count++] = *public;
    }
    return ssh_take_natural(&blob, &key->secret) ? OUTCOME_OK : OUTCOME_TRUNCATED;
}

/* Octets of a seed, its end filled with zeros. */
static bool fill_seed(struct bytes seed, size_t width, struct written_numbers *numbers,
                      struct bytes *filled)
{
    struct buffer *octets = &numbers->octets;
    const size_t before = octets->used;
    if (octets->room - octets->used < width || !buffer_append(octets, seed)) {
        return false;
    }
    while (octets->used - before < width && buffer_append_byte(octets, 0)) {
    }
    *filled = bytes_over(octets->at + before, octets->used - before);
    return filled->left == width;
}

static enum outcome read_edwards(enum key_algorithm algorithm, const struct public_numbers *public,
                                 struct bytes blob, struct written_numbers *numbers,
                                 struct private_key *key)
{
    const size_t width = public_numbers_raw_octets(algorithm);
    struct bytes seed;
    key->public.algorithm = algorithm;
    if (public->algorithm == algorithm) {
        key->claims[key->claim_count++] = *public;
    }
    if (!ssh_take_string(&blob, &seed) || seed.left > width || seed.left + SHORT_MAX < width) {
        return OUTCOME_TRUNCATED;
    }
    return fill_seed(seed, width, numbers, &key->secret) ? OUTCOME_OK : OUTCOME_NO_MEMORY;
}

enum outcome ssh_private_numbers_read(enum ssh_key_kind kind, const struct public_numbers *public,
                                      struct bytes blob, struct written_numbers *numbers,
                                      struct private_key *key)
{
    struct private_key read = { .public = { .algorithm = KEY_ALGORITHM_NONE } };
    enum outcome outcome = OUTCOME_UNSUPPORTED;
    switch (kind) {
    case SSH_RSA:
        outcome = read_rsa(public, blob, &read);
        break;
    case SSH_DSS:
        outcome = read_dsa(public, blob, &read);
        break;
    case SSH_ECDSA:
        outcome = read_ecdsa(public, blob, &read);
        break;
    case SSH_ED25519:
        outcome = read_edwards(KEY_ED25519, public, blob, numbers, &read);
        break;
    case SSH_ED448:
        outcome = read_edwards(KEY_ED448, public, blob, numbers, &read);
        break;
    case SSH_TOKEN_ED25519:
    case SSH_TOKEN_ECDSA:
    case SSH_UNKNOWN:
        break;
    }
    if (outcome == OUTCOME_OK) {
        *key = read;
    }
    return outcome;
}

static uint32_t low_bits(struct bytes magnitude)
{
    uint32_t low = 0;
    for (size_t i = magnitude.left > 4 ? magnitude.left - 4 : 0; i < magnitude.left; i++) {
        low = low << 8 | magnitude.at[i];
    }
    return low;
}

/* n, of a key that may be cut off behind d. */
static bool rsa_plausible(struct bytes n, struct bytes blob)
{
    struct bytes d, p, q, inverse;
    if (!ssh_take_natural(&blob, &d) || d.left > n.left || d.left + SHORT_MAX < n.left / 2 ||
        (low_bits(d) & 1) == 0) {
        return false;
    }
    if (!ssh_take_natural(&blob, &p) || !ssh_take_natural(&blob, &q)) {
        return d.left + SHORT_MAX >= n.left;
    }
    return low_bits(p) * low_bits(q) == low_bits(n) && p.left + q.left <= n.left + 1 &&
           (!ssh_take_natural(&blob, &inverse) || blob.left <= PADDING_MAX);
}

/* Where no modulus is known: all four, as long as they are in one key. */
static bool rsa_lengths_plausible(struct bytes blob)
{
    struct bytes d, p, q, inverse;
    return ssh_take_natural(&blob, &d) && ssh_take_natural(&blob, &p) &&
           ssh_take_natural(&blob, &q) && ssh_take_natural(&blob, &inverse) &&
           blob.left <= PADDING_MAX && (low_bits(p) & low_bits(q) & 1) != 0 &&
           d.left <= p.left + q.left && d.left + SHORT_MAX >= (p.left + q.left) / 2 &&
           inverse.left <= p.left;
}

static bool scalar_plausible(size_t width, struct bytes blob)
{
    struct bytes secret;
    return ssh_take_natural(&blob, &secret) && secret.left <= width &&
           secret.left + SHORT_MAX >= width;
}

/* Where no point is known: nothing but padding behind it. */
static bool lone_scalar_plausible(size_t width, struct bytes blob)
{
    struct bytes rest = blob, secret;
    return width > 0 && scalar_plausible(width, blob) && ssh_take_natural(&rest, &secret) &&
           rest.left <= PADDING_MAX;
}

static bool seed_plausible(size_t width, struct bytes blob)
{
    struct bytes seed;
    return ssh_take_string(&blob, &seed) && seed.left <= width && seed.left + SHORT_MAX >= width &&
           blob.left <= PADDING_MAX;
}

bool ssh_private_numbers_plausible(enum ssh_key_kind kind, const struct public_numbers *public,
                                   struct bytes blob)
{
    switch (kind) {
    case SSH_RSA:
        return public->n.left > 0 ? rsa_plausible(public->n, blob) : rsa_lengths_plausible(blob);
    case SSH_DSS:
        return public->q.left > 0 && scalar_plausible(public->q.left, blob);
    case SSH_ECDSA:
        return public->point.left > 0
                   ? scalar_plausible(curve_order_octets(public->curve), blob)
                   : lone_scalar_plausible(curve_order_octets(public->curve), blob);
    case SSH_ED25519:
        return seed_plausible(public_numbers_raw_octets(KEY_ED25519), blob);
    case SSH_ED448:
        return seed_plausible(public_numbers_raw_octets(KEY_ED448), blob);
    case SSH_TOKEN_ED25519:
    case SSH_TOKEN_ECDSA:
    case SSH_UNKNOWN:
        break;
    }
    return false;
}
