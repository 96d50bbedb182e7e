/* Functions under test: the walk and recognise() of leveldb_table_container. */
#include "containers/databases/leveldb_table.h"
#include "values_given.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    require(!leveldb_table_container.recognise(all) || size > 12);
    check_values(&leveldb_table_container, all);
    return 0;
}
