#include "containers/network/packet_tunnel.h"

/* Protocols of IP (iana.org/assignments/protocol-numbers). */
#define PROTOCOL_IPV4 4
#define PROTOCOL_UDP  17
#define PROTOCOL_IPV6 41
#define PROTOCOL_GRE  47

/* 8472 is what Linux took before there was an assignment. */
#define PORT_GTP         2152
#define PORT_VXLAN       4789
#define PORT_VXLAN_MORE  4790
#define PORT_VXLAN_LINUX 8472
#define PORT_GENEVE      6081

#define GRE_SUM      0x8000
#define GRE_KEY      0x2000
#define GRE_SEQUENCE 0x1000
#define GRE_FIELD    ((size_t)4)
#define GRE_REST     0x4f07 /* routing, strict, depth and version: of RFC 1701 and PPTP alone */

#define TYPE_ERSPAN       0x88be
#define TYPE_ERSPAN3      0x22eb
#define ERSPAN_HEADER     8
#define ERSPAN3_HEADER    12
#define ERSPAN3_MORE_FLAG 1
#define ERSPAN3_MORE      8

#define VXLAN_VALID 0x08
#define VXLAN_NAMED 0x04 /* the next protocol is named */
#define GTP_PLAIN   0x30 /* version 1, not of charging */
#define GTP_OPTIONS 0x07
#define GTP_NEXT    0x04
#define GTP_PACKET  0xff
#define GTP_MORE    8 /* headers behind the first */

static bool skip(struct bytes *from, size_t count)
{
    struct bytes skipped;
    return bytes_take(from, count, &skipped);
}

static bool take_ip_type(const struct bytes *from, uint64_t *type)
{
    const unsigned version = from->left > 0 ? from->at[0] >> 4 : 0;
    *type = version == 4 ? TUNNEL_IPV4 : TUNNEL_IPV6;
    return version == 4 || version == 6;
}

/* Type I has no header of its own, nor a sequence number. */
static bool take_erspan(struct bytes *from, uint64_t flags, uint64_t *type)
{
    uint64_t last = 0;
    if (*type == TYPE_ERSPAN) {
        *type = TUNNEL_ETHERNET;
        return (flags & GRE_SEQUENCE) == 0 || skip(from, ERSPAN_HEADER);
    }
    *type = TUNNEL_ETHERNET;
    return skip(from, ERSPAN3_HEADER - 1) && bytes_take_number(from, 1, &last) &&
           ((last & ERSPAN3_MORE_FLAG) == 0 || skip(from, ERSPAN3_MORE));
}

static bool take_gre(struct bytes *from, uint64_t *type)
{
    uint64_t flags;
    if (!bytes_take_number(from, 2, &flags) || (flags & GRE_REST) != 0 ||
        !bytes_take_number(from, 2, type)) {
        return false;
    }
    size_t fields = (flags & GRE_SUM) != 0 ? GRE_FIELD : 0;
    fields += (flags & GRE_KEY) != 0 ? GRE_FIELD : 0;
    fields += (flags & GRE_SEQUENCE) != 0 ? GRE_FIELD : 0;
    const bool mirrored = *type == TYPE_ERSPAN || *type == TYPE_ERSPAN3;
    return skip(from, fields) && (!mirrored || take_erspan(from, flags, type));
}

static bool take_vxlan(struct bytes *from, uint64_t *type)
{
    uint64_t flags, next, network;
    if (!bytes_take_number(from, 1, &flags) || (flags & VXLAN_VALID) == 0 || !skip(from, 2) ||
        !bytes_take_number(from, 1, &next) || !bytes_take_number(from, 4, &network) ||
        (network & 0xff) != 0) {
        return false;
    }
    if ((flags & VXLAN_NAMED) != 0 && (next == 1 || next == 2)) {
        return take_ip_type(from, type);
    }
    *type = TUNNEL_ETHERNET;
    return true;
}

static bool take_geneve(struct bytes *from, uint64_t *type)
{
    uint64_t front, flags, network;
    return bytes_take_number(from, 1, &front) && (front & 0xc0) == 0 &&
           bytes_take_number(from, 1, &flags) && (flags & 0x3f) == 0 &&
           bytes_take_number(from, 2, type) && bytes_take_number(from, 4, &network) &&
           (network & 0xff) == 0 && skip(from, (size_t)(front & 0x3f) * 4);
}

static bool take_gtp(struct bytes *from, uint64_t *type)
{
    uint64_t front, kind, next = 0, length;
    if (!bytes_take_number(from, 1, &front) || (front & ~(uint64_t)GTP_OPTIONS) != GTP_PLAIN ||
        !bytes_take_number(from, 1, &kind) || kind != GTP_PACKET || !skip(from, 6) ||
        ((front & GTP_OPTIONS) != 0 && (!skip(from, 3) || !bytes_take_number(from, 1, &next)))) {
        return false;
    }
    for (unsigned more = 0; (front & GTP_NEXT) != 0 && next != 0; more++) {
        if (more == GTP_MORE || !bytes_take_number(from, 1, &length) || length == 0 ||
            !skip(from, (size_t)length * 4 - 2) || !bytes_take_number(from, 1, &next)) {
            return false;
        }
    }
    return take_ip_type(from, type);
}

/* The port that is known is the target's; of answers of GTP-U the source's may be. */
static bool take_udp(struct bytes *from, uint64_t *type)
{
    uint64_t source, target;
    if (!bytes_take_number(from, 2, &source) || !bytes_take_number(from, 2, &target) ||
        !skip(from, 4)) {
        return false;
    }
    switch (target) {
    case PORT_VXLAN:
    case PORT_VXLAN_MORE:
    case PORT_VXLAN_LINUX:
        return take_vxlan(from, type);
    case PORT_GENEVE:
        return take_geneve(from, type);
    default:
        return (source == PORT_GTP || target == PORT_GTP) && take_gtp(from, type);
    }
}

bool packet_tunnel_take(struct bytes *from, uint8_t protocol, uint64_t *type)
{
    struct bytes rest = *from;
    uint64_t carried = 0;
    const bool is_ip = protocol == PROTOCOL_IPV4 || protocol == PROTOCOL_IPV6;
    if (!(is_ip && take_ip_type(&rest, &carried)) &&
        !(protocol == PROTOCOL_GRE && take_gre(&rest, &carried)) &&
        !(protocol == PROTOCOL_UDP && take_udp(&rest, &carried))) {
        return false;
    }
    *from = rest;
    *type = carried;
    return true;
}
