#include "containers/compound_writer.h"
#include "containers/tar_writer.h"
#include "evidence/evidence_replay.h"
#include "evidence/volume_parts.h"
#include "evidence_run.h"

/* Volumes that are members of one archive. */

static void prepare(void)
{
    run_prepare_scanning("");
}

/* A tar of pieces of a zip with a key in it, each behind its name. */
struct member {
    const char *name;
    size_t from, to; /* of the zip; `to` 0: its end */
};

static void put_members(struct buffer *tar, const struct member *members, size_t count)
{
    struct buffer zip = fixture_read("containers/carve/key-deflated.zip");
    ck_assert_uint_gt(zip.used, 300);
    for (size_t i = 0; i < count; i++) {
        const size_t to = members[i].to > 0 ? members[i].to : zip.used;
        uint8_t *piece = exact_copy(zip.at + members[i].from, to - members[i].from);
        tar_put(tar, members[i].name, bytes_over(piece, to - members[i].from));
        free(piece);
    }
    tar_end(tar);
    buffer_clear(&zip);
}

#define MEMBERS_MAX 4
#define NO_FRONT    "a volume of an archive without the one before it, which does not lie beside it\n"
#define NO_NEXT     "a volume of an archive without the next one, which does not lie beside it\n"

static const struct {
    const char *what;
    struct member members[MEMBERS_MAX];
    const char *expected;
    bool found;
} archives[] = {
    { "in their order",
      { { "a/k.zip.001", 0, 100 }, { "a/k.zip.002", 100, 200 }, { "a/k.zip.003", 200, 0 } },
      "proven!reading 1 @0 volumes a/k.zip.001!member 1",
      true },
    { "in another order",
      { { "k.zip.003", 200, 0 },
        { "note", 0, 1 },
        { "k.zip.001", 0, 100 },
        { "k.zip.002", 100, 200 } },
      "proven!reading 3 @0 volumes k.zip.001!member 1",
      true },
    { "zip's own names",
      { { "k.z01", 0, 100 }, { "k.z02", 100, 300 }, { "k.zip", 300, 0 } },
      "proven!reading 1 @0 volumes k.z01!member 1",
      true },
    { "a zip that is none", { { "k.zip", 0, 0 } }, "proven!member 1 k.zip!member 1", true },
    { "one that is whole", { { "k.zip.001", 0, 0 } }, "proven!member 1 k.zip.001!member 1", true },
    { "of two folders", { { "a/k.zip.001", 0, 100 }, { "b/k.zip.002", 100, 0 } }, NO_FRONT, false },
    { "without the first",
      { { "k.zip.002", 100, 200 }, { "k.zip.003", 200, 0 } },
      NO_FRONT,
      false },
    { "without the second", { { "k.zip.001", 0, 100 }, { "k.zip.003", 200, 0 } }, NO_NEXT, false },
    { "without the last", { { "k.z01", 0, 100 }, { "k.z02", 100, 0 } }, NO_NEXT, true },
};

START_TEST(volumes_in_an_archive_are_read_as_one)
{
    struct buffer tar = { 0 };
    struct record_list list = { 0 };
    size_t count = 0;
    while (count < MEMBERS_MAX && archives[_i].members[count].name != NULL) {
        count++;
    }
    put_members(&tar, archives[_i].members, count);
    run_scan(buffer_bytes(&tar), &list);
    ck_assert_msg(strstr(record_list_text(&list), archives[_i].expected) != NULL, "%s: %s",
                  archives[_i].what, record_list_text(&list));
    ck_assert_msg(list.keys == (archives[_i].found ? 1 : 0), "%s: %s", archives[_i].what,
                  record_list_text(&list));
    if (archives[_i].found) {
        run_replay(buffer_bytes(&tar), &list);
    }
    record_list_clear(&list);
    buffer_clear(&tar);
}
END_TEST

