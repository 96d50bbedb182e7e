/* Functions under test: spelled_octet_take, spelled_octet_gap, spelled_octet_slashes,
 * spelled_octet_escape */

#include "bytes/spelled_octet.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Takes something from the front, or nothing at all. */
static void moved(struct bytes rest, struct bytes text, bool taken)
{
    require(taken ? rest.left < text.left && rest.at == text.at + (text.left - rest.left)
                  : rest.left == text.left && rest.at == text.at);
}

static void walk_array(struct bytes text)
{
    size_t gap = 1;
    while (gap > 0) {
        struct bytes rest = text;
        uint8_t octet = 77;
        bool word = false;
        const bool taken = spelled_octet_take(&rest, &octet, &word);
        moved(rest, text, taken);
        require(taken || octet == 77);
        gap = taken ? spelled_octet_gap(rest) : 0;
        require(gap == 0 || gap < rest.left);
        text = bytes_over(rest.at + gap, rest.left - gap);
    }
}

static void walk_string(struct bytes text)
{
    const size_t slashes = spelled_octet_slashes(text);
    require(slashes <= text.left);
    for (bool taken = true; taken;) {
        const struct bytes before = text;
        uint8_t octet = 77;
        taken = spelled_octet_escape(&text, slashes, &octet);
        moved(text, before, taken);
        require(taken || octet == 77);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    walk_array(bytes_over(data, size));
    walk_string(bytes_over(data, size));
    return 0;
}
