#include "containers/network/pcap_walk.h"

#include "bounds.h"
#include "containers/network/pcap_file.h"
#include "containers/part_recorder.h"
#include "suite.h"

/* Captures of IP alone (LINKTYPE_RAW), in every kind of file. */
enum form { MICRO, NANO, LONGER, BLOCKS, BLOCKS_SIMPLE, FORMS };

struct capture {
    struct buffer file;
    enum form form;
    bool big;
};

static void put(struct buffer *into, const void *octets, size_t length)
{
    ck_assert(buffer_append(into, bytes_over(octets, length)));
}

static void put_number(struct capture *capture, uint32_t value, size_t width)
{
    for (size_t i = 0; i < width; i++) {
        const size_t shift = 8 * (capture->big ? width - 1 - i : i);
        ck_assert(buffer_append_byte(&capture->file, (uint8_t)(value >> shift)));
    }
}

static void put_interface(struct capture *capture)
{
    const uint32_t interface[] = { 1, 20, capture->big ? 101u << 16 : 101, 65535, 20 };
    for (size_t i = 0; i < 5; i++) {
        put_number(capture, interface[i], 4);
    }
}

static void begin(struct capture *capture)
{
    static const uint32_t magics[] = { 0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34 };
    if (capture->form < BLOCKS) {
        const uint32_t numbers[] = { magics[capture->form], 0x00040002, 0, 0, 65535, 101 };
        for (size_t i = 0; i < 6; i++) {
            put_number(capture, numbers[i], 4);
        }
        return;
    }
    const uint32_t section[] = { 0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28 };
    for (size_t i = 0; i < 7; i++) {
        put_number(capture, section[i], 4);
    }
    put_interface(capture);
}

static void put_frame(struct capture *capture, const void *frame, size_t length)
{
    const uint32_t size = (uint32_t)length, padded = (size + 3) & ~3u;
    const bool simple = capture->form == BLOCKS_SIMPLE;
    if (capture->form < BLOCKS) {
        const uint32_t numbers[] = { 1700000000, 0, size, size, 0, 0 };
        for (size_t i = 0; i < (capture->form == LONGER ? 6 : 4); i++) {
            put_number(capture, numbers[i], 4);
        }
        put(&capture->file, frame, length);
        return;
    }
    const uint32_t all = padded + (simple ? 16 : 32);
    const uint32_t numbers[] = { simple ? 3 : 6, all, simple ? size : 0, 0, 0, size, size };
    for (size_t i = 0; i < (simple ? 3 : 7); i++) {
        put_number(capture, numbers[i], 4);
    }
    put(&capture->file, frame, length);
    put(&capture->file, "\0\0\0", padded - size);
    put_number(capture, all, 4);
}

#define SYN 2

/* From port 80 of 10.0.0.1, to a port of 10.0.0.2. */
static void put_segment(struct capture *capture, uint8_t port, uint32_t sequence, uint8_t flags,
                        const char *text)
{
    uint8_t frame[512] = { 0x45, 0, 0, 0, 0, 1, 0x40, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2 };
    const size_t length = strlen(text);
    frame[2] = (uint8_t)((40 + length) >> 8);
    frame[3] = (uint8_t)(40 + length);
    frame[21] = 80;
    frame[23] = port;
    for (size_t i = 0; i < 4; i++) {
        frame[24 + i] = (uint8_t)(sequence >> (24 - 8 * i));
    }
    frame[32] = 0x50;
    frame[33] = flags;
    memcpy(frame + 40, text, length);
    put_frame(capture, frame, 40 + length);
}

static void put_datagram(struct capture *capture, const char *text)
{
    uint8_t frame[128] = { 0x45, 0, 0, 0, 0, 1, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2 };
    const size_t length = strlen(text);
    frame[3] = (uint8_t)(28 + length);
    frame[21] = 69;
    frame[23] = 5;
    memcpy(frame + 28, text, length);
    put_frame(capture, frame, 28 + length);
}

/* The record, without places and what blocks of pcapng hold beside frames. */
static void walk(const struct capture *capture, struct part_recorder *recorder)
{
    struct memory_stream memory;
    const struct bytes all = buffer_bytes(&capture->file);
    uint8_t *copy = exact_copy(all.at, all.left);
    memory_stream_init(&memory, bytes_over(copy, all.left));
    ck_assert(pcap_container.recognise(bytes_over(copy, all.left)));
    (void)part_recorder_walk(recorder, &pcap_container, &memory.stream);
    free(copy);
}

