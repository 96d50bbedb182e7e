#ifndef RSA_REPAIR_H
#define RSA_REPAIR_H

#include "crypto/rsa_numbers.h"

/* What arithmetic gives back of an RSA key whose numbers are missing or wrong (RFC 8017
 * section 3.2): everything follows from n and one of p, q, d, dP, dQ, or from p and q.
 *
 * Bases are fixed, so that the same key always gives the same; each of these costs a few
 * exponentiations at most. Nothing here is a proof: that is one signature, made with what
 * was found, as for every other key. */

/* 2^(e d) = 2 modulo n, for the exponent given; else for one of the usual ones, which then
 * becomes e, with a remark. False where d belongs to none. */
MUST_CHECK bool rsa_repair_by_exponent(struct rsa_numbers *numbers);

/* Where e d = 1 was seen to hold: p and q by square roots of 1 (the method of NIST
 * SP 800-56B appendix C). False where n is no product of two primes. */
MUST_CHECK bool rsa_repair_factors(struct rsa_numbers *numbers);

/* p and q by dP or dQ alone: p divides 2^(e dP) - 2, and n does not. */
MUST_CHECK bool rsa_repair_factors_by_crt(struct rsa_numbers *numbers);

/* Where p and q are known and e is at variance with d, dP and dQ, which agree: makes the
 * e that belongs to them. */
void rsa_repair_public_exponent(struct rsa_numbers *numbers);

/* Counts what that costs of numbers that come from no key, and does nothing. */
void rsa_repair_charge_public_exponent(const struct rsa_numbers *numbers);

#endif
