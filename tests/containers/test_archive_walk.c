#include "archive_log.h"
#include "containers/archives/rar_volume.h"

static const struct {
    const char *format, *options;
    bool in_place, seeks;
} formats[] = {
    { "ustar", NULL, true, false },
    { "pax", NULL, true, false },
    { "gnutar", NULL, true, false },
    { "v7tar", NULL, true, false },
    { "odc", NULL, true, false },
    { "newc", NULL, true, false },
    { "bin", NULL, true, false },
    { "arbsd", NULL, true, false },
    { "argnu", NULL, true, false },
    { "warc", NULL, true, false },
    { "iso9660", NULL, true, false },
    { "xar", NULL, false, false },
    { "xar", "xar:compression=none", true, false },
    { "7zip", NULL, false, true },
    { "7zip", "7zip:compression=store", true, true },
    { "zip", "zip:compression=deflate", false, true },
    { "zip", "zip:compression=store", true, true },
};

START_TEST(each_format_gives_its_members_where_they_stand)
{
    const char *packed = "member 1 first.txt first\nmember 2 later.txt later\n";
    const char *in_place = "member 1 first.txt first in place\n"
                           "member 2 later.txt later in place\n";
    struct bytes raw = make(formats[_i].format, NULL, formats[_i].options);
    struct log log;
    ck_assert_ptr_eq(container_of(raw),
                     formats[_i].seeks ? &archive_seek_container : &archive_stream_container);
    walk_log(&log, raw, true, 0);
    const char *found = log.text;
    if (strncmp(found, "member 1 . 0 bytes\n", 19) == 0) { /* the root of an iso9660 */
        ck_assert_str_eq(found, "member 1 . 0 bytes\nmember 2 first.txt first in place\n"
                                "member 3 later.txt later in place\n");
    } else {
        ck_assert_str_eq(found, formats[_i].in_place ? in_place : packed);
    }
    release(raw);
}
END_TEST

/* A place without an offset is one that is not known: octets beside it count as the member's. */
START_TEST(packed_members_begin_somewhere)
{
    struct bytes raw = make(formats[_i].format, NULL, formats[_i].options);
    struct log log;
    walk_log(&log, raw, false, 0);
    ck_assert_uint_gt(log.last_place.offset, 0);
    ck_assert(formats[_i].in_place == (log.last_place.length > 0));
    release(raw);
}
END_TEST

START_TEST(members_need_not_be_read)
{
    struct bytes raw = make(formats[_i].format, NULL, formats[_i].options);
    struct log log;
    walk_log(&log, raw, false, 0);
    ck_assert_ptr_nonnull(strstr(log.text, " first.txt\nmember "));
    ck_assert_ptr_nonnull(strstr(log.text, " later.txt\n"));
    walk_log(&log, raw, false, 1);
    ck_assert_uint_eq(log.parts, 1);
    release(raw);
}
END_TEST

START_TEST(a_stream_in_drops_gives_the_same)
{
    struct bytes raw = make(formats[_i].format, NULL, formats[_i].options);
    struct log whole, drops;
    if (strcmp(formats[_i].format, "7zip") != 0) { /* its directory stands at the end */
        walk_log(&whole, raw, true, 0);
        walk_dripping(&drops, raw);
        ck_assert_str_eq(whole.text, drops.text);
    }
    release(raw);
}
END_TEST

