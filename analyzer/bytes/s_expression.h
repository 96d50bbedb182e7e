#ifndef S_EXPRESSION_H
#define S_EXPRESSION_H

#include "bytes.h"

/* S-expressions (Rivest's draft, as libgcrypt writes them): the canonical encoding,
 * (3:abc(1:x2:yz)), and the advanced one, (abc (x #79 7a#)), with quoted strings. */

enum s_kind {
    S_OPEN,   /* ( */
    S_CLOSE,  /* ) */
    S_OCTETS, /* of the canonical encoding */
    S_HEX,    /* the digits between the signs */
    S_QUOTED, /* what stands between the quotes */
    S_WORD
};

struct s_token {
    enum s_kind kind;
    struct bytes text;
};

/* Takes the next one; blanks and line ends before it are skipped. False at the end, or
 * where none begins or ends. */
MUST_CHECK bool s_expression_take(struct bytes *from, struct s_token *token);

/* Steps over the rest of a list whose "(" was taken. False where the text ends first, or
 * lists are nested deeper than those of keys. */
MUST_CHECK bool s_expression_leave(struct bytes *from);

/* Length of the list at the front; 0 where none begins there, or its end is missing. */
size_t s_expression_length(struct bytes text);

/* True for an atom, in whatever encoding but hex, with this text. */
bool s_expression_is(const struct s_token *token, const char *text);

#endif
