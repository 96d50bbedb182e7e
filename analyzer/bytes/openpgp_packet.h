#ifndef OPENPGP_PACKET_H
#define OPENPGP_PACKET_H

#include "bytes.h"

/* Packets of OpenPGP (RFC 9580 section 4.2, RFC 4880 before it): a tag, a length in one
 * of two formats, a body. */

#define OPENPGP_SECRET_KEY    5
#define OPENPGP_SECRET_SUBKEY 7

struct openpgp_packet {
    unsigned tag;
    struct bytes body; /* what is there of it */
    bool open;         /* no length of its own: to the end of the data */
    bool cut;          /* the data end before the body does */
};

/* Takes the next packet. False where none begins, or one in pieces (partial lengths,
 * which section 4.2.1.4 allows for data packets alone). */
MUST_CHECK bool openpgp_packet_take(struct bytes *from, struct openpgp_packet *packet);

/* True for a secret key or a secret subkey. */
bool openpgp_packet_is_secret(const struct openpgp_packet *packet);

/* How long the packets are that stand whole at the front of the data, one behind the
 * other; 0 where the first of them is no secret key. */
size_t openpgp_packets_length(struct bytes data);

/* A multiprecision integer (RFC 9580 section 3.2): octets without zeros at the front.
 * `exact`: becomes false where the count of bits is not that of the number. */
MUST_CHECK bool openpgp_take_number(struct bytes *from, struct bytes *number, bool *exact);

#endif
