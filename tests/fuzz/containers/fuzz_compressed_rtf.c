/* Functions under test: the walk and recognise() of compressed_rtf_container. What comes out
 * is at most 17 bytes for each two that go in, and the same however these arrive. */
#include "containers/outlook/compressed_rtf.h"

#include "mail_property.h"

static uint64_t digest_of(struct stream *stream, size_t size)
{
    struct property_walk walk = { .size = size };
    const struct container_sink sink = {
        .context = &walk, .part = property_part, .mail = property_mail, .journal = property_journal
    };
    require(compressed_rtf_container.walk(stream, &sink) == NULL);
    require(walk.given <= (uint64_t)size * 17 / 2);
    return walk.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct memory_stream memory;
    struct scarce_stream scarce;
    if (!compressed_rtf_container.recognise(bytes_over(data, size))) {
        return 0;
    }
    memory_stream_init(&memory, bytes_over(data, size));
    scarce_stream_init(&scarce, bytes_over(data, size), false);
    require(digest_of(&memory.stream, size) == digest_of(&scarce.stream, size));
    return 0;
}
