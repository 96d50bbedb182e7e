#ifndef READER_PROPERTY_H
#define READER_PROPERTY_H

#include "keys/key_reader.h"
#include "require.h"

/* What must hold of any `read` of keys/key_reader.h, whatever it is given. */

/* Empty, or within the candidate, or within the memory for numbers. */
static inline void require_within(struct bytes window, struct bytes content, struct bytes memory)
{
    require(
        window.left == 0 ||
        (window.at >= content.at &&
         window.left <= (size_t)(content.at + content.left - window.at)) ||
        (window.at >= memory.at && window.left <= (size_t)(memory.at + memory.left - window.at)));
}

static inline void require_public(const struct public_numbers *numbers, struct bytes content,
                                  struct bytes memory)
{
    const struct bytes windows[] = { numbers->n, numbers->e, numbers->point, numbers->p,
                                     numbers->q, numbers->g, numbers->y,     numbers->raw };
    for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
        require_within(windows[i], content, memory);
    }
}

static inline void require_key(const struct private_key *key, struct bytes content,
                               struct bytes memory)
{
    const struct bytes windows[] = { key->d,         key->prime1,    key->prime2,     key->secret,
                                     key->exponent1, key->exponent2, key->coefficient };
    for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
        require_within(windows[i], content, memory);
    }
    require_public(&key->public, content, memory);
    require(key->claim_count <= KEY_CLAIMS_MAX);
    for (size_t i = 0; i < key->claim_count; i++) {
        require_public(&key->claims[i], content, memory);
    }
    require(key->public.algorithm != KEY_ALGORITHM_NONE);
    require(key->public.algorithm == KEY_RSA || key->public.algorithm == KEY_OTHER ||
            key->secret.left > 0);
}

static inline void reader_property(enum outcome (*read)(struct bytes, struct written_numbers *,
                                                        struct private_key *),
                                   const uint8_t *data, size_t size)
{
    struct written_numbers numbers = { 0 };
    struct private_key key = { .left_over = true, .claim_count = 77 };
    const struct bytes content = bytes_over(data, size);
    if (!written_numbers_begin(&numbers, size + 16)) {
        return;
    }
    if (read(content, &numbers, &key) == OUTCOME_OK) {
        require_key(&key, content, buffer_bytes(&numbers.octets));
    } else {
        require(key.left_over && key.claim_count == 77 &&
                key.public.algorithm == KEY_ALGORITHM_NONE);
    }
    written_numbers_clear(&numbers);
}

#endif
