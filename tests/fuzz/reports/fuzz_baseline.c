/* Functions under test: baseline_take, baseline_write, baseline_read, baseline_novelty */

#include "reports/baseline.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is written and read again is the same. */
static void write_and_read(struct buffer *digests)
{
    struct buffer text = { 0 };
    struct baseline baseline;
    require(baseline_write(digests, &text) && baseline_read(buffer_bytes(&text), &baseline));
    require(baseline.given && bytes_equal(buffer_bytes(&baseline.digests), buffer_bytes(digests)));
    require(baseline_novelty(&baseline, BASELINE_LISTED, bytes_over("none", 4),
                             bytes_over("", 0)) != NOVELTY_UNKNOWN);
    baseline_clear(&baseline);
    buffer_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer digests = { 0 };
    if (size > 0) {
        const enum baseline_output output =
            (enum baseline_output)(data[0] % (BASELINE_JOURNAL_JSONL + 1));
        require(baseline_take(output, bytes_over(data + 1, size - 1), &digests));
        require(digests.used % SHA256_LENGTH == 0);
        write_and_read(&digests);
    }
    buffer_clear(&digests);
    return 0;
}
