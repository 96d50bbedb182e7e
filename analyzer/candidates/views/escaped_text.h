#ifndef ESCAPED_TEXT_H
#define ESCAPED_TEXT_H

#include "bytes/unescape.h"

/* Escapes by their kind. Who escapes a text does it in one of these ways, so that what was
 * escaped twice is undone in two steps: the outer one may have broken the inner ones apart. */

enum escape_kind {
    ESCAPE_BACKSLASH = 1, /* C, JSON, shell */
    ESCAPE_PERCENT = 2,   /* RFC 3986 */
    ESCAPE_QUOTED = 4,    /* quoted-printable */
    ESCAPE_MARKUP = 8,    /* HTML and XML: references, tags, and what nobody sees */
    ESCAPE_ANY = 15
};
#define ESCAPE_KINDS 4

/* The kind that begins with this character; 0 = none does. */
unsigned escaped_text_kind(uint8_t character);

/* How many bytes at the front begin none of any kind; fewer than there are, maybe. */
size_t escaped_text_plain(struct bytes text);

/* What stands at `at` and is undone, of these kinds: how many bytes it takes, 0 where it stands
 * for itself. `made` gets the `count` bytes it stands for. */
size_t escaped_text_take(struct bytes text, size_t at, unsigned kinds,
                         uint8_t made[UNESCAPE_MADE_MAX], size_t *count);

/* Undoes the front of the text, as far as there is room: how many escapes that were. */
size_t escaped_text_clear(struct bytes text, unsigned kinds, uint8_t *clear, size_t room,
                          size_t *length);

#endif
