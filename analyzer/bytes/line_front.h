#ifndef LINE_FRONT_H
#define LINE_FRONT_H

#include "bytes.h"

/* Lines that begin with one of a few bytes. Of these, fewer are given by naming one twice. */
#define LINE_FRONTS 3

/* Is it one of them? */
bool line_front_is(const uint8_t fronts[LINE_FRONTS], uint8_t byte);

/* Where the first line feed stands that one of these bytes follows; text.left where none does. A
 * line feed that is the last byte of the text is none of them. Uses what the processor offers. */
size_t line_front_find(struct bytes text, const uint8_t fronts[LINE_FRONTS]);

/* The same in plain C: what the other is held against. */
size_t line_front_find_portable(struct bytes text, const uint8_t fronts[LINE_FRONTS]);

#endif
