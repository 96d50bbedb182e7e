#ifndef REDACTION_H
#define REDACTION_H

#include "buffer.h"

/* Base64 in which characters were made unreadable: `*`, `?`, blanks, "[redacted]" in
 * brackets, a line of dots. How many there were is seen from the length of the lines, and
 * from the structure's own length. Zeroed = empty; kept between uses for its memory. */
struct redaction {
    struct buffer text, marks;      /* the characters, and which of them are none */
    struct buffer decoded, unknown; /* what they stand for, and its bits that are not known */
};

/* Reads the body of an armour. False where nothing in it is redacted, where it is not seen
 * how much is, or when memory ran out. */
MUST_CHECK bool redaction_read(struct bytes body, struct redaction *redaction);

/* How many of its octets are known to the last bit. */
size_t redaction_known(const struct redaction *redaction);

/* What stands in manuals and messages to show where a key goes: its first and last line
 * around dots, or words that cannot begin a structure. */
bool redaction_is_placeholder(const struct redaction *redaction);

/* May it be a key of openssh, as far as its front is known, and is more than that known? */
bool redaction_is_openssh(const struct redaction *redaction);

void redaction_clear(struct redaction *redaction);

#endif
