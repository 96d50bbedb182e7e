#include <string.h>

#include "keys/published_keys.h"

const char *published_key_remark(const struct public_identity *identity)
{
    size_t from = 0, to = published_key_count; /* sorted by digest */
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const int order = memcmp(published_keys[middle].digest, identity->digest, SHA256_LENGTH);
        if (order == 0) {
            return published_keys[middle].remark;
        }
        if (order < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return NULL;
}
