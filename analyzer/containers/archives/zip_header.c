#include "containers/archives/zip_header.h"

#define FIELD64 1

bool zip_header_extra64(struct bytes *extra, struct bytes *field)
{
    struct bytes rest = *extra, front, content;
    while (bytes_take(&rest, 4, &front) &&
           bytes_take(&rest, (size_t)bytes_little(front.at + 2, 2), &content)) {
        if (bytes_little(front.at, 2) == FIELD64) {
            *extra = rest;
            *field = content;
            return true;
        }
    }
    return false;
}
