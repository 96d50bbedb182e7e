#ifndef MSG_ITEM_H
#define MSG_ITEM_H

#include "containers/outlook/compound_file.h"
#include "provenance.h"

/* A message that Outlook saved (.msg, .oft; MS-OXMSG): a compound file whose streams hold one
 * property each. Only the outermost message is told of; the streams of those inside it keep
 * their paths. */

struct msg_item {
    struct compound_file *file;  /* the caller's */
    const uint32_t *parents;     /* the caller's, by entry; COMPOUND_NONE: right under the root */
    struct buffer file_names;    /* by storage: the entry that names its attachment */
    struct buffer headers, text; /* what the windows of its facts are on */
};

/* Looks through the directory. False: no message, or no memory. Clear it in both cases. */
MUST_CHECK bool msg_item_open(struct msg_item *item, struct compound_file *file,
                              const uint32_t *parents);
void msg_item_clear(struct msg_item *item);

/* What the transport headers say, else the properties. What cannot be read is left empty. Good
 * until the item is cleared. */
void msg_item_facts(struct msg_item *item, struct mail_facts *facts);

/* Is this stream the content of an attachment, or a body? What is harvested for a closed key
 * goes by that. */
bool msg_item_is_part(const struct msg_item *item, uint32_t index);

/* Appends the file name of the attachment whose content this stream is. False without. */
MUST_CHECK bool msg_item_name(const struct msg_item *item, uint32_t index, struct buffer *name);

#endif
