#ifndef WRITTEN_NUMBER_H
#define WRITTEN_NUMBER_H

#include "buffer.h"

/* Memory for numbers that stand in a candidate in some other spelling than the one
 * private_key wants (big-endian octets without zeros at the front). Windows on it
 * stay good until it is cleared. Zeroed = empty. */
struct written_numbers {
    struct buffer octets;
    bool bounded; /* one of them has more digits than DECIMAL_DIGITS_MAX */
};

/* More than the text takes: what a point has beside its coordinates as they were written. */
#define WRITTEN_SPARE 256

/* Room for `most` octets in all: what is written in text never takes more than the text
 * does. False when memory ran out. */
MUST_CHECK bool written_numbers_begin(struct written_numbers *numbers, size_t most);
void written_numbers_clear(struct written_numbers *numbers);

/* Each of these adds one number. False, with `number` as it was, when the spelling is
 * not right or there is no more room. */

/* Base64 in either alphabet, with or without padding; blanks and line ends are skipped. */
MUST_CHECK bool written_number_base64(struct written_numbers *numbers, struct bytes text,
                                      struct bytes *number);
/* Hexadecimal digits, an odd count as well; blanks, line ends and colons are skipped. */
MUST_CHECK bool written_number_hex(struct written_numbers *numbers, struct bytes text,
                                   struct bytes *number);
/* Decimal digits, DECIMAL_DIGITS_MAX at most behind the zeros at the front; blanks and line ends
 * are skipped. */
MUST_CHECK bool written_number_decimal(struct written_numbers *numbers, struct bytes text,
                                       struct bytes *number);
/* Octets, the lowest first. */
MUST_CHECK bool written_number_reversed(struct written_numbers *numbers, struct bytes octets,
                                        struct bytes *number);

/* An uncompressed point of two coordinates that were read before, each as wide as the
 * field: some writers leave out their zeros. */
MUST_CHECK bool written_point(struct written_numbers *numbers, struct bytes x, struct bytes y,
                              size_t width, struct bytes *point);

/* As written_number_hex, but the octets as they are. */
MUST_CHECK bool written_octets_hex(struct written_numbers *numbers, struct bytes text,
                                   struct bytes *octets);

/* As written_number_base64, but the octets as they are, zeros at the front included:
 * for seeds and points. */
MUST_CHECK bool written_octets_base64(struct written_numbers *numbers, struct bytes text,
                                      struct bytes *octets);

/* A number whose octets are a string of a width of its own: with zeros in front, or, where
 * it was written last octet first, turned round with zeros behind. False when it is longer. */
MUST_CHECK bool written_octets_padded(struct written_numbers *numbers, struct bytes number,
                                      size_t width, struct bytes *octets);
MUST_CHECK bool written_octets_reversed(struct written_numbers *numbers, struct bytes number,
                                        size_t width, struct bytes *octets);

#endif
