/* Functions under test: dnssec_text_plausible, dnssec_text_extent, number_listing_plausible,
 * number_listing_extent, jwe_object_plausible, jwe_object_extent,
 * number_dump_plausible, number_dump_extent */

#include "candidates/written/written_form_row.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct written_form *form, struct bytes text, size_t anchor)
{
    size_t front = SIZE_MAX;
    struct written_extent extent = { .from = SIZE_MAX };
    if (form->plausible(text, anchor, &front, &(uint64_t){ 0 })) {
        require(front <= anchor);
    } else {
        require(front == SIZE_MAX);
    }
    if (form->extent(text, anchor, &extent)) {
        require(extent.to <= text.left);
        require(extent.from < extent.to || (extent.from == extent.to && extent.open));
    } else {
        require(extent.from == SIZE_MAX);
    }
}

/* The first two octets say where the anchor is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct written_form forms[] = {
        { .plausible = dnssec_text_plausible, .extent = dnssec_text_extent },
        { .plausible = number_listing_plausible, .extent = number_listing_extent },
        { .plausible = number_dump_plausible, .extent = number_dump_extent },
        { .plausible = jwe_object_plausible, .extent = jwe_object_extent },
    };
    if (size < 3) {
        return 0;
    }
    const struct bytes text = bytes_over(data + 2, size - 2);
    const size_t anchor = ((size_t)data[0] << 8 | data[1]) % text.left;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        check(&forms[i], text, anchor);
    }
    return 0;
}
