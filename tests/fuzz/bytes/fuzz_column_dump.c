/* Functions under test: column_dump_find, column_dump_find_other, column_dump_decode */

#include "bytes/column_dump.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct bytes line, const struct column_line *found)
{
    struct buffer octets = { 0 };
    require(found->from <= line.left && found->columns > 0);
    require(column_dump_decode(line, found, &octets));
    require(octets.used == found->octets && found->octets < line.left);
    buffer_clear(&octets);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct bytes line = bytes_over(data, size);
    struct column_line found = { .from = 77 }, again;
    if (!column_dump_find(line, NULL, &found)) {
        require(found.from == 77);
        return 0;
    }
    check(line, &found);
    require(column_dump_find(line, &found, &again) && again.octets == found.octets);
    for (unsigned others = 0; column_dump_find_other(line, &found); others++) {
        require(others < 40);
        check(line, &found);
    }
    return 0;
}
