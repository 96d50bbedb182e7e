#ifndef THREAD_MAILS_H
#define THREAD_MAILS_H

#include <stddef.h>

#include "bounds.h"
#include "record.h"

/* Closed keys that lie in mails, the mails that workers told of, and which of these belong to
 * the thread of which key. */

struct thread_mail {
    size_t file;      /* by its position in the search */
    size_t place_at;  /* in `text`: what tells its place apart from others, */
    size_t thread_at; /* and its ids; before them stands the encoded provenance */
    struct buffer text;
};

struct thread_key {
    size_t key; /* the caller's */
    uint32_t source;
    size_t file; /* as of a mail; SIZE_MAX: it is not looked through */
    struct bytes provenance;
    size_t mails[THREAD_MAILS_MAX]; /* in order */
    size_t mail_count;
    bool bounded; /* there were more */
};

struct thread_mails {
    struct thread_key *keys; /* by source, once they are sorted */
    size_t key_count, key_room;
    size_t *by_key;            /* positions in `keys`, by the caller's number */
    struct thread_mail *items; /* after a turn: by file and place */
    size_t count, room;
};

MUST_CHECK bool thread_mails_add_key(struct thread_mails *mails, size_t key, uint32_t source,
                                     struct bytes provenance);
MUST_CHECK bool thread_mails_sort_keys(struct thread_mails *mails);
/* The keys of one file. */
void thread_mails_keys_of(const struct thread_mails *mails, uint32_t source, size_t *first,
                          size_t *count);
/* By the caller's number; NULL where it lies in no mail. */
const struct thread_key *thread_mails_key(const struct thread_mails *mails, size_t key);

struct bytes thread_mail_provenance(const struct thread_mail *mail);

/* What was told before goes. */
void thread_mails_begin_turn(struct thread_mails *mails);
/* False when memory ran out. */
MUST_CHECK bool thread_mails_take(struct thread_mails *mails, size_t file,
                                  const struct mail_sighting *told);
/* Settles which mails belong to which key, and which ids are to be asked for, in order; *grown:
 * there are more of these than before. False when memory ran out. */
MUST_CHECK bool thread_mails_end_turn(struct thread_mails *mails, struct buffer *wanted,
                                      bool *grown);

void thread_mails_clear(struct thread_mails *mails);

#endif
