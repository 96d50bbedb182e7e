#include "containers/archives/stream_decoder.h"
#include "containers/disk_image.h"

#include "bounds.h"
#include "suite.h"

#include <string.h>

/* An E01 of a chunk to a table, each chunk as it is and full of its number plus one. */
enum { EWF_FILE = 13, EWF_SECTION = 76, EWF_TABLE = 28, EWF_CHUNK = 512 };

struct ewf {
    uint8_t at[8192];
    size_t used, file;        /* where the file of the set begins */
    size_t volume, tables[4]; /* where the sections begin */
    unsigned chunks;
};

static void put_little(uint8_t *at, size_t width, uint64_t number)
{
    for (size_t i = 0; i < width; i++) {
        at[i] = (uint8_t)(number >> 8 * i);
    }
}

static void begin_file(struct ewf *ewf, unsigned number)
{
    ewf->file = ewf->used;
    memcpy(ewf->at + ewf->used, "EVF\x09\x0d\x0a\xff\0\1", 9);
    put_little(ewf->at + ewf->used + 9, 2, number);
    ewf->used += EWF_FILE;
}

static uint8_t *begin_section(struct ewf *ewf, const char *type, size_t octets)
{
    uint8_t *section = ewf->at + ewf->used;
    memcpy(section, type, strlen(type));
    put_little(section + 16, 8, ewf->used + EWF_SECTION + octets - ewf->file);
    put_little(section + 24, 8, EWF_SECTION + octets);
    ewf->used += EWF_SECTION + octets;
    return section + EWF_SECTION;
}

static void add_chunk(struct ewf *ewf)
{
    const size_t chunk = ewf->used + EWF_SECTION - ewf->file;
    memset(begin_section(ewf, "sectors", EWF_CHUNK), (int)ewf->chunks + 1, EWF_CHUNK);
    ewf->tables[ewf->chunks++] = ewf->used;
    uint8_t *table = begin_section(ewf, "table", EWF_TABLE);
    put_little(table, 4, 1);
    put_little(table + 24, 4, chunk);
}

/* As EnCase writes it: with sums, and a copy. */
static void add_chunk_and_copy(struct ewf *ewf)
{
    static const char *const types[] = { "table", "table2" };
    const size_t chunk = ewf->used + EWF_SECTION - ewf->file;
    memset(begin_section(ewf, "sectors", EWF_CHUNK), (int)ewf->chunks + 1, EWF_CHUNK);
    ewf->tables[ewf->chunks++] = ewf->used;
    for (size_t i = 0; i < 2; i++) {
        uint8_t *table = begin_section(ewf, types[i], EWF_TABLE + 4);
        put_little(table, 4, 1);
        put_little(table + 20, 4, adler32_of(bytes_over(table, 20)));
        put_little(table + 24, 4, chunk);
        put_little(table + 28, 4, adler32_of(bytes_over(table + 24, 4)));
    }
}

static void add_volume(struct ewf *ewf, uint64_t sectors)
{
    ewf->volume = ewf->used;
    uint8_t *volume = begin_section(ewf, "volume", 94);
    put_little(volume + 8, 4, 1);
    put_little(volume + 12, 4, EWF_CHUNK);
    put_little(volume + 16, 8, sectors);
}

static void end_file(struct ewf *ewf, const char *type)
{
    put_little(begin_section(ewf, type, 0) - EWF_SECTION + 16, 8, ewf->used - EWF_SECTION);
}

static void damage_nothing(struct ewf *ewf)
{
    (void)ewf;
}

static void cut_chain(struct ewf *ewf)
{
    put_little(ewf->at + ewf->tables[0] + 16, 8, 0);
}

static void end_chain(struct ewf *ewf)
{
    memset(ewf->at + ewf->tables[0] + 16, 0, 16);
}

static void count_fewer_sectors(struct ewf *ewf)
{
    put_little(ewf->at + ewf->volume + EWF_SECTION + 16, 8, 1);
}

static void count_more_sectors(struct ewf *ewf)
{
    put_little(ewf->at + ewf->volume + EWF_SECTION + 16, 8, 1000);
}

static void count_no_chunk(struct ewf *ewf)
{
    put_little(ewf->at + ewf->tables[0] + EWF_SECTION, 4, 0);
}

static void count_too_many_chunks(struct ewf *ewf)
{
    put_little(ewf->at + ewf->tables[0] + EWF_SECTION, 4, DISK_TABLES_MAX + 1);
}

static void add_other_volume(struct ewf *ewf)
{
    ewf->used -= EWF_SECTION;
    memset(ewf->at + ewf->used, 0, EWF_SECTION);
    add_volume(ewf, 1);
    end_file(ewf, "done");
}

static void add_bytes(struct ewf *ewf)
{
    ewf->used++;
}

static void add_later_file(struct ewf *ewf)
{
    begin_file(ewf, 2);
    add_chunk(ewf);
    end_file(ewf, "done");
}

static void add_later_file_rightly(struct ewf *ewf)
{
    memcpy(ewf->at + ewf->used - EWF_SECTION, "next", 4);
    put_little(ewf->at + ewf->volume + EWF_SECTION + 16, 8, 3);
    add_later_file(ewf);
}

static bool take_part(void *context, const struct place *place, enum part_nature nature,
                      struct stream *content)
{
    struct disk *disk = context;
    must(nature == PART_DISK && place->name.left == strlen("disk"));
    must(stream_hold(content, MIB, &disk->octets));
    return true;
}

