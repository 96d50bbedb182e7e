#include "candidates/packed/packed_form.h"

/* Bouncy Castle, BcKeyStoreSpi: version, length of the salt, salt, iterations; all that
 * is written has a salt of 20 octets and 1,024 to 2,047 iterations. */
#define VERSION_MAX    2
#define SALT_OCTETS    20
#define ITERATIONS_MAX 0xffff
/* The HMAC or SHA-1 at the end. */
#define DIGEST_OCTETS 20

size_t bouncy_extent_front(struct bytes text)
{
    uint64_t version, length, iterations;
    struct bytes salt;
    if (!bytes_take_number(&text, 4, &version) || version > VERSION_MAX ||
        !bytes_take_number(&text, 4, &length) || length != SALT_OCTETS ||
        !bytes_take(&text, SALT_OCTETS, &salt) || !bytes_take_number(&text, 4, &iterations) ||
        iterations == 0 || iterations > ITERATIONS_MAX || text.left <= DIGEST_OCTETS) {
        return 0;
    }
    return PACKED_OPEN;
}
