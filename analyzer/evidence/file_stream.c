#include "evidence/file_stream.h"

#include <assert.h>
#include <errno.h>
#include <unistd.h>

#include "bounds.h"

/* What is read first behind a seek, bytes. */
#define SEEK_WINDOW ((size_t)16 << 10)

static const struct fault unreadable = { OUTCOME_UNREADABLE, NULL,
                                         "the operating system could not read the file" };
static const struct fault cut = { OUTCOME_CHANGED, NULL,
                                  "a volume of the set became shorter while it was read" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the window on the file" };

static bool is_pipe(const struct stream *stream)
{
    return stream->size == STREAM_SIZE_UNKNOWN;
}

/* The file at *at, which becomes an offset in it, and what of it is left; -1 behind the last. */
static int volume_at(const struct file_stream *file, uint64_t *at, uint64_t *left)
{
    uint64_t size = file->first_size;
    int fd = file->fd;
    for (size_t i = 0; *at >= size; i++) {
        if (i == file->volume_count) {
            return -1;
        }
        *at -= size;
        size = file->volumes[i].size;
        fd = file->volumes[i].fd;
    }
    *left = size - *at;
    return fd;
}

static ssize_t read_volume(const struct file_stream *file, uint8_t *into, size_t room, uint64_t at)
{
    uint64_t left;
    const int fd = volume_at(file, &at, &left);
    if (fd < 0) {
        return 0;
    }
    return pread(fd, into, room < left ? room : (size_t)left, (off_t)at);
}

static ssize_t read_once(const struct file_stream *file, uint8_t *into, size_t room)
{
    size_t held = file->window.end - file->window.start;
    uint64_t at = file->stream.offset + held;
    if (!is_pipe(&file->stream) && at > INT64_MAX) {
        return 0; /* past any offset that a file can have */
    }
    for (;;) {
        ssize_t count = is_pipe(&file->stream)   ? read(file->fd, into, room)
                        : file->volume_count > 0 ? read_volume(file, into, room, at)
                                                 : pread(file->fd, into, room, (off_t)at);
        if (count >= 0 || errno != EINTR) {
            return count;
        }
    }
}

static void end_with(struct file_stream *file, const struct fault *fault)
{
    file->ended = true;
    file->stream.fault = fault;
}

/* Whoever goes from place to place reads little at each. No more than there can be, and one byte
 * by which the end is seen: a window of full size that is made and wiped for each small file cost
 * more than all else. */
static size_t room_wanted(const struct file_stream *file)
{
    const size_t step = file->step > 0 ? file->step : READ_WINDOW;
    const uint64_t seen = file->stream.offset + (file->window.end - file->window.start);
    const uint64_t left = file->stream.size > seen ? file->stream.size - seen : 0;
    return left < step ? (size_t)left + 1 : step;
}

static bool is_cut(const struct file_stream *file)
{
    return file->stream.offset + (file->window.end - file->window.start) < file->stream.size;
}

static void read_more(struct file_stream *file)
{
    const size_t step = file->step > 0 ? file->step : READ_WINDOW;
    uint8_t *room = sliding_window_room(&file->window, room_wanted(file));
    if (room == NULL) {
        end_with(file, &no_memory);
        return;
    }
    const size_t free_room = file->window.room - file->window.end;
    ssize_t count = read_once(file, room, free_room < step ? free_room : step);
    file->step = step < READ_WINDOW / 4 ? 4 * step : 0;
    if (count < 0) {
        file->refused = true;
        end_with(file, &unreadable);
        return;
    }
    file->ended = count == 0;
    if (file->progress != NULL) {
        file->progress(file->context, (size_t)count);
    }
    sliding_window_grew(&file->window, (size_t)count);
    if (count == 0 && file->volume_count > 0 && is_cut(file)) {
        file->stream.fault = &cut;
    }
}

static struct bytes file_ahead(struct stream *stream, size_t wanted)
{
    struct file_stream *file = (struct file_stream *)stream;
    struct bytes seen = sliding_window_bytes(&file->window);
    while (seen.left < wanted && !file->ended) {
        read_more(file);
        seen = sliding_window_bytes(&file->window);
    }
    return seen;
}

static void file_consume(struct stream *stream, size_t count)
{
    struct file_stream *file = (struct file_stream *)stream;
    sliding_window_take(&file->window, count);
    stream->offset += count;
}

/* What was seen already is kept where it covers the new place. */
static bool file_seek(struct stream *stream, uint64_t to)
{
    struct file_stream *file = (struct file_stream *)stream;
    if (to > stream->size) {
        return false;
    }
    struct bytes seen = sliding_window_bytes(&file->window);
    if (to >= stream->offset && to - stream->offset <= seen.left) {
        file_consume(stream, (size_t)(to - stream->offset));
        return true;
    }
    sliding_window_take(&file->window, seen.left);
    stream->offset = to;
    stream->fault = NULL;
    file->ended = false;
    file->step = SEEK_WINDOW;
    return true;
}

void file_stream_init(struct file_stream *stream, int fd, uint64_t size)
{
    static const struct stream_kind file = { file_ahead, file_consume, file_seek };
    static const struct stream_kind pipe = { file_ahead, file_consume, NULL };
    assert(fd >= 0);
    *stream = (struct file_stream){
        .stream = { .kind = size == STREAM_SIZE_UNKNOWN ? &pipe : &file, .size = size }, .fd = fd
    };
}

void file_stream_init_set(struct file_stream *stream, int fd, uint64_t size,
                          const struct job_volume *volumes, size_t count)
{
    uint64_t all = size;
    for (size_t i = 0; i < count; i++) {
        all += volumes[i].size;
    }
    file_stream_init(stream, fd, all);
    stream->volumes = volumes;
    stream->volume_count = count;
    stream->first_size = size;
}

void file_stream_clear(struct file_stream *stream)
{
    sliding_window_clear(&stream->window);
}
