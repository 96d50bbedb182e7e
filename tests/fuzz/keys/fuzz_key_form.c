/* Functions under test: key_form_read, encrypted_pkcs8_read, openssh_blob_read, openssh_list_next
 */

#include "keys/closed_key.h"
#include "keys/key_form.h"
#include "keys/openssh_key.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Empty, or within what was given. */
static void within(struct bytes window, const uint8_t *data, size_t size)
{
    require(window.left == 0 ||
            (window.at >= data && window.left <= (size_t)(data + size - window.at)));
}

static void windows_of(const struct private_key *key, const uint8_t *data, size_t size)
{
    within(key->public.n, data, size);
    within(key->public.e, data, size);
    within(key->d, data, size);
    within(key->prime1, data, size);
    within(key->prime2, data, size);
    within(key->exponent1, data, size);
    within(key->exponent2, data, size);
    within(key->coefficient, data, size);
    within(key->secret, data, size);
    require(key->claim_count <= KEY_CLAIMS_MAX);
    for (size_t i = 0; i < key->claim_count; i++) {
        within(key->claims[i].point, data, size);
        within(key->claims[i].raw, data, size);
        within(key->claims[i].y, data, size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes from = bytes_over(data, size);
    struct private_key key = { .left_over = true };
    if (key_form_read(from, bytes_over(NULL, 0), &key) != NULL) {
        windows_of(&key, data, size);
        require(key.public.algorithm != KEY_ALGORITHM_NONE);
    } else {
        require(key.left_over && key.public.algorithm == KEY_ALGORITHM_NONE);
    }
    struct closed_key closed;
    if (encrypted_pkcs8_read(from, &closed) == OUTCOME_OK) {
        within(closed.closed, data, size);
        within(closed.lock.salt, data, size);
        within(closed.lock.iv, data, size);
        require(closed.obstacle != NULL || closed.lock.cipher != NULL ||
                closed.lock.derivation == LOCK_JKS);
    }
    struct openssh_blob blob;
    if (openssh_blob_read(from, &blob) == OUTCOME_OK) {
        require(blob.count > 0 && blob.count <= OPENSSH_KEYS_MAX);
        within(blob.closed.closed, data, size);
        struct bytes list = blob.closed.closed;
        while (openssh_list_next(&list, &key) == OUTCOME_OK) {
            windows_of(&key, data, size);
        }
    }
    return 0;
}
