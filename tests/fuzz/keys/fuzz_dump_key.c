/* Functions under test: dump_key_read */
#include "reader_property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    reader_property(dump_key_read, data, size);
    return 0;
}
