#include "bytes/crc32.h"

uint32_t crc32_of(struct bytes bytes)
{
    uint32_t sum = UINT32_MAX;
    for (size_t i = 0; i < bytes.left; i++) {
        sum ^= bytes.at[i];
        for (int bit = 0; bit < 8; bit++) {
            sum = sum >> 1 ^ ((sum & 1) != 0 ? UINT32_C(0xedb88320) : 0);
        }
    }
    return ~sum;
}
