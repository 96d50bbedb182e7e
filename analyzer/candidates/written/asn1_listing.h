#ifndef ASN1_LISTING_H
#define ASN1_LISTING_H

#include "candidates/delivery.h"

/* Private keys of elliptic curves as `openssl asn1parse` lists them: the octets of the secret in
 * hexadecimal, with the name of the curve behind them (SEC 1) or before them (PKCS#8 of Ed25519 and
 * its kin). Their DER is put together of that, without the public half, which no listing shows, and
 * offered as a new leaf. */

/* Reads what stands around digits. */
void asn1_listing_offer(struct delivery *delivery, const struct leaf_window *window, size_t digits);

/* The same of a text: where the digits end, or 0 where it is no such listing. */
MUST_CHECK size_t asn1_listing_key(struct bytes text, size_t digits, struct buffer *der);

#endif
