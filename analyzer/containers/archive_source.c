#include "containers/archive_source.h"

#include <stdio.h>
#include <string.h>

#include <archive.h>

/* Some of its readers (xar, WARC) take a short block for the end of the file. */
#define BLOCK_LEAST ((size_t)64 << 10)
/* What is lent counts as read, whatever is used of it: so much more may come out of so little that
 * it looks like a bomb (RATIO_LOOKED_AT, RATIO_MAX) that no more is lent at once. */
#define BLOCK_MOST BLOCK_LEAST

static void settle(struct archive_source *source)
{
    stream_consume(source->content, source->lent);
    source->lent = 0;
}

/* The front of what is seen up to the border before its last record. Where none
 * stands there, the mark itself may be cut: its length stays behind. */
static size_t whole_records(struct bytes seen, const char *mark)
{
    size_t length = strlen(mark), border = 4; /* of the mark: the end of a record */
    if (seen.left < BLOCK_LEAST) {
        return seen.left; /* the end of the content */
    }
    for (size_t at = seen.left - length; at > 0; at--) {
        if (seen.at[at] == (uint8_t)mark[0] && memcmp(seen.at + at, mark, length) == 0) {
            return at + border;
        }
    }
    return seen.left - length;
}

static la_ssize_t read_stream(struct archive *archive, void *context, const void **bytes)
{
    (void)archive;
    struct archive_source *source = context;
    settle(source);
    struct bytes seen = stream_ahead(source->content, BLOCK_LEAST);
    *bytes = seen.at;
    if (source->record_mark != NULL) {
        source->lent = whole_records(seen, source->record_mark);
    } else {
        source->lent = seen.left < BLOCK_MOST ? seen.left : BLOCK_MOST;
    }
    return (la_ssize_t)source->lent;
}

/* Never past the end: what is missing there must show as a cut-off member. */
static la_int64_t skip_stream(struct archive *archive, void *context, la_int64_t wanted)
{
    (void)archive;
    struct archive_source *source = context;
    settle(source);
    uint64_t from = source->content->offset, size = source->content->size;
    if (wanted <= 0 || size == STREAM_SIZE_UNKNOWN || from > size) {
        return 0;
    }
    uint64_t step = (uint64_t)wanted < size - from ? (uint64_t)wanted : size - from;
    return stream_seek(source->content, from + step) ? (la_int64_t)step : 0;
}

static la_int64_t seek_stream(struct archive *archive, void *context, la_int64_t offset, int whence)
{
    (void)archive;
    struct archive_source *source = context;
    settle(source);
    uint64_t base = 0, size = source->content->size;
    if (whence == SEEK_CUR) {
        base = source->content->offset;
    } else if (whence == SEEK_END) {
        base = size;
    }
    if (size > INT64_MAX || base > size) {
        return ARCHIVE_FATAL;
    }
    int64_t to;
    if (__builtin_add_overflow((int64_t)base, offset, &to) || to < 0 ||
        !stream_seek(source->content, (uint64_t)to)) {
        return ARCHIVE_FATAL;
    }
    return to;
}

int archive_source_open(struct archive_source *source, struct archive *archive,
                        struct stream *content, const char *record_mark)
{
    *source = (struct archive_source){ .content = content, .record_mark = record_mark };
    archive_read_set_callback_data(archive, source);
    archive_read_set_read_callback(archive, read_stream);
    archive_read_set_skip_callback(archive, skip_stream);
    if (content->kind->seek != NULL && content->size != STREAM_SIZE_UNKNOWN) {
        archive_read_set_seek_callback(archive, seek_stream);
    }
    return archive_read_open1(archive);
}
