#ifndef ITEM_ROOM_H
#define ITEM_ROOM_H

#include <stddef.h>

/* Lists that grow: items of `width` bytes, with room for `room` of them. It wipes
 * nothing: private bytes belong in a struct buffer. */

/* The items with room for one more than `count`: `first` where there were none, else twice as many.
 * They may have moved, and the caller frees them. NULL when memory ran out: all is then as it was.
 */
void *item_room(void *items, size_t count, size_t *room, size_t first, size_t width);

#endif
