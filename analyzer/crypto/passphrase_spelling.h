#ifndef PASSPHRASE_SPELLING_H
#define PASSPHRASE_SPELLING_H

#include "buffer.h"

/* The octets that a passphrase becomes before a key is derived of it: programs do
 * not agree on them, not even for one format. */
enum passphrase_spelling {
    SPELLING_GIVEN, /* as it was given: UTF-8 */
    SPELLING_BMP,   /* UTF-16, highest octet first, two zeros behind: RFC 7292 appendix B.1 */
    SPELLING_LATIN, /* likewise, each octet a character of its own: OpenSSL before 1.1.0 */
    SPELLING_NONE,  /* of the empty passphrase: not even the two zeros */
    SPELLING_UTF16  /* UTF-16, highest octet first, nothing behind: Java */
};

/* Appends the octets. False, with `octets` as they were, where the passphrase has no
 * such spelling or where another one is the same (SPELLING_LATIN of ASCII), and
 * when memory ran out. */
MUST_CHECK bool passphrase_spelling_write(struct bytes passphrase,
                                          enum passphrase_spelling spelling, struct buffer *octets);

#endif
