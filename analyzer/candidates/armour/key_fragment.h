#ifndef KEY_FRAGMENT_H
#define KEY_FRAGMENT_H

#include "candidate.h"
#include "candidates/views/clear_view.h"
#include "fragment.h"

/* Pieces of armoured keys (RFC 7468) that were cut apart anywhere, in a line or in a group of
 * four: a head ends before its END, a tail begins behind its BEGIN, a middle is lines of
 * base64 and nothing else of the kind in its text. Not of keys under DEK-Info (RFC 1421) and
 * of OpenPGP, whose fronts do not say how long they are. */

struct key_fragment {
    struct fragment_facts facts;
    uint64_t offset, length; /* in the leaf: all that may belong to it */
    /* In order of facts.cuts: where each begins in `text`. */
    size_t from[FRAGMENT_CUTS_MAX];
    struct bytes text;  /* characters of base64; good during the call only */
    struct bytes label; /* "RSA PRIVATE KEY"; of a middle empty */
    /* A head: what stands there begins a private key as its label says, and ends before it. */
    bool fronts_key;
};

/* Memory to work in; zeroed = empty. */
struct fragment_reader {
    struct clear_view view;
    struct buffer text, front;
    struct fragment_line *lines;
    size_t count;
};

/* Finds those of a whole leaf, which is text, in order. */
void key_fragments_find(struct fragment_reader *reader, struct bytes leaf, void *context,
                        void (*found)(void *context, const struct key_fragment *fragment));

/* Puts pieces one behind the other: appends what they decode to. False, where that is no
 * structure that ends with the last of them, or memory ran out. */
MUST_CHECK bool key_fragment_join(const struct bytes *pieces, size_t count, struct buffer *decoded,
                                  enum candidate_form *form);

void fragment_reader_clear(struct fragment_reader *reader);

#endif
