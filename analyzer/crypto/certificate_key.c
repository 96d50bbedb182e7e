#include "crypto/certificate_key.h"

#include "bytes/der.h"

static bool step_over(struct bytes *from, unsigned tag)
{
    struct bytes content;
    return der_take(from, DER_LENIENT, tag, &content) == OUTCOME_OK;
}

enum outcome certificate_key_read(struct bytes der, struct public_numbers *numbers)
{
    struct bytes certificate, fields, spki;
    if (der_take(&der, DER_LENIENT, DER_SEQUENCE, &certificate) != OUTCOME_OK ||
        der_take(&certificate, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK) {
        return OUTCOME_UNEXPECTED;
    }
    if (der_next_is(fields, DER_CONTEXT_0) && !step_over(&fields, DER_CONTEXT_0)) {
        return OUTCOME_UNEXPECTED;
    }
    /* serialNumber, signature, issuer, validity, subject */
    if (!step_over(&fields, DER_INTEGER) || !step_over(&fields, DER_SEQUENCE) ||
        !step_over(&fields, DER_SEQUENCE) || !step_over(&fields, DER_SEQUENCE) ||
        !step_over(&fields, DER_SEQUENCE) ||
        der_take_whole(&fields, DER_LENIENT, DER_SEQUENCE, &spki) != OUTCOME_OK) {
        return OUTCOME_UNEXPECTED;
    }
    return spki_read(spki, numbers);
}

enum outcome certificate_key_requested(struct bytes der, struct public_numbers *numbers)
{
    struct bytes request, fields, spki;
    if (der_take(&der, DER_LENIENT, DER_SEQUENCE, &request) != OUTCOME_OK ||
        der_take(&request, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK ||
        !step_over(&fields, DER_INTEGER) || !step_over(&fields, DER_SEQUENCE) ||
        der_take_whole(&fields, DER_LENIENT, DER_SEQUENCE, &spki) != OUTCOME_OK) {
        return OUTCOME_UNEXPECTED;
    }
    return spki_read(spki, numbers);
}
