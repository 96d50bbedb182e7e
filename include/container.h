#ifndef CONTAINER_H
#define CONTAINER_H

#include "bounds.h"
#include "buffer.h"
#include "journal_entry.h"
#include "limit.h"
#include "provenance.h"
#include "stream.h"
#include "walk_share.h"

/* A container is read by a walk: it gives each of its parts, in order, to a
 * sink, as a place and a stream. */

/* What a part is known to be from outside; the sink looks for itself where
 * nothing is known. */
enum part_nature {
    PART_UNKNOWN,
    PART_MESSAGE, /* an RFC 5322 message */
    PART_MARKUP,  /* text of HTML, unless its first bytes are those of something else */
    PART_LEAF,    /* text or bytes, not to be taken for a container again */
    PART_DISK     /* any bytes, whatever the first ones look like: of a disk, behind long text */
};

/* Passphrases that somebody gave, for what is encrypted in a container. */
struct container_passphrases {
    void *context;
    struct bytes list;
    /* Takes the next one from the front of such a list; false at its end. */
    bool (*take)(struct bytes *list, struct bytes *passphrase);
    /* Before each try, with what it costs in steps of key derivation; with 0 only a sign that the
     * search goes on. False: no more may be spent on this evidence file. */
    bool (*spend)(void *context, uint64_t steps);
};

/* Private keys that somebody gave, for messages of CMS that are encrypted for their holders. */
struct container_keys {
    void *context;
    /* Appends what is encrypted in the message, as much of it as can be had. NULL: that is all;
     * else why not. */
    const struct fault *(*open)(void *context, struct bytes message, struct buffer *content);
    /* Appends for whom it is encrypted, in words. False when memory ran out. */
    bool (*describe)(void *context, struct bytes message, struct buffer *text);
};

struct container_sink {
    void *context;
    /* One part. The stream and the place's name are good during the call only;
     * the sink reads as much as it likes, the walk steps over the rest. False:
     * stop the walk (the sink has said why in the journal). */
    bool (*part)(void *context, const struct place *place, enum part_nature nature,
                 struct stream *content);
    /* What the mail that is being walked says of itself; before its first part. */
    void (*mail)(void *context, const struct mail_facts *facts);
    /* An anomaly, or bytes that the walk could not read. `where` is NULL for the
     * container itself. */
    void (*journal)(void *context, const struct place *where, enum journal_weight weight,
                    const struct fault *fault, uint64_t unread);
    /* The mail that is being walked is a fragment of a message (message/partial), of so many; of 0:
     * it does not say. `spot`: where it stands in the container, NULL for all of it. True: what is
     * behind its header is read with the others, and not now. NULL: nobody puts them together. */
    bool (*fragment)(void *context, struct bytes id, uint64_t number, uint64_t total,
                     const struct place *spot);
    /* Does a place that is looked for again stand there in the container, from one offset up to
     * another? For what a walk finds only by reading what nobody has asked for. NULL: none does. */
    bool (*leads_into)(void *context, uint64_t from, uint64_t to);
    /* Which parts are wanted: the walk may leave out the others, and what it gives of them the sink
     * steps over. NULL: all. */
    const struct walk_share *share;
    /* Octets of fragments of messages that are held of the whole file, in mailboxes within each
     * other; NULL: this one is the only one. */
    uint64_t *fragment_octets;
    /* Bytes that one unpacked part may have; 0: LIMIT_DECODED_BYTES. */
    uint64_t decoded_max;
    /* NULL: nothing counts what is spent. The list may be empty: the work of trying none counts. */
    const struct container_passphrases *passphrases;
    const struct container_keys *keys; /* NULL: what is encrypted is told, and that is all */
    /* Says that the walk goes on, where it works long before it has a part to give: some tenths
     * of a second apart at most. NULL: nobody listens. */
    void (*alive)(void *context);
};

static inline bool container_has_passphrases(const struct container_sink *sink)
{
    return sink->passphrases != NULL && sink->passphrases->list.left > 0;
}

static inline void container_alive(const struct container_sink *sink)
{
    if (sink->alive != NULL) {
        sink->alive(sink->context);
    }
}

/* For who walks something to see its parts alone. */
static inline void container_ignore_mail(void *context, const struct mail_facts *facts)
{
    (void)context;
    (void)facts;
}

/* Tells of the container itself, where `holds`: what a walk comes to know on its way, at its end.
 */
static inline void container_tell(const struct container_sink *sink, bool holds,
                                  const struct fault *fault)
{
    if (holds) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, fault, 0);
    }
}

static inline void container_ignore_journal(void *context, const struct place *where,
                                            enum journal_weight weight, const struct fault *fault,
                                            uint64_t unread)
{
    (void)context;
    (void)where;
    (void)weight;
    (void)fault;
    (void)unread;
}

static inline uint64_t container_decoded_max(const struct container_sink *sink)
{
    return sink->decoded_max > 0 ? sink->decoded_max : limit_of(LIMIT_DECODED_BYTES);
}

/* One row per kind of container. */
struct container {
    const char *name; /* "mbox", "archive", ...: for whoever debugs */
    /* Does this look like one? `head` is the front of the content, all of it
     * where it is shorter than CONTENT_HEAD. */
    bool (*recognise)(struct bytes head);
    /* Walks it. NULL when all of it was walked, else why not. */
    const struct fault *(*walk)(struct stream *content, const struct container_sink *sink);
    bool seeks; /* needs a stream that can seek */
    /* Can it be walked from its front as well, if less surely, where it is too large to be held in
     * memory? NULL: never. */
    bool (*walks_forward)(struct bytes head);
    /* Cuts the walk of a content that can seek into SHARES_MAX shares at most, and says into how
     * many: 0, as a whole. The stream is left anywhere. NULL: never. */
    size_t (*divide)(struct stream *content, struct walk_share *shares);
    /* In its own bytes a key may be half seen, which its parts show whole. */
    bool rereads; /* all of it comes again in its parts */
    bool packed;  /* compressed: what shows that is no text */
    /* What is encoded in its own bytes is looked for there, too: not all of them come again in
     * its parts, as what only begins like one shows. A part of it that is a reading has a name
     * that begins with the container's, or all of the container is compressed. */
    bool readings;
    /* Its parts stand in other bytes, which are a leaf by themselves. */
    bool loose;
    /* Other bytes may stand beside its parts, where a program that reads it does not look: what is
     * packed in them is carved (carved_beside()). */
    bool roomy;
    bool deflated; /* its parts are streams of zlib: none of these is carved */
    /* May they stand between its parts, where the walk carves them if it can go back? NULL: no. */
    bool (*spaced)(struct bytes head);
};

#endif
