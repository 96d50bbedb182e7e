#ifndef UNESCAPE_H
#define UNESCAPE_H

#include "bytes.h"

/* Escapes of the languages in which a key is quoted: backslashes (C, JSON,
 * shell), backticks (PowerShell), percent (RFC 3986), character references (HTML, XML) and
 * quoted-printable (RFC 2045 section 6.7); and for nothing what stands between two encoded words
 * of one header field (RFC 2047), and what a terminal was told (terminal_escape.h). Line ends and
 * tabs as logs show them, too: `#012`, `^J`, `\012`. Nobody says which one it is, so what cannot be
 * an escape stays as it is. */

/* The most bytes that one escape stands for. */
#define UNESCAPE_MADE_MAX 3

/* Reads the escape at the front of `text`: how many bytes it takes, 0 where
 * none stands there. `made` gets what it stands for (`count` bytes, maybe none:
 * a soft line break), always fewer than it takes. */
size_t unescape_take(struct bytes text, uint8_t made[UNESCAPE_MADE_MAX], size_t *count);

#endif
