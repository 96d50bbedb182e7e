#ifndef ZIP_RESIDUE_H
#define ZIP_RESIDUE_H

#include "container.h"
#include "containers/archives/zip_given.h"

/* What stands in a zip and is not named by its directory: another zip in front of it or behind it,
 * a member that was taken off the list, what was appended; or within a member, behind the end of
 * its deflate stream. Whoever reads a zip by its directory, as libarchive does, sees none of it. */

/* Carves all that the last directory of the content does not name (APPNOTE 4.3.12 to 4.3.16), where
 * that ends within the ZIP_END_LOOK last octets: there libarchive looks for it. Where there is
 * none, where it is of several volumes, and where it and the local headers disagree, all of the
 * content, but for the members that were given. Members are counted from LIMIT_ENTRIES on: how many
 * there are in front of them hangs on who reads. What stands within a member has its number, so
 * that who walks a share of the zip tells what stands in those that he has read. `given` is put in
 * order. `told`: the walk before has told
 * of damage. Of a content that cannot go back, nothing. */
void zip_residue_walk(struct stream *content, const struct container_sink *sink,
                      struct zip_given *given, bool told);

#endif
