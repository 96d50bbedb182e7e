#include "inventory/certificate_index.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "inventory/entry_sort.h"
#include "inventory/index_lookup.h"
#include "inventory/index_merge.h"
#include "suite.h"

#define ENTRIES 1000
#define BASE    UINT64_C(5000)
#define SIZE    UINT64_C(4000000)

/* What a reading of an index delivered. */
struct told {
    size_t sources, faults, places;
    uint64_t offsets[ENTRIES];
    bool walked;
    enum outcome outcome;
    int begun, ended;
};

static void note(void *context, const struct record *record)
{
    struct told *told = context;
    told->begun += record->kind == RECORD_FILE_BEGIN;
    if (record->kind == RECORD_FILE_DONE) {
        told->ended++;
        told->outcome = record->done.outcome;
    } else if (record->kind == RECORD_JOURNAL) {
        told->faults++;
    } else if (record->kind == RECORD_INDEXED) {
        struct bytes places = record->indexed.places;
        told->sources++;
        told->walked = told->walked || record->indexed.walked;
        while (places.left > 0) {
            ck_assert_uint_lt(told->places, ENTRIES);
            ck_assert(bytes_take_number(&places, 8, &told->offsets[told->places++]));
        }
    }
}

static int memory_file(const void *content, size_t length)
{
    int fd = memfd_create("index", MFD_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, content, length), (ssize_t)length);
    return fd;
}

static uint64_t probe_of(size_t number)
{
    return number * UINT64_C(0x123456789abcdef);
}

static struct index_entry entry_of(size_t number, uint64_t base)
{
    return (struct index_entry){ index_key_of(KEY_RSA, probe_of(number)), base + 100 * number };
}

static const char path[] = "/inventories/all.der";

static struct index_source source_of(uint64_t base)
{
    return (struct index_source){ .path = bytes_over(path, sizeof(path) - 1),
                                  .base = base,
                                  .size = SIZE,
                                  .modified = -1,
                                  .rows = ENTRIES,
                                  .parsed = ENTRIES };
}

/* Certificates `first`, `first + step` ...; each hundredth is a CA's. */
static int write_index(size_t first, size_t step, uint64_t base)
{
    struct index_entry entries[ENTRIES], room[ENTRIES];
    size_t count = 0;
    for (size_t i = first; i < ENTRIES; i += step) {
        entries[count] = entry_of(i, base);
        entries[count++].place |= i % 100 == 0 ? INDEX_AUTHORITY : 0;
    }
    entry_sort(entries, room, count);
    struct index_writer writer;
    const struct index_source source = source_of(base);
    int fd = memfd_create("index", MFD_CLOEXEC);
    index_writer_init(&writer, fd);
    for (size_t i = 0; i < count; i++) {
        ck_assert(index_writer_add(&writer, &entries[i]));
        ck_assert(index_writer_add(&writer, &entries[i])); /* once */
    }
    ck_assert(index_writer_source(&writer, &source));
    ck_assert(index_writer_end(&writer, base + SIZE));
    index_writer_clear(&writer);
    return fd;
}

static uint64_t size_of(int fd)
{
    return (uint64_t)lseek(fd, 0, SEEK_END);
}

typedef void index_reading(const struct job_file *file, const struct record_sink *sink);

static struct told read_with(index_reading *reading, int fd, uint64_t size)
{
    static struct told told;
    const struct record_sink sink = { &told, note };
    const struct job_file file = { .number = 7, .fd = fd, .size = size };
    told = (struct told){ 0 };
    reading(&file, &sink);
    ck_assert_int_eq(told.begun, 1);
    ck_assert_int_eq(told.ended, 1);
    ck_assert_int_eq(told.faults == 0, told.outcome == OUTCOME_OK);
    return told;
}

/* Asks for the keys of certificates `first`, `first + step` ... below `end`. */
static struct told look_up(int fd, uint64_t size, size_t first, size_t step, size_t end)
{
    static struct public_identity identities[2 * ENTRIES];
    static struct told told;
    const struct record_sink sink = { &told, note };
    const struct job_file file = { .number = 7, .fd = fd, .size = size };
    struct buffer table = { 0 };
    struct key_index keys;
    size_t count = 0;
    for (size_t i = first; i < end; i += step) {
        identities[count] = (struct public_identity){ .algorithm = KEY_RSA, .probe = probe_of(i) };
        memcpy(identities[count].digest, &i, sizeof(i));
        count++;
    }
    ck_assert(key_index_build(identities, count, &table));
    ck_assert(key_index_open(buffer_bytes(&table), &keys));
    told = (struct told){ 0 };
    index_lookup(&file, &keys, &sink);
    ck_assert_int_eq(told.ended, 1);
    buffer_clear(&table);
    return told;
}

