#include "containers/disks/disk_walk.h"

#include <string.h>

#include "bounds.h"
#include "containers/archives/stream_decoder.h"
#include "containers/disks/disk_map.h"

/* EWF-E01, as EnCase and ewfacquire write it ("Expert Witness Compression Format", Metz): sections
 * one behind the other; a table has the places of up to 65,534 chunks, which stand before it. The
 * files of a set are read as one (evidence/volume_scan): each begins with a header that has its
 * number, and all that is said of places counts from there. Behind a table stands a copy of it. */
#define FILE_HEADER ((size_t)13)
#define NUMBER_AT   9
#define SECTION     ((size_t)76)
#define VOLUME      ((size_t)94)
#define TABLE       ((size_t)24)
#define PACKED      UINT64_C(0x80000000)

static const struct fault more_files = { OUTCOME_UNSUPPORTED, NULL,
                                         "the disk goes on in another file of the set, which does "
                                         "not follow this one" };
static const struct fault later_file = {
    OUTCOME_UNSUPPORTED, NULL, "a later file of a set of disk images, which is not read by itself"
};

static const struct fault bytes_behind = { OUTCOME_MALFORMED, NULL,
                                           "bytes stand behind the end of the disk image: they "
                                           "were scanned as they are" };

static const struct fault copy_used = { OUTCOME_MALFORMED, NULL,
                                        "a table of the disk image is damaged: its copy was "
                                        "used" };

static bool recognise_ewf(struct bytes head)
{
    return head.left >= FILE_HEADER + SECTION && memcmp(head.at, "EVF\x09\x0d\x0a\xff\0\1", 9) == 0;
}

/* Tables, as they are kept: the first chunk, the number of them, where the entries stand, what they
 * count from, and where the chunks end; eight octets each. */
#define KEPT 5

static uint64_t kept(const struct disk_map *map, size_t table, size_t field)
{
    return disk_big(buffer_bytes(&map->tables), (table * KEPT + field) * 8, 8);
}

static size_t tables_of(const struct disk_map *map)
{
    return map->tables.used / (KEPT * 8);
}

/* The table with a chunk; they stand in order. */
static size_t table_with(const struct disk_map *map, uint64_t index)
{
    size_t low = 0, high = tables_of(map);
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        *(kept(map, middle, 0) <= index ? &low : &high) = middle;
    }
    return low;
}

static void locate_ewf(struct disk_map *map, uint64_t index, struct disk_place *place)
{
    *place = (struct disk_place){ .state = DISK_HOLE, .holes = 1 };
    if (tables_of(map) == 0) {
        place->holes = UINT64_MAX;
        map->remark = &disk_map_damaged;
        return;
    }
    const size_t table = table_with(map, index);
    const uint64_t within = index - kept(map, table, 0), count = kept(map, table, 1);
    if (within >= count) { /* that is told of where the tables end: see hold_against_tables() */
        place->holes = UINT64_MAX;
        return;
    }
    map->entries = (size_t)count;
    if (!disk_map_load(map, table, kept(map, table, 2), (size_t)count * 4)) {
        map->remark = &disk_map_damaged;
        place->holes = count - within;
        return;
    }
    const uint64_t base = kept(map, table, 3), end = kept(map, table, 4);
    const uint64_t entry = bytes_little(map->table.at + within * 4, 4);
    const uint64_t next = within + 1 < count
                              ? base + (bytes_little(map->table.at + (within + 1) * 4, 4) & ~PACKED)
                              : end;
    place->offset = base + (entry & ~PACKED);
    place->state = (entry & PACKED) != 0 ? DISK_ZLIB : DISK_PLAIN;
    place->length = next > place->offset ? next - place->offset : 0;
}

/* The first one counts: another that says something else is damage, and no chunk may be hidden by
 * it. */
static bool put_volume(struct disk_map *map, struct bytes volume)
{
    const uint64_t sectors = bytes_little(volume.at + 8, 4);
    const uint64_t octets = bytes_little(volume.at + 12, 4);
    const uint64_t all = bytes_little(volume.at + 16, 8);
    if (octets < 512 || octets > 4096 || sectors == 0 || sectors * octets > DISK_BLOCK_MAX ||
        all > INT64_MAX / octets) {
        return false;
    }
    if (map->cluster > 0) {
        return map->cluster == sectors * octets && map->size == all * octets;
    }
    map->cluster = (size_t)(sectors * octets);
    map->size = all * octets;
    return true;
}

