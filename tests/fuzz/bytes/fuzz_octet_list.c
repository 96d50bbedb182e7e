/* Functions under test: octet_list_take, octet_list_gap, octet_list_look, dump_text_take */

#include "bytes/dump_text.h"
#include "bytes/octet_list.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void within(struct bytes window, struct bytes text)
{
    require(window.left == 0 ||
            (window.at >= text.at && window.left <= (size_t)(text.at + text.left - window.at)));
}

static void walk_dump(struct bytes text)
{
    struct bytes rest = text;
    struct dump_item item;
    while (dump_text_take(&rest, &item)) {
        require(item.name < DUMP_NAMES);
        within(rest, text);
        within(item.number, text);
        within(item.word, text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes text = bytes_over(data, size);
    struct bytes rest = text;
    uint8_t octet = 77;
    const bool taken = octet_list_take(&rest, &octet);
    require(taken ? rest.left < size : rest.left == size && octet == 77);
    require(octet_list_gap(text) < size || size == 0);
    const struct octet_list list = octet_list_look(text);
    require(list.count <= size && (list.count > 0) == taken && (!list.plain || taken));
    walk_dump(text);
    return 0;
}
