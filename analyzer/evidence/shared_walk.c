#include "evidence/shared_walk.h"

#include <stdlib.h>

#include "bounds.h"
#include "evidence/content_kind.h"
#include "evidence/replay_target.h"
#include "evidence/walk_span.h"

/* What stands around it is walked through once more for each share, and it is held by each. */
static bool is_worth_it(const struct ingest_frame *frame, const struct stream *content)
{
    const struct ingest *ingest = frame->ingest;
    return frame->chain == NULL || (content->size <= SHARED_NESTED_MAX &&
                                    content->size >= ingest->size / SHARED_NESTED_PART &&
                                    content->size >= ingest->decoded / SHARED_NESTED_WAY);
}

/* What each share may expand to. Of the container that the file is, all of what the file may; of
 * one in it, from the half that is set apart for such, what hardly any needs: the rest of the file
 * must not run short for what shares were given and left. 0: there is too little of it. */
static uint64_t expansion_of(struct ingest *ingest, const struct ingest_frame *frame,
                             const struct stream *content, size_t count)
{
    if (frame->chain == NULL) {
        const uint64_t each = ingest->expansion_left / count;
        ingest->expansion_left -= (count - 1) * each;
        return each;
    }
    const bool first = ingest->shares == 0;
    const uint64_t each = content->size * SHARED_NESTED_EXPANSION;
    const uint64_t apart = first ? ingest->expansion_left / 2 : ingest->expansion_shared;
    if (each > apart / (count - 1)) {
        return 0;
    }
    ingest->expansion_left -= first ? apart : 0;
    ingest->expansion_shared = apart - (count - 1) * each;
    return each;
}

static void send_offers(struct ingest *ingest, const struct walk_share *shares, size_t count,
                        struct bytes chain)
{
    for (size_t i = 1; i < count; i++) {
        const struct record record = {
            .kind = RECORD_SHARE,
            .file = ingest->file,
            .share = { .number = ingest->shares++, .share = shares[i], .container = chain },
        };
        ingest->sink->record(ingest->sink->context, &record);
    }
}

void shared_walk_offer(struct ingest_frame *frame, const struct container *container,
                       struct stream *content)
{
    struct ingest *ingest = frame->ingest;
    struct walk_share shares[SHARES_MAX];
    struct buffer chain = { 0 };
    const uint64_t at = content->offset;
    if (!ingest->divides || container->divide == NULL || content->kind->seek == NULL || at > 0 ||
        content->size == STREAM_SIZE_UNKNOWN || !is_worth_it(frame, content)) {
        return;
    }
    const size_t count = container->divide(content, shares);
    if (!stream_seek(content, at) || count < 2 || count > SHARES_FILE_MAX - ingest->shares ||
        !provenance_encode(frame->chain, &chain)) {
        buffer_clear(&chain);
        return;
    }
    const uint64_t expansion = expansion_of(ingest, frame, content, count);
    if (expansion == 0) {
        buffer_clear(&chain);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        shares[i].bytes = content->size / count;
        shares[i].expansion = expansion;
    }
    frame->share = shares[0];
    send_offers(ingest, shares, count, buffer_bytes(&chain));
    buffer_clear(&chain);
}

bool shared_walk_is_at(const struct ingest_frame *frame, const struct place *place)
{
    return frame->ingest->shared != NULL && replay_ends_at(frame, place) > 0;
}

bool shared_walk_is_over(const struct ingest *ingest)
{
    return ingest->shared != NULL && ingest->shared->met;
}

/* The container's own bytes were scanned by who offered this. */
static void walk_own(struct ingest_frame *frame, const struct container *container,
                     struct stream *content)
{
    struct ingest *ingest = frame->ingest;
    struct shared_walk *shared = ingest->shared;
    const struct ingest_target *targets = ingest->targets;
    const uint64_t decoded = ingest->decoded, examined = ingest->decoded_examined;
    frame->share = shared->share;
    frame->rereads = container->rereads;
    frame->packed = container->packed;
    ingest->expansion_left = shared->share.expansion;
    ingest->targets = NULL;
    walk_span_skip(ingest);
    if (container->seeks && content->kind->seek == NULL) {
        ingest_held(frame, container, content);
    } else {
        ingest_walk(frame, container, content);
    }
    shared->met = true;
    shared->decoded = ingest->decoded - decoded;
    shared->decoded_examined = ingest->decoded_examined - examined;
    ingest->targets = targets;
}

bool shared_walk_take(const struct ingest_frame *outer, const struct provenance *chain,
                      struct stream *content)
{
    struct ingest_frame frame;
    ingest_frame_begin(&frame, outer, chain);
    const struct container *container = content_kind(stream_ahead(content, CONTENT_HEAD));
    if (container != NULL && container->divide != NULL) {
        walk_own(&frame, container, content);
    }
    ingest_frame_clear(&frame);
    return false;
}

static const struct fault lost = { OUTCOME_CHANGED, NULL,
                                   "a container in the file, whose walk was shared, was not found "
                                   "again" };

/* Places are silent up to the container, so the target is of no use any more where it is told. */
static void walk_to(struct file_pass *pass, const struct ingest_target *target)
{
    struct ingest *ingest = &pass->ingest;
    if (target->count > 0) {
        ingest->targets = target;
        ingest->target_count = pass->top.target_to = 1;
        file_pass_walk(pass);
        ingest->targets = NULL;
        return;
    }
    const struct container *container = file_pass_kind(pass);
    if (container != NULL && container->divide != NULL) {
        struct walk_span span;
        walk_span_hold(&span, ingest);
        walk_span_begin(&span, ingest, &pass->file.stream);
        walk_own(&pass->top, container, &pass->file.stream);
        walk_span_end(&span, ingest);
    }
}

void shared_walk_run(struct file_pass *pass)
{
    const struct bytes chain = pass->job->container;
    struct shared_walk shared = { .share = pass->job->share };
    struct ingest_target *target = calloc(1, sizeof(*target));
    pass->ingest.shared = &shared;
    if (target != NULL && (chain.left == 0 || replay_target_read_place(chain, 1, target))) {
        walk_to(pass, target);
    }
    if (!shared.met) {
        file_pass_journal(pass, &lost, 0);
    }
    pass->ingest.decoded = shared.decoded;
    pass->ingest.decoded_examined = shared.decoded_examined;
    pass->done.size = pass->job->size;
    free(target);
}
