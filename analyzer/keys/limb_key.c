#include "bounds.h"
#include "keys/key_reader.h"

#define SHARES 4 /* of which n has two, p and q one each */

/* Nothing says which word in memory is e. Whoever has the primes has the private exponent to any
 * of them, so the usual one serves: certificates are matched by their modulus (match_store.h). */
static const uint8_t usual_exponent[] = { 1, 0, 1 };

enum outcome limb_key_read(struct bytes content, struct written_numbers *numbers,
                           struct private_key *key)
{
    const size_t share = content.left / SHARES;
    struct private_key read = {
        .public = { .algorithm = KEY_RSA, .e = bytes_over(usual_exponent, sizeof(usual_exponent)) }
    };
    struct bytes n, p, q;
    if (content.left % SHARES != 0 || content.left > 2 * KEY_NUMBER_MAX ||
        !bytes_take(&content, 2 * share, &n) || !bytes_take(&content, share, &p) ||
        !bytes_take(&content, share, &q)) {
        return OUTCOME_UNEXPECTED;
    }
    if (!written_number_reversed(numbers, n, &read.public.n) ||
        !written_number_reversed(numbers, p, &read.prime1) ||
        !written_number_reversed(numbers, q, &read.prime2)) {
        return OUTCOME_NO_MEMORY;
    }
    if (read.public.n.left == 0) {
        return OUTCOME_UNEXPECTED;
    }
    *key = read;
    return OUTCOME_OK;
}
