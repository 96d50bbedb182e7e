#ifndef NOTED_TEXT_H
#define NOTED_TEXT_H

#include "candidates/delivery.h"

/* Encoded text whose front an anchor showed, and that is read afterwards, however long it is: what
 * strings of SQL, uuencoded files and binary patches in the middle of a text have in common. */

struct noted_text {
    struct buffer octets; /* that it stands for */
    uint64_t begin;       /* of the open one */
    uint64_t cursor;      /* all before it was examined */
    uint64_t bounded;     /* where no more of it was held, of a `partial` one */
    bool open, partial, no_memory;
};

/* What is said of one that is not held whole. */
struct noted_faults {
    struct fault bound, no_memory;
};

/* What is of one kind; `context` is the caller's, who has the noted_text in it. */
struct noted_kind {
    /* What begins there opens; calls noted_text_open. */
    void (*open)(void *context, const struct leaf_window *window, uint64_t begin);
    /* True while it is still open, when `to` was reached. */
    bool (*read_on)(void *context, const struct leaf_window *window, uint64_t to,
                    const struct delivery *delivery);
    /* It has ended; calls noted_text_close. */
    void (*close)(void *context, struct delivery *delivery);
};

/* One begins there: to be read later. */
void noted_text_add(struct buffer *list, uint64_t begin, struct delivery *delivery);
/* Reads what the list has, and goes on with what is open, up to `to` (an offset in the leaf). */
void noted_text_scan(struct noted_text *text, const struct noted_kind *kind, void *context,
                     struct buffer *list, const struct leaf_window *window, uint64_t to,
                     struct delivery *delivery);
void noted_text_open(struct noted_text *text, uint64_t begin);

/* More of what it stands for, as far as LIMIT_RUN_BYTES. */
void noted_text_hold(struct noted_text *text, struct bytes octets, const struct delivery *delivery);

/* Where one of the own range is open: where it began; else UINT64_MAX. */
uint64_t noted_text_front(const struct noted_text *text, const struct delivery *delivery);

/* Could it hold what was not found where it stands? */
MUST_CHECK bool noted_text_worth(const struct noted_text *text, const struct delivery *delivery);

/* Offers it as a new leaf under that name, if it is worth that, and says what was not held. */
void noted_text_close(struct noted_text *text, const char *name, bool worth,
                      const struct noted_faults *faults, struct delivery *delivery);

#endif
