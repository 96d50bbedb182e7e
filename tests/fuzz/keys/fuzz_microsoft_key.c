/* Functions under test: microsoft_numbers_read, microsoft_numbers_fit, cng_numbers_read,
 * key_examine of what is a PVK file by its first octets */
#include "keys/cng_numbers.h"
#include "keys/key_examine.h"
#include "keys/microsoft_numbers.h"
#include "reader_property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void found(void *context, const struct key_finding *finding)
{
    size_t *count = context;
    ++*count;
    require(finding->verdict != VERDICT_NONE && finding->encoding != NULL);
    require((finding->failure == NULL) == (finding->verdict == VERDICT_PROVEN));
    require(finding->verdict != VERDICT_PROVEN || finding->has_identity);
}

static void examine(const uint8_t *data, size_t size)
{
    static struct key_examiner *examiner;
    static const struct key_examiner_settings settings = { .passphrases = { (const uint8_t *)"x\ny",
                                                                            3 } };
    if (examiner == NULL) {
        require(key_examine_prepare());
        examiner = key_examiner_new(&settings);
    }
    const struct candidate candidate = { .form = CANDIDATE_MICROSOFT,
                                         .origin = ORIGIN_BINARY,
                                         .content = bytes_over(data, size) };
    size_t count = 0;
    const struct key_finding_sink sink = { .context = &count, .found = found };
    require((key_examine(examiner, &candidate, true, &sink) == OFFER_TAKEN) == (count > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    reader_property(microsoft_numbers_read, data, size);
    reader_property(cng_numbers_read, data, size);
    (void)microsoft_numbers_fit(bytes_over(data, size));
    if (size <= 2048) { /* large numbers only cost time here */
        examine(data, size);
    }
    return 0;
}
