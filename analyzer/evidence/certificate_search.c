#include "evidence/certificate_search.h"

#include "candidates/leaf_scan.h"
#include "evidence/content_kind.h"
#include "evidence/ingest.h"
#include "limit.h"

static void take_record(void *context, const struct record *record)
{
    const struct certificate_search *search = context;
    if (record->kind == RECORD_PROGRESS && search->alive != NULL) {
        search->alive(search->context);
    }
}

/* What can seek is walked as it lies. Its own bytes are not looked at: what is stored in them
 * comes as a member. */
static bool walks_in_place(const struct container *container, const struct stream *content)
{
    return container != NULL && container->seeks && content->kind->seek != NULL;
}

bool certificate_search_prepare(void)
{
    return leaf_scan_prepare();
}

void certificate_search_run(const struct certificate_search *search, const struct provenance *outer,
                            unsigned depth, struct stream *content)
{
    struct certificate_search told = *search;
    const struct record_sink sink = { &told, take_record };
    struct ingest ingest = { .sink = &sink,
                             .size = content->size,
                             .certificates = search,
                             .work = CANDIDATE_WORK_FLOOR,
                             .expansion_left = ingest_expansion(content->size) };
    const struct ingest_frame around = { .ingest = &ingest, .depth = depth > 0 ? depth - 1 : 0 };
    const struct container *container = content_kind(stream_ahead(content, CONTENT_HEAD));
    if (walks_in_place(container, content)) {
        struct ingest_frame frame;
        ingest_frame_begin(&frame, &around, outer);
        ingest_walk(&frame, container, content);
        ingest_frame_clear(&frame);
    } else {
        ingest_content(&around, outer, PART_UNKNOWN, content, false);
    }
    leaf_scan_free(ingest.spare);
}
