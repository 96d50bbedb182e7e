#ifndef SHOWN_TEXT_H
#define SHOWN_TEXT_H

#include "buffer.h"

/* The text around a key, for a person who is to recognise the place: nothing of it that a key or
 * a passphrase could be made of may be left. Masked, as `*`, are what is known to be found
 * there, and on top, whatever it is: runs of SHOWN_RUN_MAX characters and more of base64,
 * base64url, hex or digits, also with line ends, quotes and escapes between them or in groups;
 * words as long as no language has them, rows of uuencode, and rows of words of three characters;
 * words that a keyword announces as passphrases; what is no text beside a finding; and near a
 * closed key, that any word may open, all words but the names of header fields. */

/* Bytes [from, to) of the text that something was found in. */
struct shown_extent {
    size_t from, to;
};

/* Appends the text with as many bytes: printable ASCII and LF, `.` for what is neither and for
 * scraps of text between such bytes. One pass or a few over the text. False when memory ran out:
 * nothing was appended that may be shown. */
MUST_CHECK bool shown_text_mask(struct bytes text, const struct shown_extent *found, size_t count,
                                bool closed, struct buffer *masked);

#endif
