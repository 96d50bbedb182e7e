#ifndef REVERSED_LINES_H
#define REVERSED_LINES_H

#include "candidates/delivery.h"

/* Armour of private keys whose lines stand in the other order, the newest first, as logs and chats
 * are exported and `tac` writes: its END with a BEGIN of the same label behind it, on lines of
 * their own or, where the line ends were lost, with one and the same character between all of them.
 * The lines in their order are offered as a new leaf. */

/* Reads what stands before the BEGIN whose "B" is at the anchor, and was not taken. */
void reversed_lines_read(const struct leaf_window *window, size_t anchor,
                         struct delivery *delivery);

#endif
