#include "containers/outlook/compound_walk.h"

#include "containers/part_recorder.h"
#include "suite.h"

/* A file of version 3: sector 0 the FAT, 1 the directory, 2 the mini FAT, 3 the mini stream;
 * the large stream "S/big" has 4608 bytes in sectors 12, 11, ... 4, from back to front. */
#define SECTORS 13u
#define SIZE    (512u * (SECTORS + 1))
#define BIG     4608u

static void put(uint8_t *at, uint32_t number)
{
    for (size_t i = 0; i < 4; i++) {
        at[i] = (uint8_t)(number >> 8 * i);
    }
}

static uint8_t *sector(uint8_t *file, size_t number)
{
    return file + 512 * (number + 1);
}

static void put_entry(uint8_t *at, const char *name, uint8_t type, const uint32_t numbers[5])
{
    size_t length = strlen(name);
    for (size_t i = 0; i < length; i++) {
        at[2 * i] = (uint8_t)name[i];
    }
    at[64] = (uint8_t)(2 * length + 2);
    at[66] = type;
    put(at + 68, numbers[0]);
    put(at + 72, numbers[1]);
    put(at + 76, numbers[2]);
    put(at + 116, numbers[3]);
    put(at + 120, numbers[4]);
}

static void make_file(uint8_t *file)
{
    static const uint8_t magic[] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1 };
    const uint32_t none = UINT32_MAX, end = 0xfffffffe;
    memset(file, 0, SIZE);
    memcpy(file, magic, sizeof(magic));
    file[26] = 3;
    file[30] = 9;
    file[32] = 6;
    put(file + 48, 1);
    put(file + 60, 2);
    put(file + 68, end);
    memset(file + 76, 0xff, 436);
    put(file + 76, 0);
    memset(sector(file, 0), 0xff, 512);
    put(sector(file, 0), 0xfffffffd);
    for (uint32_t i = 1; i < SECTORS; i++) {
        put(sector(file, 0) + 4 * (size_t)i, i <= 4 ? end : i - 1);
    }
    put_entry(sector(file, 1), "Root", 5, (const uint32_t[]){ none, none, 1, 3, 64 });
    put_entry(sector(file, 1) + 128, "S", 1, (const uint32_t[]){ none, 3, 2, 0, 0 });
    put_entry(sector(file, 1) + 256, "big", 2, (const uint32_t[]){ none, none, none, 12, BIG });
    put_entry(sector(file, 1) + 384, "small", 2, (const uint32_t[]){ none, none, none, 0, 5 });
    memset(sector(file, 2), 0xff, 512);
    put(sector(file, 2), end);
    memcpy(sector(file, 3), "hello", 5);
    for (size_t i = 0; i < 9; i++) {
        memset(sector(file, 12 - i), (int)('a' + i), 512);
    }
}

static void walk(struct part_recorder *recorder, const uint8_t *file, size_t length)
{
    uint8_t *copy = exact_copy(file, length);
    struct memory_stream memory;
    const struct container_sink sink = part_recorder_sink(recorder);
    memory_stream_init(&memory, bytes_over(copy, length));
    buffer_reset(&recorder->text);
    (void)compound_container.walk(&memory.stream, &sink);
    ck_assert(buffer_append_byte(&recorder->text, 0));
    free(copy);
}

static bool has(const struct part_recorder *recorder, const char *text)
{
    return strstr((const char *)recorder->text.at, text) != NULL;
}

START_TEST(scattered_streams_come_back_whole)
{
    uint8_t file[SIZE];
    struct part_recorder recorder = { 0 };
    char big[BIG + 1] = { 0 };
    make_file(file);
    ck_assert(compound_container.recognise(bytes_over(file, SIZE)));
    for (size_t i = 0; i < BIG; i++) {
        big[i] = (char)('a' + i / 512);
    }
    walk(&recorder, file, SIZE);
    ck_assert(has(&recorder, "member 3 0+0 <S/big> unknown \"aaaa"));
    ck_assert(has(&recorder, big));
    ck_assert(has(&recorder, "member 4 0+0 <small> unknown \"hello\"\n"));
    ck_assert(!has(&recorder, "unread"));
    part_recorder_clear(&recorder);
}
END_TEST

