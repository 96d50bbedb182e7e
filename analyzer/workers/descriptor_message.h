#ifndef DESCRIPTOR_MESSAGE_H
#define DESCRIPTOR_MESSAGE_H

#include "job.h"

/* Bytes over a Unix socket, with descriptors beside them (SCM_RIGHTS, unix(7)). */

/* The files of one job and its table. */
#define DESCRIPTORS_MAX (JOB_FILES_MAX + JOB_VOLUMES_MAX + 1)

struct descriptors {
    size_t count;
    int at[DESCRIPTORS_MAX];
};

void descriptors_close(struct descriptors *descriptors);

enum transfer {
    TRANSFER_SOME,  /* *moved bytes, at least one; all descriptors */
    TRANSFER_LATER, /* nothing now: only with `wait` false */
    TRANSFER_END,   /* the other side is gone */
    TRANSFER_BROKEN /* descriptors that did not fit, or an error of the socket */
};

/* Sends as much of `content` as goes; the descriptors go with its first byte and
 * remain the caller's to close. Never raises SIGPIPE. */
MUST_CHECK enum transfer message_send(int socket, struct bytes content,
                                      const struct descriptors *descriptors, bool wait,
                                      size_t *moved);

/* Receives up to `room` bytes; descriptors that come along are added to
 * `descriptors`, close-on-exec. Those that do not fit are closed, and the
 * transfer is BROKEN. With `descriptors` NULL none is accepted. */
MUST_CHECK enum transfer message_receive(int socket, uint8_t *at, size_t room,
                                         struct descriptors *descriptors, bool wait, size_t *moved);

#endif
