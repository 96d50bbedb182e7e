#ifndef PAYLOAD_H
#define PAYLOAD_H

#include "buffer.h"
#include "candidates/payload/redaction.h"

/* From text that holds base64 and other things to the bytes it encodes. There
 * are several ways to tell the one from the other; each is a hypothesis, tried
 * in turn until the numbers of a key hold. */

enum payload_way {
    PAYLOAD_WRAPPED,   /* as STRIP, before the mark of a value that goes on (payload_wrap.h) */
    PAYLOAD_PLUS,      /* as STRIP, blanks are `+` (payload_plus.h) */
    PAYLOAD_STRIP,     /* everything that is no base64 falls away */
    PAYLOAD_CUT_STRIP, /* the prefix of the first line is cut off every line before */
    PAYLOAD_CUT_PURE,  /* likewise, and only lines with one word count */
    PAYLOAD_PURE,      /* only lines with one word count */
    PAYLOAD_LENGTH,    /* words as long as the first, and the one that completes the DER */
    PAYLOAD_LAST,      /* the last word of each line */
    PAYLOAD_LONGEST,   /* the longest word of each line */
    PAYLOAD_GAPS, /* line ends were lost: what stood before the first line stands between them */
    PAYLOAD_FROM_START, /* as STRIP, from the first word that can begin a DER */
    PAYLOAD_URL,        /* as STRIP, with the alphabet for URLs */
    PAYLOAD_ENDS, /* line ends were lost: the first word, and as much before the END as it lacks */
    PAYLOAD_WAYS
};

enum payload_goal {
    PAYLOAD_STRUCTURE, /* DER or an OpenSSH blob: says itself how long it is */
    PAYLOAD_ALL,       /* encrypted: all of the text up to padding */
    PAYLOAD_PACKETS    /* OpenPGP: the same, or up to the check sum (RFC 9580 section 6.1) */
};

struct payload_source {
    struct bytes body;   /* begins right after the armour's line, or with the base64 itself */
    struct bytes prefix; /* what stands before that on its line */
    enum payload_goal goal;
    bool bare; /* without armour: an END line is none of it */
};

/* Zeroed = empty; kept between uses for its memory. */
struct payload {
    struct buffer decoded;      /* no more than the structure's own length */
    struct redaction redaction; /* where characters of the text were made unreadable */
    size_t scanned;             /* of the body: how much was read for it */
    size_t consumed;            /* of the body: up to one past the last character used */
    bool complete;              /* the structure is all there (PAYLOAD_ALL: always) */
    bool exact;                 /* and its base64 ends where the structure does */
    bool passed_url;            /* `-` or `_` stood within a word, and fell away */
    bool tidy;                  /* every line has one word, or all stands on one line */
    bool swept;                 /* lines have more words than one, and all of them were used */
};

/* False when nothing of use came out, or memory ran out. */
MUST_CHECK bool payload_read(const struct payload_source *source, enum payload_way way,
                             struct payload *payload);

void payload_clear(struct payload *payload);

#endif
