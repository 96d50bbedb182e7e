/* Functions under test: the walk and recognise() of postgres_table_container. */
#include "containers/databases/postgres_page.h"
#include "containers/databases/postgres_table.h"
#include "values_given.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    require(!postgres_table_container.recognise(all) || size > POSTGRES_PAGE_MARK);
    check_values(&postgres_table_container, all);
    return 0;
}
