#ifndef SERIAL_NUMBER_H
#define SERIAL_NUMBER_H

#include "buffer.h"

/* The decimal form of a serial number: content octets of a DER INTEGER, two's complement,
 * so that a serial with its top bit set is negative (RFC 5280 section 4.1.2.2 forbids it,
 * and it occurs). Appends nothing for no octets and for more than SERIAL_OCTETS_MAX. False
 * when memory ran out. */
MUST_CHECK bool serial_number_decimal(struct bytes octets, struct buffer *into);

#endif
