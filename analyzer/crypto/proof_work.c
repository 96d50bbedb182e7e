#include "crypto/proof_work.h"

#include "bounds.h"

static uint64_t steps_of(int modulus_bits, int exponent_bits)
{
    const uint64_t words = ((uint64_t)modulus_bits + 63) / 64;
    return words * words * (uint64_t)exponent_bits / EXPONENTIATION_STEP + 1;
}

static void spend(struct proof_work *work, uint64_t steps)
{
    if (work != NULL) {
        work->left -= steps < work->left ? steps : work->left;
        work->spent += steps;
    }
}

void proof_work_note(struct proof_work *work, int modulus_bits, int exponent_bits)
{
    spend(work, steps_of(modulus_bits, exponent_bits));
}

bool proof_work_take(struct proof_work *work, uint64_t steps)
{
    if (work != NULL && steps > work->left) {
        work->refused = true;
        return false;
    }
    spend(work, steps);
    return true;
}

bool proof_work_raise(struct proof_work *work, int modulus_bits, int exponent_bits)
{
    return proof_work_take(work, steps_of(modulus_bits, exponent_bits));
}

bool proof_work_raise_kept(struct proof_work *work, int modulus_bits, int exponent_bits)
{
    const uint64_t steps = steps_of(modulus_bits, exponent_bits);
    if (!proof_work_take(work, steps)) {
        return false;
    }
    if (work != NULL) {
        work->kept += steps;
    }
    return true;
}

void proof_work_give_back(struct proof_work *work, const struct proof_work *before)
{
    work->left = before->left - (work->kept - before->kept);
}