static void expect_said(const struct capture *capture, const char *const *said, size_t count)
{
    struct part_recorder recorder = { 0 };
    walk(capture, &recorder);
    for (size_t i = 0; i < count; i++) {
        ck_assert_msg(strstr((const char *)recorder.text.at, said[i]) != NULL, "%s not in\n%s",
                      said[i], (const char *)recorder.text.at);
    }
    part_recorder_clear(&recorder);
}
#define EXPECT_SAID(capture, ...)                                                                  \
    do {                                                                                           \
        const char *const said[] = { __VA_ARGS__ };                                                \
        expect_said(capture, said, sizeof(said) / sizeof(said[0]));                                \
    } while (0)

/* Nowhere: what stands whole in a frame would be told of that as well. */
#define STREAM " 0+0 <tcp 10.0.0.1:80 > 10.0.0.2:7>"

/* Late, twice, in part once more, and among those of others. */
START_TEST(segments_are_put_in_order)
{
    struct capture capture = { .form = (enum form)(_i / 2), .big = _i % 2 == 1 };
    begin(&capture);
    put_segment(&capture, 7, 999, SYN, "");
    put_segment(&capture, 7, 1000, 16, "one ");
    put_segment(&capture, 7, 1008, 16, "three");
    put_segment(&capture, 8, 5, 16, "other");
    put_datagram(&capture, "first ");
    put_segment(&capture, 7, 1004, 16, "two ");
    put_segment(&capture, 7, 1004, 16, "two ");
    put_segment(&capture, 7, 1006, 16, "o three");
    put_segment(&capture, 7, 1013, 16, "!");
    put_frame(&capture, "no IP", 5);
    put_datagram(&capture, "second");
    EXPECT_SAID(&capture, STREAM " unknown \"one two three!\"\n",
                "<tcp 10.0.0.1:80 > 10.0.0.2:8> unknown \"other\"\n",
                "<udp 10.0.0.1:69 > 10.0.0.2:5> unknown \"first second\"\n",
                "<other frames> disk \"", "no IP");
    struct part_recorder recorder = { 0 };
    walk(&capture, &recorder);
    ck_assert_uint_eq(recorder.parts, 4);
    part_recorder_clear(&recorder);
    buffer_clear(&capture.file);
}
END_TEST

START_TEST(what_was_lost_is_zeros)
{
    struct capture capture = { 0 };
    begin(&capture);
    put_segment(&capture, 7, 1000, 16, "one");
    put_segment(&capture, 7, 1005, 16, "two");
    EXPECT_SAID(&capture, STREAM " unknown \"one\\x00\\x00two\"\n"
                                 "note: octets of a stream were not captured\n");
    buffer_clear(&capture.file);
}
END_TEST

START_TEST(zeros_are_no_bomb)
{
    struct capture capture = { 0 };
    struct part_recorder recorder = { 0 };
    begin(&capture);
    for (uint32_t i = 0; i < 100; i++) {
        put_segment(&capture, 7, i * 60000, 16, "x");
    }
    walk(&capture, &recorder);
    ck_assert_uint_lt(recorder.text.used, 4 * (2 * (size_t)PACKET_ZEROS_MIN));
    part_recorder_clear(&recorder);
    buffer_clear(&capture.file);
}
END_TEST

START_TEST(ports_that_are_used_again_are_another_stream)
{
    struct capture capture = { 0 };
    begin(&capture);
    put_segment(&capture, 7, 999, SYN, "");
    put_segment(&capture, 7, 1000, 16, "one");
    put_segment(&capture, 7, 0x50000000, SYN, "");
    put_segment(&capture, 7, 0x50000001, 16, "two");
    put_segment(&capture, 7, 0xa0000000, 16, "three");
    EXPECT_SAID(&capture, STREAM " unknown \"one\"\n", STREAM " unknown \"two\"\n",
                STREAM " unknown \"three\"\n");
    buffer_clear(&capture.file);
}
END_TEST

