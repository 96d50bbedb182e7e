#ifndef WRITTEN_NUMBER_H
#define WRITTEN_NUMBER_H

#include "buffer.h"

/* Memory for numbers that stand in a candidate in some other spelling than the one
 * private_key wants (big-endian octets without zeros at the front). Windows on it
 * stay good until it is cleared. Zeroed = empty. */
struct written_numbers {
    struct buffer octets;
};

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
/* Octets, the lowest first. */
MUST_CHECK bool written_number_reversed(struct written_numbers *numbers, struct bytes octets,
                                        struct bytes *number);

/* As written_number_base64, but the octets as they are, zeros at the front included:
 * for seeds and points. */
MUST_CHECK bool written_octets_base64(struct written_numbers *numbers, struct bytes text,
                                      struct bytes *octets);

#endif