/* Members of odd sizes, so that headers stand across the borders of blocks. */
START_TEST(headers_may_stand_across_blocks)
{
    static const char *const names[] = { "warc", "pax", "newc", "arbsd", "zip" };
    static uint8_t made[2 << 20];
    static char data[977];
    size_t used = 0;
    struct archive *archive = archive_write_new();
    ck_assert_int_eq(archive_write_set_format_by_name(archive, names[_i]), ARCHIVE_OK);
    archive_write_set_bytes_per_block(archive, 512);
    ck_assert_int_eq(archive_write_open_memory(archive, made, sizeof(made), &used), ARCHIVE_OK);
    memset(data, 'x', sizeof(data));
    for (size_t i = 0; i < 400; i++) {
        put_entry(archive, "m", data, sizeof(data) - i);
    }
    ck_assert_int_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    static const struct stream_kind kind = { drip_ahead, drip_consume, NULL };
    struct drip drip = { { .kind = &kind, .size = STREAM_SIZE_UNKNOWN }, bytes_over(made, used) };
    uint64_t total = 0;
    const struct container_sink sink = {
        .context = &total, .part = count_part, .mail = take_mail, .journal = refuse_journal
    };
    ck_assert_ptr_null(container_of(drip.all)->walk(&drip.stream, &sink));
    ck_assert_uint_eq(total, 400 * 977 - 399 * 400 / 2);
}
END_TEST

START_TEST(every_shorter_archive_ends)
{
    struct bytes raw = make(formats[_i].format, NULL, formats[_i].options);
    /* Large formats in steps: what matters is where a structure is cut. */
    size_t step = raw.left > 20000 ? 509 : 7;
    for (size_t length = 0; length < raw.left; length += step) {
        struct bytes cut = bytes_over(exact_copy(raw.at, length), length);
        struct log log;
        if (container_of(cut) != NULL) {
            walk_log(&log, cut, true, 0);
            ck_assert(strncmp(log.text, "member 1 ", 9) == 0 || strncmp(log.text, "end ", 4) == 0 ||
                      strncmp(log.text, "unread 0 ", 9) == 0 ||
                      strncmp(log.text, "note 0 truncated: no directory", 29) == 0 ||
                      log.used == 0);
        }
        release(cut);
    }
    release(raw);
}
END_TEST

static const char *const packed_fixtures[] = {
    "archives/deflated.zip", "archives/bzip2.zip",    "archives/lzma.zip",
    "archives/stored.rar",   "archives/stored-5.rar", "archives/stored.lzh",
    "archives/stored.cab",   "archives/gzip.rpm",     "archives/junk-before-end.zip",
    "archives/packed.rar",   "archives/packed-5.rar",
};

START_TEST(formats_that_libarchive_does_not_write_are_read)
{
    struct bytes raw = fixture(packed_fixtures[_i]);
    struct log log;
    walk_log(&log, raw, true, 0);
    ck_assert_str_eq(log.text, strstr(packed_fixtures[_i], "stored") == NULL
                                   ? "member 1 first.txt first\nmember 2 below/later.txt later\n"
                                   : "member 1 first.txt first in place\n"
                                     "member 2 below/later.txt later in place\n");
    for (size_t length = 0; length < raw.left; length++) {
        struct bytes cut = bytes_over(exact_copy(raw.at, length), length);
        if (container_of(cut) != NULL) {
            walk_log(&log, cut, true, 0);
        }
        release(cut);
    }
    release(raw);
}
END_TEST

static const char *const rar_fixtures[] = { "archives/stored.rar", "archives/stored-5.rar" };

START_TEST(what_follows_a_rar_archive_is_carved)
{
    struct buffer joined = { 0 };
    struct log log;
    struct bytes rar = fixture(rar_fixtures[_i]), behind = make("raw", "gzip", NULL);
    ck_assert(buffer_append(&joined, rar) && buffer_append(&joined, behind));
    const char *expected =
        "member 1 first.txt first in place\n"
        "member 2 below/later.txt later in place\n"
        "note 0 unexpected: other bytes follow the end of the archive; they were "
        "scanned as they stand (0)\n"
        "reading 0 carved-gzip first\n";
    walk_log(&log, buffer_bytes(&joined), true, 0);
    ck_assert_str_eq(log.text, expected);
    walk_dripping(&log, rar);
    ck_assert_ptr_null(strstr(log.text, "note"));
    /* a tape's padding is no more than that */
    joined.used = rar.left;
    for (unsigned i = 0; i < 600; i++) {
        ck_assert(buffer_append_byte(&joined, 0));
    }
    walk_log(&log, buffer_bytes(&joined), true, 0);
    ck_assert_ptr_null(strstr(log.text, "note"));
    buffer_clear(&joined);
    release(rar);
    release(behind);
}
END_TEST

