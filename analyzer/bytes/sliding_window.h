#ifndef SLIDING_WINDOW_H
#define SLIDING_WINDOW_H

#include "bytes.h"

/* The memory behind a stream's look-ahead: filled at its end, taken from its
 * front, moved down when it runs out of room. All that was ever written is
 * wiped when it moves and when it is released. A zeroed struct is empty and
 * safe to clear. */
struct sliding_window {
    uint8_t *at;
    size_t room;  /* bytes of memory */
    size_t start; /* first byte not yet taken */
    size_t end;   /* after the last byte that counts */
    size_t dirty; /* after the last byte that was ever written */
};

/* What is in it; good until the window changes. */
struct bytes sliding_window_bytes(const struct sliding_window *window);

/* Memory for `wanted` more bytes at the end; moves what is in the window.
 * NULL when memory ran out: nothing changed. */
uint8_t *sliding_window_room(struct sliding_window *window, size_t wanted);

/* `count` bytes (no more than were asked room for) were written there. */
void sliding_window_grew(struct sliding_window *window, size_t count);

MUST_CHECK bool sliding_window_append(struct sliding_window *window, struct bytes from);

/* Takes `count` bytes, at most what is in it, from the front. */
void sliding_window_take(struct sliding_window *window, size_t count);

/* Forgets what is in it, wipes it, and keeps the memory. */
void sliding_window_reset(struct sliding_window *window);
void sliding_window_clear(struct sliding_window *window);

#endif
