/* Functions under test: the walk and recognise() of snappy_frames_container. */
#include "containers/databases/snappy_frames.h"
#include "values_given.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    require(!snappy_frames_container.recognise(all) || size > 10);
    check_values(&snappy_frames_container, all);
    return 0;
}
