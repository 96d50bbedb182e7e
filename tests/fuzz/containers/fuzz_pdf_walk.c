/* Functions under test: the walk and recognise() of pdf_container. Properties: places lie in the
 * file, members come in order and do not overlap, and a second walk gives the same. */
#include "containers/pdf/pdf_walk.h"

#include "mail_property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t walk_once(struct bytes all)
{
    struct property_walk walk = { .size = all.left };
    const struct container_sink sink = { .context = &walk,
                                         .part = property_part,
                                         .mail = property_mail,
                                         .journal = property_journal,
                                         .decoded_max = 1 << 20 };
    struct memory_stream memory;
    memory_stream_init(&memory, all);
    require(pdf_container.walk(&memory.stream, &sink) == NULL);
    return walk.digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool taken = pdf_container.recognise(bytes_over(data, size)) ||
                 pdf_behind_container.recognise(bytes_over(data, size));
    (void)taken;
    require(walk_once(bytes_over(data, size)) == walk_once(bytes_over(data, size)));
    return 0;
}
