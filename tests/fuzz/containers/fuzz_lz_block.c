/* Functions under test: lz_block_read(), lz_block_append(), lz_block_take_size(). */
#include "containers/databases/lz_block.h"

#include <stdlib.h>
#include <string.h>

#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What comes of the front of a block with less room is the front of what comes with more; what was
 * taken lies in what was given. The first two octets tell the code and the room. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3) {
        return 0;
    }
    const enum lz_code code = (enum lz_code)(data[0] & 3);
    const size_t room = (size_t)1 + data[1] * (size_t)8, less = 1 + room / 2;
    const struct bytes packed = bytes_over(data + 2, size - 2);
    struct bytes rest = packed, other = packed, sized = packed;
    struct buffer text = { 0 };
    uint8_t *one = malloc(room), *two = malloc(less);
    size_t made, fewer;
    uint64_t number = 0;
    require(one != NULL && two != NULL);
    const bool whole = lz_block_read(code, &rest, one, room, &made);
    require(rest.left <= packed.left && made <= room && (!whole || made == room));
    (void)!lz_block_read(code, &other, two, less, &fewer);
    require(fewer == (made < less ? made : less) && memcmp(one, two, fewer) == 0);
    const bool even = lz_block_append(code, packed, room, &text);
    require(even == (whole && rest.left == 0 && room / LZ_FACTOR_MAX <= packed.left));
    require(text.used == (even ? room : 0));
    require(lz_block_take_size(&sized, &number) ? number <= UINT32_MAX && sized.left < packed.left
                                                : sized.left == packed.left && number == 0);
    buffer_clear(&text);
    free(one);
    free(two);
    return 0;
}
