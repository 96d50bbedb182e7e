#include "containers/archives/zip_volume.h"

#include <string.h>

#define END_MARK   "PK\5\6"
#define END_LENGTH 22u
#define ELSEWHERE  0xffffu

static uint64_t number_at(struct bytes record, size_t at)
{
    return (uint64_t)record.at[at] | (uint64_t)record.at[at + 1] << 8;
}

bool zip_volume_read(struct bytes tail, uint64_t *before)
{
    for (size_t comment = 0; comment < ELSEWHERE; comment++) {
        struct bytes record = tail, skipped;
        if (tail.left < END_LENGTH + comment ||
            !bytes_take(&record, tail.left - END_LENGTH - comment, &skipped)) {
            return false;
        }
        if (memcmp(record.at, END_MARK, 4) == 0 && number_at(record, 20) == comment) {
            const uint64_t number = number_at(record, 4);
            *before = number != ELSEWHERE ? number : *before;
            return number != ELSEWHERE;
        }
    }
    return false;
}
