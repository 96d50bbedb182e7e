#ifndef READING_WORTH_H
#define READING_WORTH_H

#include "bytes.h"

/* Could these decoded bytes hold a key or a certificate? A compressed file, an
 * archive, text, a document: yes. A picture: no, unless a known anchor stands in it. */
bool reading_worth(struct bytes decoded);

/* The same for text that was UTF-16: nearly all programs are full of such text,
 * so only anchors and long base64 count. */
bool reading_worth_wide(struct bytes text);

/* Does a file of a kind that can hold others begin with them? */
bool reading_is_file(struct bytes decoded);

#endif
