/* Functions under test: the walk and recognise() of mbox_container. */
#include "containers/mail/mbox.h"

#include "mail_property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    property_of_container(&mbox_container, bytes_over(data, size));
    return 0;
}
