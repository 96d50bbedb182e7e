#ifndef PACKET_TUNNEL_H
#define PACKET_TUNNEL_H

#include "bytes.h"

/* What stands in a packet of IP before another one that it carries: nothing (RFC 2003, RFC 4213),
 * GRE (RFC 2784, RFC 2890) with ERSPAN (draft-foschiano-erspan) in it or not, and in UDP VXLAN
 * (RFC 7348; of the generic extension too), Geneve (RFC 8926) and GTP-U (3GPP TS 29.281). Clouds
 * and switches send in these what they were asked to mirror. */

/* EtherTypes of what is carried; an Ethernet frame is transparent bridging (RFC 1701). */
#define TUNNEL_IPV4     0x0800
#define TUNNEL_IPV6     0x86dd
#define TUNNEL_ETHERNET 0x6558

/* `from` shows what follows the header of IP, which names `protocol`. False where that carries no
 * packet: `from` is as it was. */
MUST_CHECK bool packet_tunnel_take(struct bytes *from, uint8_t protocol, uint64_t *type);

#endif
