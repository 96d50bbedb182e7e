#ifndef PCAP_WALK_H
#define PCAP_WALK_H

#include "container.h"

/* Captures of a network (containers/network/pcap_file.h): each direction of a connection of TCP is
 * a part, its segments in order, and so is what one end sent the other by UDP. What is in neither
 * (other protocols, fragments of IP, links that are not known) is a part of its own, frame behind
 * frame, so that all of a capture comes in its parts. */
extern const struct container pcap_container;

#endif
