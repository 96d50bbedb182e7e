/* Functions under test: tar_residue_* */
#include "containers/archives/tar_residue.h"
#include "require.h"
#include "scarce_stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct tar_residue *residue, size_t size)
{
    const struct carve_spans *spans = &residue->passed.spans;
    uint64_t before = 0, length = 0;
    for (size_t i = 0; i < carve_spans_count(spans); i++) {
        const struct carve_span span = carve_spans_at(spans, i);
        require(span.from >= before && span.from < span.to && span.from < size);
        before = span.to;
        length += span.to - span.from;
    }
    require(residue->passed.held.used <= length);
}

static void require_same(const struct tar_residue *one, const struct tar_residue *other)
{
    require(bytes_equal(buffer_bytes(&one->passed.spans.list),
                        buffer_bytes(&other->passed.spans.list)));
}

/* Whether its octets come one by one, or are gone over, what is noted is the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tar_residue once, over;
    struct memory_stream memory;
    struct scarce_stream scarce;
    scarce_stream_init(&scarce, bytes_over(data, size), false);
    tar_residue_init(&once, &scarce.stream);
    tar_residue_finish(&once, size);
    check(&once, size);
    memory_stream_init(&memory, bytes_over(data, size));
    tar_residue_init(&over, &memory.stream);
    require(stream_seek(&over.stream, size));
    tar_residue_finish(&over, size);
    check(&over, size);
    require_same(&once, &over);
    require(over.passed.held.used == 0);
    tar_residue_clear(&once);
    tar_residue_clear(&over);
    return 0;
}
