/* Function under test: asn1_listing_key */
#include "candidates/written/asn1_listing.h"

#include <string.h>

#include "bytes/der.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool check_at(struct bytes text, size_t digits)
{
    struct buffer der = { 0 };
    const size_t end = asn1_listing_key(text, digits, &der);
    require(end == 0 ? der.used == 0 : end > digits && end <= text.left);
    require(end == 0 || der_span(buffer_bytes(&der)) == der.used);
    buffer_clear(&der);
    return end > 0;
}

/* What is put together is one structure, wherever the digits stand; and a listing that is whole is
 * read, whatever stands around it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char version[] = "INTEGER           :01\n",
                      mark[] = "OCTET STRING      [HEX DUMP]:",
                      curve[] = "\nOBJECT            :prime256v1\n",
                      digits[] = "ED80C9646B942B08FA682A40A3B723DA79841AB0767C927CC02A6D5D8EEE3165";
    const size_t half = size / 2;
    struct buffer text = { 0 };
    for (size_t at = 0; at <= size && at < 512; at++) {
        (void)check_at(bytes_over(data, size), at);
    }
    require(buffer_append(&text, bytes_over(data, half)) && buffer_append_text(&text, version) &&
            buffer_append_text(&text, mark));
    const size_t at = text.used;
    require(buffer_append_text(&text, digits) && buffer_append_text(&text, curve) &&
            buffer_append(&text, bytes_over(data + half, size - half)));
    require(check_at(buffer_bytes(&text), at));
    buffer_clear(&text);
    return 0;
}