static const struct {
    const char *what;
    size_t at;
    uint32_t number;
    const char *stays; /* what is read all the same */
} traps[] = {
    { "FAT loop", 512 + 4 * 10, 12, "<small> unknown \"hello\"" },
    { "DIFAT loop", 68, 5, "<small> unknown \"hello\"" },
    { "sector outside the file", 512 + 4 * 10, 4000000, "<S/big> unknown \"aaaa" },
    { "size of 4 GiB", 1024 + 256 + 120, 0xffffffff, "<S/big> unknown \"aaaa" },
    { "mini stream of 4 GiB", 1024 + 120, 0xffffffff, "<S/big> unknown \"aaaa" },
    { "two chains cross", 1024 + 384 + 116, 7, "<S/big> unknown \"aaaa" },
};

START_TEST(damage_is_told_and_the_rest_is_read)
{
    uint8_t file[SIZE];
    struct part_recorder recorder = { 0 };
    make_file(file);
    put(file + traps[_i].at, traps[_i].number);
    walk(&recorder, file, SIZE);
    ck_assert_msg(has(&recorder, "unread"), "%s", traps[_i].what);
    ck_assert_msg(has(&recorder, traps[_i].stays), "%s", traps[_i].what);
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(a_decoy_does_not_cut_a_stream_short)
{
    uint8_t file[SIZE];
    struct part_recorder recorder = { 0 };
    char big[513] = { 0 };
    make_file(file);
    /* the small one, now first in the tree and as large, begins in the middle of the big one */
    put(sector(file, 1) + 256 + 116, 8);
    put(sector(file, 1) + 384 + 116, 12);
    put(sector(file, 1) + 384 + 120, BIG);
    memset(big, 'i', 512);
    walk(&recorder, file, SIZE);
    ck_assert(has(&recorder, "<S/big> unknown \"eeee"));
    ck_assert(has(&recorder, "<small> unknown \"aaaa"));
    ck_assert_ptr_ne(strstr((const char *)recorder.text.at, big),
                     strstr(strstr((const char *)recorder.text.at, "<small>"), big));
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(what_streams_share_is_bounded)
{
    uint8_t file[SIZE];
    struct part_recorder recorder = { 0 };
    make_file(file);
    /* the FAT is a directory of its own: four entries in each of eight sectors, all the big one */
    for (uint32_t i = 4; i < 12; i++) {
        put(sector(file, 0) + 4 * (size_t)i, i == 11 ? 0xfffffffe : i + 1);
        for (uint32_t entry = 0; entry < 4; entry++) {
            put_entry(sector(file, i) + 128 * (size_t)entry, "x", 2,
                      (const uint32_t[]){ UINT32_MAX, UINT32_MAX, UINT32_MAX, 4, 4096 });
        }
    }
    put(sector(file, 0) + 4, 4);
    walk(&recorder, file, SIZE);
    ck_assert(has(&recorder, "unread: streams of a compound file share their sectors"));
    ck_assert_uint_le(recorder.text.used, (size_t)COMPOUND_GIVEN_TIMES * SIZE * 5);
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(a_tree_that_loops_gives_each_stream_once)
{
    uint8_t file[SIZE];
    struct part_recorder recorder = { 0 };
    make_file(file);
    put(sector(file, 1) + 256 + 76, 1);
    put(sector(file, 1) + 256 + 68, 2);
    walk(&recorder, file, SIZE);
    ck_assert_uint_eq(recorder.parts, 2);
    part_recorder_clear(&recorder);
}
END_TEST

START_TEST(every_shorter_file_is_read)
{
    uint8_t file[SIZE];
    struct part_recorder recorder = { 0 };
    make_file(file);
    for (size_t kept = 0; kept < SIZE; kept += 61) {
        walk(&recorder, file, kept);
        ck_assert_msg(kept < 512 ? recorder.parts == 0 : has(&recorder, "unread"), "%zu", kept);
        make_file(file);
        file[kept] ^= 0xff;
        walk(&recorder, file, SIZE);
        make_file(file);
        recorder.parts = 0;
    }
    part_recorder_clear(&recorder);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("compound_walk");
    tcase_add_test(tests, scattered_streams_come_back_whole);
    tcase_add_loop_test(tests, damage_is_told_and_the_rest_is_read, 0,
                        (int)(sizeof(traps) / sizeof(traps[0])));
    tcase_add_test(tests, a_decoy_does_not_cut_a_stream_short);
    tcase_add_test(tests, what_streams_share_is_bounded);
    tcase_add_test(tests, a_tree_that_loops_gives_each_stream_once);
    tcase_add_test(tests, every_shorter_file_is_read);
    return suite_run("compound_walk", tests);
}
