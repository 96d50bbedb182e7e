#include "commands/phases/scan_phase.h"

#include "commands/sources/source_queue.h"
#include "commands/sources/volume_sets.h"

static bool list_evidence(struct session *session, struct source_list *list)
{
    const struct path_list *roots = &session->options->evidence;
    if (!case_begin(session->file)) {
        return session_stop_case(session);
    }
    for (size_t i = 0; i < roots->count; i++) {
        const size_t before = list->count;
        if (!source_list_add(list, session, SOURCE_EVIDENCE, roots->paths[i])) {
            return false;
        }
        if (list->count == before) {
            session->empty_roots++;
            session_say(session, true, "no file was found in '%s': is it mounted?",
                        roots->paths[i]);
        }
    }
    return case_commit(session->file) || session_stop_case(session);
}

bool scan_phase(struct session *session)
{
    struct source_list list = { 0 };
    struct source_queue *queue = NULL;
    const struct source_queue_plan plan = {
        .kind = JOB_SCAN, .phase = "scan", .table = -1, .undigested = session->options->no_digest
    };
    bool scanned = list_evidence(session, &list) &&
                   (volume_sets_find(&list) || session_stop(session, "out of memory"));
    if (scanned) {
        queue = source_queue_new(session, &list, &plan);
        scanned = queue != NULL ? source_queue_run(queue) : session_stop(session, "out of memory");
    }
    source_queue_free(queue);
    source_list_clear(&list);
    return scanned;
}