START_TEST(sequence_numbers_wrap)
{
    struct capture capture = { 0 };
    begin(&capture);
    put_segment(&capture, 7, 2, 16, "three");
    put_segment(&capture, 7, 0xfffffffa, 16, "one ");
    put_segment(&capture, 7, 0xfffffffe, 16, "two ");
    EXPECT_SAID(&capture, STREAM " unknown \"one two three\"\n");
    buffer_clear(&capture.file);
}
END_TEST

/* Nobody hides a key by sending it behind something else at the same place. */
START_TEST(other_octets_at_the_same_place_are_given_as_well)
{
    struct capture capture = { 0 };
    begin(&capture);
    put_segment(&capture, 7, 1000, 16, "nothing here");
    put_segment(&capture, 7, 1000, 16, "nothing here");
    put_segment(&capture, 7, 1008, 16, "keys and more");
    EXPECT_SAID(&capture, STREAM " unknown \"nothing here and more\"\n",
                "<tcp 10.0.0.1:80 > 10.0.0.2:7 (again)> unknown \"keys\"\n");
    buffer_clear(&capture.file);
}
END_TEST

START_TEST(remarks_and_other_blocks_are_given)
{
    struct capture capture = { .form = BLOCKS };
    begin(&capture);
    const uint32_t before[] = { 6, 52, 0, 0, 0, 5, 5 };
    for (size_t i = 0; i < 7; i++) {
        put_number(&capture, before[i], 4);
    }
    put(&capture.file, "\x45xxxx\0\0\0\x01\0\x05\0keys.\0\0\0", 20);
    put_number(&capture, 52, 4);
    put_number(&capture, 0x0000000b, 4);
    put_number(&capture, 20, 4);
    put(&capture.file, "a secret", 8);
    put_number(&capture, 20, 4);
    EXPECT_SAID(&capture, "keys.", "a secret");
    capture.file.used = 48 + 28 + 8 + 10; /* within the remark */
    struct part_recorder recorder = { 0 };
    walk(&capture, &recorder);
    ck_assert_ptr_null(strstr((const char *)recorder.text.at, "unread"));
    part_recorder_clear(&recorder);
    buffer_clear(&capture.file);
}
END_TEST

static const struct fault *walk_of(struct bytes all, struct part_recorder *recorder)
{
    const struct container_sink sink = part_recorder_sink(recorder);
    struct memory_stream memory;
    uint8_t *copy = exact_copy(all.at, all.left);
    memory_stream_init(&memory, bytes_over(copy, all.left));
    const struct fault *fault = pcap_container.walk(&memory.stream, &sink);
    free(copy);
    return fault;
}

START_TEST(interfaces_that_are_too_many_are_told)
{
    struct capture capture = { .form = BLOCKS };
    struct part_recorder recorder = { 0 };
    begin(&capture);
    for (unsigned i = 0; i < PACKET_LINKS_MAX - 1 + (unsigned)_i; i++) {
        put_interface(&capture);
    }
    put_segment(&capture, 7, 1000, 16, "keys");
    walk(&capture, &recorder);
    ck_assert_ptr_nonnull(strstr((const char *)recorder.text.at, STREAM " unknown \"keys\"\n"));
    ck_assert_int_eq(strstr((const char *)recorder.text.at, "more interfaces than") != NULL,
                     _i > 0);
    part_recorder_clear(&recorder);
    buffer_clear(&capture.file);
}
END_TEST

START_TEST(link_that_is_not_read_is_told)
{
    const char *const file = "\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\xff\xff\0\0\x7f\0\0\0"
                             "\1\0\0\0\0\0\0\0\4\0\0\0\4\0\0\0keys";
    struct capture capture = { .form = MICRO };
    put(&capture.file, file, 44);
    EXPECT_SAID(&capture, "<other frames> disk \"keys\"\n", "a link that is not read");
    buffer_clear(&capture.file);
}
END_TEST

