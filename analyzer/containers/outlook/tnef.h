#ifndef TNEF_H
#define TNEF_H

#include "container.h"

/* TNEF ([MS-OXTNEF]; `winmail.dat`): a message as Outlook and Exchange write it where the mail
 * around it cannot hold what they want to say.
 *
 * Parts: PLACE_PART, numbered by attachment, with its file name: the bytes of attAttachData, and
 * those of the property PidTagAttachDataBinary or -Object where it holds them (an embedded message
 * is TNEF again); PLACE_TEXT, numbered, the body and each property of the message that is long
 * enough to hold a key, with its name of [MS-OXPROPS] or `property` and its number. Each stands in
 * the container as it is given: offset and length are known. A wrong checksum is a note. */
extern const struct container tnef_container;

#endif
