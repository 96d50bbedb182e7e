#ifndef SEARCH_MEMO_H
#define SEARCH_MEMO_H

#include "keys/passphrases.h"
#include "public_identity.h"

/* How the last searches for a passphrase ended, so that a store that stands in a thousand
 * mails is searched for once. A search that is remembered costs as many steps as it
 * did: what is found never depends on what was seen before. */

struct search_end {
    bool opened;
    struct bytes hit;    /* the passphrase; a window on the list */
    const char *remark;  /* static: what that one is called */
    size_t round;        /* of lock_spelling() */
    bool bounded;        /* not all were tried */
    const char *failure; /* static */
    uint64_t spent;
};

struct search_memo;

struct search_memo *search_memo_new(void); /* NULL when memory ran out */
void search_memo_free(struct search_memo *memo);

/* All that a search depends on, for one list of passphrases; `work`: of the turn. */
void search_memo_digest(const struct closed_key *key, bool (*fits)(struct bytes opened),
                        const struct passphrase_search *search, uint64_t work,
                        uint8_t digest[SHA256_LENGTH]);

/* NULL where it is not known. Good until the next search_memo_keep(). */
const struct search_end *search_memo_find(const struct search_memo *memo,
                                          const uint8_t digest[SHA256_LENGTH]);
void search_memo_keep(struct search_memo *memo, const uint8_t digest[SHA256_LENGTH],
                      const struct search_end *end);

#endif
