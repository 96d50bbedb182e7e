#include "containers/archives/archive_reading.h"

#include <archive.h>

#include "bounds.h"
#include "containers/archives/archive_fault.h"

const struct fault *archive_reading_open(struct archive_reading *reading)
{
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                            "no memory to read the archive" };
    static const struct fault refused = { OUTCOME_UNSUPPORTED, NULL,
                                          "libarchive was built without this format" };
    reading->archive = archive_read_new();
    if (reading->archive == NULL) {
        return &no_memory;
    }
    if (!reading->kind->enable(reading->archive)) {
        return &refused;
    }
    archive_opening_begin(reading);
    if (archive_source_open(&reading->source, reading->archive, reading->content,
                            reading->kind->record_mark) < ARCHIVE_WARN) {
        return archive_fault_of(reading->archive);
    }
    return NULL;
}

uint64_t archive_reading_read(const struct archive_reading *reading)
{
    const int64_t taken = reading->archive != NULL ? archive_filter_bytes(reading->archive, -1) : 0;
    return taken > 0 ? (uint64_t)taken : 0;
}

void archive_reading_close(struct archive_reading *reading)
{
    (void)archive_read_free(reading->archive); /* accepts NULL */
    archive_source_clear(&reading->source);
    reading->archive = NULL;
}

/* Bytes of headers that could not be read, told once per run of them. */
static void journal_lost(const struct archive_reading *reading, const struct fault *lost,
                         int64_t from)
{
    if (lost == NULL) {
        return;
    }
    int64_t to = archive_filter_bytes(reading->archive, -1);
    reading->sink->journal(reading->sink->context, NULL, JOURNAL_UNREAD, lost,
                           to > from ? (uint64_t)(to - from) : 0);
}

enum archive_step archive_reading_next(struct archive_reading *reading,
                                       struct archive_entry **entry, const struct fault **fault)
{
    static const struct fault damaged = { OUTCOME_MALFORMED, NULL,
                                          "damaged: no header of a member stands here" };
    int64_t from = archive_filter_bytes(reading->archive, -1), here = from;
    const struct fault *lost = NULL;
    unsigned idle = 0;
    for (;;) {
        int result = archive_read_next_header(reading->archive, entry);
        if (result == ARCHIVE_OK || result == ARCHIVE_WARN || result == ARCHIVE_EOF) {
            journal_lost(reading, lost, from);
            return result == ARCHIVE_EOF ? ARCHIVE_STEP_END : ARCHIVE_STEP_ENTRY;
        }
        int64_t now = archive_filter_bytes(reading->archive, -1);
        idle = now == here ? idle + 1 : 0;
        if (result == ARCHIVE_FATAL || idle > ARCHIVE_IDLE_MAX) {
            journal_lost(reading, lost, from);
            *fault = archive_fault_of(reading->archive);
            return ARCHIVE_STEP_LOST;
        }
        here = now;
        lost = &damaged;
    }
}

/* Members are counted in the same way as the first time, so the numbers hold. */
static bool step_over(struct archive_reading *reading, struct archive_entry **entry)
{
    unsigned idle = 0;
    for (uint64_t seen = 0; seen < reading->entries;) {
        int result = archive_read_next_header(reading->archive, entry);
        if (result == ARCHIVE_OK || result == ARCHIVE_WARN) {
            seen++;
            idle = 0;
        } else if (result == ARCHIVE_EOF || result == ARCHIVE_FATAL || ++idle > ARCHIVE_IDLE_MAX) {
            return false;
        }
    }
    return true;
}

bool archive_reading_again(struct archive_reading *reading, struct archive_entry **entry)
{
    archive_reading_close(reading);
    return stream_seek(reading->content, 0) && archive_reading_open(reading) == NULL &&
           step_over(reading, entry);
}

bool archive_reading_resume(struct archive_reading *reading)
{
    struct archive_entry *entry;
    if (!reading->kind->seeks || reading->reopened >= ARCHIVE_REOPENED_MAX) {
        return false;
    }
    reading->reopened++;
    return archive_reading_again(reading, &entry);
}
