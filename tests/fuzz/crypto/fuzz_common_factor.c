/* Functions under test: common_factor_new, common_factor_find, common_factor_first */
#include <string.h>

#include "crypto/common_factor.h"
#include "require.h"

#define NUMBERS 24
#define OCTETS  4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t value_of(struct bytes number)
{
    uint32_t value = 0;
    for (size_t i = 0; i < number.left; i++) {
        value = value << 8 | number.at[i];
    }
    return value;
}

static uint32_t common(uint32_t one, uint32_t other)
{
    return other == 0 ? one : common(other, one % other);
}

/* What the numbers have in common with any of the others, one by one. */
static void check(struct bytes number, const struct bytes *others, size_t count,
                  struct bytes factor)
{
    const uint32_t own = value_of(number);
    struct buffer first = { 0 };
    bool any = false;
    for (size_t i = 0; i < count && own > 1; i++) {
        any = any || (value_of(others[i]) > 1 && common(own, value_of(others[i])) > 1);
    }
    require((factor.left > 0) == any);
    require(!any || (value_of(factor) > 1 && own % value_of(factor) == 0));
    require((common_factor_first(number, others, count, false, &first) < count) == any);
    buffer_clear(&first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes rest = bytes_over(data, size), all[NUMBERS];
    struct buffer factors[NUMBERS] = { { 0 } };
    uint64_t split;
    size_t count = 0;
    if (!bytes_take_number(&rest, 1, &split)) {
        return 0;
    }
    while (count < NUMBERS && bytes_take(&rest, 1 + (count + split) % OCTETS, &all[count])) {
        count++;
    }
    const size_t others = count > 0 ? split % (count + 1) : 0;
    struct common_factor *products = common_factor_new(all, others, NULL);
    require(products != NULL);
    require(common_factor_find(products, all + others, count - others, factors, NULL));
    for (size_t i = others; i < count; i++) {
        check(all[i], all, others, buffer_bytes(&factors[i - others]));
        buffer_clear(&factors[i - others]);
    }
    common_factor_free(products);
    return 0;
}
