#include "bytes/item_room.h"

#include <stdlib.h>

void *item_room(void *items, size_t count, size_t *room, size_t first, size_t width)
{
    if (count < *room) {
        return items;
    }
    const size_t more = *room > 0 ? 2 * *room : first;
    void *grown = reallocarray(items, more, width);
    *room = grown != NULL ? more : *room;
    return grown;
}
