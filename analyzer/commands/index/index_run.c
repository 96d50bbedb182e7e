#include "commands/index/index_run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bounds.h"
#include "inventory/entry_sort.h"
#include "inventory/index_writer.h"

bool index_run_add(struct index_run *run, const struct index_entry *entry)
{
    if (run->entries == NULL) {
        run->entries = malloc(INDEX_RUN_ENTRIES * sizeof(*run->entries));
        run->room = malloc(INDEX_RUN_ENTRIES * sizeof(*run->room));
    }
    if (run->entries == NULL || run->room == NULL) {
        return false;
    }
    run->entries[run->count++] = *entry;
    return true;
}

bool index_run_is_full(const struct index_run *run)
{
    return run->count == INDEX_RUN_ENTRIES;
}

void index_run_clear(struct index_run *run)
{
    free(run->entries);
    free(run->room);
    *run = (struct index_run){ 0 };
}

bool index_run_path(const char *file, unsigned number, struct buffer *path)
{
    char name[32] = ".new";
    if (number > 0) {
        (void)snprintf(name, sizeof(name), ".run-%u", number);
    }
    buffer_reset(path);
    return buffer_append_text(path, file) && buffer_append_text(path, name) &&
           buffer_append_byte(path, 0);
}

static bool take_source(void *sink, const struct index_source *source)
{
    return index_writer_source(sink, source);
}

static bool write_entries(struct index_run *run, struct index_writer *writer)
{
    entry_sort(run->entries, run->room, run->count);
    for (size_t i = 0; i < run->count; i++) {
        if (!index_writer_add(writer, &run->entries[i])) {
            return false;
        }
    }
    return true;
}

static bool write_run(struct index_run *run, int fd, uint64_t next_address, void *context,
                      index_sources_visit *sources)
{
    struct index_writer writer;
    index_writer_init(&writer, fd);
    bool written = write_entries(run, &writer) && sources(context, &writer, take_source) &&
                   index_writer_end(&writer, next_address);
    if (!written) {
        errno = writer.error != 0 ? writer.error : ENOMEM;
    }
    index_writer_clear(&writer);
    return written && fsync(fd) == 0;
}

/* Written beside and renamed: a run that is there is whole. */
bool index_run_write(struct index_run *run, const char *file, unsigned number,
                     uint64_t next_address, void *context, index_sources_visit *sources)
{
    struct buffer path = { 0 }, beside = { 0 };
    int fd = -1;
    bool written = index_run_path(file, number, &path) && buffer_append_text(&beside, file) &&
                   buffer_append_text(&beside, ".part") && buffer_append_byte(&beside, 0);
    if (written) {
        fd = open((const char *)beside.at, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        written = fd >= 0 && write_run(run, fd, next_address, context, sources) &&
                  rename((const char *)beside.at, (const char *)path.at) == 0;
        const int error = errno;
        if (fd >= 0) {
            (void)close(fd);
        }
        if (!written && fd >= 0) {
            (void)unlink((const char *)beside.at);
        }
        errno = error;
    }
    buffer_clear(&path);
    buffer_clear(&beside);
    run->count = 0;
    return written;
}
