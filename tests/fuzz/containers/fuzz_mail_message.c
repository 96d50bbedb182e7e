/* Functions under test: the walk and recognise() of mail_message_container. */
#include "containers/mail/mail_message.h"

#include "mail_property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    property_of_container(&mail_message_container, bytes_over(data, size));
    return 0;
}