/* What libarchive leaves of the last block, and what is none. */
static const struct {
    const char *octets;
    size_t length, rest;
} rar_ends[] = {
    { "\x03\x05\x00\x00", 4, 4 },
    { "\x83\x00\x05\x00\x00z", 6, 5 },
    { "\x04\x05\x00\x00\x00more", 9, 5 },
    { "\x03\x04\x00\x00", 4, 0 },
    { "\x00\x05\x00\x00", 4, 0 },
    { "\x7f\x05\x00\x00", 4, 0 },
    { "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 11, 0 },
};

START_TEST(the_rest_of_the_block_that_ends_a_rar_archive_is_known)
{
    for (size_t length = 0; length <= rar_ends[_i].length; length++) {
        struct bytes cut = bytes_over(exact_copy(rar_ends[_i].octets, length), length);
        const size_t rest = rar_end_rest(cut);
        ck_assert_uint_eq(rest, length >= rar_ends[_i].rest ? rar_ends[_i].rest : 0);
        release(cut);
    }
}
END_TEST

static const struct {
    const char *filter, *name;
} filters[] = { { "gzip", "gzip" }, { "bzip2", "bzip2" },       { "xz", "xz" },
                { "lzma", "lzma" }, { "lzip", "lzip" },         { "zstd", "zstd" },
                { "lz4", "lz4" },   { "compress", "compress" }, { "uuencode", "uuencode" } };

START_TEST(each_compression_gives_one_reading)
{
    struct bytes raw = make("raw", filters[_i].filter, NULL);
    struct log log;
    char expected[64];
    (void)snprintf(expected, sizeof(expected), "reading 0 %s first\n", filters[_i].name);
    ck_assert_ptr_eq(container_of(raw), &compressed_container);
    walk_log(&log, raw, true, 0);
    ck_assert_str_eq(log.text, expected);
    walk_dripping(&log, raw);
    ck_assert_str_eq(log.text, expected);
    release(raw);
}
END_TEST

/* It would be given as it stands, and be taken for such data again. */
START_TEST(front_of_uuencode_alone_is_no_reading)
{
    static const char text[] = "begin 644 a\n#0V%T\nend\n";
    struct log log;
    walk_log(&log, bytes_over(text, sizeof(text) - 1), true, 0);
    ck_assert_ptr_null(strstr(log.text, "reading"));
    ck_assert_ptr_nonnull(
        strstr(log.text, "malformed: what follows the front of such data is none"));
}
END_TEST

/* What was decoded before the cut is given; only a cut in the trailer costs no byte. */
START_TEST(every_shorter_compressed_stream_gives_its_front)
{
    struct bytes raw = make("raw", filters[_i].filter, NULL);
    bool own = _i < 5;
    uint64_t most = 0;
    for (size_t length = 16; length < raw.left; length++) {
        struct bytes cut = bytes_over(exact_copy(raw.at, length), length);
        struct log log;
        if (container_of(cut) != NULL) {
            walk_log(&log, cut, true, 0);
            ck_assert(!own || log.last_read >= most);
            ck_assert(!own || strstr(log.text, "\nunread 0 truncated: ") != NULL);
            most = log.last_read;
        }
        release(cut);
    }
    ck_assert(!own || most == 1110);
    release(raw);
}
END_TEST

START_TEST(members_of_a_compressed_file_follow_each_other)
{
    struct bytes one = make("raw", filters[_i].filter, NULL);
    struct buffer two = { 0 };
    struct log log;
    char expected[64];
    ck_assert(buffer_append(&two, one) && buffer_append(&two, one));
    walk_log(&log, buffer_bytes(&two), true, 0);
    (void)snprintf(expected, sizeof(expected), "reading 0 %s 2220 bytes\n", filters[_i].name);
    ck_assert_str_eq(log.text, expected);
    buffer_clear(&two);
    release(one);
}
END_TEST

/* As on a tape, or in base64 with a word behind it. */
START_TEST(other_bytes_behind_a_compressed_stream_cost_none_of_it)
{
    static const char *const others[] = { "\xa1", "\xa1\xf0 others" };
    struct bytes raw = make("raw", filters[_i].filter, NULL);
    char expected[64];
    const int length =
        snprintf(expected, sizeof(expected), "reading 0 %s first\n", filters[_i].name);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct buffer all = { 0 };
        struct log log;
        ck_assert(buffer_append(&all, raw) && buffer_append_text(&all, others[i]));
        walk_log(&log, buffer_bytes(&all), true, 0);
        ck_assert_msg(strncmp(log.text, expected, (size_t)length) == 0, "%s", log.text);
        walk_dripping(&log, buffer_bytes(&all));
        ck_assert_msg(strncmp(log.text, expected, (size_t)length) == 0, "%s", log.text);
        buffer_clear(&all);
    }
    release(raw);
}
END_TEST

