/* Functions under test: listing_key_read */
#include "reader_property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    reader_property(listing_key_read, data, size);
    return 0;
}
