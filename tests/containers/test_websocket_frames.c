#include "containers/network/websocket_frames.h"

#include <string.h>

#include "buffer.h"
#include "containers/network/http_walk.h"
#include "containers/part_recorder.h"
#include "suite.h"

#define B(text) text, sizeof(text) - 1
/* "Hello" as RFC 6455 section 5.7 has it. */
#define HELLO  "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"
#define SERVER "\x81\x05Hello"
#define ASKS   "GET /s HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"

static const struct {
    const char *what, *octets;
    size_t length, header;
    struct websocket_frame frame;
} frames[] = {
    { "masked", B(HELLO), 6, { .length = 5, .masked = true, .mask = "\x37\xfa\x21\x3d" } },
    { "in clear", B(SERVER), 2, { .length = 5 } },
    { "a fragment", B("\x01\x03Hel"), 2, { .length = 3 } },
    { "one that goes on", B("\x80\x02lo"), 2, { .length = 2 } },
    { "a ping", B("\x89\x00"), 2, { .length = 0 } },
    { "two octets of length", B("\x82\x7e\x01\x00"), 4, { .length = 256 } },
    { "eight", B("\x82\x7f\0\0\0\0\0\x01\0\0"), 10, { .length = 65536 } },
    { "eight, masked",
      B("\x82\xff\0\0\0\0\0\x01\0\0\1\2\3\4"),
      14,
      { .length = 65536, .masked = true, .mask = "\1\2\3\4" } },
    { "packed", B("\xc1\x07"), 2, { .length = 7, .packed = true } },
};

START_TEST(header_is_taken)
{
    for (size_t length = 0; length <= frames[_i].length; length++) {
        uint8_t *copy = exact_copy(frames[_i].octets, length);
        struct bytes from = bytes_over(copy, length);
        struct websocket_frame frame = { .length = 99 };
        const bool taken = websocket_frame_take(&from, &frame);
        ck_assert_msg(taken == (length >= frames[_i].header), "%s", frames[_i].what);
        ck_assert_uint_eq(from.left, taken ? length - frames[_i].header : length);
        ck_assert_uint_eq(frame.length, taken ? frames[_i].frame.length : 99);
        ck_assert(!taken || (frame.masked == frames[_i].frame.masked &&
                             frame.packed == frames[_i].frame.packed &&
                             memcmp(frame.mask, frames[_i].frame.mask, 4) == 0));
        free(copy);
    }
}
END_TEST

static const struct {
    const char *what, *octets;
    size_t length;
} refusals[] = {
    { "a reserved bit", B("\xa1\x05Hello") },
    { "an operation that is none", B("\x83\x05Hello") },
    { "two octets for less", B("\x81\x7e\x00\x05Hello") },
    { "eight for less", B("\x81\x7f\0\0\0\0\0\0\xff\xff") },
    { "more than there can be", B("\x81\x7f\x80\0\0\0\0\0\0\0") },
    { "text", B("GET / HTTP/1.1") },
    { "nothing", B("") },
};

START_TEST(what_is_no_frame_is_refused)
{
    struct bytes from = bytes_over(refusals[_i].octets, refusals[_i].length);
    struct websocket_frame frame = { .length = 99 };
    ck_assert_msg(!websocket_frame_take(&from, &frame), "%s", refusals[_i].what);
    ck_assert(from.left == refusals[_i].length && frame.length == 99);
}
END_TEST

START_TEST(payloads_come_however_they_arrive)
{
    static const char octets[] = HELLO "\x89\x80\1\2\3\4" SERVER HELLO "\x81\x85\x37";
    for (size_t shown = 1; shown < 40; shown++) {
        struct bytes in = bytes_over(octets, sizeof(octets) - 1), part;
        struct buffer made = { 0 };
        void *state = websocket_decoder.begin();
        enum decoder_step step = DECODER_MORE;
        while (step == DECODER_MORE) {
            struct bytes front = bytes_over(in.at, in.left < shown ? in.left : shown);
            const size_t before = front.left;
            uint8_t out[7];
            size_t count = 99;
            step = websocket_decoder.step(state, &front, out, 1 + shown % sizeof(out), &count);
            must(buffer_append(&made, bytes_over(out, count)));
            must(bytes_take(&in, before - front.left, &part));
        }
        ck_assert_int_eq(step, DECODER_END);
        ck_assert(bytes_equal(buffer_bytes(&made), bytes_over("HelloHelloHello", 15)));
        websocket_decoder.end(state);
        buffer_clear(&made);
    }
}
END_TEST

/* Behind a message that asks for them. */
static const struct {
    const char *text;
    size_t length;
    const char *said, *other; /* which is not said */
} streams[] = {
    { B(ASKS HELLO HELLO), "member 2 69+22 unknown \"HelloHello\"\n", "unread" },
    { B(ASKS HELLO "\x81\x85\x37\xfa\x21\x3d\x7f"), "unknown \"HelloH\"\n", "unread" },
    { B(ASKS SERVER), "unknown \"\\x81\\x05Hello\"\n", "unread" },
    { B(ASKS HELLO "keys and more of them"), "keys and more of them\"\n", "unread" },
    { B(ASKS HELLO "\xc1\x81\1\2\3\4\5"), "unread: messages of WebSocket that are compressed",
      "cut" },
    { B("GET /s HTTP/1.1\r\nHost: x\r\n\r\n" HELLO), "7\\xfa!=", "Hello" },
};

START_TEST(frames_behind_a_head)
{
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    uint8_t *copy = exact_copy(streams[_i].text, streams[_i].length);
    memory_stream_init(&memory, bytes_over(copy, streams[_i].length));
    const char *walk = part_recorder_walk(&recorder, &http_container, &memory.stream);
    ck_assert_msg(strstr(walk, streams[_i].said) != NULL, "%s", walk);
    ck_assert_msg(strstr(walk, streams[_i].other) == NULL, "%s", walk);
    part_recorder_clear(&recorder);
    free(copy);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("websocket_frames");
    tcase_add_loop_test(tests, header_is_taken, 0, ROWS(frames));
    tcase_add_loop_test(tests, what_is_no_frame_is_refused, 0, ROWS(refusals));
    tcase_add_test(tests, payloads_come_however_they_arrive);
    tcase_add_loop_test(tests, frames_behind_a_head, 0, ROWS(streams));
    return suite_run("websocket_frames", tests);
}
