/* Functions under test: openpgp_keyring_examine and gnupg_agent_key_examine through
 * key_examine, openpgp_closed_key, openpgp_lock_open_numbers */

#include "keys/key_examine.h"
#include "keys/openpgp_numbers.h"
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
}

/* Long derivations are allowed, but teach a fuzzer nothing; nor do many keys. */
static bool takes_long(struct bytes data)
{
    struct openpgp_packet packet;
    struct openpgp_key key;
    size_t keys = 0;
    while (openpgp_packet_take(&data, &packet)) {
        keys += openpgp_packet_is_secret(&packet) ? 1 : 0;
        if (openpgp_key_read(packet.body, &key) == OUTCOME_OK && key.protection.octets > 4096) {
            return true;
        }
    }
    return keys > 8;
}

/* A count of the agent's that has six digits or more. */
static bool counts_far(struct bytes text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.left && digits < 6; i++) {
        digits = text.at[i] >= '0' && text.at[i] <= '9' ? digits + 1 : 0;
    }
    return digits == 6;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct key_examiner *examiner;
    static const struct key_examiner_settings settings = {
        .passphrases = { (const uint8_t *)"correct horse\n", 14 },
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
    if ((data[0] & 4) != 0 && counts_far(bytes_over(data + 1, size - 1))) {
        return 0;
    }
    const struct candidate candidate = { .form =
                                             (data[0] & 4) == 0 ? CANDIDATE_PGP : CANDIDATE_AGENT,
                                         .origin = data[0] % 4,
                                         .content = bytes_over(data + 1, size - 1) };
    size_t early = 0, late = 0;
    const struct key_finding_sink sink = { .context = &early, .found = found };
    const struct key_finding_sink last = { .context = &late, .found = found };
    enum offer offer = key_examine(examiner, &candidate, false, &sink);
    require(early == 0 || offer == OFFER_TAKEN); /* a dummy is taken, without a finding */
    offer = key_examine(examiner, &candidate, true, &last);
    require(late == 0 || offer == OFFER_TAKEN);
    require(early == 0 || early == late);
    return 0;
}
