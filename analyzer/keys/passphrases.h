#ifndef PASSPHRASES_H
#define PASSPHRASES_H

#include "keys/closed_key.h"

/* The passphrases of a run, tried in their order on each closed key, the empty
 * one first. None of them ever leaves this place. */
struct passphrases {
    struct buffer lines;
    struct search_memo *memo; /* how searches ended, see search_memo.h */
};

/* Copies a list: one per line, LF or CRLF, a byte order mark at the front left
 * out. Lines over PASSPHRASE_LENGTH_MAX are not tried, nor any after
 * PASSPHRASES_MAX. False when memory ran out. */
MUST_CHECK bool passphrases_read(struct bytes list, struct passphrases *passphrases);
void passphrases_clear(struct passphrases *passphrases);

/* Zeroed before the first key; kept from one key of a store to the next: they share one
 * bound on all work and, most often, the passphrase. */
struct passphrase_search {
    const char *remark;        /* static: how it was opened */
    const char *failure;       /* static: why it was not */
    uint64_t spent;            /* steps, see DERIVATION_SEARCH_MAX */
    size_t hit_at, hit_length; /* where in the list the last one stands that fitted */
};

/* What is asked of every try: do these bytes fit? */
struct passphrase_judge {
    bool (*fits)(const void *context, struct bytes opened);
    const void *context;
};

/* Tries the one that fitted last, then all of them, until `judge` takes what comes out,
 * which is then in `open`. False, with `open` as it was and a failure, when none fits or
 * a bound is reached. */
MUST_CHECK bool passphrases_search(const struct passphrases *passphrases,
                                   const struct closed_key *key,
                                   const struct passphrase_judge *judge, struct buffer *open,
                                   struct passphrase_search *search);

/* The same, where the bytes alone say it; how the last such searches ended is remembered. */
MUST_CHECK bool passphrases_open(const struct passphrases *passphrases,
                                 const struct closed_key *key, bool (*fits)(struct bytes opened),
                                 struct buffer *open, struct passphrase_search *search);

#endif
