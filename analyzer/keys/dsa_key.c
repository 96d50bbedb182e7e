#include "bytes/der.h"
#include "keys/key_form.h"

enum outcome dsa_key_read(struct bytes der, struct bytes parameters, struct private_key *key)
{
    (void)parameters;
    struct private_key read = { .public = { .algorithm = KEY_DSA }, .claim_count = 1 };
    struct bytes fields, version;
    enum outcome outcome;
    if ((outcome = der_take(&der, DER_LENIENT, DER_SEQUENCE, &fields)) != OUTCOME_OK ||
        (outcome = der_take_natural(&fields, DER_LENIENT, &version)) != OUTCOME_OK ||
        (outcome = der_take_natural(&fields, DER_LENIENT, &read.public.p)) != OUTCOME_OK ||
        (outcome = der_take_natural(&fields, DER_LENIENT, &read.public.q)) != OUTCOME_OK ||
        (outcome = der_take_natural(&fields, DER_LENIENT, &read.public.g)) != OUTCOME_OK) {
        return outcome;
    }
    read.claims[0] = read.public;
    if ((outcome = der_take_natural(&fields, DER_LENIENT, &read.claims[0].y)) != OUTCOME_OK ||
        (outcome = der_take_natural(&fields, DER_LENIENT, &read.secret)) != OUTCOME_OK) {
        return outcome;
    }
    if (version.left > 0 || der_end(fields) != OUTCOME_OK) {
        return OUTCOME_UNEXPECTED;
    }
    read.left_over = der.left > 0;
    *key = read;
    return OUTCOME_OK;
}
