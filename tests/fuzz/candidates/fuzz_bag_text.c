/* Functions under test: bag_text_local_key_id */

#include "candidates/armour/bag_text.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char other[] = "\n-----END X-----\n";
    struct buffer id = { 0 }, again = { 0 }, text = { 0 };
    const bool read = bag_text_local_key_id(bytes_over(data, size), &id);
    require(read == (id.used > 0) && 2 * id.used <= size);
    /* of what stands before another armour nothing is taken */
    require(buffer_append(&text, bytes_over(data, size)) && buffer_append_text(&text, other));
    require(!bag_text_local_key_id(buffer_bytes(&text), &again));
    buffer_reset(&text);
    require(buffer_append_text(&text, other) && buffer_append(&text, bytes_over(data, size)));
    require(bag_text_local_key_id(buffer_bytes(&text), &again) == read &&
            bytes_equal(buffer_bytes(&again), buffer_bytes(&id)));
    buffer_clear(&text);
    buffer_clear(&again);
    buffer_clear(&id);
    return 0;
}
