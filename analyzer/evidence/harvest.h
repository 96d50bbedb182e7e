#ifndef HARVEST_H
#define HARVEST_H

#include "candidates/passphrase_words.h"
#include "evidence/ingest.h"
#include "job.h"

/* Texts around one sighting of a closed key, and the words of them that may be its
 * passphrase: the leaf that it stands in, the other parts of its message, and what stands
 * before and behind: HARVEST_MESSAGES of a mailbox, HARVEST_MEMBERS of an archive, in the
 * same file; and mails of its thread, wherever they lie. First what a keyword announces, in
 * whichever of them, then the words nearest to the key, then those of the other texts.
 *
 * All of it is secret: it lives in wiped buffers, in the worker alone. */

struct harvest {
    const struct ingest_target *target;
    struct buffer text; /* one behind the other */
    struct harvest_text {
        unsigned rank; /* 0: the key's own leaf; the larger, the further away */
        size_t at, length;
        size_t from, to; /* of the key within it; 0 and 0: it stands elsewhere */
    } texts[HARVEST_TEXTS_MAX];
    size_t count;
    bool bounded;   /* a text was left out */
    bool of_thread; /* mails at the targets are gathered, and not what is around a key */
};

/* The files of a job, the key's own first, and mails in them: as harvest_mail_put() lists them. */
struct harvest_files {
    const struct job_file *items;
    size_t count;
    struct bytes mails;
};

/* One mail: the position of its file, and its encoded provenance with a spot behind. False
 * when memory ran out. */
MUST_CHECK bool harvest_mail_put(struct buffer *list, size_t file, struct bytes provenance);

/* Words for the sighting of `target` in the first file, none where nothing is found. Delivers
 * RECORD_PROGRESS alone. False when memory ran out. */
MUST_CHECK bool harvest_file(const struct harvest_files *files, const struct ingest_target *target,
                             const struct record_sink *sink, struct passphrase_words *words);

/* For a walk with ingest.harvest: is this part, directly below `frame`, looked at? */
bool harvest_wants_place(const struct ingest_frame *frame, const struct place *place);
/* Is all that follows this part too far away? */
bool harvest_is_past(const struct ingest_frame *frame, const struct place *place);
/* Does the way to the key lead through this frame? */
bool harvest_is_on_path(const struct ingest_frame *frame);
/* Takes what is wanted of a leaf, and consumes it. */
void harvest_leaf(struct ingest_frame *frame, struct stream *content);

#endif
