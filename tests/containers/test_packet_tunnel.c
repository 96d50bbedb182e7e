#include "containers/network/packet_tunnel.h"

#include <string.h>

#include "buffer.h"
#include "containers/network/packet_head.h"
#include "suite.h"

#define B(text) text, sizeof(text) - 1

#define LINK_RAW  101
#define ADDRESSES "\x0a\x00\x00\x01\x0a\x00\x00\x02" /* of the inner packet */
#define OUTER     "\xc0\x00\x02\x01\xc0\x00\x02\x02"
#define TCP       "\x00\x50\x9c\x40\x00\x00\x10\x00\x00\x00\x00\x01\x50\x18\x20\x00\x00\x00\x00\x00"
#define PACKET    "\x45\0\0\x2c\0\x01\x40\0\x40\x06\0\0" ADDRESSES TCP "keys"
#define BEHIND    4 /* octets of the payload */
#define MAC       "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b"
#define FRAME     MAC "\x08\x00" PACKET
#define SIX       "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"
#define PACKET6   "\x60\0\0\0\0\x18\x06\x40" SIX SIX TCP "keys"
#define UDP(port) "\x12\x34" port "\0\x60\0\0"
#define VXLAN     UDP("\x12\xb5")
#define GENEVE    UDP("\x17\xc1")
#define GTP       UDP("\x08\x68")
#define TEID      "\0\x2c\0\0\0\x05"

static const struct {
    const char *what;
    uint8_t protocol, version;
    const char *octets;
    size_t length;
} tunnels[] = {
    { "IP in IP", 4, 4, B(PACKET) },
    { "IPv6 in IPv4", 41, 6, B(PACKET6) },
    { "IPv6 where IPv4 is named", 4, 6, B(PACKET6) },
    { "GRE", 47, 4, B("\0\0\x08\0" PACKET) },
    { "GRE with a sum, a key and a number", 47, 4,
      B("\xb0\0\x08\0\x12\x34\0\0\0\0\0\x05\0\0\0\x07" PACKET) },
    { "GRE of IPv6", 47, 6, B("\0\0\x86\xdd" PACKET6) },
    { "GRE of Ethernet", 47, 4, B("\x20\0\x65\x58\0\0\0\x05" FRAME) },
    { "GRE of labels", 47, 4, B("\0\0\x88\x47\0\x02\x01\x40" PACKET) },
    { "ERSPAN, type I", 47, 4, B("\0\0\x88\xbe" FRAME) },
    { "ERSPAN, type II", 47, 4, B("\x10\0\x88\xbe\0\0\0\x01\x10\x01\0\x01\0\0\0\0" FRAME) },
    { "ERSPAN, type III", 47, 4,
      B("\x10\0\x22\xeb\0\0\0\x01\x20\x01\0\x01\0\0\0\0\0\0\0\0" FRAME) },
    { "ERSPAN, type III, with more", 47, 4,
      B("\x10\0\x22\xeb\0\0\0\x01\x20\x01\0\x01\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0" FRAME) },
    { "VXLAN", 17, 4, B(VXLAN "\x08\0\0\0\0\0\x05\0" FRAME) },
    { "VXLAN on Linux's port", 17, 4, B(UDP("\x21\x18") "\x08\0\0\0\0\0\x05\0" FRAME) },
    { "VXLAN of a named protocol", 17, 4, B(UDP("\x12\xb6") "\x0c\0\0\x01\0\0\x05\0" PACKET) },
    { "VXLAN of Ethernet, named", 17, 4, B(UDP("\x12\xb6") "\x0c\0\0\x03\0\0\x05\0" FRAME) },
    { "Geneve", 17, 4, B(GENEVE "\0\0\x65\x58\0\0\x05\0" FRAME) },
    { "Geneve with an option", 17, 4,
      B(GENEVE "\x02\0\x65\x58\0\0\x05\0\x01\x02\0\x01\0\0\0\0" FRAME) },
    { "GTP-U", 17, 4, B(GTP "\x30\xff" TEID PACKET) },
    { "GTP-U with a number", 17, 4, B(GTP "\x32\xff" TEID "\0\x01\0\0" PACKET) },
    { "GTP-U with a header", 17, 4, B(GTP "\x34\xff" TEID "\0\0\0\x85\x01\x10\x09\0" PACKET) },
    { "VXLAN in VXLAN", 17, 4,
      B(VXLAN "\x08\0\0\0\0\0\x05\0" MAC "\x08\x00\x45\0\0\x72\0\x01\x40\0\x40\x11\0\0" OUTER VXLAN
              "\x08\0\0\0\0\0\x06\0" FRAME) },
};

/* Frames of IP alone. */
static void wrap(uint8_t protocol, const void *octets, size_t length, struct buffer *frame)
{
    const uint8_t head[] = {
        0x45, 0, (uint8_t)((length + 20) >> 8), (uint8_t)(length + 20), 0, 1, 0x40, 0, 64, protocol,
        0,    0
    };
    buffer_reset(frame);
    must(buffer_append(frame, bytes_over(head, sizeof(head))) &&
         buffer_append(frame, bytes_over(OUTER, 8)) &&
         buffer_append(frame, bytes_over(octets, length)));
}