START_TEST(every_shorter_one_is_read_within_itself)
{
    struct capture capture = { .form = (enum form)(_i / 2), .big = _i % 2 == 1 };
    size_t told = 0;
    begin(&capture);
    const size_t front = capture.file.used;
    put_segment(&capture, 7, 1000, 16, "one");
    put_datagram(&capture, "two");
    for (size_t length = 0; length < capture.file.used; length++) {
        struct part_recorder recorder = { 0 };
        const struct fault *fault = walk_of(bytes_over(capture.file.at, length), &recorder);
        told += fault != NULL && length > front ? 1 : 0;
        part_recorder_clear(&recorder);
    }
    /* all but where a record ends, and within what follows the frame of a block: padding, and the
     * length once more */
    ck_assert_uint_eq(told, capture.file.used - front - 2 - (capture.form >= BLOCKS ? 2 * 5 : 0));
    buffer_clear(&capture.file);
}
END_TEST

START_TEST(what_is_no_frame_is_told_and_given)
{
    struct capture capture = { .form = _i == 0 ? MICRO : BLOCKS };
    struct part_recorder recorder = { 0 };
    begin(&capture);
    put_segment(&capture, 7, 1000, 16, "one");
    put(&capture.file, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff keys", 21);
    const struct fault *fault = walk_of(buffer_bytes(&capture.file), &recorder);
    ck_assert_ptr_nonnull(fault);
    ck_assert_int_eq(fault->outcome, OUTCOME_MALFORMED);
    ck_assert(buffer_append_byte(&recorder.text, 0));
    ck_assert_ptr_nonnull(strstr((const char *)recorder.text.at, " keys"));
    part_recorder_clear(&recorder);
    buffer_clear(&capture.file);
}
END_TEST

static size_t put_segments(struct capture *capture, unsigned from, unsigned count)
{
    const size_t begin = capture->file.used;
    for (unsigned i = from; i < from + count; i++) {
        char text[16];
        (void)snprintf(text, sizeof(text), "part%u,", i);
        put_segment(capture, 7, 1000 + 6 * i, 16, text);
    }
    return begin;
}

static void set_length(struct capture *capture, size_t record, uint32_t length)
{
    for (size_t i = 0; i < 4; i++) {
        capture->file.at[record + 8 + i] = (uint8_t)(length >> (capture->big ? 24 - 8 * i : 8 * i));
    }
}

#define GO_ON "unknown \"part0,part1,part2,part3,part4,part5,\"\n"

/* A record between others whose length is too much by far, by some, or too little: those behind it
 * are read. */
START_TEST(length_that_lies_hides_no_frames)
{
    static const uint32_t lies[] = { 0x7fffffff, 0x10000000, 100000, 150, 5, 0 };
    const enum form form = (enum form)(_i / 2);
    for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
        struct capture capture = { .form = form, .big = _i % 2 == 1 };
        begin(&capture);
        put_segments(&capture, 0, 2);
        const size_t record = capture.file.used;
        put_datagram(&capture, "some datagram that says something else of its length");
        put_segments(&capture, 2, 4);
        set_length(&capture, record, lies[i]);
        EXPECT_SAID(&capture, GO_ON, "some datagram that says", "note: a frame does not end");
        buffer_clear(&capture.file);
    }
}
END_TEST

/* Records within each other: each third one has all behind it, and ends where none begins. */
START_TEST(frames_within_each_other_are_no_bomb)
{
    struct capture capture = { .form = MICRO };
    struct memory_stream memory;
    struct pcap_file file = { .again = 0 };
    struct pcap_frame frame;
    uint64_t given = 0;
    begin(&capture);
    for (unsigned i = 0; i < 2000; i++) {
        put_frame(&capture, (uint8_t[20]){ 0 }, 20);
        put_frame(&capture, (uint8_t[20]){ 0 }, 20);
        put_frame(&capture, "", 0);
        set_length(&capture, capture.file.used - 16, 88 * 1000 + 17);
        set_length(&capture, capture.file.used - 12, 88 * 1000 + 17);
    }
    memory_stream_init(&memory, buffer_bytes(&capture.file));
    must(pcap_begin(&file, &memory.stream));
    for (; pcap_next(&file, &frame); given += frame.length) {
    }
    ck_assert_uint_lt(given, (PACKET_AGAIN_TIMES + 2) * capture.file.used);
    must(file.bounded);
    buffer_clear(&capture.file);
}
END_TEST