START_TEST(each_key_leads_to_its_place_and_each_authority_is_told)
{
    int fd = write_index(0, 1, BASE);
    const struct told told = look_up(fd, size_of(fd), 3, 7, ENTRIES);
    ck_assert_uint_eq(told.faults, 0);
    ck_assert_uint_eq(told.sources, 1);
    size_t expected = 0;
    for (size_t i = 0; i < ENTRIES; i++) {
        if (i % 7 == 3 || i % 100 == 0) {
            ck_assert_uint_eq(told.offsets[expected], 100 * i);
            expected++;
        }
    }
    ck_assert_uint_eq(told.places, expected);
    ck_assert_uint_eq(look_up(fd, size_of(fd), ENTRIES, 1, 2 * ENTRIES).places, ENTRIES / 100);
    close(fd);
}
END_TEST

START_TEST(an_index_of_nothing_answers_nothing)
{
    int fd = write_index(ENTRIES, 1, BASE);
    ck_assert_uint_eq(look_up(fd, size_of(fd), 0, 1, ENTRIES).places, 0);
    ck_assert_uint_eq(read_with(index_verify, fd, size_of(fd)).faults, 0);
    close(fd);
}
END_TEST

START_TEST(what_was_written_is_listed_and_verified)
{
    int fd = write_index(0, 1, BASE);
    const struct told listed = read_with(index_list, fd, size_of(fd));
    const struct told verified = read_with(index_verify, fd, size_of(fd));
    ck_assert_uint_eq(listed.sources, 1);
    ck_assert_uint_eq(listed.faults, 0);
    ck_assert_uint_eq(verified.sources, 1);
    ck_assert_uint_eq(verified.faults, 0);
    ck_assert_uint_le(size_of(fd), 4096 * 6 + 24 * ENTRIES / 10); /* 16 octets each, and blocks */
    close(fd);
}
END_TEST

START_TEST(every_shorter_file_is_refused)
{
    int whole = write_index(0, 10, BASE);
    const size_t size = (size_t)size_of(whole);
    uint8_t *content = malloc(size);
    ck_assert_int_eq(pread(whole, content, size, 0), (ssize_t)size);
    for (size_t length = 0; length < size; length += length < 300 ? 1 : 61) {
        int fd = memory_file(content, length);
        ck_assert_uint_ge(read_with(index_verify, fd, length).faults, 1);
        ck_assert_uint_ge(read_with(index_list, fd, length).faults, 1);
        ck_assert_uint_ge(look_up(fd, length, 0, 10, ENTRIES).faults, 1);
        ck_assert_uint_ge(read_with(index_verify, fd, size).faults, 1); /* cut after the listing */
        close(fd);
    }
    free(content);
    close(whole);
}
END_TEST

START_TEST(every_changed_octet_is_noticed_or_means_nothing)
{
    int whole = write_index(0, 10, BASE);
    const size_t size = (size_t)size_of(whole);
    uint8_t *content = malloc(size);
    ck_assert_int_eq(pread(whole, content, size, 0), (ssize_t)size);
    for (size_t at = 0; at < size; at += at < 300 ? 1 : 37) {
        content[at] ^= 0x40;
        int fd = memory_file(content, size);
        const bool header = at < 8 + 14 * 8 + 8;
        if (header || at >= 4096) {
            ck_assert_msg(read_with(index_verify, fd, size).faults >= 1, "octet %zu", at);
        } else {
            ck_assert_uint_eq(read_with(index_verify, fd, size).faults, 0); /* fill of the header */
        }
        close(fd);
        content[at] ^= 0x40;
    }
    free(content);
    close(whole);
}
END_TEST

START_TEST(indexes_merge_into_what_one_build_writes)
{
    int parts[] = { write_index(0, 3, BASE), write_index(1, 3, BASE), write_index(2, 3, BASE),
                    write_index(1, 3, BASE), write_index(0, 1, BASE + SIZE) };
    int expected = write_index(0, 1, BASE), merged = memfd_create("index", MFD_CLOEXEC);
    const size_t count = sizeof(parts) / sizeof(parts[0]);
    struct certificate_index indexes[5];
    struct index_ranges live = { 0 };
    struct index_writer writer;
    const struct index_source source = source_of(BASE);
    size_t which;
    for (size_t i = 0; i < count; i++) {
        ck_assert_ptr_null(certificate_index_open(parts[i], size_of(parts[i]), &indexes[i]));
    }
    ck_assert(index_ranges_add(&live, BASE, SIZE)); /* the last part's source is gone */
    index_ranges_sort(&live);
    index_writer_init(&writer, merged);
    ck_assert_ptr_null(index_merge(indexes, count, &live, &writer, &which));
    ck_assert(index_writer_source(&writer, &source));
    ck_assert(index_writer_end(&writer, BASE + SIZE));
    index_writer_clear(&writer);
    index_ranges_clear(&live);
    const size_t size = (size_t)size_of(expected);
    ck_assert_uint_eq(size_of(merged), size);
    uint8_t *one = malloc(size), *other = malloc(size);
    ck_assert_int_eq(pread(expected, one, size, 0), (ssize_t)size);
    ck_assert_int_eq(pread(merged, other, size, 0), (ssize_t)size);
    ck_assert_mem_eq(one, other, size);
    free(one);
    free(other);
    for (size_t i = 0; i < count; i++) {
        close(parts[i]);
    }
    close(expected);
    close(merged);
}
END_TEST

