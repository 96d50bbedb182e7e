#include "containers/outlook/compound_file.h"

#include <string.h>

#include "bounds.h"

#define HEADER_SIZE     512u
#define HEADER_DIFAT    109u
#define ENTRY_SIZE      128u
#define MINI_SHIFT      6u
#define MINI_CUTOFF     4096u
#define SECTOR_LAST_USE 0xfffffffau /* MAXREGSECT, MS-CFB section 2.1 */

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for a compound file's streams" };

/* Numbers of the format have 32 bits at most. */
static uint32_t little(const uint8_t *at, size_t width)
{
    return (uint32_t)bytes_little(at, width);
}

bool compound_file_recognise(struct bytes head)
{
    static const uint8_t magic[] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1 };
    return head.left >= HEADER_SIZE && memcmp(head.at, magic, sizeof(magic)) == 0;
}

static uint64_t sector_at(const struct compound_file *file, uint32_t sector)
{
    return ((uint64_t)sector + 1) << file->shift;
}

/* False past the end of the file; a sector that is cut gives what is there. */
static bool append_sector(struct compound_file *file, uint32_t sector, size_t most,
                          struct buffer *into)
{
    uint64_t at = sector_at(file, sector);
    if (at >= file->content->size || !stream_seek(file->content, at)) {
        return false;
    }
    size_t wanted = (size_t)1 << file->shift;
    wanted = wanted < most ? wanted : most;
    struct bytes seen = stream_ahead(file->content, wanted);
    seen.left = seen.left < wanted ? seen.left : wanted;
    return buffer_append(into, seen) && seen.left == wanted;
}

static bool take_once(struct buffer *taken, uint32_t sector)
{
    if (sector >= taken->used || taken->at[sector] != 0) {
        return false;
    }
    taken->at[sector] = 1;
    return true;
}

static uint32_t next_of(const struct buffer *table, uint32_t sector)
{
    bool within = (uint64_t)sector * 4 + 4 <= table->used;
    return within ? little(table->at + (size_t)sector * 4, 4) : COMPOUND_NONE;
}

/* Another chain may lead there too: who claims a sector first must not keep it from others. */
static void give_back(struct buffer *taken, const struct buffer *table, uint32_t sector,
                      size_t count)
{
    for (; count > 0; count--) {
        taken->at[sector] = 0;
        sector = next_of(table, sector);
    }
}

static bool read_chain(struct compound_file *file, uint32_t first, uint64_t size,
                       struct buffer *into)
{
    uint32_t sector = first;
    size_t count = 0;
    bool whole = true;
    while (whole && size > 0 && sector < SECTOR_LAST_USE && take_once(&file->taken, sector)) {
        size_t before = into->used;
        size_t most = size < SIZE_MAX ? (size_t)size : SIZE_MAX;
        whole = append_sector(file, sector, most, into);
        size -= into->used - before;
        sector = next_of(&file->fat, sector);
        count++;
    }
    give_back(&file->taken, &file->fat, first, count);
    return whole && (size == 0 || sector == SECTOR_LAST_USE + 4); /* ENDOFCHAIN */
}

static bool append_zeros(struct buffer *into, size_t count)
{
    if (!buffer_reserve(into, count)) {
        return false;
    }
    memset(into->at + into->used, 0, count);
    into->used += count;
    return true;
}

static void append_fat(struct compound_file *file, const uint8_t *sectors, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t sector = little(sectors + 4 * i, 4);
        if (sector >= SECTOR_LAST_USE) {
            continue;
        }
        /* What is missing keeps its room: the places of what follows hang on it. */
        size_t whole = file->fat.used + ((size_t)1 << file->shift);
        if (!take_once(&file->taken, sector) ||
            !append_sector(file, sector, SIZE_MAX, &file->fat)) {
            file->damaged = true;
            if (!append_zeros(&file->fat, whole - file->fat.used)) {
                return;
            }
        }
        if (file->fat.used / 4 >= file->taken.used) {
            return; /* no sector of the file is beyond */
        }
    }
}

/* MS-CFB section 2.5: the last number of each DIFAT sector leads to the next. */
static void read_fat(struct compound_file *file, const uint8_t *header)
{
    append_fat(file, header + 76, HEADER_DIFAT);
    uint32_t sector = little(header + 68, 4);
    const size_t size = (size_t)1 << file->shift;
    while (sector < SECTOR_LAST_USE) {
        struct buffer difat = { 0 };
        bool read =
            take_once(&file->taken, sector) && append_sector(file, sector, SIZE_MAX, &difat);
        if (read) {
            append_fat(file, difat.at, size / 4 - 1);
            sector = little(difat.at + size - 4, 4);
        }
        buffer_clear(&difat);
        if (!read) {
            file->damaged = true;
            return;
        }
    }
}

static bool read_tables(struct compound_file *file, const uint8_t *header)
{
    struct compound_entry root;
    read_fat(file, header);
    memset(file->taken.at, 0, file->taken.used);
    bool whole = read_chain(file, little(header + 48, 4), UINT64_MAX, &file->directory);
    whole = read_chain(file, little(header + 60, 4), UINT64_MAX, &file->mini_fat) && whole;
    if (compound_file_entry(file, 0, &root)) {
        const uint64_t size = root.size < HELD_MAX ? root.size : HELD_MAX;
        whole = read_chain(file, root.start, size, &file->mini) && whole;
        whole = whole && file->mini.used == size;
        file->bounded = root.size > size && file->mini.used == size;
    }
    file->damaged = file->damaged || !whole;
    return append_zeros(&file->mini_taken, file->mini.used / (1u << MINI_SHIFT) + 1);
}

