#ifndef LISTING_TEXT_H
#define LISTING_TEXT_H

#include "bytes.h"

/* The numbers of a key as programs list them for people: `openssl rsa -text` and its
 * kin of all versions, certtool of GnuTLS. A name, a colon, and a number: octets in
 * hexadecimal with colons between them on as many lines as it takes, or, where it is
 * small, decimal with hexadecimal in parentheses behind it. */

enum listing_name {
    LISTING_HEADER, /* `Private-Key: (256 bit)` of openssl */
    LISTING_ED25519,
    LISTING_ED448,
    LISTING_X25519,
    LISTING_X448,
    LISTING_MODULUS,
    LISTING_PUBLIC_EXPONENT,
    LISTING_PRIVATE_EXPONENT,
    LISTING_PRIME1,
    LISTING_PRIME2,
    LISTING_EXPONENT1,
    LISTING_EXPONENT2,
    LISTING_COEFFICIENT,
    LISTING_MORE_PRIMES, /* `prime3` and what belongs to it */
    LISTING_SECRET,      /* `priv`, `private key` */
    LISTING_PUBLIC,      /* `pub`, `public key` */
    LISTING_X,
    LISTING_Y,
    LISTING_P,
    LISTING_Q,
    LISTING_G,
    LISTING_CURVE, /* by name */
    LISTING_GROUP, /* of Diffie-Hellman, by name */
    LISTING_REMARK /* of a kind that is not used here */
};
#define LISTING_NAMES (LISTING_REMARK + 1)

struct listing_item {
    enum listing_name name;
    struct bytes number; /* digits, among colons, blanks and marks; empty where it is none */
    struct bytes word;   /* the value of what is no number; may be empty */
    bool halved;         /* half an octet stands behind the number, which goes on there */
};

/* Takes the next item, behind blanks and marks. False where none stands there. A
 * number that is cut off is taken as far as it goes. */
MUST_CHECK bool listing_text_take(struct bytes *text, struct listing_item *item);

/* The octets of an item's number, at most `room` of them, as they are written: zeros at
 * the front included, an odd digit by itself. Returns how many; 0 where there are more. */
size_t listing_number_octets(struct bytes number, uint8_t *octets, size_t room);

#endif
