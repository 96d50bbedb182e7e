#ifndef DUMP_GROUPS_H
#define DUMP_GROUPS_H

#include "bytes/hex_dump.h"

/* The groups of digits on a line of a dump, which stand behind its offset: hexadecimal ones of one,
 * two, four or eight octets, also with `0x` before each, and octal ones of od. */

bool dump_groups_blank(struct bytes line, size_t at);

/* How many hexadecimal digits stand there; more than a group or an offset has count as one more. */
size_t dump_groups_digits(struct bytes line, size_t at);

/* How long `0x` is that stands there before a digit, or 0. */
size_t dump_groups_prefix(struct bytes line, size_t at);

/* Takes the groups at `at`: all of `found` but its offset. False where there are none, or what
 * follows is no end of them. */
MUST_CHECK bool dump_groups_take(struct bytes line, size_t at, struct hex_dump_line *found);

/* Appends their octets. False when memory ran out. */
MUST_CHECK bool dump_groups_decode(struct bytes line, const struct hex_dump_line *found,
                                   struct buffer *into);

#endif