/* Octets of something else, or another capture, behind a first one. */
START_TEST(frames_behind_others_are_read)
{
    for (size_t noise = 0; noise < 100; noise++) {
        struct capture capture = { .form = MICRO }, second = { .form = MICRO };
        begin(&capture);
        put_segments(&capture, 0, 2);
        for (size_t i = 0; i < noise; i++) {
            must(buffer_append_byte(&capture.file, (uint8_t)(255 - i)));
        }
        begin(&second);
        put_segments(&second, 2, 4);
        must(buffer_append(&capture.file, buffer_bytes(&second.file)));
        EXPECT_SAID(&capture, GO_ON, "note: a frame does not end");
        buffer_clear(&capture.file);
        buffer_clear(&second.file);
    }
}
END_TEST

/* Of a time that is none: as it was always read. */
START_TEST(odd_times_are_no_lies)
{
    struct capture capture = { .form = MICRO };
    struct part_recorder recorder = { 0 };
    begin(&capture);
    const size_t record = put_segments(&capture, 0, 6);
    for (size_t at = record; at < capture.file.used; at += 16 + 46) {
        memset(capture.file.at + at + 4, 0xff, 4);
    }
    walk(&capture, &recorder);
    ck_assert_ptr_nonnull(strstr((const char *)recorder.text.at, GO_ON));
    ck_assert_ptr_null(strstr((const char *)recorder.text.at, "note: "));
    part_recorder_clear(&recorder);
    buffer_clear(&capture.file);
}
END_TEST

/* A length of IP that lies; of a little, it is padding. */
START_TEST(what_stands_behind_a_datagram_is_given)
{
    uint8_t frame[128] = { 0x45, 0, 0, 31, 0, 1, 0x40, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2 };
    struct capture capture = { .form = MICRO };
    struct part_recorder recorder = { 0 };
    memcpy(frame + 28, "one", 3);
    memset(frame + 31, 'x', sizeof(frame) - 31);
    begin(&capture);
    put_frame(&capture, frame, 31 + 64 + (size_t)_i);
    walk(&capture, &recorder);
    const char *said = (const char *)recorder.text.at;
    ck_assert_ptr_nonnull(strstr(said, "> unknown \"one\"\n"));
    ck_assert((strstr(said, "<other frames> disk \"xxx") != NULL) == (_i == 1));
    part_recorder_clear(&recorder);
    buffer_clear(&capture.file);
}
END_TEST

START_TEST(what_is_none_is_not_taken)
{
    static const char *const texts[] = {
        "",
        "\xd4\xc3\xb2\xa1",
        "\x0a\x0d\x0d\x0a",
        "text that is long enough for a header",
        "\x0a\x0d\x0d\x0a\x1c\x1c\x1c\x1c\x4d\x3c\x2b\x1b and more of it stands behind that",
    };
    struct part_recorder recorder = { 0 };
    const struct bytes text = bytes_over(texts[_i], strlen(texts[_i]));
    ck_assert(!pcap_container.recognise(text));
    ck_assert_ptr_nonnull(walk_of(text, &recorder));
    part_recorder_clear(&recorder);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pcap_walk");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, segments_are_put_in_order, 0, 2 * FORMS);
    tcase_add_test(tests, what_was_lost_is_zeros);
    tcase_add_test(tests, zeros_are_no_bomb);
    tcase_add_test(tests, ports_that_are_used_again_are_another_stream);
    tcase_add_test(tests, sequence_numbers_wrap);
    tcase_add_test(tests, other_octets_at_the_same_place_are_given_as_well);
    tcase_add_test(tests, remarks_and_other_blocks_are_given);
    tcase_add_loop_test(tests, interfaces_that_are_too_many_are_told, 0, 2);
    tcase_add_test(tests, link_that_is_not_read_is_told);
    tcase_add_loop_test(tests, what_stands_behind_a_datagram_is_given, 0, 2);
    tcase_add_loop_test(tests, every_shorter_one_is_read_within_itself, 0, 2 * FORMS);
    tcase_add_loop_test(tests, what_is_no_frame_is_told_and_given, 0, 2);
    tcase_add_loop_test(tests, length_that_lies_hides_no_frames, 0, 2 * BLOCKS);
    tcase_add_test(tests, frames_within_each_other_are_no_bomb);
    tcase_add_test(tests, frames_behind_others_are_read);
    tcase_add_test(tests, odd_times_are_no_lies);
    tcase_add_loop_test(tests, what_is_none_is_not_taken, 0, 5);
    return suite_run("pcap_walk", tests);
}