/* In files, and in streams that cannot go back. */
START_TEST(what_follows_lz4_and_uuencode_is_carved)
{
    static const char *const kinds[] = { "lz4", "uuencode" };
    static const char *const between[] = { "", "\xa1\xf0 others", "just some words\n" };
    const char *name = kinds[_i / 3];
    struct bytes raw = make("raw", name, NULL), behind = make("raw", "gzip", NULL);
    struct buffer all = { 0 };
    struct log log;
    char expected[256];
    (void)snprintf(expected, sizeof(expected),
                   "reading 0 %s first\nnote 0 unexpected: other bytes follow the compressed "
                   "stream; they were scanned as they stand (0)\nreading 0 carved-gzip first\n",
                   name);
    ck_assert(buffer_append(&all, raw) && buffer_append_text(&all, between[_i % 3]) &&
              buffer_append(&all, behind));
    walk_log(&log, buffer_bytes(&all), true, 0);
    ck_assert_str_eq(log.text, expected);
    walk_dripping(&log, buffer_bytes(&all));
    ck_assert_str_eq(log.text, expected);
    buffer_clear(&all);
    release(raw);
    release(behind);
}
END_TEST

/* lz4_Frame_format.md, "Legacy frame": nothing says where it ends, but what is no size. */
START_TEST(what_follows_a_legacy_frame_of_lz4_is_carved)
{
    static const char legacy[] = "\x02\x21\x4c\x18\x05\0\0\0\x40some";
    static const char *const between[] = { "padding", "" };
    struct bytes behind = make("raw", "gzip", NULL);
    struct buffer all = { 0 };
    struct log log;
    ck_assert(buffer_append(&all, bytes_over(legacy, sizeof(legacy) - 1)) &&
              buffer_append_text(&all, between[_i]) && buffer_append(&all, behind));
    walk_log(&log, buffer_bytes(&all), true, 0);
    ck_assert_msg(strstr(log.text, "reading 0 carved-gzip first\n") != NULL, "%s", log.text);
    walk_dripping(&log, buffer_bytes(&all)); /* a gzip at once looks like the size of a block */
    ck_assert_ptr_nonnull(
        strstr(log.text, _i == 0 ? "\nreading 0 carved-gzip first\n" : "was not looked for"));
    buffer_clear(&all);
    release(behind);
}
END_TEST

/* RFC 8878 section 3.1.2: a frame that is passed over, between two that are not. */
START_TEST(skippable_frames_of_zstd_are_passed_over)
{
    static const uint8_t skippable[] = "\x57\x2a\x4d\x18\3\0\0\0abc";
    struct bytes one = make("raw", "zstd", NULL);
    struct buffer all = { 0 };
    struct log log;
    ck_assert(buffer_append(&all, one) &&
              buffer_append(&all, bytes_over(skippable, sizeof(skippable) - 1)) &&
              buffer_append(&all, one));
    walk_log(&log, buffer_bytes(&all), true, 0);
    ck_assert_str_eq(log.text, "reading 0 zstd 2220 bytes\n");
    buffer_clear(&all);
    release(one);
}
END_TEST

