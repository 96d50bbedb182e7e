#ifndef PACKET_HEAD_H
#define PACKET_HEAD_H

#include "bytes.h"

/* What stands before the payload of a captured frame: link (Ethernet with tags of VLANs, labels
 * of MPLS or a session of PPPoE, Linux's cooked captures, loopback, PPP, or IP alone), IPv4 or
 * IPv6, tunnels (packet_tunnel.h) with all of that in them, TCP or UDP. Numbers of link types are
 * those of tcpdump.org. */

/* Octets of a frame that it can take: of links, IP and TCP with all options, and IPv6 with some
 * headers more. */
#define PACKET_HEAD_MAX ((size_t)512)

#define PACKET_TCP 6
#define PACKET_UDP 17

/* Who sends to whom. Compared by octets: zeros where nothing is. */
struct packet_flow {
    uint8_t protocol; /* of PACKET_; 0: of none that is put in order */
    uint8_t version;  /* of IP */
    uint8_t source[16], target[16];
    uint8_t source_port[2], target_port[2];
};

struct packet {
    struct packet_flow flow;
    uint32_t sequence; /* of TCP, of the first octet of the payload */
    bool begins;       /* SYN */
    size_t payload;    /* where it begins in the frame */
    uint64_t length;   /* of it, as far as the frame was captured */
};

/* Of others no frame is read. */
bool packet_knows_link(uint32_t link);

/* `frame` shows its front, PACKET_HEAD_MAX where it has as many; `captured` is how long it is.
 * False where it is of no link, protocol or form that is known, a fragment of IP among them. */
MUST_CHECK bool packet_read(struct bytes frame, uint64_t captured, uint32_t link,
                            struct packet *packet);

#endif
