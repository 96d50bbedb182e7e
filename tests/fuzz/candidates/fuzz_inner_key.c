/* Function under test: inner_key_find */
#include <stdlib.h>

#include "candidates/inner_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes der = bytes_over(data, size);
    size_t at = 77, other = 77;
    const bool structure = inner_key_find(der, false, &at);
    if (structure ? at >= size || data[at] != 0x30 : at != 77) {
        abort();
    }
    /* With armour there may be more, and what was found before stays the first or later. */
    if (inner_key_find(der, true, &other) ? other >= size || (structure && other > at)
                                          : structure || other != 77) {
        abort();
    }
    return 0;
}
