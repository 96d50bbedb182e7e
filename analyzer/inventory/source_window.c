#include "inventory/source_window.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static const struct fault unreadable = { OUTCOME_UNREADABLE, NULL,
                                         "the operating system could not read the file" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

void source_window_init(struct source_window *window, int fd, const struct window_span *span)
{
    *window = (struct source_window){
        .fd = fd, .position = span->from, .read = span->from, .own_to = span->to
    };
    if (!content_sums_begin(&window->sums, span->digest, span->summed)) {
        window->fault = &no_memory;
        window->ended = true;
    }
}

void source_window_over(struct source_window *window, struct stream *stream)
{
    *window = (struct source_window){ .fd = -1, .stream = stream };
}

void source_window_end(struct source_window *window, struct file_done *done)
{
    content_sums_end(&window->sums, done);
}

void source_window_clear(struct source_window *window)
{
    buffer_clear(&window->memory);
    content_sums_clear(&window->sums);
    *window = (struct source_window){ .fd = -1, .ended = true };
}

struct bytes source_window_view(const struct source_window *window)
{
    struct bytes view = buffer_bytes(&window->memory), used;
    return bytes_take(&view, window->used, &used) ? view : (struct bytes){ 0 };
}

static ssize_t take_some(struct stream *stream, void *to, size_t room)
{
    const struct bytes seen = stream_ahead(stream, 1);
    const size_t count = seen.left < room ? seen.left : room;
    if (count > 0) {
        memcpy(to, seen.at, count);
        stream_consume(stream, count);
    }
    return (ssize_t)count;
}

/* A pipe has no places to read at. */
static ssize_t read_some(const struct source_window *window, void *to, size_t room)
{
    ssize_t count;
    if (window->stream != NULL) {
        return take_some(window->stream, to, room);
    }
    do {
        count = pread(window->fd, to, room, (off_t)window->read);
        if (count < 0 && errno == ESPIPE) {
            count = read(window->fd, to, room);
        }
    } while (count < 0 && errno == EINTR);
    return count;
}

static bool end(struct source_window *window, const struct fault *fault)
{
    window->ended = true;
    window->fault = fault;
    return false;
}

/* How much of what is read next belongs to the window's own bytes. */
static size_t own_part(const struct source_window *window, size_t count)
{
    const uint64_t own = window->own_to > window->read ? window->own_to - window->read : 0;
    return own < count ? (size_t)own : count;
}

static bool fill(struct source_window *window)
{
    struct buffer *memory = &window->memory;
    uint8_t *to = memory->at + memory->used;
    ssize_t count = read_some(window, to, memory->room - memory->used);
    if (count <= 0) {
        return end(window, count < 0 ? &unreadable : NULL);
    }
    const size_t own = own_part(window, (size_t)count);
    content_sums_push(&window->sums, bytes_over(to, own));
    memory->used += (size_t)count;
    window->read += (uint64_t)count;
    if (window->progress != NULL) {
        window->progress(window->context, own);
    }
    return true;
}

bool source_window_more(struct source_window *window, size_t most)
{
    if (window->ended || source_window_view(window).left >= most) {
        return false;
    }
    if (window->used > 0) {
        buffer_drop_front(&window->memory, window->used);
        window->used = 0;
    }
    const size_t left = window->memory.used;
    const size_t step = window->step > 0 ? window->step : READ_WINDOW;
    const size_t wanted = left < step / 2 ? step - left : left;
    if (!buffer_reserve(&window->memory, wanted)) {
        return end(window, &no_memory);
    }
    return fill(window);
}

bool source_window_need(struct source_window *window, size_t wanted)
{
    while (source_window_view(window).left < wanted) {
        if (!source_window_more(window, wanted)) {
            return false;
        }
    }
    return true;
}

void source_window_drop(struct source_window *window, uint64_t count)
{
    while (count > 0) {
        const size_t view = source_window_view(window).left;
        const size_t step = count < view ? (size_t)count : view;
        window->used += step;
        window->position += step;
        count -= step;
        if (count > 0 && !source_window_more(window, SIZE_MAX)) {
            return;
        }
    }
}

bool source_window_file(const struct source_window *window, uint64_t *size)
{
    const off_t end = window->fd >= 0 ? lseek(window->fd, 0, SEEK_END) : -1;
    *size = end >= 0 ? (uint64_t)end : 0;
    return end >= 0;
}

static struct bytes stream_view(struct stream *base, size_t wanted)
{
    struct source_window *window = ((struct source_stream *)base)->window;
    source_window_need(window, wanted);
    return source_window_view(window);
}

static void stream_drop(struct stream *base, size_t count)
{
    source_window_drop(((struct source_stream *)base)->window, count);
    base->offset += count;
}

void source_stream_init(struct source_stream *stream, struct source_window *window)
{
    static const struct stream_kind kind = { stream_view, stream_drop, NULL };
    *stream = (struct source_stream){ .stream = { .kind = &kind, .size = STREAM_SIZE_UNKNOWN },
                                      .window = window };
}
