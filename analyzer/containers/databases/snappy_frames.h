#ifndef SNAPPY_FRAMES_H
#define SNAPPY_FRAMES_H

#include "container.h"

/* Blocks of Snappy one behind the other: as Java's snappy-java writes them, and with it Kafka each
 * batch of messages (a mark, then the length of each block), and in the framing format of Snappy
 * (.sz). What comes of all is given as a reading "snappy". */
extern const struct container snappy_frames_container;

/* How many octets the blocks take that begin at the front, the mark included; 0 where that is no
 * mark of snappy-java. */
size_t snappy_frames_length(struct bytes seen);

/* The same of blocks that begin where the content stands, which can go back and does, however far
 * they reach: whole ones, or up to the end. */
uint64_t snappy_frames_reach(struct stream *content);

#endif
