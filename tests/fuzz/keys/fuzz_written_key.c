/* Functions under test: jwk_key_read, xml_key_read, by the first octet */

#include "bounds.h"
#include "keys/key_reader.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every number lies in the memory that was lent. */
static void within(struct bytes window, const struct written_numbers *numbers)
{
    const uint8_t *at = numbers->octets.at;
    require(window.left == 0 ||
            (window.at >= at && window.left <= (size_t)(at + numbers->octets.used - window.at)));
}

static void numbers_of(const struct private_key *key, const struct written_numbers *numbers)
{
    const struct bytes all[] = {
        key->public.n, key->public.e, key->public.p,  key->public.q,  key->public.g,    key->d,
        key->prime1,   key->prime2,   key->exponent1, key->exponent2, key->coefficient, key->secret,
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        within(all[i], numbers);
    }
    require(key->claim_count <= KEY_CLAIMS_MAX);
    for (size_t i = 0; i < key->claim_count; i++) {
        within(key->claims[i].point, numbers);
        within(key->claims[i].raw, numbers);
        within(key->claims[i].y, numbers);
    }
}

/* Each of d, p, q, dP and dQ gives the rest back with the public half (RFC 8017 3.2). */
static bool rsa_can_be_made(const struct private_key *key)
{
    return key->d.left + key->prime1.left + key->prime2.left + key->exponent1.left +
               key->exponent2.left >
           0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    struct written_numbers numbers = { 0 };
    struct private_key key = { .left_over = true };
    const struct bytes text = bytes_over(data + 1, size - 1);
    require(written_numbers_begin(&numbers, text.left + WRITTEN_SPARE));
    const uint8_t *room = numbers.octets.at;
    enum outcome outcome =
        data[0] % 2 == 0 ? jwk_key_read(text, &numbers, &key) : xml_key_read(text, &numbers, &key);
    require(numbers.octets.at == room); /* else windows would be on memory that is gone */
    if (outcome == OUTCOME_OK) {
        require(key.public.algorithm != KEY_ALGORITHM_NONE && !key.left_over);
        require(key.public.algorithm != KEY_RSA || rsa_can_be_made(&key));
        numbers_of(&key, &numbers);
    } else {
        require(key.left_over && key.public.algorithm == KEY_ALGORITHM_NONE);
    }
    written_numbers_clear(&numbers);
    return 0;
}
