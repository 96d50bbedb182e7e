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
    ck_assert_msg(disk.octets.used == strlen(wanted) * EWF_CHUNK, "%s: %zu", what,
                  disk.octets.used);
    for (size_t i = 0; i < disk.octets.used; i++) {
        ck_assert_msg(disk.octets.at[i] == (uint8_t)wanted[i / EWF_CHUNK], "%s: %zu", what, i);
    }
    buffer_clear(&disk.octets);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("disk_ewf");
    tcase_add_loop_test(tests, chunks_that_no_table_has_are_told, 0,
                        (int)(sizeof(damages) / sizeof(damages[0])));
    return suite_run("disk_ewf", tests);
}
