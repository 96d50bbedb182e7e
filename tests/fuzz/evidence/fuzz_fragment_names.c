/* Functions under test: fragment_names_take, fragment_names_way, fragment_names_put */
#include <stdlib.h>

#include "evidence/fragment_names.h"

/* What is taken is put again as a text that is taken as the same; nothing is taken where a way
 * stands; the names come to their end, and ways lie within them. */

static void must(bool held)
{
    if (!held) {
        abort();
    }
}

static void check_span(const struct fragment_span *span)
{
    struct buffer names = { 0 };
    struct fragment_span again;
    must(fragment_names_put(&names, span));
    struct bytes rest = buffer_bytes(&names);
    must(fragment_names_take(&rest, &again) && rest.left == 0);
    must(again.offset == span->offset && again.length == span->length);
    buffer_clear(&names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes names = bytes_over(data, size);
    while (names.left > 0) {
        const struct bytes before = names;
        struct fragment_span span;
        if (fragment_names_take(&names, &span)) {
            check_span(&span);
            must(names.left < before.left);
            continue;
        }
        must(names.left == before.left && names.at == before.at);
        const struct bytes way = fragment_names_way(&names);
        must(names.left < before.left);
        must(way.left == 0 || (way.at == before.at && way.left <= before.left - names.left));
    }
    return 0;
}
