#ifndef FRAGMENT_NAMES_H
#define FRAGMENT_NAMES_H

#include "buffer.h"
#include "bytes.h"

/* The name of a set of files with the fragments of one message: how the others are come to from
 * the first (commands/phases/fragment_paths.h), and behind a file that is a mailbox, or at the
 * front for the first one, where in it each of its fragments stands:
 * `/94+1200//b.eml//../new/box///2000+310///4000+310`. */

#define FRAGMENT_NAMES_BETWEEN "//"

struct fragment_span {
    uint64_t offset, length; /* of the mail in its file */
};

/* Appends where one stands. False when memory ran out. */
MUST_CHECK bool fragment_names_put(struct buffer *names, const struct fragment_span *span);

/* Takes one from the front. False, and nothing taken, where none stands there. */
MUST_CHECK bool fragment_names_take(struct bytes *names, struct fragment_span *span);

/* Takes up to what separates the next, whatever stands there. Empty at the end. */
struct bytes fragment_names_way(struct bytes *names);

#endif
