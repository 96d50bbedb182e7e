/* Functions under test: microsoft_blob_extent, pvk_file_extent, cng_blob_extent */

#include "candidates/packed/packed_form.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every place is one for an anchor. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool (*const extents[])(struct bytes, size_t, size_t *,
                            size_t *) = { microsoft_blob_extent, pvk_file_extent, cng_blob_extent };
    for (size_t anchor = 0; anchor < size && anchor < 256; anchor++) {
        for (size_t i = 0; i < sizeof(extents) / sizeof(extents[0]); i++) {
            size_t from = SIZE_MAX, length = SIZE_MAX;
            if (extents[i](bytes_over(data, size), anchor, &from, &length)) {
                require(from <= anchor && length > 0 && length < 65536 * 2);
            } else {
                require(from == SIZE_MAX && length == SIZE_MAX);
            }
        }
    }
    return 0;
}
