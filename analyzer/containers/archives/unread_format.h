#ifndef UNREAD_FORMAT_H
#define UNREAD_FORMAT_H

#include "container.h"

/* Formats that are known by their front and that no reader here reads: lzop, lrzip, ACE, EWF 2
 * (Ex01), logical EWF (L01), AFF, UDF without ISO 9660 beside it, squashfs. That is in the journal,
 * with the name of the file in it where it stands in clear; then what lies in it is carved like any
 * bytes. */
extern const struct container unread_format_container;

#endif