START_TEST(packet_in_a_packet)
{
    const bool six = tunnels[_i].version == 6;
    struct buffer frame = { 0 };
    wrap(tunnels[_i].protocol, tunnels[_i].octets, tunnels[_i].length, &frame);
    for (size_t length = 0; length <= frame.used; length++) {
        struct packet packet = { .payload = 7 };
        uint8_t *copy = exact_copy(frame.at, length);
        const bool read = packet_read(bytes_over(copy, length), length, LINK_RAW, &packet);
        if (length + BEHIND >= frame.used) {
            ck_assert_msg(read, "%s", tunnels[_i].what);
            ck_assert_uint_eq(packet.flow.protocol, PACKET_TCP);
            ck_assert_uint_eq(packet.flow.version, tunnels[_i].version);
            ck_assert_mem_eq(packet.flow.source, six ? SIX : ADDRESSES, 4);
            ck_assert_uint_eq(packet.payload, frame.used - BEHIND);
            ck_assert_uint_eq(packet.length, length + BEHIND - frame.used);
            ck_assert_uint_eq(packet.sequence, 0x1000);
        } else { /* then it is a datagram as others are, if it is one */
            ck_assert(!read || packet.flow.protocol == PACKET_UDP);
            ck_assert(!read || packet.length <= length - packet.payload);
            ck_assert(read || packet.payload == 7);
        }
        free(copy);
    }
    buffer_clear(&frame);
}
END_TEST

/* Datagrams that look like tunnels by their port alone. */
static const struct {
    const char *what, *octets;
    size_t length;
} plain[] = {
    { "another port", B(UDP("\x12\xb4") "\x08\0\0\0\0\0\x05\0" FRAME) },
    { "VXLAN without its flag", B(VXLAN "\0\0\0\0\0\0\x05\0" FRAME) },
    { "VXLAN with more behind it", B(VXLAN "\x08\0\0\0\0\0\x05\x01" FRAME) },
    { "VXLAN of no IP", B(VXLAN "\x08\0\0\0\0\0\x05\0" MAC "\x08\x06" PACKET) },
    { "Geneve of another version", B(GENEVE "\x40\0\x65\x58\0\0\x05\0" FRAME) },
    { "Geneve with flags that are none", B(GENEVE "\0\x01\x65\x58\0\0\x05\0" FRAME) },
    { "Geneve of another protocol", B(GENEVE "\0\0\x12\x34\0\0\x05\0" FRAME) },
    { "GTP of charging", B(GTP "\x20\xff" TEID PACKET) },
    { "GTP that carries none", B(GTP "\x30\x01" TEID PACKET) },
    { "GTP with a header of no length", B(GTP "\x34\xff" TEID "\0\0\0\x85\0\0\0\0" PACKET) },
    { "no version of IP", B(GTP "\x30\xff" TEID "\x55" PACKET) },
    { "text", B(VXLAN "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n") },
};

START_TEST(datagram_stays_one)
{
    struct buffer frame = { 0 };
    struct packet packet;
    wrap(PACKET_UDP, plain[_i].octets, plain[_i].length, &frame);
    ck_assert(packet_read(buffer_bytes(&frame), frame.used, LINK_RAW, &packet));
    ck_assert_msg(packet.flow.protocol == PACKET_UDP, "%s", plain[_i].what);
    ck_assert_mem_eq(packet.flow.source, OUTER, 4);
    ck_assert_uint_eq(packet.payload, 28);
    ck_assert_uint_eq(packet.length, plain[_i].length - 8);
    buffer_clear(&frame);
}
END_TEST

static const struct {
    const char *what;
    uint8_t protocol;
    const char *octets;
    size_t length;
} refusals[] = {
    { "GRE of another version", 47, B("\0\x01\x08\0" PACKET) },
    { "GRE with routes", 47, B("\x40\0\x08\0\0\0\0\0" PACKET) },
    { "another protocol in GRE", 47, B("\0\0\x88\xcc" PACKET) },
    { "no packet", 4, B("\x15\0\0\x2c" PACKET) },
    { "another protocol", 50, B(PACKET) },
    { "nothing", 4, B("") },
};

START_TEST(what_carries_none_is_refused)
{
    struct bytes from = bytes_over(refusals[_i].octets, refusals[_i].length), as_it_was = from;
    uint64_t type = 7;
    struct buffer frame = { 0 };
    struct packet packet = { .payload = 7 };
    const bool taken = packet_tunnel_take(&from, refusals[_i].protocol, &type);
    ck_assert(taken || (from.at == as_it_was.at && from.left == as_it_was.left && type == 7));
    wrap(refusals[_i].protocol, refusals[_i].octets, refusals[_i].length, &frame);
    ck_assert_msg(!packet_read(buffer_bytes(&frame), frame.used, LINK_RAW, &packet), "%s",
                  refusals[_i].what);
    ck_assert_uint_eq(packet.payload, 7);
    buffer_clear(&frame);
}
END_TEST

/* Each in the one before: it ends. */
START_TEST(tunnels_in_tunnels_are_bounded)
{
    struct buffer inner = { 0 }, outer = { 0 };
    struct packet packet;
    must(buffer_append(&inner, bytes_over(PACKET, sizeof(PACKET) - 1)));
    for (unsigned depth = 1; depth < 8; depth++) {
        wrap(4, inner.at, inner.used, &outer);
        ck_assert(packet_read(buffer_bytes(&outer), outer.used, LINK_RAW, &packet) == (depth <= 4));
        buffer_reset(&inner);
        must(buffer_append(&inner, buffer_bytes(&outer)));
    }
    buffer_clear(&inner);
    buffer_clear(&outer);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("packet_tunnel");
    tcase_add_loop_test(tests, packet_in_a_packet, 0, ROWS(tunnels));
    tcase_add_loop_test(tests, datagram_stays_one, 0, ROWS(plain));
    tcase_add_loop_test(tests, what_carries_none_is_refused, 0, ROWS(refusals));
    tcase_add_test(tests, tunnels_in_tunnels_are_bounded);
    return suite_run("packet_tunnel", tests);
}
