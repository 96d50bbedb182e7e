#ifndef MESSAGE_FRAGMENT_H
#define MESSAGE_FRAGMENT_H

#include "buffer.h"
#include "container.h"
#include "stream.h"

/* Messages that were sent in several mails (message/partial, RFC 2046 section 5.2.2), whose
 * fragments lie in one mailbox in whatever order. Each is copied as it goes by, and the message
 * put together once all are there: a PLACE_READING of PART_MESSAGE without extent, whose number
 * and offset are those of the mail with its first fragment.
 *
 * Of others the sink is told when the mailbox ends, since what is missing may lie in another file.
 * Where it does not see to them, what is there is given, from each fragment as far as the next one
 * follows, with a note that names those that are missing. So each is read once, and what lies in
 * two of them is not taken for something that is cut off. */

struct message_fragment {
    struct buffer id, held; /* the mail, with its header */
    uint64_t octets;        /* held, or in the message that they are joined to */
    uint64_t number, total; /* total 0: this one does not say */
    uint64_t mail, offset;  /* of the mail in the mailbox */
};

/* Zeroed = none. */
struct message_fragments {
    struct message_fragment *items;
    size_t count, room;
    uint64_t own;     /* octets of all of them */
    uint64_t *shared; /* the same, with those of mailboxes around; NULL: there are none */
    bool empty_lines; /* one stands behind each mail, which is none of it (RFC 4155) */
    bool bounded;     /* some were not taken up */
    struct buffer line, name, joined; /* scratch */
};

/* Is the mail with this Content-Type, folded as it stands, a fragment of another? */
bool message_fragment_is(struct bytes type);

/* What a mail is called and of what type it is: the first fields of these names in its header.
 * What is not there is empty. */
void message_fragment_fields(struct bytes block, struct bytes *name, struct bytes *type);

/* The header of a mail as far as it is looked at, until the next call on the stream. Empty where
 * there is none; `ends`: it is all of it. */
struct bytes message_fragment_header(struct stream *mail, bool *ends);

/* Reads the id, number and total of such a type: whoever calls clears `read`, whatever comes of it.
 * `fragments` lends its scratch. */
MUST_CHECK bool message_fragment_read(struct message_fragments *fragments, struct bytes type,
                                      struct message_fragment *read);
void message_fragment_clear(struct message_fragment *fragment);

/* Is it one that is to be held? Then it was taken up, and is the last of the items. False also
 * when it is there already, or memory ran out. */
MUST_CHECK bool message_fragments_take(struct message_fragments *fragments, struct bytes type,
                                       uint64_t mail, uint64_t offset);

/* Copies a piece of the mail that was taken up last: a tap (tap_stream.h). */
void message_fragments_tap(void *context, struct bytes piece);

/* Gives the message that the last one taken up makes whole, where it does. False: the sink wants
 * no more. */
MUST_CHECK bool message_fragments_settle(struct message_fragments *fragments,
                                         const struct container_sink *sink);

/* Gives what there is of the others. */
void message_fragments_end(struct message_fragments *fragments, const struct container_sink *sink);

void message_fragments_clear(struct message_fragments *fragments);

#endif
