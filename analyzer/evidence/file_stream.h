#ifndef FILE_STREAM_H
#define FILE_STREAM_H

#include "bytes/sliding_window.h"
#include "job.h"
#include "stream.h"

/* The bytes of an open file, or of a pipe, through a window of its own: a file
 * that is mapped kills its reader when it shrinks.
 *
 * A file is read by offset, so that several streams can share one descriptor,
 * and up to where it ends now, whatever `size` said: the caller sees that it
 * shrank or grew by where the stream ended. A read that the system refuses ends
 * the stream with a fault of OUTCOME_UNREADABLE.
 *
 * Volumes of a set are read as one. Where one of them became shorter the stream ends with a fault
 * of OUTCOME_CHANGED: what follows would stand at other offsets. */
struct file_stream {
    struct stream stream;
    struct sliding_window window;
    int fd;      /* not owned */
    size_t step; /* bytes that are read next; 0: READ_WINDOW */
    bool ended;
    bool refused; /* a read, at some time: going elsewhere ends a fault, and not this */
    /* Told of each read, where somebody listens for signs of life; NULL: nobody does. */
    void (*progress)(void *context, size_t count);
    void *context;
    const struct job_volume *volumes; /* behind the first */
    size_t volume_count;
    uint64_t first_size; /* of the file itself, where volumes follow it */
    struct bytes names;  /* of the set: what its walk goes by (fragment_names.h) */
};

/* `size` in bytes when it was opened; STREAM_SIZE_UNKNOWN = a pipe or the like,
 * which is read on from where it stands and cannot go back. */
void file_stream_init(struct file_stream *stream, int fd, uint64_t size);

/* A file and the volumes that follow it, which outlive the stream. */
void file_stream_init_set(struct file_stream *stream, int fd, uint64_t size,
                          const struct job_volume *volumes, size_t count);

/* Wipes the window. Leaves the descriptor open. */
void file_stream_clear(struct file_stream *stream);

#endif
