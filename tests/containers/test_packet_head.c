#include "containers/network/packet_head.h"

#include <string.h>

#include "suite.h"

#define B(text) text, sizeof(text) - 1

#define TCP "\x00\x50\x9c\x40\x00\x00\x10\x00\x00\x00\x00\x01\x50\x18\x20\x00\x00\x00\x00\x00"
#define TCP_OPTIONS                                                                                \
    "\x00\x50\x9c\x40\x00\x00\x10\x00\x00\x00\x00\x01\x60\x18\x20\x00\x00\x00\x00\x00\x01\x01\x01" \
    "\x00"
#define TCP_SYN   "\x00\x50\x9c\x40\x00\x00\x10\x00\x00\x00\x00\x01\x50\x02\x20\x00\x00\x00\x00\x00"
#define UDP       "\x00\x45\x9c\x40\x00\x0c\x00\x00"
#define ADDRESSES "\x0a\x00\x00\x01\x0a\x00\x00\x02"
#define IP4(length, protocol)                                                                      \
    "\x45\x00\x00" length "\x00\x01\x40\x00\x40" protocol "\x00\x00" ADDRESSES
#define SIX                                                                                        \
    "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x20\x01\x0d\xb8\x00\x00\x00" \
    "\x00\x00\x00\x00\x00\x00\x00\x00\x02"
#define IP6(length, next) "\x60\x00\x00\x00\x00" length next "\x40" SIX
#define MAC               "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b"

static const struct {
    const char *what, *frame;
    size_t length;
    uint32_t link;
    struct packet packet;
} frames[] = {
    { "Ethernet",
      B(MAC "\x08\x00" IP4("\x2c", "\x06") TCP "keys"),
      1,
      { .flow = { .protocol = 6, .version = 4 }, .sequence = 0x1000, .payload = 54, .length = 4 } },
    { "padding behind it",
      B(MAC "\x08\x00" IP4("\x2a", "\x06") TCP "ke\0\0\0"),
      1,
      { .flow = { .protocol = 6, .version = 4 }, .sequence = 0x1000, .payload = 54, .length = 2 } },
    { "captured in part",
      B(MAC "\x08\x00" IP4("\xff", "\x06") TCP "ke"),
      1,
      { .flow = { .protocol = 6, .version = 4 }, .sequence = 0x1000, .payload = 54, .length = 2 } },
    { "of a card that cuts it",
      B(MAC "\x08\x00" IP4("\x00", "\x06") TCP "keys"),
      1,
      { .flow = { .protocol = 6, .version = 4 }, .sequence = 0x1000, .payload = 54, .length = 4 } },
    { "a tag",
      B(MAC "\x81\x00\x00\x05\x08\x00" IP4("\x2c", "\x06") TCP "keys"),
      1,
      { .flow = { .protocol = 6, .version = 4 }, .sequence = 0x1000, .payload = 58, .length = 4 } },
    { "two tags",
      B(MAC "\x88\xa8\x00\x05\x81\x00\x00\x06\x08\x00" IP4("\x2c", "\x06") TCP "keys"),
      1,
      { .flow = { .protocol = 6, .version = 4 }, .sequence = 0x1000, .payload = 62, .length = 4 } },
    { "a label of MPLS, and another",
      B(MAC "\x88\x47\x00\x01\x00\x40\x00\x02\x01\x40" IP4("\x2c", "\x06") TCP "keys"),
      1,
      { .flow = { .protocol = 6, .version = 4 }, .sequence = 0x1000, .payload = 62, .length = 4 } },
    { "PPPoE",
      B(MAC "\x88\x64\x11\x00\x00\x01\x00\x2e\x00\x21" IP4("\x2c", "\x06") TCP "keys"),
      1,
      { .flow = { .protocol = 6, .version = 4 }, .sequence = 0x1000, .payload = 62, .length = 4 } },
    { "options",
      B(IP4("\x30", "\x06") TCP_OPTIONS "keys"),
      101,
      { .flow = { .protocol = 6, .version = 4 }, .sequence = 0x1000, .payload = 44, .length = 4 } },
    { "a SYN",
      B(IP4("\x28", "\x06") TCP_SYN),
      228,
      { .flow = { .protocol = 6, .version = 4 },
        .sequence = 0x1001,
        .begins = true,
        .payload = 40 } },
    { "UDP",
      B("\x02\x00\x00\x00" IP4("\x20", "\x11") UDP "keys"),
      0,
      { .flow = { .protocol = 17, .version = 4 }, .payload = 32, .length = 4 } },
    { "cooked",
      B("\0\0\0\1\0\6\0\1\2\3\4\5\0\0\x08\x00" IP4("\x20", "\x11") UDP "keys"),
      113,
      { .flow = { .protocol = 17, .version = 4 }, .payload = 44, .length = 4 } },
    { "cooked, version 2",
      B("\x08\x00\0\0\0\0\0\1\0\1\0\6\0\1\2\3\4\5\0\0" IP4("\x20", "\x11") UDP "keys"),
      276,
      { .flow = { .protocol = 17, .version = 4 }, .payload = 48, .length = 4 } },
    { "PPP",
      B("\xff\x03\x00\x21" IP4("\x20", "\x11") UDP "keys"),
      9,
      { .flow = { .protocol = 17, .version = 4 }, .payload = 32, .length = 4 } },
    { "IPv6",
      B(MAC "\x86\xdd" IP6("\x18", "\x06") TCP "keys"),
      1,
      { .flow = { .protocol = 6, .version = 6 }, .sequence = 0x1000, .payload = 74, .length = 4 } },
    { "IPv6 with a header more",
      B(IP6("\x20", "\x00") "\x06\x00\x01\x04\0\0\0\0" TCP "keys"),
      229,
      { .flow = { .protocol = 6, .version = 6 }, .sequence = 0x1000, .payload = 68, .length = 4 } },
};

