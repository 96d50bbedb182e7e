#ifndef VOLUME_SCAN_H
#define VOLUME_SCAN_H

#include "evidence/file_pass.h"

/* A file and the volumes that follow it, by their names: `X.7z.001` and `.002`, `X.z01` and
 * `X.zip`, `X.part1.rar` and `X.part2.rar`, `X.E01` and `X.E02`, the pieces that split(1) makes.
 *
 * Whether they are one content their bytes say. Where the first is a container and the second is
 * none, they are walked as one, at a PLACE_VOLUMES of the first; else the first is walked by
 * itself, as its name alone says nothing. Where the walk of them as one did not come to its end,
 * both is done. Each volume's raw bytes are scanned by whoever has that volume; what begins in one
 * and ends in the next is looked for here. */

/* `own`: the pass over the first by itself, whose account takes up what is read. */
void volume_scan(struct file_pass *own, struct key_examiner *examiner);

/* Does the front of a file say that it is a volume, and not the first? So many bytes tell. */
#define VOLUME_HEAD ((size_t)128)
bool volume_continues(struct bytes head);

#endif
