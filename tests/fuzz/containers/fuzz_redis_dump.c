/* Functions under test: the walk and recognise() of redis_dump_container. */
#include "containers/databases/redis_dump.h"
#include "values_given.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    require(!redis_dump_container.recognise(all) || size >= 9);
    check_values(&redis_dump_container, all);
    return 0;
}
