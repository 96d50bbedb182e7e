#ifndef PASSPHRASE_WORDS_H
#define PASSPHRASE_WORDS_H

#include "buffer.h"

/* Words of a text that may be a passphrase: what a keyword announces ("Password: x",
 * "the PIN is x", "Kennwort x"), and any others by how near they stand to a key. They are
 * secrets: they live in a buffer that is wiped, and never leave the worker. */

/* One per line, each once, HARVEST_CANDIDATES_MAX at most. A zeroed struct is empty. */
struct passphrase_words {
    struct buffer lines;
    size_t count;
    bool bounded; /* there were more, or not all of the text was there to be looked through */
};

void passphrase_words_clear(struct passphrase_words *words);

/* Adds what stands behind each keyword of the text, in order: without its quotes or the
 * punctuation behind it, as it stands, and the rest of the line. False when memory ran out. */
MUST_CHECK bool passphrase_words_announced(struct bytes text, struct passphrase_words *words);

/* Adds the other words of the text, those next to [from, to) first, nothing out of it. A
 * span of no length at the front takes them in order. False when memory ran out. */
MUST_CHECK bool passphrase_words_near(struct bytes text, size_t from, size_t to,
                                      struct passphrase_words *words);

#endif
