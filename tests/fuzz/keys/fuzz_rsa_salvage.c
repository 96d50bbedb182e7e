/* Functions under test: rsa_salvage_read, rsa_salvage_row */

#include "keys/rsa_salvage.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_within(const struct private_key *key, struct bytes content)
{
    const struct bytes numbers[] = {
        key->public.n, key->public.e,  key->d,         key->prime1,
        key->prime2,   key->exponent1, key->exponent2, key->coefficient
    };
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        require(numbers[i].left == 0 ||
                (numbers[i].at >= content.at &&
                 numbers[i].left <= (size_t)(content.at + content.left - numbers[i].at)));
    }
}

/* What stands in a row is found among other bytes as well. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 2048) { /* large numbers only cost time here */
        return 0;
    }
    const struct bytes content = bytes_over(data, size);
    struct private_key key = { .left_over = true };
    struct written_numbers none = { 0 };
    const bool row = rsa_salvage_row(content, &none, &key) == OUTCOME_OK;
    require(row ? key.public.algorithm == KEY_RSA
                : key.left_over && key.public.algorithm == KEY_ALGORITHM_NONE);
    if (row) {
        require_within(&key, content);
    }
    written_numbers_clear(&none);
    key = (struct private_key){ .left_over = true };
    if (rsa_salvage_read(content, &key) == OUTCOME_OK) {
        require(key.public.algorithm == KEY_RSA && key.cut);
        require_within(&key, content);
    } else {
        require(key.left_over && key.public.algorithm == KEY_ALGORITHM_NONE);
    }
    return 0;
}
