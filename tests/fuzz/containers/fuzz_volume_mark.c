/* Functions under test: rar_volume_continues(), zip_volume_read(). */
#include "containers/archives/rar_volume.h"
#include "containers/archives/zip_volume.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held)
{
    if (!held) {
        abort();
    }
}

/* What was read of the end does not hang on what stands before it. */
static void property_of_end(struct bytes tail)
{
    uint64_t before = 42, again = 43;
    if (!zip_volume_read(tail, &before)) {
        must(before == 42);
        return;
    }
    must(before < 65535 && tail.left >= 22);
    for (size_t skipped = tail.left; skipped-- > 0;) {
        struct bytes end = tail, front;
        must(bytes_take(&end, skipped, &front));
        if (zip_volume_read(end, &again)) {
            must(again == before);
            return;
        }
    }
    must(false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    if (rar_volume_continues(all)) {
        must(size > 8 && data[0] == 'R');
    }
    if (size < 4096) {
        property_of_end(all);
    }
    return 0;
}
