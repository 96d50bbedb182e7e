#include "crypto/memory_hard.h"

#include <argon2.h>

#include "bounds.h"

/* RFC 9106 section 3.1: eight blocks of 1 KiB per lane, and at most so many lanes. */
#define BLOCKS_PER_LANE 8
#define LANES_MAX       0xffffffu

uint64_t memory_hard_steps(const struct memory_hard *cost)
{
    if (cost->lanes == 0 || cost->lanes > LANES_MAX || cost->passes == 0 ||
        cost->passes > DERIVATION_STEPS_MAX || cost->memory < BLOCKS_PER_LANE * cost->lanes ||
        cost->memory > MEMORY_HARD_BYTES_MAX >> 10) {
        return UINT64_MAX;
    }
    return cost->memory * cost->passes * MEMORY_HARD_BLOCK_STEPS; /* at most 2^18 times 10^7 */
}

static argon2_type type_of(enum memory_hard_kind kind)
{
    return kind == ARGON_D ? Argon2_d : kind == ARGON_I ? Argon2_i : Argon2_id;
}

bool memory_hard_derive(const struct memory_hard *cost, struct bytes passphrase, struct bytes salt,
                        uint8_t *key, size_t length)
{
    if (memory_hard_steps(cost) == UINT64_MAX || length > UINT32_MAX ||
        passphrase.left > UINT32_MAX || salt.left > UINT32_MAX) {
        return false;
    }
    argon2_context context = {
        .out = key,
        .outlen = (uint32_t)length,
        .pwd = (uint8_t *)(uintptr_t)passphrase.at, /* it wipes them only where it is told to */
        .pwdlen = (uint32_t)passphrase.left,
        .salt = (uint8_t *)(uintptr_t)salt.at,
        .saltlen = (uint32_t)salt.left,
        .t_cost = (uint32_t)cost->passes,
        .m_cost = (uint32_t)cost->memory,
        .lanes = (uint32_t)cost->lanes,
        .threads = 1,
        .version = ARGON2_VERSION_13,
        .flags = ARGON2_DEFAULT_FLAGS,
    };
    return argon2_ctx(&context, type_of(cost->kind)) == ARGON2_OK;
}
