#include "containers/sqlite_log_walk.h"

#include <stdio.h>

#include "bounds.h"
#include "containers/carve_walk.h"
#include "containers/sqlite_log.h"
#include "containers/sqlite_rows.h"

static void give_frames(struct sqlite_log *log, struct sqlite_rows *rows)
{
    char label[48];
    rows->label = label;
    for (log->at = 0; log->at < log->count; log->at++) {
        const struct sqlite_frame *frame = &log->frames[log->at];
        (void)snprintf(label, sizeof(label), "frame %u %s", (unsigned)log->at + 1,
                       log->at < log->committed ? "" : "(not committed) ");
        rows->offset = frame->place;
        if (!stream_seek(rows->content, frame->place) ||
            !sqlite_rows_give(rows, stream_ahead(rows->content, log->layout.page_size),
                              frame->page == 1)) {
            break;
        }
    }
    rows->label = NULL;
}

/* What is of no page: behind the last frame, and of a rollback journal in the sectors of its
 * headers. Behind those that are followed there are others, where there are more. */
static void carve_beside(const struct sqlite_log *log, struct stream *content,
                         const struct container_sink *sink)
{
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                            "no memory for what stands beside the pages of a log" };
    struct carve_spans gaps = { 0 };
    uint64_t at = 0;
    for (uint32_t i = 0; i < log->count; i++) {
        carve_spans_add_gap(&gaps, at, log->frames[i].place);
        at = log->frames[i].place + log->layout.page_size;
    }
    if (!log->more) {
        carve_spans_add_gap(&gaps, at, content->size);
    }
    carve_walk_spans(content, sink, &gaps);
    if (gaps.lost) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &no_memory, 0);
    }
    carve_spans_clear(&gaps);
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
        give_frames(&log, &rows);
        if (log.more && !rows.stopped) {
            sink->journal(sink->context, NULL, JOURNAL_UNREAD, &more, 0);
        }
        if (!rows.stopped) {
            carve_beside(&log, content, sink);
        }
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
