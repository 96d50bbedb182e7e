#ifndef DER_H
#define DER_H

#include "bytes.h"
#include "outcome.h"

/* Reads DER and BER (ITU-T X.690) one element at a time, the way a schema is
 * read: call in the order of the ASN.1 definition, then ask der_end(). Under
 * DER_STRICT, BER's longer spellings are OUTCOME_MALFORMED; DER_LENIENT takes
 * indefinite lengths, spare zeros in lengths and integers, and "negative"
 * magnitudes, because that is what leaks look like. Nothing changes on failure. */

enum der_rules { DER_STRICT, DER_LENIENT };

enum der_tag {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_NULL = 0x05,
    DER_OBJECT_IDENTIFIER = 0x06,
    DER_ENUMERATED = 0x0a,
    DER_UTF8_STRING = 0x0c,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONTEXT_0 = 0xa0,
    DER_CONTEXT_1 = 0xa1,
    DER_CONTEXT_2 = 0xa2,
    DER_CONTEXT_3 = 0xa3
};

/* Takes one element with this tag (any single-octet value); `content` is what
 * stands inside it, without the end-of-contents octets of an indefinite length. */
MUST_CHECK enum outcome der_take(struct bytes *from, enum der_rules rules, unsigned tag,
                                 struct bytes *content);

/* Takes one element whatever its tag is. `whole` (may be NULL) is the element
 * with its header. */
MUST_CHECK enum outcome der_take_any(struct bytes *from, enum der_rules rules, unsigned *tag,
                                     struct bytes *content, struct bytes *whole);

/* Takes one element with this tag, as it stands: with its header. */
MUST_CHECK enum outcome der_take_whole(struct bytes *from, enum der_rules rules, unsigned tag,
                                       struct bytes *whole);

/* True when the next octet is this tag. */
bool der_next_is(struct bytes from, unsigned tag);

/* Takes an INTEGER that is not negative, without leading zero octets (zero is
 * an empty window under either rule). Lenient: a "negative" one is its octets. */
MUST_CHECK enum outcome der_take_natural(struct bytes *from, enum der_rules rules,
                                         struct bytes *magnitude);

/* Takes a BIT STRING of whole octets; without the count of unused bits. */
MUST_CHECK enum outcome der_take_bits(struct bytes *from, enum der_rules rules,
                                      struct bytes *octets);

/* How long the element at the front is, header included, going by its header
 * alone; 0 where no definite length stands there. Does not ask whether the
 * content is all there. */
uint64_t der_span(struct bytes from);

/* OUTCOME_OK when nothing is left over. */
MUST_CHECK enum outcome der_end(struct bytes from);

#endif
