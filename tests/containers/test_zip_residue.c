/* Functions under test: zip_residue_walk, by the walk of archive_seek_container */
#include <stdio.h>
#include <string.h>

#include "containers/archives/archive_walk.h"
#include "containers/part_recorder.h"
#include "suite.h"

static void prepare(void)
{
    ck_assert(archive_walk_prepare());
}

static void put_fixture(const char *name, struct buffer *content)
{
    static uint8_t held[1 << 16];
    char path[512];
    (void)snprintf(path, sizeof(path), FIXTURES "/containers/%s", name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    ck_assert(buffer_append(content, bytes_over(held, fread(held, 1, sizeof(held), file))));
    (void)fclose(file);
}

static void put_noise(struct buffer *content, size_t count)
{
    uint64_t state = 88172645463325252u;
    for (size_t i = 0; i < count; i++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ck_assert(buffer_append_byte(content, (uint8_t)(state >> 32)));
    }
}

static void add_at(struct buffer *content, size_t at, uint32_t more)
{
    const uint64_t number = bytes_little(content->at + at, 4) + more;
    for (size_t i = 0; i < 4; i++) {
        content->at[at + i] = (uint8_t)(number >> 8 * i);
    }
}

/* As a program does that repairs a zip behind other octets: offsets are of the whole. */
static void move_offsets(struct buffer *content, size_t before)
{
    for (size_t at = before; at + 22 <= content->used; at++) {
        if (memcmp(content->at + at, "PK\1\2", 4) == 0) {
            add_at(content, at + 42, (uint32_t)before);
        }
        if (memcmp(content->at + at, "PK\5\6", 4) == 0) {
            add_at(content, at + 16, (uint32_t)before);
        }
    }
}

static char *walked(struct buffer *content)
{
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    const struct container_sink sink = part_recorder_sink(&recorder);
    memory_stream_init(&memory, buffer_bytes(content));
    const struct fault *fault = archive_seek_container.walk(&memory.stream, &sink);
    ck_assert(buffer_append_text(&recorder.text, fault != NULL ? fault->sentence : ""));
    ck_assert(buffer_append_byte(&recorder.text, 0));
    char *walk = strdup((const char *)recorder.text.at);
    part_recorder_clear(&recorder);
    ck_assert_ptr_nonnull(walk);
    return walk;
}

#define NOTE     "note: the directory of the zip does not name all"
#define ONE      "carve/key-deflated.zip"
#define OTHER    "../archives/deflated.zip"
#define IN_ONE   "<server.key>"
#define IN_OTHER "<first.txt>"

static const struct {
    const char *files[3]; /* one behind the other */
    size_t noise;         /* behind the first */
    bool moved;           /* the offsets of the second are right */
    const char *told[3];  /* each once */
} cases[] = {
    { { ONE, OTHER }, 0, false, { IN_ONE, IN_OTHER, NOTE } },
    { { OTHER, ONE }, 0, false, { IN_ONE, IN_OTHER, NOTE } },
    { { ONE, OTHER }, 0, true, { IN_ONE, IN_OTHER, NOTE } },
    { { ONE, OTHER }, 3000, false, { IN_ONE, IN_OTHER, NOTE } },
    { { ONE, OTHER }, 30000, true, { IN_ONE, IN_OTHER, NOTE } },
    { { OTHER, "carve/key.gz" }, 0, false, { "<carved-gzip>", IN_OTHER, NOTE } },
    { { OTHER, "carve/key.xz" }, 7000, false, { "<carved-xz>", IN_OTHER, NOTE } },
    { { OTHER, "carve/key.xz" },
      70000,
      false,
      { "<carved-xz>", IN_OTHER, "note: no directory that agrees" } },
    { { OTHER, "carve/key.7z", ONE }, 0, false, { "<carved-7z>", IN_ONE, IN_OTHER } },
    { { "../archives/stored.zip", "carve/key.bz2" },
      0,
      true,
      { "<carved-bzip2>", "<first.txt>", NOTE } },
};

static size_t count_of(const char *text, const char *wanted)
{
    size_t count = 0;
    for (const char *at = strstr(text, wanted); at != NULL; at = strstr(at + 1, wanted)) {
        count++;
    }
    return count;
}

START_TEST(what_no_directory_names_is_found)
{
    struct buffer content = { 0 };
    put_fixture(cases[_i].files[0], &content);
    put_noise(&content, cases[_i].noise);
    const size_t before = content.used;
    put_fixture(cases[_i].files[1], &content);
    if (cases[_i].files[2] != NULL) {
        put_fixture(cases[_i].files[2], &content);
    }
    if (cases[_i].moved) {
        move_offsets(&content, before);
    }
    char *walk = walked(&content);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_msg(count_of(walk, cases[_i].told[i]) == 1, "%s in %s", cases[_i].told[i], walk);
    }
    free(walk);
    buffer_clear(&content);
}
END_TEST