static bool is_type(struct bytes section, const char *type)
{
    return strncmp((const char *)section.at, type, 16) == 0;
}

struct ewf_walk {
    struct disk_map *map;
    struct buffer section, data;
    uint64_t file, number; /* where the file of the set begins, and which it is */
    uint64_t at;           /* of this section */
    uint64_t chunks;       /* that tables have told of */
    struct buffer entries;
    uint64_t checked;  /* octets of entries whose sum was looked at */
    struct ewf_table { /* the last one */
        bool seen;     /* and its copy was not */
        bool sound, put;
        uint64_t at;
    } table;
    uint64_t lost; /* tables that could not be kept, nor their copies */
};

/* Does the section hold against its sums? Tables that lie within each other are looked at as far
 * as they are no more octets than the image has. */
static bool table_is_sound(struct ewf_walk *walk, struct bytes table)
{
    const uint64_t count = bytes_little(table.at, 4), octets = count * 4;
    const uint64_t size = walk->map->content->size;
    if (count == 0 || count > DISK_TABLES_MAX || octets > size || walk->checked > size - octets ||
        adler32_of(bytes_over(table.at, TABLE - 4)) != bytes_little(table.at + TABLE - 4, 4)) {
        return false;
    }
    walk->checked += octets;
    return disk_map_read(walk->map, walk->at + SECTION + TABLE, (size_t)octets + 4,
                         &walk->entries) &&
           adler32_of(bytes_over(walk->entries.at, (size_t)octets)) ==
               bytes_little(walk->entries.at + octets, 4);
}

/* The chunks stand before `end`. */
static bool put_table(struct ewf_walk *walk, struct bytes table, uint64_t end)
{
    const uint64_t count = bytes_little(table.at, 4);
    const uint64_t fields[KEPT] = { walk->chunks, count, walk->at + SECTION + TABLE,
                                    walk->file + bytes_little(table.at + 8, 8), end };
    bool put = count <= DISK_TABLES_MAX;
    for (size_t i = 0; put && i < KEPT; i++) {
        put = buffer_append_number(&walk->map->tables, 8, fields[i]);
    }
    walk->chunks += put ? count : 0;
    return put;
}

static void take_table(struct ewf_walk *walk)
{
    const bool there = disk_map_read(walk->map, walk->at + SECTION, TABLE, &walk->data);
    const struct bytes table = buffer_bytes(&walk->data);
    walk->table = (struct ewf_table){ .seen = true, .at = walk->at };
    walk->table.sound = there && table_is_sound(walk, table);
    walk->table.put = there && put_table(walk, table, walk->at);
    walk->lost += walk->table.put ? 0 : 1;
}

static void drop_table(struct ewf_walk *walk)
{
    struct disk_map *map = walk->map;
    if (walk->table.put) {
        walk->chunks -= kept(map, tables_of(map) - 1, 1);
        map->tables.used -= KEPT * 8;
    }
    walk->lost -= walk->table.put ? 0 : 1;
}

/* It takes the place of a table that does not hold, where it does itself, or of one that is not
 * there. */
static void take_copy(struct ewf_walk *walk)
{
    const struct ewf_table *of = &walk->table;
    const bool seen = of->seen;
    walk->table.seen = false;
    if ((seen && of->sound) || !disk_map_read(walk->map, walk->at + SECTION, TABLE, &walk->data) ||
        (seen && !table_is_sound(walk, buffer_bytes(&walk->data)))) {
        return;
    }
    if (seen) {
        drop_table(walk);
    }
    walk->lost += put_table(walk, buffer_bytes(&walk->data), seen ? of->at : walk->at) ? 0 : 1;
    walk->map->note = &copy_used;
}

