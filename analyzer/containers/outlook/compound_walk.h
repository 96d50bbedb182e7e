#ifndef COMPOUND_WALK_H
#define COMPOUND_WALK_H

#include "container.h"

/* Compound files (MS-CFB): each stream is a member, its number that of its entry in the
 * directory, its name the path in the tree of storages in UTF-8. Entries that the tree does
 * not lead to are members under their own name. A message of Outlook (msg_item.h) is told of as
 * a mail: its bodies, and its attachments under their file names, are parts instead. */
extern const struct container compound_container;

#endif