const struct fault *compound_file_open(struct compound_file *file, struct stream *content)
{
    static const struct fault version = { OUTCOME_UNSUPPORTED, "MS-CFB section 2.2",
                                          "sectors of another size than 512 or 4096 bytes" };
    static const struct fault cut = { OUTCOME_TRUNCATED, "MS-CFB section 2.2",
                                      "the file ends within its header" };
    uint8_t header[HEADER_SIZE];
    *file = (struct compound_file){ .content = content };
    struct bytes seen = stream_ahead(content, HEADER_SIZE);
    if (seen.left < HEADER_SIZE || content->size == STREAM_SIZE_UNKNOWN) {
        return &cut;
    }
    memcpy(header, seen.at, HEADER_SIZE);
    file->shift = little(header + 30, 2);
    if (file->shift != 9 && file->shift != 12) {
        return &version;
    }
    uint64_t sectors = content->size >> file->shift;
    file->left = COMPOUND_GIVEN_TIMES * content->size;
    if (!append_zeros(&file->taken, (size_t)sectors + 1)) {
        return &no_memory;
    }
    return read_tables(file, header) ? NULL : &no_memory;
}

void compound_file_clear(struct compound_file *file)
{
    struct buffer *const all[] = { &file->fat,  &file->mini_fat, &file->directory,
                                   &file->mini, &file->taken,    &file->mini_taken };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        buffer_clear(all[i]);
    }
}

uint32_t compound_file_entries(const struct compound_file *file)
{
    size_t count = file->directory.used / ENTRY_SIZE;
    return count < SECTOR_LAST_USE ? (uint32_t)count : SECTOR_LAST_USE;
}

bool compound_file_entry(const struct compound_file *file, uint32_t index,
                         struct compound_entry *entry)
{
    if (index >= compound_file_entries(file)) {
        return false;
    }
    const uint8_t *at = file->directory.at + (size_t)index * ENTRY_SIZE;
    size_t name = little(at + 64, 2);
    name = name > 64 ? 64 : name & ~(size_t)1;
    *entry = (struct compound_entry){
        .name = bytes_over(at, name >= 2 ? name - 2 : 0),
        .type = at[66],
        .left = little(at + 68, 4),
        .right = little(at + 72, 4),
        .child = little(at + 76, 4),
        .start = little(at + 116, 4),
        .size = little(at + 120, 4),
    };
    if (file->shift == 12) { /* of version 3 the upper half may hold anything */
        entry->size |= (uint64_t)little(at + 124, 4) << 32;
    }
    return true;
}

static bool read_mini(struct compound_file *file, uint32_t first, uint64_t size,
                      struct buffer *into)
{
    const size_t step = (size_t)1 << MINI_SHIFT;
    uint32_t sector = first;
    size_t count = 0;
    bool whole = true;
    while (whole && size > 0 && sector < SECTOR_LAST_USE && take_once(&file->mini_taken, sector)) {
        size_t at = (size_t)sector * step;
        size_t wanted = size < step ? (size_t)size : step;
        size_t there = at < file->mini.used ? file->mini.used - at : 0;
        size_t taken = wanted < there ? wanted : there;
        const uint8_t *from = taken > 0 ? file->mini.at + at : NULL; /* it may end before that */
        whole = buffer_append(into, bytes_over(from, taken)) && taken == wanted;
        size -= taken;
        sector = next_of(&file->mini_fat, sector);
        count++;
    }
    give_back(&file->mini_taken, &file->mini_fat, first, count);
    return size == 0;
}

static uint64_t contiguous_at(const struct compound_file *file, const struct compound_entry *entry)
{
    uint64_t size = (uint64_t)1 << file->shift;
    uint32_t sector = entry->start;
    for (; size < entry->size; size += (uint64_t)1 << file->shift, sector++) {
        if (next_of(&file->fat, sector) != sector + 1) {
            return 0;
        }
    }
    return sector_at(file, entry->start);
}

const struct fault *compound_file_read(struct compound_file *file,
                                       const struct compound_entry *entry, struct buffer *into,
                                       uint64_t *at)
{
    static const struct fault damaged = {
        OUTCOME_MALFORMED, "MS-CFB section 2.3",
        "the chain of a stream's sectors is damaged: what follows is missing"
    };
    static const struct fault large = { OUTCOME_BOUND, NULL,
                                        "a stream of a compound file is too large to be held" };
    static const struct fault shared = { OUTCOME_BOUND, NULL,
                                         "streams of a compound file share their sectors, "
                                         "more often than they are given" };
    bool mini = entry->size < MINI_CUTOFF;
    const uint64_t most = entry->size < HELD_MAX ? entry->size : HELD_MAX;
    const uint64_t size = most < file->left ? most : file->left;
    *at = 0;
    const size_t before = into->used;
    bool whole = mini ? read_mini(file, entry->start, size, into)
                      : read_chain(file, entry->start, size, into);
    file->left -= into->used - before;
    if (!whole || into->used - before < size) {
        return &damaged;
    }
    if (!mini && size == entry->size) {
        *at = contiguous_at(file, entry);
    }
    return size < most ? &shared : size < entry->size ? &large : NULL;
}

void compound_file_free(const struct compound_file *file, struct carve_spans *spans)
{
    const uint64_t sectors = file->content->size >> file->shift, entries = file->fat.used / 4;
    const uint32_t known = (uint32_t)(entries < sectors ? entries : sectors);
    uint32_t from = 0;
    for (uint32_t sector = 0; sector < known; sector++) {
        if (next_of(&file->fat, sector) != COMPOUND_NONE) {
            carve_spans_add(spans, sector_at(file, from), sector_at(file, sector));
            from = sector + 1;
        }
    }
    carve_spans_add(spans, sector_at(file, from), file->content->size);
}
