#ifndef DISK_WALK_H
#define DISK_WALK_H

#include "container.h"

/* Images of disks that are not the disk as it is: EWF (E01) of examiners' programs, qcow2 of QEMU,
 * sparse VMDK of VMware, VDI of VirtualBox, dynamic VHD and VHDX of Microsoft. What they hold is
 * given in the order of the disk, so that a file whose clusters lie scattered in the image is
 * whole: one part, or one for each run of clusters behind a long hole, a member named "disk from"
 * and the offset on the disk. No file system is read. */
extern const struct container disk_container;

/* Bytes of its front that say which file of a set of EWF it is, and whether it is a later one. */
#define DISK_EWF_HEAD ((size_t)89)
bool disk_ewf_continues(struct bytes head);

#endif
