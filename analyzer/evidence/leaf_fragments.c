#include "evidence/leaf_fragments.h"

#include <string.h>

#include "candidates/armour/key_fragment.h"
#include "crypto/sha256.h"
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

void leaf_fragments_found(struct leaf_fragments *fragments, uint64_t offset, uint64_t length)
{
    if (fragments->wanted && (!buffer_append_number(&fragments->found, 8, offset) ||
                              !buffer_append_number(&fragments->found, 8, offset + length))) {
        fragments->wanted = false;
    }
}

struct telling {
    struct ingest_frame *frame;
    struct bytes leaf;
    struct bytes found;
};

static bool holds_key(struct bytes found, const struct place *spot)
{
    uint64_t from, to;
    while (bytes_take_number(&found, 8, &from) && bytes_take_number(&found, 8, &to)) {
        if (from < spot->offset + spot->length && to > spot->offset) {
            return true;
        }
    }
    return false;
}

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

/* What is there of its private half is no key. */
static void send_malformed(const struct telling *telling, const struct key_fragment *fragment,
                           const struct place *spot)
{
    const struct ingest_frame *frame = telling->frame;
    const struct provenance node = { .outer = frame->chain, .place = *spot };
    struct bytes rest = telling->leaf, before, taken;
    struct buffer encoded = { 0 };
    struct record record = {
        .kind = RECORD_KEY,
        .file = frame->ingest->file,
        .key.finding = { .verdict = VERDICT_MALFORMED,
                         .failure = "the armour of a private key is cut off before its private "
                                    "numbers are complete",
                         .clause = "RFC 7468 section 3" }
    };
    if (bytes_take(&rest, (size_t)spot->offset, &before) &&
        bytes_take(&rest, (size_t)spot->length, &taken) && provenance_encode(&node, &encoded)) {
        sha256_of(fragment->text, record.key.finding.blob_sha256);
        sha256_of(fragment->text, record.key.finding.content_sha256);
        sha256_of(taken, record.key.sha256);
        record.key.provenance = buffer_bytes(&encoded);
        ingest_add_mail(frame, &record.key);
        frame->ingest->sink->record(frame->ingest->sink->context, &record);
        frame->ingest->keys++;
    }
    buffer_clear(&encoded);
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
        if (fragment->fronts_key && !holds_key(telling->found, &spot)) {
            send_malformed(telling, fragment, &spot);
        }
    }
}

static void find(struct bytes leaf, struct bytes found, struct ingest_frame *frame)
{
    struct telling telling = { frame, leaf, found };
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
        find(buffer_bytes(&fragments->text), buffer_bytes(&fragments->found), frame);
    }
    if (fragments->counted && mark_count_is_uneven(&fragments->marks)) {
        ingest_journal(frame->ingest, frame->chain, NULL, JOURNAL_NOTE, &long_text, 0);
    }
    buffer_clear(&fragments->text);
    buffer_clear(&fragments->found);
    *fragments = (struct leaf_fragments){ 0 };
}

void leaf_fragments_whole(struct leaf_fragments *fragments, struct bytes leaf,
                          struct ingest_frame *frame)
{
    if (fragments->wanted && leaf.left > 0 && may_hold(leaf, FRAGMENT_LEAF_MAX)) {
        find(leaf, buffer_bytes(&fragments->found), frame);
    }
    buffer_clear(&fragments->found);
    fragments->wanted = false;
}
