#ifndef PROOF_WORK_H
#define PROOF_WORK_H

#include <stdbool.h>
#include <stdint.h>

/* A budget of work that came to nothing, in steps of PBKDF2 (bounds.h). What costs much and
 * says little beforehand asks first; where the budget is used up it is left undone, and
 * `refused` says so. Who comes to a proof gives back what it took. NULL is a budget
 * without end. */
struct proof_work {
    uint64_t left;
    uint64_t spent; /* in all, also where nothing is left */
    bool refused;   /* something was left undone */
};

/* For one exponentiation with a modulus and an exponent of so many bits. */
bool proof_work_raise(struct proof_work *work, int modulus_bits, int exponent_bits);

/* For so many steps of anything else. */
bool proof_work_take(struct proof_work *work, uint64_t steps);

/* As the first, of what is done in any case. */
void proof_work_note(struct proof_work *work, int modulus_bits, int exponent_bits);

#endif
