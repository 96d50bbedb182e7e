/* Functions under test: the walk and recognise() of systemd_journal_container. */
#include "containers/databases/systemd_journal.h"
#include "values_given.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes all = bytes_over(data, size);
    require(!systemd_journal_container.recognise(all) || size >= 96);
    check_values(&systemd_journal_container, all);
    return 0;
}
