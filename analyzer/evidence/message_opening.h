#ifndef MESSAGE_OPENING_H
#define MESSAGE_OPENING_H

#include "container.h"

struct ingest;

/* What a walk does with messages of CMS that are encrypted: opens them with the keys of
 * --decrypt-with, within CMS_TRIES_FILE_MAX, and says for whom they are. */
struct container_keys message_opening_keys(struct ingest *ingest);

#endif
