/* Functions under test: dnssec_key_read */
#include "keys/key_reader.h"
#include "reader_property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    reader_property(dnssec_key_read, data, size);
    return 0;
}
