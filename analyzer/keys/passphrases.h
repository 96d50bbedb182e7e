#ifndef PASSPHRASES_H
#define PASSPHRASES_H

#include "keys/closed_key.h"

/* The passphrases of a run, tried in one order on each closed key: the empty one (at
 * position 0), the listed ones (from 1), then those that were found in the evidence for
 * this key. None of them ever leaves this place. */
struct passphrases {
    struct buffer lines;          /* the list */
    uint64_t listed;              /* how many of its lines can be tried */
    struct bytes found;           /* of the key at hand, one per line; a window */
    struct search_memo *memo;     /* how searches of the scan ended, see search_memo.h */
    struct passphrase_turn *turn; /* of the candidate at hand; never NULL while one is opened */
};

/* Which positions are tried on one candidate, and what came of it. */
struct passphrase_turn {
    uint64_t from, to; /* [from, to) */
    uint64_t work;     /* steps for all keys of the candidate */
    /* Told every DERIVATION_SIGN_STEPS that the search goes on; NULL: nobody listens. */
    void *context;
    void (*alive)(void *context);
    uint64_t silent; /* steps since then */
    /* All searches of the candidate taken together: a store has a lock for each of its keys. */
    uint64_t steps; /* work of one position; 0: there was nothing that a passphrase opens */
    uint64_t spent; /* steps that were taken, of keys that were opened too */
    uint64_t next;  /* behind the last position that was tried */
    bool opened;    /* one of them fitted */
    bool ended;     /* none is left behind it for any key that stays closed */
};

/* A turn from the beginning, as far as `work` goes. */
struct passphrase_turn passphrase_turn_whole(uint64_t work);

/* Copies a list: one per line, LF or CRLF, a byte order mark at the front left
 * out. Lines over PASSPHRASE_LENGTH_MAX are not tried, nor any after
 * PASSPHRASES_MAX. False when memory ran out. */
MUST_CHECK bool passphrases_read(struct bytes list, struct passphrases *passphrases);
void passphrases_clear(struct passphrases *passphrases);

/* Takes the next one that can be tried from the front of `list`, the lines of one. */
MUST_CHECK bool passphrases_take(struct bytes *list, struct bytes *passphrase);

/* How many passphrases of a list are tried, the empty one not among them. */
uint64_t passphrases_count(struct bytes list);
/* How many of its lines are not, by those bounds. */
uint64_t passphrases_left_out(struct bytes list);

/* Zeroed before the first key; kept from one key of a store to the next: they share one
 * bound on all work and, most often, the passphrase. */
struct passphrase_search {
    const char *remark;     /* static: how it was opened */
    const char *failure;    /* static: why it was not */
    uint64_t spent;         /* steps, see passphrase_turn.work */
    struct bytes hit;       /* the last one that fitted; a window on the passphrases */
    const char *hit_remark; /* what that one is called */
};

/* What a lead says after all was tried, and after the work was over before. */
extern const char passphrases_failed[], passphrases_bounded[];
/* How a key was opened: what passphrase_search.remark says. */
extern const char passphrases_empty[], passphrases_listed[], passphrases_evidence[];

/* What is asked of every try: do these bytes fit? */
struct passphrase_judge {
    bool (*fits)(const void *context, struct bytes opened);
    const void *context;
};

/* Tries the one that fitted last, then those of the turn, until `judge` takes what comes
 * out, which is then in `open`, and notes in the turn how far it came. False, with `open` as
 * it was and a failure, when none fits or a bound is reached. */
MUST_CHECK bool passphrases_search(const struct passphrases *passphrases,
                                   const struct closed_key *key,
                                   const struct passphrase_judge *judge, struct buffer *open,
                                   struct passphrase_search *search);

/* The same, where the bytes alone say it; how the last such searches of a scan ended is
 * remembered. */
MUST_CHECK bool passphrases_open(const struct passphrases *passphrases,
                                 const struct closed_key *key, bool (*fits)(struct bytes opened),
                                 struct buffer *open, struct passphrase_search *search);

#endif