START_TEST(frame_is_read)
{
    struct packet packet;
    const struct packet *expected = &frames[_i].packet;
    uint8_t *copy = exact_copy(frames[_i].frame, frames[_i].length);
    ck_assert(packet_read(bytes_over(copy, frames[_i].length), frames[_i].length, frames[_i].link,
                          &packet));
    ck_assert_uint_eq(packet.flow.protocol, expected->flow.protocol);
    ck_assert_uint_eq(packet.flow.version, expected->flow.version);
    ck_assert_uint_eq(packet.sequence, expected->sequence);
    ck_assert(packet.begins == expected->begins);
    ck_assert_uint_eq(packet.payload, expected->payload);
    ck_assert_uint_eq(packet.length, expected->length);
    ck_assert_mem_eq(packet.flow.source, packet.flow.version == 6 ? SIX : ADDRESSES, 4);
    ck_assert_mem_eq(packet.flow.target_port, "\x9c\x40", 2);
    free(copy);
}
END_TEST

START_TEST(every_shorter_frame_is_read_within_itself)
{
    for (size_t length = 0; length < frames[_i].length; length++) {
        struct packet packet = { .payload = 7 };
        uint8_t *copy = exact_copy(frames[_i].frame, length);
        const bool read = packet_read(bytes_over(copy, length), length, frames[_i].link, &packet);
        ck_assert(read == (length >= frames[_i].packet.payload));
        ck_assert_uint_eq(packet.payload, read ? frames[_i].packet.payload : 7);
        ck_assert(!read || packet.length <= length - packet.payload);
        free(copy);
    }
}
END_TEST

static const struct {
    const char *what, *frame;
    size_t length;
    uint32_t link;
} refusals[] = {
    { "a link that is not known", B(MAC "\x08\x00" IP4("\x2c", "\x06") TCP "keys"), 105 },
    { "ARP", B(MAC "\x08\x06" IP4("\x2c", "\x06") TCP "keys"), 1 },
    { "no IP", B("\x75\x00\x00\x2c\x00\x01\x40\x00\x40\x06\x00\x00" ADDRESSES TCP "keys"), 101 },
    { "a header that is too short",
      B("\x44\x00\x00\x2c\x00\x01\x40\x00\x40\x06\x00\x00" ADDRESSES TCP "keys"), 101 },
    { "a first fragment",
      B("\x45\x00\x00\x2c\x00\x01\x20\x00\x40\x06\x00\x00" ADDRESSES TCP "keys"), 101 },
    { "a later one", B("\x45\x00\x00\x2c\x00\x01\x00\x10\x40\x06\x00\x00" ADDRESSES TCP "keys"),
      101 },
    { "another protocol", B(IP4("\x2c", "\x01") TCP "keys"), 101 },
    { "less than the headers", B(IP4("\x20", "\x06") TCP "keys"), 101 },
    { "a header of TCP that is too short",
      B(IP4("\x2c", "\x06") "\x00\x50\x9c\x40\0\0\x10\0\0\0\0\1\x40\x18\x20\0\0\0\0\0keys"), 101 },
    { "tags without end",
      B(MAC "\x81\x00\0\0\x81\x00\0\0\x81\x00\0\0\x81\x00\0\0\x81\x00\0\0\x81\x00\0\0\x08\x00" IP4(
          "\x2c", "\x06") TCP "keys"),
      1 },
    { "a fragment of IPv6", B(IP6("\x20", "\x2c") "\x06\0\0\0\0\0\0\0" TCP "keys"), 101 },
};

START_TEST(what_is_none_is_refused)
{
    struct packet packet = { .payload = 7 };
    ck_assert_msg(!packet_read(bytes_over(refusals[_i].frame, refusals[_i].length),
                               refusals[_i].length, refusals[_i].link, &packet),
                  "%s", refusals[_i].what);
    ck_assert_uint_eq(packet.payload, 7);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("packet_head");
    tcase_add_loop_test(tests, frame_is_read, 0, ROWS(frames));
    tcase_add_loop_test(tests, every_shorter_frame_is_read_within_itself, 0, ROWS(frames));
    tcase_add_loop_test(tests, what_is_none_is_refused, 0, ROWS(refusals));
    return suite_run("packet_head", tests);
}
