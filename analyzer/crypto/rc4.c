#include "crypto/rc4.h"

static void swap(uint8_t *one, uint8_t *other)
{
    const uint8_t kept = *one;
    *one = *other;
    *other = kept;
}

void rc4_begin(struct rc4 *state, const uint8_t *key, size_t length)
{
    uint8_t j = 0;
    state->i = state->j = 0;
    for (size_t i = 0; i < 256; i++) {
        state->box[i] = (uint8_t)i;
    }
    for (size_t i = 0; i < 256; i++) {
        j = (uint8_t)(j + state->box[i] + key[i % length]);
        swap(&state->box[i], &state->box[j]);
    }
}

void rc4_apply(struct rc4 *state, uint8_t *at, size_t length)
{
    for (size_t n = 0; n < length; n++) {
        state->i++;
        state->j = (uint8_t)(state->j + state->box[state->i]);
        swap(&state->box[state->i], &state->box[state->j]);
        at[n] ^= state->box[(uint8_t)(state->box[state->i] + state->box[state->j])];
    }
}
