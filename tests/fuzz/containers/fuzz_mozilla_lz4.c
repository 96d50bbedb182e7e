/* Functions under test: the walk and recognise() of mozilla_lz4_container. */
#include "containers/databases/mozilla_lz4.h"
#include "values_given.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    require(!mozilla_lz4_container.recognise(all) || size > 12);
    check_values(&mozilla_lz4_container, all);
    return 0;
}
