#include "containers/databases/sqlite_log_walk.h"

#include <stdio.h>

#include "bounds.h"
#include "containers/carving/carve_walk.h"
#include "containers/databases/sqlite_free.h"
#include "containers/databases/sqlite_log.h"
#include "containers/databases/sqlite_rows.h"

/* What is of no row of the frame: between its cells, and in front of its page. */
static void add_gaps(const struct sqlite_log *log, struct bytes page, struct carve_spans *gaps)
{
    const struct sqlite_frame *frame = &log->frames[log->at];
    const uint64_t before =
        log->at > 0 ? log->frames[log->at - 1].place + log->layout.page_size : 0;
    carve_spans_add_gap(gaps, before, frame->place);
    sqlite_free_between(&log->layout, page, frame->page == 1, frame->place, gaps);
}

static void give_frames(struct sqlite_log *log, struct sqlite_rows *rows, struct carve_spans *gaps)
{
    char label[48];
    rows->label = label;
    for (log->at = 0; log->at < log->count; log->at++) {
        const struct sqlite_frame *frame = &log->frames[log->at];
        (void)snprintf(label, sizeof(label), "frame %u %s", (unsigned)log->at + 1,
                       log->at < log->committed ? "" : "(not committed) ");
        rows->offset = frame->place;
        if (!stream_seek(rows->content, frame->place)) {
            break;
        }
        add_gaps(log, stream_ahead(rows->content, log->layout.page_size), gaps);
        if (!sqlite_rows_give(rows, stream_ahead(rows->content, log->layout.page_size),
                              frame->page == 1)) {
            break;
        }
    }
    rows->label = NULL;
}

/* Behind the last frame as well; where there are more than are followed, other frames are there. */
static void carve_gaps(const struct sqlite_log *log, struct stream *content,
                       const struct container_sink *sink, struct carve_spans *gaps)
{
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                            "no memory for what stands beside the rows of a log" };
    const struct sqlite_frame *last = log->count > 0 ? &log->frames[log->count - 1] : NULL;
    if (!log->more) {
        carve_spans_add_gap(gaps, last != NULL ? last->place + log->layout.page_size : 0,
                            content->size);
    }
    carve_walk_spans(content, sink, gaps);
    if (gaps->lost) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &no_memory, 0);
    }
}

static const struct fault *walk_log(struct stream *content, const struct container_sink *sink)
{
    static const struct fault more = { OUTCOME_BOUND, NULL,
                                       "more frames of a log of SQLite than are followed" };
    struct sqlite_log log;
    const struct fault *fault = sqlite_log_load(&log, content, sink);
    if (fault == NULL) {
        struct sqlite_rows rows = { .content = content,
                                    .sink = sink,
                                    .layout = &log.layout,
                                    .pages = &log.pages,
                                    .budget = content->size * SQLITE_GIVEN_TIMES };
        struct carve_spans gaps = { 0 };
        give_frames(&log, &rows, &gaps);
        if (log.more && !rows.stopped) {
            sink->journal(sink->context, NULL, JOURNAL_UNREAD, &more, 0);
        }
        if (!rows.stopped) {
            carve_gaps(&log, content, sink, &gaps);
        }
        carve_spans_clear(&gaps);
        sqlite_rows_clear(&rows);
    }
    sqlite_log_clear(&log);
    return fault;
}

const struct container sqlite_log_container = { .name = "sqlite log",
                                                .recognise = sqlite_log_recognise,
                                                .walk = walk_log,
                                                .seeks = true,
                                                .readings = true,
                                                .loose = true };