/* Everything right but one thing, as who makes a wrong index would do it. */
static int write_wrong(const struct index_entry *entries, size_t count,
                       const struct index_source *source)
{
    struct index_writer writer;
    int fd = memfd_create("index", MFD_CLOEXEC);
    index_writer_init(&writer, fd);
    for (size_t i = 0; i < count; i++) {
        ck_assert(index_writer_add(&writer, &entries[i]));
    }
    ck_assert(index_writer_source(&writer, source));
    ck_assert(index_writer_end(&writer, BASE + SIZE));
    index_writer_clear(&writer);
    return fd;
}

START_TEST(places_without_a_source_and_odd_paths_are_refused)
{
    struct index_source source = source_of(BASE);
    const struct index_entry before = { index_key_of(KEY_RSA, probe_of(1)), BASE - 1 };
    const struct index_entry behind = { index_key_of(KEY_RSA, probe_of(1)), BASE + SIZE };
    const struct index_entry good = entry_of(1, BASE);
    const struct index_entry *const astray[] = { &before, &behind };
    for (size_t i = 0; i < 2; i++) {
        int fd = write_wrong(astray[i], 1, &source);
        ck_assert_uint_eq(read_with(index_verify, fd, size_of(fd)).faults, 1);
        const struct told told = look_up(fd, size_of(fd), 1, 1, 2);
        ck_assert_uint_eq(told.faults, 1);
        ck_assert_uint_eq(told.places, 0);
        close(fd);
    }
    static const struct bytes paths[] = { { (const uint8_t *)"relative", 8 },
                                          { (const uint8_t *)"/a\0b", 4 },
                                          { NULL, 0 } };
    for (size_t i = 0; i < 3; i++) {
        source.path = paths[i];
        int fd = write_wrong(&good, 1, &source);
        const struct told told = look_up(fd, size_of(fd), 1, 1, 2);
        ck_assert_uint_eq(told.faults, 1);
        ck_assert_uint_eq(told.sources, 0);
        close(fd);
    }
}
END_TEST

START_TEST(a_walked_source_is_told_as_a_whole)
{
    const struct index_source source = source_of(BASE);
    const struct index_entry walked = { index_key_of(KEY_RSA, probe_of(1)), BASE | INDEX_WALKED };
    int fd = write_wrong(&walked, 1, &source);
    const struct told told = look_up(fd, size_of(fd), 1, 1, 2);
    ck_assert(told.walked);
    ck_assert_uint_eq(told.places, 0);
    ck_assert_uint_eq(told.sources, 1);
    ck_assert(!look_up(fd, size_of(fd), 2, 1, 3).walked);
    close(fd);
}
END_TEST

START_TEST(many_certificates_of_one_key_reach_over_blocks)
{
    static struct index_entry same[ENTRIES];
    const struct index_source source = source_of(BASE);
    for (size_t i = 0; i < ENTRIES; i++) {
        same[i] = (struct index_entry){ index_key_of(KEY_RSA, probe_of(1)), BASE + i };
    }
    int fd = write_wrong(same, ENTRIES, &source);
    ck_assert_uint_eq(look_up(fd, size_of(fd), 1, 1, 2).places, ENTRIES);
    close(fd);
}
END_TEST

START_TEST(sorting_orders_by_key_and_place)
{
    static struct index_entry entries[ENTRIES], room[ENTRIES];
    uint64_t state = 1;
    for (size_t i = 0; i < ENTRIES; i++) {
        state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
        entries[i] = (struct index_entry){ state >> (i % 2 == 0 ? 60 : 3), state << (i % 64) };
    }
    entry_sort(entries, room, ENTRIES);
    for (size_t i = 1; i < ENTRIES; i++) {
        ck_assert_int_le(index_entry_compare(&entries[i - 1], &entries[i]), 0);
    }
    entry_sort(entries, room, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("certificate_index");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, each_key_leads_to_its_place_and_each_authority_is_told);
    tcase_add_test(tests, an_index_of_nothing_answers_nothing);
    tcase_add_test(tests, what_was_written_is_listed_and_verified);
    tcase_add_test(tests, every_shorter_file_is_refused);
    tcase_add_test(tests, every_changed_octet_is_noticed_or_means_nothing);
    tcase_add_test(tests, indexes_merge_into_what_one_build_writes);
    tcase_add_test(tests, places_without_a_source_and_odd_paths_are_refused);
    tcase_add_test(tests, a_walked_source_is_told_as_a_whole);
    tcase_add_test(tests, many_certificates_of_one_key_reach_over_blocks);
    tcase_add_test(tests, sorting_orders_by_key_and_place);
    return suite_run("certificate_index", tests);
}
