/* Functions under test: rsa_salvage_read, rsa_salvage_row, redacted_key_examine and
 * redacted_openssh_examine through key_examine: the first half of the data is the content, the
 * second says what is unknown */

#include "keys/key_examine.h"
#include "keys/rsa_salvage.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void found(void *context, const struct key_finding *finding)
{
    size_t *count = context;
    ++*count;
    require(finding->verdict == VERDICT_PROVEN || finding->failure != NULL);
    require(finding->verdict != VERDICT_PROVEN || finding->has_identity);
    require(finding->verdict != VERDICT_FORGED); /* what is unknown claims nothing */
}

static void within(struct bytes window, struct bytes content)
{
    require(window.left == 0 || (window.at >= content.at &&
                                 window.left <= (size_t)(content.at + content.left - window.at)));
}

static void check_salvage(struct bytes content)
{
    struct private_key key = { .left_over = true };
    if (rsa_salvage_read(content, &key) != OUTCOME_OK) {
        require(key.left_over && key.public.algorithm == KEY_ALGORITHM_NONE);
        return;
    }
    require(key.cut && key.remain_count == 0);
    within(key.public.n, content);
    within(key.d, content);
    within(key.prime1, content);
    within(key.prime2, content);
    within(key.exponent1, content);
    within(key.exponent2, content);
    within(key.coefficient, content);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct key_examiner *examiner;
    static const struct key_examiner_settings settings = { .proof_cn = { (const uint8_t *)"x", 1 },
                                                           .proofs = true };
    if (examiner == NULL) {
        require(key_examine_prepare());
        examiner = key_examiner_new(&settings);
    }
    if (size > 2048) { /* large numbers only cost time here */
        return 0;
    }
    const struct bytes content = bytes_over(data, size / 2);
    check_salvage(content);
    struct candidate candidate = { .form = CANDIDATE_DER,
                                   .origin = ORIGIN_ARMOUR,
                                   .content = content,
                                   .unknown = bytes_over(data + size / 2, size / 2) };
    size_t count = 0;
    const struct key_finding_sink sink = { .context = &count, .found = found };
    enum offer offer = key_examine(examiner, &candidate, true, &sink);
    require((offer == OFFER_TAKEN) == (count > 0));
    candidate.form = CANDIDATE_OPENSSH;
    count = 0;
    offer = key_examine(examiner, &candidate, true, &sink);
    require((offer == OFFER_TAKEN) == (count > 0));
    candidate.form = CANDIDATE_RSA_NUMBERS;
    candidate.origin = ORIGIN_BINARY;
    candidate.unknown = bytes_over(NULL, 0);
    (void)key_examine(examiner, &candidate, true, &sink);
    return 0;
}
