#include "evidence/joined_pieces.h"

#include <string.h>

#include "crypto/sha256.h"
#include "evidence/replay_target.h"

static bool stands_at(const struct joined_piece *piece, const struct ingest_frame *frame,
                      const struct place *spot)
{
    const struct ingest_target *target = &piece->target;
    size_t depth = target->count - 1;
    if (frame->depth != depth || !replay_same_place(&target->places[depth], spot) ||
        target->places[depth].length != spot->length) {
        return false;
    }
    for (const struct provenance *node = frame->chain; node != NULL; node = node->outer) {
        if (depth == 0 || !replay_same_place(&target->places[--depth], &node->place)) {
            return false;
        }
    }
    return depth == 0;
}

/* The mail is gone when the walk is over. */
static bool copy_mail(struct joined_piece *piece, const struct ingest_frame *frame)
{
    const struct mail_facts *mail = &frame->mail;
    if (!frame->has_mail) {
        return true;
    }
    if (!buffer_reserve(&piece->mail_text,
                        mail->from.left + mail->subject.left + mail->message_id.left)) {
        return false;
    }
    piece->mail = *mail;
    struct bytes *texts[] = { &piece->mail.from, &piece->mail.subject, &piece->mail.message_id };
    bool copied = true;
    for (size_t i = 0; copied && i < sizeof(texts) / sizeof(texts[0]); i++) {
        const uint8_t *at = piece->mail_text.at + piece->mail_text.used;
        copied = buffer_append(&piece->mail_text, *texts[i]);
        *texts[i] = bytes_over(at, texts[i]->left);
    }
    piece->has_mail = copied;
    return copied;
}

static void take(struct joined_piece *piece, const struct ingest_frame *frame,
                 const struct key_fragment *fragment, struct bytes leaf)
{
    struct bytes before, taken;
    if (piece->met || !bytes_take(&leaf, (size_t)fragment->offset, &before) ||
        !bytes_take(&leaf, (size_t)fragment->length, &taken) || !copy_mail(piece, frame) ||
        !buffer_append(&piece->text, fragment->text) ||
        !buffer_append(&piece->label, fragment->label)) {
        return;
    }
    piece->facts = fragment->facts;
    memcpy(piece->from, fragment->from, sizeof(piece->from));
    sha256_of(taken, piece->sha256);
    piece->met = true;
}

void joined_pieces_take(struct joined_pieces *pieces, const struct ingest_frame *frame,
                        const struct place *spot, const struct key_fragment *fragment,
                        struct bytes leaf)
{
    for (size_t i = 0; i < pieces->count; i++) {
        struct joined_piece *piece = &pieces->items[i];
        if (piece->file == pieces->file && stands_at(piece, frame, spot)) {
            take(piece, frame, fragment, leaf);
        }
    }
}

void joined_pieces_clear(struct joined_pieces *pieces)
{
    for (size_t i = 0; i < pieces->count; i++) {
        buffer_clear(&pieces->items[i].text);
        buffer_clear(&pieces->items[i].label);
        buffer_clear(&pieces->items[i].mail_text);
    }
    pieces->count = 0;
}
