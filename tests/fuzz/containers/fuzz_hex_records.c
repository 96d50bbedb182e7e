/* Functions under test: the walks and recognise() of intel_hex_container and s_record_container. */
#include "containers/hex_records.h"

#include "mail_property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    property_of_container(&intel_hex_container, bytes_over(data, size));
    property_of_container(&s_record_container, bytes_over(data, size));
    return 0;
}
