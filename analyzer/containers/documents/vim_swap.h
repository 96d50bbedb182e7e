#ifndef VIM_SWAP_H
#define VIM_SWAP_H

#include "container.h"

/* Swap files of Vim, as they stay behind when an editor was killed (memline.c of Vim): pages, of
 * which the first one is a header ("b0VIM"), "tp" lists others, and "ad" holds lines, the last one
 * first. Gives the text in the order of its lines, and behind it what pages hold that nothing lists
 * any more. Of little-endian machines, with numbers of four or eight octets; one that is encrypted
 * is told. */
extern const struct container vim_swap_container;

/* Appends the lines of such a page, or of several where a line is long. False when memory ran out;
 * `damaged` becomes true where some of them do not stand where the page says. */
MUST_CHECK bool vim_swap_lines(struct bytes block, struct buffer *text, bool *damaged);

#endif
