/* Functions under test: the walk and recognise() of wiredtiger_file_container. */
#include "containers/databases/wiredtiger_file.h"
#include "values_given.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    require(!wiredtiger_file_container.recognise(all) || size >= 6);
    check_values(&wiredtiger_file_container, all);
    return 0;
}
