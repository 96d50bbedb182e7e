#include "bytes/adler32.h"

#define PRIME   65521u
#define AT_ONCE 5552u /* octets whose sums fit into 32 bits */

uint32_t adler32_of(struct bytes of)
{
    uint32_t sum = 1, sums = 0;
    struct bytes some;
    while (of.left > 0 && bytes_take(&of, of.left < AT_ONCE ? of.left : AT_ONCE, &some)) {
        for (size_t i = 0; i < some.left; i++) {
            sum += some.at[i];
            sums += sum;
        }
        sum %= PRIME;
        sums %= PRIME;
    }
    return sums << 16 | sum;
}
