/* Functions under test: jwe_text_compact, jwe_text_json, jwe_key_examine through key_examine */

#include "bytes/jwe_text.h"
#include "keys/key_examine.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void within(struct bytes window, struct bytes text)
{
    require(window.left == 0 ||
            (window.at >= text.at && window.left <= (size_t)(text.at + text.left - window.at)));
}

static void check(bool (*take)(struct bytes, struct jwe_text *, size_t *), struct bytes text)
{
    struct jwe_text jwe = { .whole = true };
    size_t end = SIZE_MAX;
    if (!take(text, &jwe, &end)) {
        require(end == SIZE_MAX && jwe.whole && jwe.protected.left == 0);
        return;
    }
    const struct bytes windows[] = { jwe.protected,  jwe.encrypted_key, jwe.iv,
                                     jwe.ciphertext, jwe.tag,           jwe.unprotected,
                                     jwe.header,     jwe.recipients,    jwe.aad };
    require(end <= text.left);
    for (size_t i = 0; i < sizeof(windows) / sizeof(windows[0]); i++) {
        within(windows[i], bytes_over(text.at, end));
    }
}

static void found(void *context, const struct key_finding *finding)
{
    size_t *count = context;
    ++*count;
    require(finding->verdict != VERDICT_NONE && finding->encoding != NULL);
    require((finding->failure == NULL) == (finding->verdict == VERDICT_PROVEN));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct key_examiner *examiner;
    static const struct key_examiner_settings settings = {
        .passphrases = { (const uint8_t *)"x\ncorrect horse", 15 }
    };
    if (examiner == NULL) {
        require(key_examine_prepare());
        examiner = key_examiner_new(&settings);
        key_examiner_set_work(examiner, 5000);
    }
    const struct bytes text = bytes_over(data, size);
    check(jwe_text_compact, text);
    check(jwe_text_json, text);
    const struct candidate candidate = { .form = CANDIDATE_JWE,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = text };
    size_t count = 0;
    const struct key_finding_sink sink = { .context = &count, .found = found };
    const enum offer offer = key_examine(examiner, &candidate, true, &sink);
    require(count == 0 || offer == OFFER_TAKEN);
    return 0;
}