/* Those whose front says where they end, or that have an end. */
START_TEST(what_follows_other_archives_is_found)
{
    static const char *const files[] = { "../archives/stored.cab", "../archives/stored.lzh",
                                         "carve/key.7z" };
    struct part_recorder recorder = { 0 };
    struct buffer content = { 0 };
    struct memory_stream memory;
    put_fixture(files[_i], &content);
    put_noise(&content, 700);
    put_fixture("carve/key.gz", &content);
    memory_stream_init(&memory, buffer_bytes(&content));
    const bool seeks = archive_seek_container.recognise(buffer_bytes(&content));
    const char *walk = part_recorder_walk(
        &recorder, seeks ? &archive_seek_container : &archive_stream_container, &memory.stream);
    ck_assert_msg(count_of(walk, "<carved-gzip>") == 1, "%s", walk);
    ck_assert_msg(count_of(walk, "note: other bytes follow") == 1, "%s", walk);
    part_recorder_clear(&recorder);
    buffer_clear(&content);
}
END_TEST

/* Nothing else is told of one that is as it should be. */
START_TEST(a_whole_zip_is_left_alone)
{
    static const char *const files[] = { ONE, OTHER, "carve/key-streamed.zip",
                                         "../archives/stored.zip",
                                         "../archives/junk-before-end.zip" };
    struct buffer content = { 0 };
    put_fixture(files[_i], &content);
    char *walk = walked(&content);
    ck_assert_msg(strstr(walk, "note: ") == NULL && strstr(walk, "carved") == NULL, "%s", walk);
    free(walk);
    buffer_clear(&content);
}
END_TEST

/* A directory of two members that tells of the first alone, and what it says of that. */
static const struct {
    const char *what;
    uint32_t more; /* octets of data */
    bool doubled;  /* the second entry is the first one again */
    bool folder;   /* the first is one, by its mode */
} lies[] = {
    { "left out", 0, false, false },
    { "covered by the one before", 100, false, false },
    { "named as the one before", 0, true, false },
    { "covered, and named as the one before", 100, true, false },
    { "behind what is called a folder", 100, false, true },
};

START_TEST(a_directory_that_lies_hides_nothing)
{
    struct buffer content = { 0 };
    put_fixture(OTHER, &content);
    uint8_t *end = content.at + content.used - 22;
    const size_t begin = (size_t)bytes_little(end + 16, 4),
                 size = (size_t)bytes_little(end + 12, 4);
    const size_t first = 46 + (size_t)bytes_little(content.at + begin + 28, 2);
    add_at(&content, begin + 20, lies[_i].more);
    if (lies[_i].folder) {
        content.at[begin + 5] = 3;
        content.at[begin + 41] = 0x40;
    }
    if (lies[_i].doubled) {
        memset(content.at + begin + first + 42, 0, 4);
    } else {
        memmove(content.at + begin + first, end, 22);
        content.used -= size - first;
        end = content.at + content.used - 22;
        end[8] = end[10] = 1;
        add_at(&content, (size_t)(end - content.at) + 12, (uint32_t)(first - size));
    }
    char *walk = walked(&content);
    ck_assert_msg(strstr(walk, "<below/later.txt>") != NULL, "%s: %s", lies[_i].what, walk);
    free(walk);
    buffer_clear(&content);
}
END_TEST

/* What libarchive may take for a directory, or not: all is looked through. */
START_TEST(an_unsure_directory_hides_nothing)
{
    static const size_t fields[] = { 4, 6, 8, 15, 19 };
    struct buffer content = { 0 };
    put_fixture(ONE, &content);
    put_fixture(OTHER, &content);
    content.at[content.used - 22 + fields[_i]] ^= 0x41;
    char *walk = walked(&content);
    ck_assert_msg(strstr(walk, IN_ONE) != NULL && strstr(walk, IN_OTHER) != NULL, "%s", walk);
    free(walk);
    buffer_clear(&content);
}
END_TEST

START_TEST(every_shorter_front_and_every_flip_is_read)
{
    struct buffer content = { 0 };
    put_fixture(ONE, &content);
    put_fixture(OTHER, &content);
    const size_t whole = content.used;
    for (size_t i = 4; i < whole; i++) {
        content.used = i;
        free(walked(&content));
        content.used = whole;
        content.at[i] ^= 0xff;
        free(walked(&content));
        content.at[i] ^= 0xff;
    }
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("zip_residue");
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_add_loop_test(tests, what_no_directory_names_is_found, 0,
                        sizeof(cases) / sizeof(cases[0]));
    tcase_add_loop_test(tests, what_follows_other_archives_is_found, 0, 3);
    tcase_add_loop_test(tests, a_whole_zip_is_left_alone, 0, 5);
    tcase_add_loop_test(tests, a_directory_that_lies_hides_nothing, 0, 5);
    tcase_add_loop_test(tests, an_unsure_directory_hides_nothing, 0, 5);
    tcase_add_test(tests, every_shorter_front_and_every_flip_is_read);
    return suite_run("zip_residue", tests);
}
