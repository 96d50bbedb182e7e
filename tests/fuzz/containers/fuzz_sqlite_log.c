/* Functions under test: the walk and recognise() of sqlite_log_container. */
#include "containers/databases/sqlite_log_walk.h"
#include "sqlite_given.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_rows(&sqlite_log_container, bytes_over(data, size));
    return 0;
}
