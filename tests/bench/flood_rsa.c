#include "flood_body.h"

#include <string.h>

static uint64_t low_of(struct blob number)
{
    uint64_t low = 0;
    for (size_t i = number.length - 8; i < number.length; i++) {
        low = low << 8 | number.at[i];
    }
    return low;
}

static void set_low(struct blob number, uint64_t low)
{
    for (size_t i = 0; i < 8; i++) {
        number.at[number.length - 1 - i] = (uint8_t)(low >> 8 * i);
    }
}

static void replace(struct blob *old, BIGNUM *number)
{
    blob_clear(old);
    *old = blob_of_number(number);
}

/* n = p q, and all that follows from it; false where e has no inverse. */
static bool multiply(struct rsa_forgery *forgery)
{
    BN_CTX *scratch = BN_CTX_new();
    BIGNUM *p = number_of_blob(forgery->numbers[3]), *q = number_of_blob(forgery->numbers[4]);
    BIGNUM *e = number_of_blob(forgery->numbers[1]), *n = BN_new(), *phi = BN_new();
    BIGNUM *p1 = BN_dup(p), *q1 = BN_dup(q), *dp = BN_new(), *dq = BN_new();
    BN_sub_word(p1, 1);
    BN_sub_word(q1, 1);
    BN_mul(n, p, q, scratch);
    BN_mul(phi, p1, q1, scratch);
    BIGNUM *d = BN_mod_inverse(NULL, e, phi, scratch),
           *inverse = BN_mod_inverse(NULL, q, p, scratch);
    const bool made = d != NULL && inverse != NULL && BN_mod(dp, d, p1, scratch) == 1 &&
                      BN_mod(dq, d, q1, scratch) == 1;
    if (made) {
        replace(&forgery->numbers[0], n);
        replace(&forgery->numbers[2], d);
        replace(&forgery->numbers[5], dp);
        replace(&forgery->numbers[6], dq);
        replace(&forgery->numbers[7], inverse);
    }
    BN_CTX_free(scratch);
    BN_free(p);
    BN_free(q);
    BN_free(e);
    BN_free(phi);
    BN_free(p1);
    BN_free(q1);
    return made;
}

void rsa_forge(struct lot *lot, size_t bits, enum rsa_fault fault, struct rsa_forgery *forgery)
{
    const size_t width = bits / 8, half = width / 2;
    const size_t widths[RSA_NUMBERS] = { width, 3, width, half, half, half, half, half };
    for (;;) {
        for (size_t i = 0; i < RSA_NUMBERS; i++) {
            forgery->numbers[i] = lot_odd_blob(lot, widths[i]);
        }
        memcpy(forgery->numbers[1].at, "\x01\x00\x01", 3);
        if (fault == RSA_DRAWN) {
            set_low(forgery->numbers[0], low_of(forgery->numbers[3]) * low_of(forgery->numbers[4]));
        }
        if (fault != RSA_MULTIPLIED || multiply(forgery)) {
            return;
        }
        rsa_forgery_clear(forgery);
    }
}

void rsa_forgery_clear(struct rsa_forgery *forgery)
{
    for (size_t i = 0; i < RSA_NUMBERS; i++) {
        blob_clear(&forgery->numbers[i]);
    }
}

struct blob rsa_der(struct lot *lot, size_t bits, enum rsa_fault fault, size_t written)
{
    struct rsa_forgery forgery;
    struct blob fields, rest, whole;
    FILE *into = blob_begin(&fields), *behind = blob_begin(&rest);
    rsa_forge(lot, bits, fault, &forgery);
    der_number_write(into, 0);
    for (size_t i = 0; i < RSA_NUMBERS; i++) {
        der_natural_write(i < written ? into : behind, forgery.numbers[i]);
    }
    blob_done(into);
    blob_done(behind);
    into = blob_begin(&whole);
    der_header_write(into, SEQUENCE, fields.length + rest.length);
    blob_write(into, fields);
    blob_done(into);
    blob_clear(&fields);
    blob_clear(&rest);
    rsa_forgery_clear(&forgery);
    return whole;
}

struct blob rsa_row(struct lot *lot, size_t bits, size_t first)
{
    struct rsa_forgery forgery;
    struct blob row;
    FILE *into = blob_begin(&row);
    rsa_forge(lot, bits, RSA_DRAWN, &forgery);
    for (size_t i = first; i < RSA_NUMBERS; i++) {
        der_natural_write(into, forgery.numbers[i]);
    }
    blob_done(into);
    rsa_forgery_clear(&forgery);
    return row;
}
