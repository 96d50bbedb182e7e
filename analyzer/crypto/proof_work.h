#ifndef PROOF_WORK_H
#define PROOF_WORK_H

#include <stdbool.h>
#include <stdint.h>

/* A budget of work that came to nothing, in steps of PBKDF2 (bounds.h). What costs much and
 * says little beforehand asks first; where the budget is used up it is left undone, and
 * `refused` says so. Who comes to a proof gives back what it took, but for what no program's
 * keys need: else true keys could be made that take seconds each. NULL is a budget without
 * end. */
struct proof_work {
    uint64_t left;
    uint64_t spent; /* in all, also where nothing is left */
    uint64_t kept;  /* of it: what is not given back */
    bool refused;   /* something was left undone */
};

/* For one exponentiation with a modulus and an exponent of so many bits. */
bool proof_work_raise(struct proof_work *work, int modulus_bits, int exponent_bits);

/* The same of what is not given back. */
bool proof_work_raise_kept(struct proof_work *work, int modulus_bits, int exponent_bits);

/* All that was taken since `before`, but for that. */
void proof_work_give_back(struct proof_work *work, const struct proof_work *before);

/* For so many steps of anything else. */
bool proof_work_take(struct proof_work *work, uint64_t steps);

/* As the first, of what is done in any case. */
void proof_work_note(struct proof_work *work, int modulus_bits, int exponent_bits);

#endif
