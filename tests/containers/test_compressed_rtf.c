#include "containers/outlook/compressed_rtf.h"

#include "containers/part_recorder.h"
#include "suite.h"

/* The examples of MS-OXRTFCP section 4. */
static const uint8_t simple[] = {
    0x2d, 0x00, 0x00, 0x00, 0x2b, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xf1,
    0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32,
    0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62,
    0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
};
static const uint8_t overlapping[] = {
    0x1a, 0x00, 0x00, 0x00, 0x1c, 0x00, 0x00, 0x00, 0x4c, 0x5a, 0x46, 0x75, 0xe2, 0xd4, 0x4b,
    0x51, 0x41, 0x00, 0x04, 0x20, 0x57, 0x58, 0x59, 0x5a, 0x0d, 0x6e, 0x7d, 0x01, 0x0e, 0xb0,
};
static const uint8_t plain[] = "\x0f\0\0\0\x03\0\0\0MELA\0\0\0\0{a}";

static const char *walk(struct part_recorder *recorder, const uint8_t *from, size_t length)
{
    uint8_t *copy = exact_copy(from, length);
    struct memory_stream memory;
    memory_stream_init(&memory, bytes_over(copy, length));
    const char *text = part_recorder_walk(recorder, &compressed_rtf_container, &memory.stream);
    free(copy);
    return text;
}

START_TEST(the_examples_of_the_specification)
{
    struct part_recorder recorder = { 0 };
    ck_assert(compressed_rtf_container.recognise(bytes_over(simple, sizeof(simple))));
    ck_assert_str_eq(walk(&recorder, simple, sizeof(simple)),
                     "reading 0 0+49 <rtf> unknown \"{\\x5crtf1\\x5cansi\\x5cansicpg1252\\x5cpard "
                     "hello world}\\x0d\\n\"\n");
    ck_assert_str_eq(walk(&recorder, overlapping, sizeof(overlapping)),
                     "reading 0 0+30 <rtf> unknown \"{\\x5crtf1 WXYZWXYZWXYZWXYZWXYZ}\"\n");
    ck_assert_str_eq(walk(&recorder, plain, sizeof(plain) - 1),
                     "reading 0 16+3 <rtf> unknown \"{a}\"\n");
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(other_contents_are_not_recognised)
{
    uint8_t changed[sizeof(simple)];
    for (size_t kept = 0; kept < 16; kept++) {
        ck_assert(!compressed_rtf_container.recognise(bytes_over(simple, kept)));
    }
    static const struct {
        size_t at;
        uint8_t byte;
    } changes[] = { { 0, 11 }, { 3, ' ' }, { 8, 'l' }, { 11, 'U' } };
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        memcpy(changed, simple, sizeof(simple));
        changed[changes[i].at] = changes[i].byte;
        ck_assert_msg(!compressed_rtf_container.recognise(bytes_over(changed, sizeof(changed))),
                      "%zu", i);
    }
}
END_TEST

START_TEST(damage_is_told_and_the_rest_is_read)
{
    struct part_recorder recorder = { 0 };
    uint8_t changed[sizeof(simple) + 1] = { 0 };
    for (size_t kept = 16; kept < sizeof(simple); kept++) {
        const char *text = walk(&recorder, simple, kept);
        ck_assert_msg(strstr(text, "unread: a compressed RTF body ends") != NULL, "%zu", kept);
        ck_assert_msg(kept < 32 || strstr(text, "ansicpg1252") != NULL, "%zu", kept);
    }
    ck_assert_ptr_nonnull(strstr(walk(&recorder, plain, sizeof(plain) - 2), "unread: an RTF body"));
    memcpy(changed, simple, sizeof(simple));
    ck_assert_ptr_nonnull(strstr(walk(&recorder, changed, sizeof(changed)), "note: other bytes"));
    changed[33] ^= 1;
    ck_assert_ptr_nonnull(strstr(walk(&recorder, changed, sizeof(simple)), "note: the checksum"));
    changed[33] ^= 1;
    changed[4] = 0xff; /* a size claimed that is none */
    changed[7] = 0xff;
    ck_assert_ptr_null(strstr(walk(&recorder, changed, sizeof(simple)), "note"));
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(what_is_decoded_is_bounded)
{
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    struct container_sink sink = part_recorder_sink(&recorder);
    sink.decoded_max = 20;
    memory_stream_init(&memory, bytes_over(simple, sizeof(simple)));
    ck_assert_ptr_null(compressed_rtf_container.walk(&memory.stream, &sink));
    ck_assert(buffer_append_byte(&recorder.text, 0));
    ck_assert_ptr_nonnull(strstr((const char *)recorder.text.at, "larger than is decoded"));
    part_recorder_clear(&recorder);
}
END_TEST

/* However its bytes arrive. */
START_TEST(bytes_that_dribble_in)
{
    struct part_recorder recorder = { 0 };
    struct dribble_stream dribble;
    for (size_t grain = 1; grain < 60; grain += 7) {
        dribble_stream_init(&dribble, bytes_over(simple, sizeof(simple)), grain);
        const char *text =
            part_recorder_walk(&recorder, &compressed_rtf_container, &dribble.stream);
        ck_assert_ptr_nonnull(strstr(text, "hello world}\\x0d\\n\"\n"));
    }
    part_recorder_clear(&recorder);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("compressed_rtf");
    tcase_add_test(tests, the_examples_of_the_specification);
    tcase_add_test(tests, other_contents_are_not_recognised);
    tcase_add_test(tests, damage_is_told_and_the_rest_is_read);
    tcase_add_test(tests, what_is_decoded_is_bounded);
    tcase_add_test(tests, bytes_that_dribble_in);
    return suite_run("compressed_rtf", tests);
}
