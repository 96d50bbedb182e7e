#ifndef RC4_H
#define RC4_H

#include <stddef.h>
#include <stdint.h>

/* RC4 with a key of any length: OpenSSL has it for two lengths, and not in all of its builds. */
struct rc4 {
    uint8_t box[256];
    uint8_t i, j;
};

/* `length` from 1 to 256. */
void rc4_begin(struct rc4 *state, const uint8_t *key, size_t length);
/* Closes and opens in place. */
void rc4_apply(struct rc4 *state, uint8_t *at, size_t length);

#endif
