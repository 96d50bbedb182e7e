/* Functions under test: the rows of PuTTY, Tectia, SSH-1 and Dropbear in key_reader.c */
#include <string.h>

#include "bytes/putty_fields.h"
#include "keys/key_examine.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void found(void *context, const struct key_finding *finding)
{
    size_t *count = context;
    ++*count;
    require(finding->verdict != VERDICT_NONE && finding->encoding != NULL);
    require((finding->failure == NULL) == (finding->verdict == VERDICT_PROVEN));
    require(finding->verdict != VERDICT_PROVEN || finding->has_identity);
}

/* Long derivations are allowed, but teach a fuzzer nothing. */
static bool takes_long(struct bytes text)
{
    struct putty_fields fields;
    return putty_fields_read(text, &fields) && (fields.memory.left > 2 || fields.passes.left > 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum candidate_form forms[] = { CANDIDATE_PUTTY, CANDIDATE_SSH2,
                                                 CANDIDATE_DROPBEAR, CANDIDATE_SSH1 };
    static struct key_examiner *examiner;
    static const struct key_examiner_settings settings = {
        .passphrases = { (const uint8_t *)"correct horse", 13 },
        .proof_cn = { (const uint8_t *)"x", 1 },
        .proofs = true,
    };
    if (examiner == NULL) {
        require(key_examine_prepare());
        examiner = key_examiner_new(&settings);
    }
    if (size == 0 || size > 2048 || takes_long(bytes_over(data + 1, size - 1))) {
        return 0;
    }
    const struct candidate candidate = {
        .form = forms[data[0] % 4],
        .origin = data[0] / 4 % 4,
        .content = bytes_over(data + 1, size - 1),
    };
    size_t early = 0, late = 0;
    const struct key_finding_sink sink = { .context = &early, .found = found };
    const struct key_finding_sink last = { .context = &late, .found = found };
    enum offer offer = key_examine(examiner, &candidate, false, &sink);
    require((offer == OFFER_TAKEN) == (early > 0));
    offer = key_examine(examiner, &candidate, true, &last);
    require((offer == OFFER_TAKEN) == (late > 0));
    require(early == 0 || early == late);
    return 0;
}
