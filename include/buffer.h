#ifndef BUFFER_H
#define BUFFER_H

#include "bytes.h"

/* Memory that is owned and may hold key bytes: it is wiped when it grows,
 * when it is emptied and when it is released. A zeroed struct is an empty
 * buffer and safe to clear. */
struct buffer {
    uint8_t *at;
    size_t used;
    size_t room;
};

/* Makes room for `more` bytes after those used. False when memory ran out:
 * the buffer is then as it was. */
MUST_CHECK bool buffer_reserve(struct buffer *buffer, size_t more);

/* Copies `from` to the end. False, and nothing changed, when memory ran out.
 * `from` may not lie in the buffer itself. */
MUST_CHECK bool buffer_append(struct buffer *buffer, struct bytes from);
MUST_CHECK bool buffer_append_byte(struct buffer *buffer, uint8_t byte);
/* Big-endian, 1 to 8 bytes wide: what bytes_take_number() takes. */
MUST_CHECK bool buffer_append_number(struct buffer *buffer, size_t width, uint64_t number);
MUST_CHECK bool buffer_append_text(struct buffer *buffer, const char *text);

/* Removes `count` (at most `used`) bytes from the front. */
void buffer_drop_front(struct buffer *buffer, size_t count);

/* A window on what is used; good until the buffer changes. */
struct bytes buffer_bytes(const struct buffer *buffer);

/* Wipes what is used and keeps the memory. */
void buffer_reset(struct buffer *buffer);

/* Wipes and frees. The struct is empty afterwards. */
void buffer_clear(struct buffer *buffer);

/* Overwrites memory in a way that no compiler leaves out. */
void memory_wipe(void *memory, size_t length);

#endif
