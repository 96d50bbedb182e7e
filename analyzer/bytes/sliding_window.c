#include "bytes/sliding_window.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"

#define WINDOW_ROOM_MIN ((size_t)4 << 10)

struct bytes sliding_window_bytes(const struct sliding_window *window)
{
    if (window->start == window->end) {
        return bytes_over(NULL, 0);
    }
    return bytes_over(window->at + window->start, window->end - window->start);
}

static void move_down(struct sliding_window *window)
{
    size_t kept = window->end - window->start;
    if (window->start > 0 && kept > 0) {
        memmove(window->at, window->at + window->start, kept);
    }
    window->start = 0;
    window->end = kept;
}

/* realloc() may leave a copy of key bytes behind, so memory is moved by hand. */
static bool grow(struct sliding_window *window, size_t wanted)
{
    size_t room = window->room > 0 ? window->room : WINDOW_ROOM_MIN;
    while (room < wanted) {
        room *= 2;
    }
    uint8_t *memory = malloc(room);
    if (memory == NULL) {
        return false;
    }
    size_t kept = window->end - window->start;
    if (kept > 0) {
        memcpy(memory, window->at + window->start, kept);
    }
    memory_wipe(window->at, window->dirty);
    free(window->at);
    *window = (struct sliding_window){ .at = memory, .room = room, .end = kept, .dirty = kept };
    return true;
}

uint8_t *sliding_window_room(struct sliding_window *window, size_t wanted)
{
    assert(wanted <= SIZE_MAX / 4);
    size_t kept = window->end - window->start;
    if (wanted > window->room - kept) {
        return grow(window, kept + wanted) ? window->at + window->end : NULL;
    }
    if (wanted > window->room - window->end) {
        move_down(window);
    }
    return window->at + window->end;
}

void sliding_window_grew(struct sliding_window *window, size_t count)
{
    assert(count <= window->room - window->end);
    window->end += count;
    if (window->end > window->dirty) {
        window->dirty = window->end;
    }
}

bool sliding_window_append(struct sliding_window *window, struct bytes from)
{
    if (from.left == 0) {
        return true;
    }
    uint8_t *room = sliding_window_room(window, from.left);
    if (room == NULL) {
        return false;
    }
    memcpy(room, from.at, from.left);
    sliding_window_grew(window, from.left);
    return true;
}

void sliding_window_take(struct sliding_window *window, size_t count)
{
    assert(count <= window->end - window->start);
    window->start += count;
    if (window->start == window->end) {
        window->start = 0;
        window->end = 0;
    }
}

void sliding_window_reset(struct sliding_window *window)
{
    memory_wipe(window->at, window->dirty);
    window->start = 0;
    window->end = 0;
    window->dirty = 0;
}

void sliding_window_clear(struct sliding_window *window)
{
    sliding_window_reset(window);
    free(window->at);
    *window = (struct sliding_window){ 0 };
}
