#ifndef RPM_HEAD_H
#define RPM_HEAD_H

#include "stream.h"

/* Where the payload of an RPM begins: behind its lead and its headers, the one with signatures and
 * the one that counts (RPM's format.md), with zeros behind each, as libarchive looks for it. 0: no
 * header stands behind the lead, or the content cannot go back. */
uint64_t rpm_payload_at(struct stream *content);

#endif
