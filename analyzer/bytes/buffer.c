#include "buffer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_ROOM_MIN 256

void memory_wipe(void *memory, size_t length)
{
    if (length > 0) {
        explicit_bzero(memory, length);
    }
}

/* realloc() may leave a copy of key bytes behind, so memory is moved by hand. */
bool buffer_reserve(struct buffer *buffer, size_t more)
{
    if (more <= buffer->room - buffer->used) {
        return true;
    }
    if (more > SIZE_MAX / 2 - buffer->used) {
        return false;
    }
    size_t room = buffer->used + more;
    if (room < 2 * buffer->room) {
        room = 2 * buffer->room;
    }
    if (room < BUFFER_ROOM_MIN) {
        room = BUFFER_ROOM_MIN;
    }
    uint8_t *memory = malloc(room);
    if (memory == NULL) {
        return false;
    }
    if (buffer->used > 0) {
        memcpy(memory, buffer->at, buffer->used);
    }
    memory_wipe(buffer->at, buffer->used);
    free(buffer->at);
    buffer->at = memory;
    buffer->room = room;
    return true;
}

bool buffer_append(struct buffer *buffer, struct bytes from)
{
    if (!buffer_reserve(buffer, from.left)) {
        return false;
    }
    if (from.left > 0) {
        memcpy(buffer->at + buffer->used, from.at, from.left);
        buffer->used += from.left;
    }
    return true;
}

bool buffer_append_byte(struct buffer *buffer, uint8_t byte)
{
    if (!buffer_reserve(buffer, 1)) {
        return false;
    }
    buffer->at[buffer->used++] = byte;
    return true;
}

bool buffer_append_number(struct buffer *buffer, size_t width, uint64_t number)
{
    uint8_t digits[sizeof(number)];
    assert(width >= 1 && width <= sizeof(digits));
    for (size_t i = width; i > 0; i--, number >>= 8) {
        digits[i - 1] = (uint8_t)number;
    }
    return buffer_append(buffer, bytes_over(digits, width));
}

bool buffer_append_text(struct buffer *buffer, const char *text)
{
    return buffer_append(buffer, bytes_over(text, strlen(text)));
}

void buffer_drop_front(struct buffer *buffer, size_t count)
{
    assert(count <= buffer->used);
    if (count == 0) {
        return;
    }
    size_t kept = buffer->used - count;
    memmove(buffer->at, buffer->at + count, kept);
    memory_wipe(buffer->at + kept, count);
    buffer->used = kept;
}

struct bytes buffer_bytes(const struct buffer *buffer)
{
    return (struct bytes){ .at = buffer->at, .left = buffer->used };
}

void buffer_reset(struct buffer *buffer)
{
    memory_wipe(buffer->at, buffer->used);
    buffer->used = 0;
}

void buffer_clear(struct buffer *buffer)
{
    memory_wipe(buffer->at, buffer->used);
    free(buffer->at);
    *buffer = (struct buffer){ 0 };
}
