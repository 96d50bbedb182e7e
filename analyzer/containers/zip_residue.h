#ifndef ZIP_RESIDUE_H
#define ZIP_RESIDUE_H

#include "container.h"

/* What stands in a zip and is not named by its directory: another zip in front of it or behind it,
 * a member that was taken off the list, what was appended. Whoever reads a zip by its directory,
 * as libarchive does, sees none of it. */

/* Carves all that the last directory of the content does not name (APPNOTE 4.3.12 to 4.3.16), where
 * that ends within the ZIP_END_LOOK last octets: there libarchive looks for it. Where there is
 * none, or one of several volumes, libarchive has read members from the front on, as far as `read`,
 * and what follows is carved; where it is not sure, all. Members are counted from `members` on. Of
 * a content that cannot go back, nothing. */
void zip_residue_walk(struct stream *content, const struct container_sink *sink, uint64_t members,
                      uint64_t read);

#endif
