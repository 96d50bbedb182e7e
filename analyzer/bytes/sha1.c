#include "bytes/sha1.h"

#include <string.h>

#include "buffer.h"

static uint32_t rotate(uint32_t word, unsigned by)
{
    return word << by | word >> (32 - by);
}

static uint32_t word_at(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Section 6.1.2, step 3: five rounds, after which each letter holds its own again. */
#define ROUND(f, k, a, b, c, d, e, word)                                                           \
    do {                                                                                           \
        (e) += rotate(a, 5) + f(b, c, d) + (k) + (word);                                           \
        (b) = rotate(b, 30);                                                                       \
    } while (0)
#define ROUNDS(f, k, w)                                                                            \
    do {                                                                                           \
        ROUND(f, k, a, b, c, d, e, (w)[0]);                                                        \
        ROUND(f, k, e, a, b, c, d, (w)[1]);                                                        \
        ROUND(f, k, d, e, a, b, c, (w)[2]);                                                        \
        ROUND(f, k, c, d, e, a, b, (w)[3]);                                                        \
        ROUND(f, k, b, c, d, e, a, (w)[4]);                                                        \
    } while (0)
#define CHOICE(b, c, d)   ((d) ^ ((b) & ((c) ^ (d))))
#define PARITY(b, c, d)   ((b) ^ (c) ^ (d))
#define MAJORITY(b, c, d) (((b) & (c)) | ((d) & ((b) | (c))))

static void take_block(struct sha1 *sum, const uint8_t *block)
{
    uint32_t w[80];
    uint32_t a = sum->state[0], b = sum->state[1], c = sum->state[2], d = sum->state[3],
             e = sum->state[4];
    for (unsigned i = 0; i < 16; i++) {
        w[i] = word_at(block + (size_t)4 * i);
    }
    for (unsigned i = 16; i < 80; i++) {
        w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    }
    for (unsigned i = 0; i < 20; i += 5) {
        ROUNDS(CHOICE, 0x5a827999, w + i);
    }
    for (unsigned i = 20; i < 40; i += 5) {
        ROUNDS(PARITY, 0x6ed9eba1, w + i);
    }
    for (unsigned i = 40; i < 60; i += 5) {
        ROUNDS(MAJORITY, 0x8f1bbcdc, w + i);
    }
    for (unsigned i = 60; i < 80; i += 5) {
        ROUNDS(PARITY, 0xca62c1d6, w + i);
    }
    sum->state[0] += a;
    sum->state[1] += b;
    sum->state[2] += c;
    sum->state[3] += d;
    sum->state[4] += e;
}

void sha1_begin(struct sha1 *sum)
{
    static const uint32_t first[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
    memset(sum, 0, sizeof(*sum));
    memcpy(sum->state, first, sizeof(first));
}

void sha1_push(struct sha1 *sum, struct bytes piece)
{
    while (piece.left > 0) {
        size_t held = (size_t)(sum->length % 64), some = 64 - held;
        struct bytes taken;
        if (some > piece.left) {
            some = piece.left;
        }
        if (!bytes_take(&piece, some, &taken)) {
            return;
        }
        sum->length += some;
        if (some == 64) {
            take_block(sum, taken.at);
            continue;
        }
        memcpy(sum->block + held, taken.at, some);
        if (held + some == 64) {
            take_block(sum, sum->block);
        }
    }
}

void sha1_end(struct sha1 *sum, uint8_t digest[SHA1_SIZE])
{
    static const uint8_t padding[64] = { 0x80 };
    uint64_t bits = sum->length * 8;
    uint8_t length[8];
    size_t held = (size_t)(sum->length % 64);
    sha1_push(sum, bytes_over(padding, held < 56 ? 56 - held : 120 - held));
    for (unsigned i = 0; i < 8; i++) {
        length[i] = (uint8_t)(bits >> (56 - 8 * i));
    }
    sha1_push(sum, bytes_over(length, sizeof(length)));
    for (unsigned i = 0; i < SHA1_SIZE; i++) {
        digest[i] = (uint8_t)(sum->state[i / 4] >> (24 - 8 * (i % 4)));
    }
    memory_wipe(sum, sizeof(*sum));
}