/* As Outlook's .msg is one, with its attachments, and what else keeps files in OLE2. */
START_TEST(volumes_in_a_compound_file_are_read_as_one)
{
    struct buffer zip = fixture_read("containers/carve/key-deflated.zip");
    struct record_list list = { 0 };
    const struct writer_entry entries[] = {
        { 0, "k.zip.002", bytes_over(zip.at + 300, zip.used - 300) },
        { 0, "note", bytes_over((const uint8_t *)"x", 1) },
        { 0, "k.zip.001", bytes_over(zip.at, 300) },
    };
    const struct bytes file = compound_write(entries, 3);
    run_scan(file, &list);
    ck_assert_msg(strstr(record_list_text(&list),
                         "proven!reading 4 @0 volumes k.zip.001!member 1 server.key@") != NULL,
                  "%s", record_list_text(&list));
    ck_assert_uint_eq(list.keys, 1);
    run_replay(file, &list);
    record_list_clear(&list);
    buffer_clear(&zip);
    free((void *)(uintptr_t)file.at);
}
END_TEST

/* Under the names of one set, contents of which each is by itself: fixtures, or their fronts of so
 * many octets, or so much text. */
#define STRANGERS_MAX 3
struct stranger {
    const char *fixture;
    size_t length;
};

static const struct {
    const char *what;
    struct stranger members[STRANGERS_MAX];
    const char *expected;
} strangers[] = {
    { "a container behind another",
      { { "key-deflated.zip", 0 }, { "key.gz", 0 } },
      "proven!member 2 k.zip.002!reading @0 gzip@1390+226\n"
      "proven!reading 1 @0 volumes k.zip.001!member 1 server.key@1390+226\n"
      "the directory of the zip does not name all that stands in it; the rest was looked through\n"
      "proven!reading 1 @0 volumes k.zip.001!reading @438 carved-gzip@1390+226\n" },
    { "one that is not the second",
      { { "key.7z", 0 }, { NULL, 200 }, { "key.gz", 0 } },
      "proven!member 3 k.zip.003!reading @0 gzip@1390+226\n"
      "proven!reading 1 @0 volumes k.zip.001!member 1 server.key@1390+226\n"
      "other bytes follow the end of the archive; they were scanned as they stand\n"
      "proven!reading 1 @0 volumes k.zip.001!reading @649 carved-gzip@1390+226\n" },
    { "a first one to which what follows does no harm",
      { { "key.gz", 0 }, { NULL, 200 } },
      "proven!reading 1 @0 volumes k.zip.001!reading @0 gzip@1390+226\n"
      "other bytes follow the compressed stream; they were scanned as they stand\n" },
    { "a first one that is broken by what follows",
      { { "key.zst", 0 }, { "key.zst", 60 } },
      "proven!member 1 k.zip.001!reading @0 zstd@1390+226\n"
      "the compressed stream ends before its end mark\n" },
    { "one of zstd to which text does no harm",
      { { "key.zst", 0 }, { NULL, 200 } },
      "proven!reading 1 @0 volumes k.zip.001!reading @0 zstd@1390+226\n"
      "other bytes follow the compressed stream; they were scanned as they stand\n" },
};

static bool is_there(const struct stranger *stranger)
{
    return stranger->fixture != NULL || stranger->length > 0;
}

static void put_stranger(struct buffer *tar, size_t number, const struct stranger *stranger)
{
    char name[64];
    struct buffer content = { 0 };
    if (stranger->fixture != NULL) {
        (void)snprintf(name, sizeof(name), "containers/carve/%s", stranger->fixture);
        content = fixture_read(name);
        content.used = stranger->length > 0 ? stranger->length : content.used;
    }
    for (size_t i = 0; stranger->fixture == NULL && i < stranger->length; i++) {
        ck_assert(buffer_append_byte(&content, i % 60 == 59 ? '\n' : '-'));
    }
    (void)snprintf(name, sizeof(name), "k.zip.%03zu", number);
    tar_put(tar, name, buffer_bytes(&content));
    buffer_clear(&content);
}

START_TEST(containers_with_the_names_of_volumes_are_walked)
{
    struct buffer tar = { 0 };
    struct record_list list = { 0 };
    for (size_t i = 0; i < STRANGERS_MAX && is_there(&strangers[_i].members[i]); i++) {
        put_stranger(&tar, i + 1, &strangers[_i].members[i]);
    }
    tar_end(&tar);
    run_scan(buffer_bytes(&tar), &list);
    ck_assert_msg(strcmp(record_list_text(&list), strangers[_i].expected) == 0, "%s: %s",
                  strangers[_i].what, record_list_text(&list));
    run_replay(buffer_bytes(&tar), &list);
    record_list_clear(&list);
    buffer_clear(&tar);
}
END_TEST

