#include "bytes/der.h"
#include "keys/cut_der.h"
#include "keys/key_form.h"

/* Garbled after n and e, it is still an RSA key when e looks like one: a DSA key
 * has its q there. */
#define EXPONENT_OCTETS_USUAL 8
#define VERSION_MULTI_PRIME   1
#define MODULUS_OCTETS_USUAL  32 /* a list of small numbers is no key that was cut off */
#define DSA_NUMBERS           5

static bool take_version(struct bytes *fields, uint64_t *version)
{
    struct bytes magnitude;
    if (der_take_natural(fields, DER_LENIENT, &magnitude) != OUTCOME_OK || magnitude.left > 1) {
        return false;
    }
    *version = magnitude.left == 1 ? magnitude.at[0] : 0;
    return *version <= VERSION_MULTI_PRIME;
}

/* OtherPrimeInfos: of each the prime, first of three numbers. */
static void read_other_primes(struct bytes fields, struct private_key *key)
{
    struct bytes list, info;
    if (der_take(&fields, DER_LENIENT, DER_SEQUENCE, &list) != OUTCOME_OK) {
        return;
    }
    while (key->other_prime_count < RSA_OTHER_PRIMES_MAX &&
           der_take(&list, DER_LENIENT, DER_SEQUENCE, &info) == OUTCOME_OK &&
           der_take_natural(&info, DER_LENIENT, &key->other_primes[key->other_prime_count]) ==
               OUTCOME_OK) {
        key->other_prime_count++;
    }
}

enum outcome pkcs1_key_read(struct bytes der, struct bytes parameters, struct private_key *key)
{
    (void)parameters;
    struct private_key read = { .public = { .algorithm = KEY_RSA } };
    struct bytes fields;
    enum outcome outcome = cut_der_take(&der, DER_SEQUENCE, &read.cut, &fields);
    if (outcome != OUTCOME_OK) {
        return outcome;
    }
    uint64_t version;
    if (!take_version(&fields, &version)) {
        return OUTCOME_UNEXPECTED;
    }
    struct bytes *const numbers[] = { &read.public.n,  &read.public.e,   &read.d,
                                      &read.prime1,    &read.prime2,     &read.exponent1,
                                      &read.exponent2, &read.coefficient };
    const size_t wanted = sizeof(numbers) / sizeof(numbers[0]);
    size_t taken = 0;
    while (taken < wanted && der_take_natural(&fields, DER_LENIENT, numbers[taken]) == OUTCOME_OK) {
        taken++;
    }
    if (taken < wanted) {
        if (taken < 2 || read.public.e.left > EXPONENT_OCTETS_USUAL ||
            read.public.n.left < MODULUS_OCTETS_USUAL ||
            (taken == DSA_NUMBERS && fields.left == 0 && !read.cut)) {
            return OUTCOME_UNEXPECTED;
        }
        read.cut = true;
    }
    read.multi_prime = taken == wanted && der_next_is(fields, DER_SEQUENCE);
    read_other_primes(fields, &read);
    read.left_over = der.left > 0;
    *key = read;
    return OUTCOME_OK;
}