/* `wanted`: the numbers with which the chunks of the disk are full. */
static void hold_chunks(const struct disk *disk, const char *what, const char *wanted)
{
    ck_assert_msg(disk->octets.used == strlen(wanted) * EWF_CHUNK, "%s: %zu", what,
                  disk->octets.used);
    for (size_t i = 0; i < disk->octets.used; i++) {
        ck_assert_msg(disk->octets.at[i] == (uint8_t)wanted[i / EWF_CHUNK], "%s: %zu", what, i);
    }
}

/* Of two chunks; `disk`: the numbers with which the chunks of the disk are full. */
static const struct {
    const char *what;
    void (*damage)(struct ewf *ewf);
    unsigned told;
    const char *disk;
} damages[] = {
    { "sound", damage_nothing, 0, "\1\2" },
    { "next section nowhere", cut_chain, 1, "\1\2" },
    { "next section nowhere, and no size", end_chain, 1, "\1" },
    { "fewer sectors than chunks", count_fewer_sectors, 0, "\1\2" },
    { "more sectors than chunks", count_more_sectors, 1, "\1\2" },
    { "a table of no chunk", count_no_chunk, 1, "\2" },
    { "a table of too many chunks", count_too_many_chunks, 1, "\2" },
    { "a second volume", add_other_volume, 1, "\1\2" },
    { "bytes behind the end", add_bytes, 1, "\1\2" },
    { "a file behind the end", add_later_file, 1, "\1\2\3" },
    { "a file of the set", add_later_file_rightly, 0, "\1\2\3" },
};

/* What tables do not tell of is told, and what they tell of is read, whatever else is damaged. */
START_TEST(chunks_that_no_table_has_are_told)
{
    struct ewf ewf = { 0 };
    struct disk disk = { 0 };
    const char *what = damages[_i].what, *wanted = damages[_i].disk;
    begin_file(&ewf, 1);
    add_volume(&ewf, 2);
    add_chunk(&ewf);
    add_chunk(&ewf);
    end_file(&ewf, "done");
    damages[_i].damage(&ewf);
    ck_assert_ptr_null(disk_walk_image(bytes_over(ewf.at, ewf.used), &disk, take_part));
    ck_assert_msg(disk.unread == damages[_i].told, "%s: %u", what, disk.unread);
    hold_chunks(&disk, what, wanted);
    buffer_clear(&disk.octets);
}
END_TEST

enum { COPY = EWF_SECTION + EWF_TABLE + 4 };

/* Octets of the first table, and of its copy, that are another. */
static const struct {
    const char *what;
    size_t flipped[2];
    unsigned told, noted;
    const char *disk;
} copies[] = {
    { "sound", { 0, 0 }, 0, 0, "\1\2" },
    { "number of chunks", { EWF_SECTION, 0 }, 0, 1, "\1\2" },
    { "so many that none is kept", { EWF_SECTION + 3, 0 }, 0, 1, "\1\2" },
    { "where entries count from", { EWF_SECTION + 9, 0 }, 0, 1, "\1\2" },
    { "an entry", { EWF_SECTION + 24, 0 }, 0, 1, "\1\2" },
    { "the sum of its entries", { EWF_SECTION + 28, 0 }, 0, 1, "\1\2" },
    { "its name", { 1, 0 }, 0, 1, "\1\2" },
    { "an entry of the copy", { COPY + EWF_SECTION + 24, 0 }, 0, 0, "\1\2" },
    { "the name of the copy", { COPY + 1, 0 }, 0, 0, "\1\2" },
    { "the number in both", { EWF_SECTION + 3, COPY + EWF_SECTION + 3 }, 1, 0, "\2" },
    { "both names", { 1, COPY + 1 }, 1, 0, "\2" },
};

START_TEST(copy_of_a_table_stands_in_for_it)
{
    struct ewf ewf = { 0 };
    struct disk disk = { 0 };
    const char *what = copies[_i].what, *wanted = copies[_i].disk;
    begin_file(&ewf, 1);
    add_volume(&ewf, 2);
    add_chunk_and_copy(&ewf);
    add_chunk_and_copy(&ewf);
    end_file(&ewf, "done");
    for (size_t i = 0; i < 2 && copies[_i].flipped[i] > 0; i++) {
        ewf.at[ewf.tables[0] + copies[_i].flipped[i]] ^= 0x41;
    }
    ck_assert_ptr_null(disk_walk_image(bytes_over(ewf.at, ewf.used), &disk, take_part));
    ck_assert_msg(disk.unread == copies[_i].told, "%s: %u", what, disk.unread);
    ck_assert_msg(disk.notes == copies[_i].noted, "%s: %u", what, disk.notes);
    hold_chunks(&disk, what, wanted);
    buffer_clear(&disk.octets);
}
END_TEST

START_TEST(sum_is_that_of_zlib)
{
    uint8_t octets[20000];
    memset(octets, 255, sizeof(octets));
    ck_assert_uint_eq(adler32_of(bytes_over(NULL, 0)), 1);
    ck_assert_uint_eq(adler32_of(bytes_over("Wikipedia", 9)), 0x11e60398);
    ck_assert_uint_eq(adler32_of(bytes_over(octets, sizeof(octets))), 0x9f51d664);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("disk_ewf");
    tcase_add_loop_test(tests, chunks_that_no_table_has_are_told, 0,
                        (int)(sizeof(damages) / sizeof(damages[0])));
    tcase_add_loop_test(tests, copy_of_a_table_stands_in_for_it, 0,
                        (int)(sizeof(copies) / sizeof(copies[0])));
    tcase_add_test(tests, sum_is_that_of_zlib);
    return suite_run("disk_ewf", tests);
}