/* Volumes of a zip of which the last is missing: the first holds a whole member, and the front of
 * another, which breaks the walk of it as of both. */
START_TEST(a_key_that_both_walks_come_to_is_told_of_once)
{
    struct buffer zip = fixture_read("containers/carve/key-deflated.zip");
    struct buffer tar = { 0 }, volume = { 0 };
    struct record_list list = { 0 };
    const uint8_t *directory = memmem(zip.at, zip.used, "PK\1\2", 4);
    ck_assert_ptr_nonnull(directory);
    ck_assert(buffer_append(&volume, bytes_over(zip.at, (size_t)(directory - zip.at))));
    ck_assert(buffer_append(&volume, bytes_over(zip.at, 100)));
    tar_put(&tar, "k.zip.001", buffer_bytes(&volume));
    tar_put(&tar, "k.zip.002", bytes_over(zip.at + 100, 10));
    tar_end(&tar);
    run_scan(buffer_bytes(&tar), &list);
    ck_assert_uint_eq(list.unread, 4); /* of each walk, the member and the archive */
    ck_assert_msg(list.keys == 1, "%s", record_list_text(&list));
    run_replay(buffer_bytes(&tar), &list);
    record_list_clear(&list);
    buffer_clear(&volume);
    buffer_clear(&tar);
    buffer_clear(&zip);
}
END_TEST

static bool count_held(void *context, const struct place *place, enum part_nature nature,
                       struct stream *content)
{
    const struct ingest_frame *frame = context;
    (void)nature;
    ck_assert_uint_eq(frame->ingest->volume_octets, 1004);
    ck_assert_uint_eq(stream_ahead(content, 1).left, place->kind == PLACE_READING ? 1004
                                                     : place->number == 1         ? 4
                                                                                  : 1000);
    return true;
}

/* Those in what they are as one may not take as much again. */
START_TEST(volumes_are_counted_as_long_as_they_are_held)
{
    struct ingest ingest = { 0 };
    struct ingest_frame frame = { .ingest = &ingest };
    struct volume_parts parts = { 0 };
    struct buffer front = { 0 }, content = { 0 };
    ck_assert(buffer_append_text(&content, "PK\3\4"));
    for (size_t i = 0; i < 1000; i++) {
        ck_assert(buffer_append_byte(&content, '-'));
    }
    for (uint64_t number = 1; number <= 2; number++) {
        const char *name = number == 1 ? "k.zip.001" : "k.zip.002";
        const struct place place = { .kind = PLACE_MEMBER,
                                     .number = number,
                                     .name = bytes_over(name, strlen(name)) };
        struct memory_stream memory;
        memory_stream_init(&memory, number == 1 ? bytes_over(content.at, 4)
                                                : bytes_over(content.at + 4, 1000));
        ck_assert(volume_parts_take(&frame, &parts, &place, &memory.stream, &front));
    }
    volume_parts_end(&frame, &parts, count_held);
    ck_assert_uint_eq(ingest.volume_octets, 0);
    buffer_clear(&content);
}
END_TEST

/* Wherever the tar is cut off, what was held of it is released. */
START_TEST(every_shorter_archive_is_read)
{
    static const struct member members[] = { { "k.zip.002", 100, 0 }, { "k.zip.001", 0, 100 } };
    struct buffer tar = { 0 };
    put_members(&tar, members, 2);
    for (size_t kept = 513; kept < tar.used; kept += 97) {
        struct record_list list = { 0 };
        uint8_t *copy = exact_copy(tar.at, kept);
        run_scan(bytes_over(copy, kept), &list);
        free(copy);
        record_list_clear(&list);
    }
    buffer_clear(&tar);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("volume_parts");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, volumes_in_an_archive_are_read_as_one, 0,
                        (int)(sizeof(archives) / sizeof(archives[0])));
    tcase_add_loop_test(tests, containers_with_the_names_of_volumes_are_walked, 0,
                        (int)(sizeof(strangers) / sizeof(strangers[0])));
    tcase_add_test(tests, volumes_in_a_compound_file_are_read_as_one);
    tcase_add_test(tests, a_key_that_both_walks_come_to_is_told_of_once);
    tcase_add_test(tests, volumes_are_counted_as_long_as_they_are_held);
    tcase_add_test(tests, every_shorter_archive_is_read);
    return run_suite("volume_parts", tests);
}
