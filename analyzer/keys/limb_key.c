#include "bounds.h"
#include "keys/key_reader.h"

#define SHARES 4 /* of which n has two, p and q one each */
/* What a public exponent takes behind n and d, by which these are told from the others. */
#define EXPONENT_OCTETS 8

/* Nothing says which word in memory is e. Whoever has the primes has the private exponent to any
 * of them, so the usual one serves: certificates are matched by their modulus (match_store.h). */
static const uint8_t usual_exponent[] = { 1, 0, 1 };

static enum outcome read_primes(struct bytes content, struct written_numbers *numbers,
                                struct private_key *key)
{
    const size_t share = content.left / SHARES;
    struct bytes n, p, q;
    if (content.left % SHARES != 0 || content.left > 2 * KEY_NUMBER_MAX ||
        !bytes_take(&content, 2 * share, &n) || !bytes_take(&content, share, &p) ||
        !bytes_take(&content, share, &q)) {
        return OUTCOME_UNEXPECTED;
    }
    key->public.e = bytes_over(usual_exponent, sizeof(usual_exponent));
    return written_number_reversed(numbers, n, &key->public.n) &&
                   written_number_reversed(numbers, p, &key->prime1) &&
                   written_number_reversed(numbers, q, &key->prime2)
               ? OUTCOME_OK
               : OUTCOME_NO_MEMORY;
}

static enum outcome read_exponents(struct bytes content, struct written_numbers *numbers,
                                   struct private_key *key)
{
    const size_t share = (content.left - EXPONENT_OCTETS) / 2;
    struct bytes n, d;
    if (content.left > 2 * KEY_NUMBER_MAX || !bytes_take(&content, share, &n) ||
        !bytes_take(&content, share, &d)) {
        return OUTCOME_UNEXPECTED;
    }
    return written_number_reversed(numbers, n, &key->public.n) &&
                   written_number_reversed(numbers, d, &key->d) &&
                   written_number_reversed(numbers, content, &key->public.e)
               ? OUTCOME_OK
               : OUTCOME_NO_MEMORY;
}

enum outcome limb_key_read(struct bytes content, struct written_numbers *numbers,
                           struct private_key *key)
{
    struct private_key read = { .public = { .algorithm = KEY_RSA } };
    const bool exponents = content.left % (2 * EXPONENT_OCTETS) == EXPONENT_OCTETS;
    const enum outcome outcome =
        exponents ? read_exponents(content, numbers, &read) : read_primes(content, numbers, &read);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    if (read.public.n.left == 0) {
        return OUTCOME_UNEXPECTED;
    }
    *key = read;
    return OUTCOME_OK;
}
