#include "containers/network/packet_head.h"

#include <string.h>

#include "containers/network/packet_tunnel.h"

/* Link types (tcpdump.org/linktypes.html). */
#define LINK_NULL     0
#define LINK_ETHERNET 1
#define LINK_PPP      9
#define LINK_RAW      101
#define LINK_RAW_BSD  12
#define LINK_RAW_OPEN 14
#define LINK_LOOP     108
#define LINK_COOKED   113
#define LINK_IPV4     228
#define LINK_IPV6     229
#define LINK_COOKED2  276

#define TYPE_IPV4  0x0800
#define TYPE_IPV6  0x86dd
#define TYPE_VLAN  0x8100
#define TYPE_QINQ  0x88a8
#define TYPE_MPLS  0x8847
#define TYPE_PPPOE 0x8864
#define PPP_IPV4   0x0021
#define PPP_IPV6   0x0057

/* Mirrored traffic of a network in tunnels has two or three. */
#define TUNNELS_MAX    4
#define TAGS_MAX       4
#define LABEL_LAST     0x100
#define PPPOE_HEADER   6
#define EXTENSIONS_MAX 8

#define TCP_SYN 0x02

static bool skip(struct bytes *from, size_t count)
{
    struct bytes skipped;
    return bytes_take(from, count, &skipped);
}

/* Two octets before the protocol may be left out. */
static bool take_ppp(struct bytes *from)
{
    uint64_t type;
    if (from->left > 0 && from->at[0] == 0xff && !skip(from, 2)) {
        return false;
    }
    return bytes_take_number(from, 2, &type) && (type == PPP_IPV4 || type == PPP_IPV6);
}

/* RFC 3032 section 2.1: the last label says that it is. */
static bool take_labels(struct bytes *from)
{
    uint64_t label;
    for (unsigned labels = 0; labels < TAGS_MAX && bytes_take_number(from, 4, &label); labels++) {
        if ((label & LABEL_LAST) != 0) {
            return true;
        }
    }
    return false;
}

/* True where IP follows: at once, or behind labels of MPLS or a session of PPPoE (RFC 2516). */
static bool is_ip_behind(struct bytes *from, uint64_t type)
{
    return type == TYPE_IPV4 || type == TYPE_IPV6 || (type == TYPE_MPLS && take_labels(from)) ||
           (type == TYPE_PPPOE && skip(from, PPPOE_HEADER) && take_ppp(from));
}

static bool take_type(struct bytes *from)
{
    uint64_t type;
    for (unsigned tags = 0; tags <= TAGS_MAX; tags++) {
        if (!bytes_take_number(from, 2, &type)) {
            return false;
        }
        if (type != TYPE_VLAN && type != TYPE_QINQ) {
            return is_ip_behind(from, type);
        }
        if (!skip(from, 2)) {
            return false;
        }
    }
    return false;
}

static bool take_link(struct bytes *from, uint32_t link)
{
    switch (link) {
    case LINK_ETHERNET:
        return skip(from, 12) && take_type(from);
    case LINK_NULL:
    case LINK_LOOP:
        return skip(from, 4);
    case LINK_PPP:
        return take_ppp(from);
    case LINK_COOKED:
        return skip(from, 14) && take_type(from);
    case LINK_COOKED2:
        return take_type(from) && skip(from, 18);
    case LINK_RAW:
    case LINK_RAW_BSD:
    case LINK_RAW_OPEN:
    case LINK_IPV4:
    case LINK_IPV6:
        return true;
    default:
        return false;
    }
}

/* RFC 791. `total`: octets behind the header, as it says. Of a large one that the network card cuts
 * into packets it says none. */
static bool take_ipv4(struct bytes *from, struct packet_flow *flow, uint64_t *total)
{
    struct bytes skipped, source, target;
    uint64_t front, length, fragment, protocol;
    struct bytes rest = *from;
    if (!bytes_take_number(&rest, 1, &front) || (front >> 4) != 4 || !skip(&rest, 1) ||
        !bytes_take_number(&rest, 2, &length) || !skip(&rest, 2) ||
        !bytes_take_number(&rest, 2, &fragment) || (fragment & 0x3fff) != 0 || !skip(&rest, 1) ||
        !bytes_take_number(&rest, 1, &protocol) || !skip(&rest, 2) ||
        !bytes_take(&rest, 4, &source) || !bytes_take(&rest, 4, &target)) {
        return false;
    }
    const size_t header = (size_t)(front & 15) * 4;
    if (header < 20 || !bytes_take(from, header, &skipped)) {
        return false;
    }
    *total = length == 0 ? UINT64_MAX : length > header ? length - header : 0;
    flow->protocol = (uint8_t)protocol;
    flow->version = 4;
    memcpy(flow->source, source.at, source.left);
    memcpy(flow->target, target.at, target.left);
    return true;
}

