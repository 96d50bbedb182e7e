/* Functions under test: the walk and recognise() of ebcdic_text_container. */
#include "containers/documents/ebcdic_text.h"

#include "mail_property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    property_of_container(&ebcdic_text_container, bytes_over(data, size));
    return 0;
}
