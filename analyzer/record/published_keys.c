#include "record/published_keys.h"

#include <string.h>

#include "bytes/hex_text.h"

const struct published_key published_keys[] = {
#include "record/published_keys.inc"
};

const size_t published_key_count = sizeof(published_keys) / sizeof(published_keys[0]);

const char *published_key_source(const struct public_identity *identity)
{
    char digest[2 * SHA256_LENGTH + 1];
    size_t from = 0, to = published_key_count;
    hex_text_write(bytes_over(identity->digest, SHA256_LENGTH), digest);
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        const int order = strcmp(published_keys[middle].digest, digest);
        if (order == 0) {
            return published_keys[middle].source;
        }
        if (order < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return NULL;
}
