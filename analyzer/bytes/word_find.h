#ifndef WORD_FIND_H
#define WORD_FIND_H

#include "bytes.h"

/* Where a word of at least two characters first stands in a text; NULL where it does not. As
 * memmem(), which fills a table first and then takes a place at a time. Takes what the processor
 * offers. */
const uint8_t *word_find(struct bytes text, const char *word, size_t length);

/* The same in plain C: what the other is measured by. */
const uint8_t *word_find_portable(struct bytes text, const char *word, size_t length);

#endif