START_TEST(other_bytes_are_no_archive)
{
    static const struct {
        const char *what;
        const char *bytes;
        size_t length;
    } others[] = {
        { "nothing", "", 0 },
        { "text", "From x Mon Jan  1 00:00:00 2001\n", 32 },
        { "a zip's central header", "PK\1\2abcdefghijklmnopqrstuvwxyz", 30 },
        { "gzip with a reserved flag", "\x1f\x8b\x08\xe0\0\0\0\0\0\3", 10 },
        { "gzip cut in its header", "\x1f\x8b\x08\0\0\0\0\0\0", 9 },
        { "compress with codes of 17 bits", "\x1f\x9d\x91xyz", 6 },
        { "lzma with a strange dictionary",
          "\x5d\x01\x02\x03\x00\xff\xff\xff\xff\xff\xff\xff\xff\0", 14 },
        { "a word of cpio", "\xc7\x71\x00\x00\x00\x00", 6 },
        { "the word begin", "begin the work\nnow\n", 19 },
        { "old mtree", "#mtree\n/set type=file\n", 22 },
    };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        ck_assert_msg(container_of(bytes_over(others[i].bytes, others[i].length)) == NULL, "%s",
                      others[i].what);
    }
}
END_TEST

START_TEST(a_tar_is_known_by_its_checksum)
{
    struct bytes raw = make("v7tar", NULL, NULL);
    uint8_t *changed = exact_copy(raw.at, raw.left);
    ck_assert_ptr_eq(container_of(raw), &archive_stream_container);
    changed[3] ^= 1;
    ck_assert_ptr_null(container_of(bytes_over(changed, raw.left)));
    free(changed);
    release(raw);
}
END_TEST

START_TEST(preparing_can_be_done_again)
{
    ck_assert(archive_walk_prepare());
}
END_TEST

int main(void)
{
    if (!archive_walk_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("archive_walk");
    int all = (int)(sizeof(formats) / sizeof(formats[0]));
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, each_format_gives_its_members_where_they_stand, 0, all);
    tcase_add_loop_test(tests, packed_members_begin_somewhere, 0, all);
    tcase_add_loop_test(tests, members_need_not_be_read, 0, all);
    tcase_add_loop_test(tests, a_stream_in_drops_gives_the_same, 0, all);
    tcase_add_loop_test(tests, headers_may_stand_across_blocks, 0, 5);
    tcase_add_loop_test(tests, every_shorter_archive_ends, 0, all);
    tcase_add_loop_test(tests, formats_that_libarchive_does_not_write_are_read, 0,
                        (int)(sizeof(packed_fixtures) / sizeof(packed_fixtures[0])));
    tcase_add_loop_test(tests, each_compression_gives_one_reading, 0, 9);
    tcase_add_test(tests, front_of_uuencode_alone_is_no_reading);
    tcase_add_loop_test(tests, every_shorter_compressed_stream_gives_its_front, 0, 9);
    tcase_add_loop_test(tests, what_follows_a_rar_archive_is_carved, 0, 2);
    tcase_add_loop_test(tests, the_rest_of_the_block_that_ends_a_rar_archive_is_known, 0,
                        (int)(sizeof(rar_ends) / sizeof(rar_ends[0])));
    tcase_add_loop_test(tests, members_of_a_compressed_file_follow_each_other, 0, 7);
    tcase_add_loop_test(tests, other_bytes_behind_a_compressed_stream_cost_none_of_it, 0, 7);
    tcase_add_loop_test(tests, what_follows_lz4_and_uuencode_is_carved, 0, 6);
    tcase_add_loop_test(tests, what_follows_a_legacy_frame_of_lz4_is_carved, 0, 2);
    tcase_add_test(tests, skippable_frames_of_zstd_are_passed_over);
    tcase_add_test(tests, other_bytes_are_no_archive);
    tcase_add_test(tests, a_tar_is_known_by_its_checksum);
    tcase_add_test(tests, preparing_can_be_done_again);
    return suite_run("archive_walk", tests);
}
