#ifndef CONTENT_KIND_H
#define CONTENT_KIND_H

#include "container.h"

/* The container that a content is, by its first bytes; NULL for a leaf. A new
 * kind of container is one row of the table in content_kind.c. */
const struct container *content_kind(struct bytes head);

/* The walk for what is known from outside to be an RFC 5322 message. */
const struct container *content_kind_message(void);

/* The walk for the bytes of a disk. */
const struct container *content_kind_disk(void);
/* Of a part that was sent as HTML: what its front is beyond doubt, else mark-up. */
const struct container *content_kind_markup(struct bytes head);

/* May its parts be files, which somebody put into it by their names? Then some may be volumes of
 * one content. */
bool content_kind_holds_files(const struct container *container);

#endif
