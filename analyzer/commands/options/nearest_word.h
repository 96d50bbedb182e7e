#ifndef NEAREST_WORD_H
#define NEAREST_WORD_H

#include <stddef.h>

/* The word that somebody meant who wrote another: one that differs in few letters (left out, too
 * many, others, or two in the wrong order; as many as a third of them), or begins alike. */

struct nearest_word {
    const char *wanted;
    const char *best; /* NULL: none is near; of equal ones the first */
    size_t distance;
};

void nearest_word_begin(struct nearest_word *nearest, const char *wanted);
void nearest_word_offer(struct nearest_word *nearest, const char *word);

#endif
