#ifndef MAIL_WALK_H
#define MAIL_WALK_H

#include "container.h"
#include "containers/mail/mail_entity.h"
#include "containers/mail/mail_head.h"
#include "containers/mail/mime_separator.h"

/* The state of a walk through one message, and the giving of its pieces. Each
 * piece is a section of the stream and is given to the sink as it is met. */

/* What was met so far in the whole message. */
struct mail_count {
    uint64_t parts, texts;
    uint64_t boundaries; /* lines, whether anything stands behind them or not */
    bool fragment;       /* it is one of a message, which the sink sees to */
    bool stopped;        /* the sink wants no more */
};

struct mail_walk {
    struct stream *from;
    const struct container_sink *sink;
    struct mail_count *count;
    const struct place *within; /* the encoded multipart that `from` is the inside of, or NULL */
    unsigned decodings;
    uint64_t base; /* offset of `from` at the beginning */
    bool ended;    /* nothing is left of `from` */
    struct mime_separators separators;
    struct mail_head head;
    struct mail_entity entity;
    struct decoding_window window;
    struct buffer facts_text;
};

void mail_walk_clear(struct mail_walk *walk);

/* A note on the container itself. */
void mail_walk_note(const struct mail_walk *walk, const struct fault *fault);

/* Where the stream stands, as a place without length. */
struct place mail_walk_place(const struct mail_walk *walk, enum place_kind kind);

/* Drains a section and steps over the line it ended at. */
void mail_walk_finish_section(struct mail_walk *walk, struct section_stream *section);

/* Gives text that stands outside of the parts: "header", "preamble", "epilogue".
 * Nothing but line breaks is part of the separators. */
void mail_walk_give_text(struct mail_walk *walk, const char *name, struct stream *content,
                         struct place *place);
void mail_walk_give_section_text(struct mail_walk *walk, const char *name);

/* Gives the body of `walk->entity`, which is no multipart. */
void mail_walk_give_leaf(struct mail_walk *walk);

/* Gives the file whose first line the last section ended at. */
void mail_walk_give_file(struct mail_walk *walk);

#endif
