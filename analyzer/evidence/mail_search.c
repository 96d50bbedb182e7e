#include "evidence/mail_search.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "containers/mail/mail_message.h"
#include "containers/mail/mbox.h"
#include "containers/outlook/compound_walk.h"
#include "evidence/file_pass.h"
#include "evidence/mail_thread.h"
#include "evidence/replay_target.h"

bool mail_order_begin(struct buffer *list, size_t places)
{
    return buffer_append_number(list, 4, places);
}

bool mail_order_put(struct buffer *list, struct bytes provenance)
{
    return buffer_append_number(list, 4, provenance.left) && buffer_append(list, provenance);
}

bool mail_search_is_of_message(const struct place *place)
{
    return place->kind == PLACE_PART || place->kind == PLACE_TEXT;
}

bool mail_search_wants_place(const struct ingest_frame *frame, const struct place *place)
{
    return (frame->ingest->mails->ids.left > 0 && !mail_search_is_of_message(place)) ||
           (frame->target_from < frame->target_to && replay_wants_place(frame, place));
}

static int compare_ids(const void *one, const void *other)
{
    return memcmp(one, other, THREAD_ID_OCTETS);
}

static bool names_one(const struct mail_search *search, struct bytes thread)
{
    struct bytes id;
    bool named = false;
    if (search->ids.left == 0 || !mail_thread_begin(&thread)) {
        return false;
    }
    while (!named && mail_thread_take(&thread, &id)) {
        named = bsearch(id.at, search->ids.at, search->ids.left / THREAD_ID_OCTETS,
                        THREAD_ID_OCTETS, compare_ids) != NULL;
    }
    return named;
}

static void tell(const struct ingest_frame *frame, struct bytes thread)
{
    const struct provenance node = { .outer = frame->chain, .place = { .kind = PLACE_SPOT } };
    struct buffer encoded = { 0 };
    if (provenance_encode(&node, &encoded)) {
        const struct record record = { .kind = RECORD_MAIL,
                                       .file = frame->ingest->file,
                                       .mail = { buffer_bytes(&encoded), thread } };
        frame->ingest->sink->record(frame->ingest->sink->context, &record);
    }
    buffer_clear(&encoded);
    struct mail_search *search = frame->ingest->mails;
    search->cut = search->cut || mail_thread_is_cut(&frame->mail);
}

/* A mail that memory does not suffice for is not told of: fewer words are tried. */
void mail_search_take(const struct ingest_frame *frame)
{
    struct mail_search *search = frame->ingest->mails;
    struct buffer thread = { 0 };
    if (mail_thread_put(&frame->mail, &thread)) {
        const bool around = frame->target_from < frame->target_to;
        if (around) {
            tell(frame, buffer_bytes(&thread));
        } else if (!search->bounded && names_one(search, buffer_bytes(&thread))) {
            search->bounded = search->told == THREAD_FILE_MAILS_MAX;
            search->told += search->bounded ? 0 : 1;
            if (!search->bounded) {
                tell(frame, buffer_bytes(&thread));
            }
        }
    }
    buffer_clear(&thread);
}

static void take_record(void *context, const struct record *record)
{
    const struct record_sink *sink = context;
    if (record->kind == RECORD_PROGRESS || record->kind == RECORD_MAIL) {
        sink->record(sink->context, record);
    }
}

/* A compound file may be a message that Outlook saved. */
static bool is_mail(const struct container *kind)
{
    return kind == &mbox_container || kind == &mail_message_container ||
           kind == &compound_container;
}

static void search_file(const struct job_file *file, struct ingest_target *targets, size_t count,
                        struct mail_search *search, const struct record_sink *sink)
{
    struct record_sink told = *sink;
    const struct record_sink filter = { &told, take_record };
    struct file_pass pass;
    file_pass_begin(&pass, NULL, file, &filter);
    replay_target_sort(targets, count);
    pass.ingest.targets = targets;
    pass.ingest.target_count = pass.top.target_to = count;
    pass.ingest.mails = search;
    const struct container *kind = file_pass_kind(&pass);
    if (kind != NULL && (count > 0 || is_mail(kind))) {
        file_pass_walk(&pass);
    }
    file_pass_clear(&pass);
}

static const char too_many[] =
    "more mails of this file belong to threads of closed keys than are looked through";
static const char too_long[] =
    "a mail near a closed key names more messages of its thread than are looked for";

static void tell_bound(uint32_t file, const char *sentence, const struct record_sink *sink)
{
    const struct record record = { .kind = RECORD_JOURNAL,
                                   .file = file,
                                   .journal = { .weight = JOURNAL_NOTE,
                                                .outcome = OUTCOME_BOUND,
                                                .sentence = { (const uint8_t *)sentence,
                                                              strlen(sentence) } } };
    sink->record(sink->context, &record);
}

static bool read_places(struct bytes *list, struct ingest_target *targets, size_t count)
{
    struct bytes provenance;
    uint64_t length;
    for (size_t i = 0; i < count; i++) {
        if (!bytes_take_number(list, 4, &length) ||
            !bytes_take(list, (size_t)length, &provenance) ||
            !replay_target_read(provenance, &targets[i])) {
            return false;
        }
    }
    return true;
}

void mail_search_run(const struct job *job, const struct record_sink *sink)
{
    struct mail_search search = { .told = 0 };
    struct bytes list = job->extra;
    uint64_t count;
    if (job->count != 1 || !bytes_take_number(&list, 4, &count) || count > THREAD_PLACES_MAX) {
        return; /* comes from no coordinator of ours */
    }
    struct ingest_target *targets = calloc(count > 0 ? (size_t)count : 1, sizeof(*targets));
    if (targets != NULL && read_places(&list, targets, (size_t)count)) {
        search.ids = list;
        search_file(&job->files[0], targets, (size_t)count, &search, sink);
        if (search.bounded) {
            tell_bound(job->files[0].number, too_many, sink);
        }
        if (search.cut) {
            tell_bound(job->files[0].number, too_long, sink);
        }
    }
    free(targets);
}