/* The next file of the set, where it follows. */
static bool next_file(struct ewf_walk *walk)
{
    const uint64_t file = walk->at + SECTION;
    if (!disk_map_read(walk->map, file, FILE_HEADER + SECTION, &walk->data) ||
        !recognise_ewf(buffer_bytes(&walk->data)) ||
        bytes_little(walk->data.at + NUMBER_AT, 2) != walk->number + 1) {
        walk->map->remark = &more_files;
        return false;
    }
    walk->number++;
    walk->file = file;
    walk->at = file + FILE_HEADER;
    return true;
}

/* What the section says. False where it is damaged. */
static bool take_section(struct ewf_walk *walk, struct bytes head)
{
    if (is_type(head, "volume") || is_type(head, "disk")) {
        return disk_map_read(walk->map, walk->at + SECTION, VOLUME, &walk->data) &&
               put_volume(walk->map, buffer_bytes(&walk->data));
    }
    if (is_type(head, "table")) {
        take_table(walk);
    } else if (is_type(head, "table2")) {
        take_copy(walk);
    }
    return true;
}

/* The last section ends the image. Where a later file of the set follows all the same, it is looked
 * at nowhere else. False behind the end. */
static bool go_behind_done(struct ewf_walk *walk)
{
    struct disk_map *map = walk->map;
    const uint64_t size = map->content->size;
    if (size == STREAM_SIZE_UNKNOWN || size <= walk->at + SECTION) {
        return false;
    }
    const bool more = next_file(walk);
    map->remark = more ? &disk_map_damaged : &bytes_behind;
    return more;
}

/* Section by section, each of which says where the next one is: further on in its file. Where that
 * is damaged, its size leads there too. False behind the last. */
static bool next_section(struct ewf_walk *walk, struct bytes head)
{
    const uint64_t next = bytes_little(head.at + 16, 8), size = bytes_little(head.at + 24, 8);
    if (is_type(head, "next")) {
        return next_file(walk);
    }
    if (is_type(head, "done")) {
        return go_behind_done(walk);
    }
    if (next <= UINT64_MAX - walk->file && walk->file + next > walk->at) {
        walk->at = walk->file + next;
        return true;
    }
    const bool leads = size >= SECTION && size <= UINT64_MAX - walk->at;
    walk->map->remark = &disk_map_damaged;
    walk->at += leads ? size : 0;
    return leads;
}

/* The size of the disk is said once, the chunks are counted by each table: where they differ, all
 * that a table tells of is read, and what none tells of is no hole. */
static void hold_against_tables(struct disk_map *map, uint64_t chunks)
{
    const uint64_t wanted = map->size / map->cluster + (map->size % map->cluster > 0 ? 1 : 0);
    const uint64_t most = INT64_MAX / map->cluster;
    if (chunks > wanted) {
        map->size = (chunks < most ? chunks : most) * map->cluster;
    }
    if ((chunks < wanted || chunks > most) && map->remark == NULL) {
        map->remark = &disk_map_damaged;
    }
}

static const struct fault *read_sections(struct disk_map *map)
{
    struct ewf_walk walk = { .map = map, .number = 1, .at = FILE_HEADER };
    bool sound = true, more = true;
    for (size_t count = 0; more && count < DISK_SECTIONS_MAX; count++) {
        more = disk_map_read(map, walk.at, SECTION, &walk.section);
        sound = more && take_section(&walk, buffer_bytes(&walk.section)) && sound;
        more = more && next_section(&walk, buffer_bytes(&walk.section));
    }
    buffer_clear(&walk.section);
    buffer_clear(&walk.data);
    buffer_clear(&walk.entries);
    sound = sound && walk.lost == 0;
    if (map->remark == NULL && (!sound || more)) {
        map->remark = &disk_map_damaged;
    }
    if (map->cluster == 0) {
        return &disk_map_damaged;
    }
    hold_against_tables(map, walk.chunks);
    return NULL;
}

bool disk_ewf_continues(struct bytes head)
{
    return recognise_ewf(head) && bytes_little(head.at + NUMBER_AT, 2) > 1;
}

static const struct fault *open_ewf(struct disk_map *map)
{
    const struct bytes head = stream_ahead(map->content, FILE_HEADER);
    if (bytes_little(head.at + NUMBER_AT, 2) != 1) {
        return &later_file;
    }
    map->locate = locate_ewf;
    return read_sections(map);
}

const struct disk_format disk_ewf = { "ewf", recognise_ewf, open_ewf };
