#include "evidence/leaf_fragments.h"

#include <string.h>

#include "candidates/key_fragment.h"
#include "evidence/joined_pieces.h"
#include "evidence/mail_thread.h"

void leaf_fragments_begin(struct leaf_fragments *fragments, const struct ingest_frame *frame,
                          bool whole)
{
    const struct ingest *ingest = frame->ingest;
    const bool wanted =
        ingest->harvest == NULL && (ingest->targets == NULL || ingest->pieces != NULL);
    fragments->wanted = wanted && whole;
    fragments->counted = wanted && !whole;
}

/* What holds a NUL is no text, or not in this alphabet: then it comes again as a reading. */
static bool may_hold(struct bytes piece, size_t room)
{
    return piece.left <= room && memchr(piece.at, 0, piece.left) == NULL;
}

void leaf_fragments_push(struct leaf_fragments *fragments, struct bytes piece)
{
    if (fragments->counted) {
        mark_count_take(&fragments->marks, piece);
        return;
    }
    if (!fragments->wanted) {
        return;
    }
    if (piece.left > FRAGMENT_LEAF_MAX - fragments->text.used) {
        fragments->counted = true;
        mark_count_take(&fragments->marks, buffer_bytes(&fragments->text));
        mark_count_take(&fragments->marks, piece);
    }
    if (!may_hold(piece, FRAGMENT_LEAF_MAX - fragments->text.used) ||
        !buffer_append(&fragments->text, piece)) {
        fragments->wanted = false;
        buffer_clear(&fragments->text);
    }
}

struct telling {
    struct ingest_frame *frame;
    struct bytes leaf;
};

static bool may_tell(struct ingest *ingest, enum fragment_kind kind)
{
    static const struct fault more = { OUTCOME_BOUND, NULL,
                                       "more pieces of keys than are put together of one file" };
    if (ingest->fragments[kind - 1] == FRAGMENTS_FILE_MAX) {
        ingest_journal(ingest, NULL, NULL, JOURNAL_NOTE, &more, 0);
    }
    return ingest->fragments[kind - 1]++ < FRAGMENTS_FILE_MAX;
}

static const struct fault long_thread = {
    OUTCOME_BOUND, NULL,
    "the mail of a piece of a key names more messages of its thread than are looked for"
};

/* A piece that memory does not suffice for is not put together: the text was read. */
static void send(const struct ingest_frame *frame, const struct key_fragment *fragment,
                 const struct place *spot)
{
    const struct provenance node = { .outer = frame->chain, .place = *spot };
    struct buffer encoded = { 0 }, thread = { 0 };
    if (provenance_encode(&node, &encoded) &&
        (!frame->has_mail || mail_thread_put(&frame->mail, &thread))) {
        const struct record record = { .kind = RECORD_FRAGMENT,
                                       .file = frame->ingest->file,
                                       .fragment = { .facts = fragment->facts,
                                                     .provenance = buffer_bytes(&encoded),
                                                     .thread = buffer_bytes(&thread) } };
        frame->ingest->sink->record(frame->ingest->sink->context, &record);
    }
    if (frame->has_mail && mail_thread_is_cut(&frame->mail)) {
        ingest_journal(frame->ingest, frame->chain, NULL, JOURNAL_NOTE, &long_thread, 0);
    }
    buffer_clear(&encoded);
    buffer_clear(&thread);
}

static void take_fragment(void *context, const struct key_fragment *fragment)
{
    const struct telling *telling = context;
    struct ingest *ingest = telling->frame->ingest;
    const struct place spot = { .kind = PLACE_SPOT,
                                .offset = fragment->offset,
                                .length = fragment->length };
    if (ingest->pieces != NULL) {
        joined_pieces_take(ingest->pieces, telling->frame, &spot, fragment, telling->leaf);
    } else if (may_tell(ingest, fragment->facts.kind)) {
        send(telling->frame, fragment, &spot);
    }
}

static void find(struct bytes leaf, struct ingest_frame *frame)
{
    struct telling telling = { frame, leaf };
    struct fragment_reader reader = { 0 };
    key_fragments_find(&reader, leaf, &telling, take_fragment);
    fragment_reader_clear(&reader);
}

/* The text was scanned all the same: a key that is whole was found. */
static const struct fault long_text = {
    OUTCOME_BOUND, NULL,
    "a text that seems to hold a piece of a key is longer than those that pieces are looked for in"
};

void leaf_fragments_finish(struct leaf_fragments *fragments, struct ingest_frame *frame)
{
    if (fragments->wanted && fragments->text.used > 0) {
        find(buffer_bytes(&fragments->text), frame);
    }
    if (fragments->counted && mark_count_is_uneven(&fragments->marks)) {
        ingest_journal(frame->ingest, frame->chain, NULL, JOURNAL_NOTE, &long_text, 0);
    }
    buffer_clear(&fragments->text);
    *fragments = (struct leaf_fragments){ 0 };
}

void leaf_fragments_whole(struct leaf_fragments *fragments, struct bytes leaf,
                          struct ingest_frame *frame)
{
    if (fragments->wanted && leaf.left > 0 && may_hold(leaf, FRAGMENT_LEAF_MAX)) {
        find(leaf, frame);
    }
    fragments->wanted = false;
}
