/* Functions under test: key_examine, with what the first octet says of the candidate */

#include "keys/closed_key.h"
#include "keys/key_examine.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void found(void *context, const struct key_finding *finding)
{
    size_t *count = context;
    ++*count;
    require(finding->verdict != VERDICT_NONE && finding->encoding != NULL);
    require((finding->failure == NULL) == (finding->verdict == VERDICT_PROVEN));
    require(finding->proof.used == 0 || finding->verdict == VERDICT_PROVEN);
    require(finding->verdict != VERDICT_PROVEN || finding->has_identity);
    char name[KEY_IDENTITY_TEXT];
    key_finding_name(finding, name);
}

/* Long derivations are allowed, but teach a fuzzer nothing. */
static bool takes_long(struct bytes der)
{
    struct closed_key closed;
    return encrypted_pkcs8_read(der, &closed) == OUTCOME_OK && closed.obstacle == NULL &&
           lock_steps(&closed.lock) > 5000;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct key_examiner *examiner;
    static const struct key_examiner_settings settings = {
        .proof_cn = { (const uint8_t *)"x", 1 },
        .proofs = true,
    };
    if (examiner == NULL) {
        require(key_examine_prepare());
        examiner = key_examiner_new(&settings);
    }
    /* Large numbers only cost time here. */
    if (size == 0 || size > 2048 || takes_long(bytes_over(data + 1, size - 1))) {
        return 0;
    }
    const struct candidate candidate = {
        .form = data[0] % 3,
        .origin = data[0] / 3 % 4,
        .content = bytes_over(data + 1, size - 1),
        .dek_info = bytes_over("DES-CBC,0011223344556677", 24),
    };
    size_t early = 0, late = 0;
    const struct key_finding_sink sink = { .context = &early, .found = found },
                                  last = { .context = &late, .found = found };
    enum offer offer = key_examine(examiner, &candidate, false, &sink);
    require((offer == OFFER_TAKEN) == (early > 0));
    offer = key_examine(examiner, &candidate, true, &last);
    require((offer == OFFER_TAKEN) == (late > 0));
    require(early == 0 || early == late);
    return 0;
}
