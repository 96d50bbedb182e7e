#include "containers/archives/archive_source.h"

#include <stdio.h>
#include <string.h>

#include <archive.h>

#include "buffer.h"

/* Some of its readers (xar, WARC) take a short block for the end of the file. */
#define BLOCK_LEAST ((size_t)64 << 10)
/* What is lent counts as read, whatever is used of it: so much more may come out of so little that
 * it looks like a bomb (RATIO_LOOKED_AT, RATIO_MAX) that no more is lent at once. */
#define BLOCK_MOST BLOCK_LEAST

static void keep_tail(struct archive_source *source)
{
    source->tail_used = source->lent < ARCHIVE_TAIL ? source->lent : ARCHIVE_TAIL;
    if (source->tail_used > 0) {
        memcpy(source->tail, source->shown + (source->lent - source->tail_used), source->tail_used);
    }
}

static void settle(struct archive_source *source)
{
    keep_tail(source);
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
    source->shown = seen.at;
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
    source->tail_used = 0;
    uint64_t step = (uint64_t)wanted < size - from ? (uint64_t)wanted : size - from;
    return stream_seek(source->content, from + step) ? (la_int64_t)step : 0;
}

static la_int64_t seek_stream(struct archive *archive, void *context, la_int64_t offset, int whence)
{
    (void)archive;
    struct archive_source *source = context;
    settle(source);
    source->tail_used = 0;
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

bool archive_source_lent(const struct archive_source *source, struct bytes octets, uint64_t *at)
{
    const uintptr_t from = (uintptr_t)source->shown, shown = (uintptr_t)octets.at;
    if (octets.left == 0 || shown < from || shown - from >= source->lent) {
        return false;
    }
    *at = source->content->offset + (shown - from);
    return true;
}

/* As far as they overlap; *seen counts that. */
static bool agree(struct bytes held, uint64_t from, struct bytes octets, uint64_t at, size_t *seen)
{
    const uint64_t low = from > at ? from : at;
    const uint64_t held_end = from + held.left, octets_end = at + octets.left;
    const uint64_t high = held_end < octets_end ? held_end : octets_end;
    if (low >= high) {
        return true;
    }
    *seen += (size_t)(high - low);
    return memcmp(held.at + (low - from), octets.at + (low - at), (size_t)(high - low)) == 0;
}

bool archive_source_holds(const struct archive_source *source, uint64_t at, struct bytes octets)
{
    const uint64_t from = source->content->offset;
    const struct bytes lent = bytes_over(source->shown, source->lent);
    const struct bytes tail = bytes_over(source->tail, source->tail_used);
    size_t seen = 0;
    return at <= UINT64_MAX - octets.left && agree(lent, from, octets, at, &seen) &&
           agree(tail, from - tail.left, octets, at, &seen) && seen > 0 &&
           (seen >= ARCHIVE_TAIL || seen == octets.left);
}

void archive_source_clear(struct archive_source *source)
{
    memory_wipe(source->tail, sizeof(source->tail));
    source->tail_used = 0;
}
