#ifndef MAIL_HEAD_H
#define MAIL_HEAD_H

#include "buffer.h"
#include "stream.h"

/* The header block at the front of a stream, in one piece. An ordinary one is
 * read where it lies; one that does not fit the window is held in memory. */
struct mail_head {
    struct bytes block;
    bool any_field;
    bool held; /* `block` is in `memory` and was consumed from the stream;
                  else a window on the stream, good until its next call */
    struct buffer memory;
    const struct fault *note;  /* an anomaly: no empty line behind it; NULL without */
    const struct fault *bound; /* it goes on, but was cut here; NULL without */
};

/* `message` = of a whole message, not of a part of one. `memory` is used again. */
void mail_head_read(struct mail_head *head, struct stream *from, bool message);
void mail_head_clear(struct mail_head *head);

#endif
