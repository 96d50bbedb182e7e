#ifndef CURVE_H
#define CURVE_H

#include <openssl/ec.h>

#include "public_identity.h"

/* The named curves that keys are proven on: FIPS 186-4, ANSI X9.62, SEC 2, RFC 5639, and
 * that of GB/T 32918. Some builds of OpenSSL leave out some of them: keys on those are
 * known, but not proven. */

/* The curve whose OBJECT IDENTIFIER has these content octets; CURVE_NONE for others. */
enum curve curve_of_oid(struct bytes oid);

/* The content octets of its OBJECT IDENTIFIER. */
struct bytes curve_oid(enum curve curve);

/* The curve of ECParameters (RFC 5480 section 2.1.1 and SEC 1 appendix C.2): an
 * OBJECT IDENTIFIER, or all of p, a, b, generator and order written out, which
 * must all be those of the curve: with another generator every point has a
 * "private key" (CVE-2020-0601). CURVE_NONE for anything else. */
enum curve curve_of_parameters(struct bytes parameters);

/* The same, of the numbers themselves, whatever zeros stand before them, and the generator in
 * any encoding of a point. */
struct curve_equation {
    struct bytes p, a, b, generator, order;
};
enum curve curve_of_equation(const struct curve_equation *equation);

/* The curve of an openssh name such as "nistp256". */
enum curve curve_of_ssh_name(struct bytes name);

size_t curve_field_octets(enum curve curve);
size_t curve_order_octets(enum curve curve);
uint16_t curve_bits(enum curve curve);

/* OpenSSL's view of it: made at first use, shared, kept to the end of the process.
 * NULL when memory ran out, or OpenSSL was built without it. Not for CURVE_NONE. */
const EC_GROUP *curve_group(enum curve curve);

/* Makes all that is made at first use. False when memory ran out. */
MUST_CHECK bool curve_prepare(void);

/* Puts a point, in any encoding of SEC 1 section 2.3.3, into its uncompressed
 * form 04 x y. False where it is no point of the curve, or is the one at infinity. */
#define POINT_OCTETS_MAX (1 + 2 * 72)
MUST_CHECK bool curve_point_spread(enum curve curve, struct bytes point,
                                   uint8_t spread[POINT_OCTETS_MAX], size_t *length);

#endif