/* RFC 8200 section 4: headers between. */
static bool take_extensions(struct bytes *from, uint64_t *protocol, uint64_t *total)
{
    for (unsigned i = 0; i < EXTENSIONS_MAX; i++) {
        uint64_t next, length;
        if (*protocol != 0 && *protocol != 43 && *protocol != 60) {
            return true;
        }
        if (!bytes_take_number(from, 1, &next) || !bytes_take_number(from, 1, &length) ||
            !skip(from, (size_t)length * 8 + 6)) {
            return false;
        }
        *protocol = next;
        const uint64_t taken = length * 8 + 8;
        *total = *total == UINT64_MAX ? *total : *total > taken ? *total - taken : 0;
    }
    return false;
}

static bool take_ipv6(struct bytes *from, struct packet_flow *flow, uint64_t *total)
{
    struct bytes source, target;
    uint64_t front, length, protocol;
    if (!bytes_take_number(from, 4, &front) || (front >> 28) != 6 ||
        !bytes_take_number(from, 2, &length) || !bytes_take_number(from, 1, &protocol) ||
        !skip(from, 1) || !bytes_take(from, 16, &source) || !bytes_take(from, 16, &target)) {
        return false;
    }
    *total = length == 0 ? UINT64_MAX : length;
    if (!take_extensions(from, &protocol, total)) {
        return false;
    }
    flow->protocol = (uint8_t)protocol;
    flow->version = 6;
    memcpy(flow->source, source.at, source.left);
    memcpy(flow->target, target.at, target.left);
    return true;
}

static bool take_ports(struct bytes *from, struct packet_flow *flow)
{
    struct bytes source, target;
    if (!bytes_take(from, 2, &source) || !bytes_take(from, 2, &target)) {
        return false;
    }
    memcpy(flow->source_port, source.at, 2);
    memcpy(flow->target_port, target.at, 2);
    return true;
}

/* RFC 9293 section 3.1. */
static bool take_tcp(struct bytes *from, struct packet *packet)
{
    uint64_t sequence, flags;
    struct bytes rest = *from, skipped;
    if (!take_ports(&rest, &packet->flow) || !bytes_take_number(&rest, 4, &sequence) ||
        !skip(&rest, 4) || !bytes_take_number(&rest, 2, &flags)) {
        return false;
    }
    const size_t header = (size_t)(flags >> 12) * 4;
    packet->begins = (flags & TCP_SYN) != 0;
    packet->sequence = (uint32_t)sequence + (packet->begins ? 1 : 0);
    return header >= 20 && bytes_take(from, header, &skipped);
}

bool packet_knows_link(uint32_t link)
{
    static const uint32_t links[] = { LINK_NULL, LINK_ETHERNET, LINK_PPP,     LINK_RAW,
                                      LINK_LOOP, LINK_COOKED,   LINK_COOKED2, LINK_RAW_BSD,
                                      LINK_IPV4, LINK_IPV6,     LINK_RAW_OPEN };
    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        if (links[i] == link) {
            return true;
        }
    }
    return false;
}

static bool read_carried(struct bytes frame, struct bytes rest, uint64_t captured, unsigned depth,
                         struct packet *packet);

/* `rest`: of the frame, from its IP on. */
static bool read_ip(struct bytes frame, struct bytes rest, uint64_t captured, unsigned depth,
                    struct packet *packet)
{
    struct packet read = { 0 };
    uint64_t total = 0;
    if (rest.left == 0 || !((rest.at[0] >> 4) == 4 ? take_ipv4(&rest, &read.flow, &total)
                                                   : take_ipv6(&rest, &read.flow, &total))) {
        return false;
    }
    if (read_carried(frame, rest, captured, depth, &read)) {
        *packet = read;
        return true;
    }
    const size_t transport = frame.left - rest.left;
    const bool taken = read.flow.protocol == PACKET_TCP ? take_tcp(&rest, &read)
                       : read.flow.protocol == PACKET_UDP
                           ? take_ports(&rest, &read.flow) && skip(&rest, 4)
                           : false;
    read.payload = frame.left - rest.left;
    if (!taken || read.payload > captured || total < read.payload - transport) {
        return false;
    }
    const uint64_t said = total - (read.payload - transport), seen = captured - read.payload;
    read.length = said < seen ? said : seen;
    *packet = read;
    return true;
}

/* A packet in a packet, whose flow `packet` becomes. What is none, or no whole one, is the payload
 * of the outer one. */
static bool read_carried(struct bytes frame, struct bytes rest, uint64_t captured, unsigned depth,
                         struct packet *packet)
{
    uint64_t type;
    if (depth == TUNNELS_MAX || !packet_tunnel_take(&rest, packet->flow.protocol, &type)) {
        return false;
    }
    const bool is_ip =
        type == TUNNEL_ETHERNET ? take_link(&rest, LINK_ETHERNET) : is_ip_behind(&rest, type);
    return is_ip && read_ip(frame, rest, captured, depth + 1, packet);
}

bool packet_read(struct bytes frame, uint64_t captured, uint32_t link, struct packet *packet)
{
    struct bytes rest = frame;
    return take_link(&rest, link) && read_ip(frame, rest, captured, 0, packet);
}
