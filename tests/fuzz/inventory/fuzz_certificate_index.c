/* Functions under test: certificate_index_open and all that reads an index (index_lookup,
 * index_list, index_verify, index_merge), inventory_places */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bytes/block_sum.h"
#include "inventory/index_lookup.h"
#include "inventory/index_merge.h"
#include "inventory/inventory_scan.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SECTIONS_AT 48 /* in the header: place, length, sum of each */
#define HEADER_SUM  120
#define COUNT_MAX   (1 << 20)

struct seen {
    int begun, ended;
    uint64_t faults;
    uint64_t base, next; /* of the source told last: where its next place may stand */
    struct file_done done;
};

static void note_source(struct seen *seen, const struct indexed_source *indexed)
{
    struct bytes places = indexed->places;
    uint64_t offset;
    require(indexed->source.path.left > 0 && indexed->source.path.at[0] == '/');
    require(memchr(indexed->source.path.at, 0, indexed->source.path.left) == NULL);
    require(places.left == 0 || !indexed->walked);
    if (indexed->source.base != seen->base) {
        require(indexed->source.base > seen->base);
        seen->base = indexed->source.base;
        seen->next = 0;
    }
    while (bytes_take_number(&places, 8, &offset)) {
        require(offset >= seen->next && offset < indexed->source.size);
        seen->next = offset + 1;
    }
}

static void note(void *context, const struct record *record)
{
    struct seen *seen = context;
    seen->begun += record->kind == RECORD_FILE_BEGIN;
    seen->faults += record->kind == RECORD_JOURNAL;
    if (record->kind == RECORD_INDEXED) {
        note_source(seen, &record->indexed);
    } else if (record->kind == RECORD_FILE_DONE) {
        seen->ended++;
        seen->done = record->done;
    }
}

static uint64_t number_at(const uint8_t *at)
{
    struct bytes from = bytes_over(at, 8);
    uint64_t number = 0;
    require(bytes_take_number(&from, 8, &number));
    return number;
}

static void store(uint8_t *at, uint64_t number)
{
    for (size_t i = 0; i < 8; i++) {
        at[i] = (uint8_t)(number >> (56 - 8 * i));
    }
}

/* All sums made to hold, so that what stands behind them is read. */
static void repair(uint8_t *octets, size_t size)
{
    static const uint8_t front[16] = { 0x93, 'K', 'T', 'I', 'X', '\r', '\n', 0x1a,
                                       0,    0,   0,   0,   0,   0,    0,    1 };
    if (size < INDEX_BLOCK) {
        return;
    }
    memcpy(octets, front, sizeof(front));
    const uint64_t end = number_at(octets + SECTIONS_AT);
    for (size_t at = INDEX_BLOCK; at + INDEX_BLOCK <= size && at + INDEX_BLOCK <= end;
         at += INDEX_BLOCK) {
        store(octets + at, block_sum(bytes_over(octets + at + 8, INDEX_BLOCK - 8)));
    }
    for (size_t i = 0; i < INDEX_SECTIONS; i++) {
        uint8_t *section = octets + SECTIONS_AT + 24 * i;
        const uint64_t at = number_at(section), length = number_at(section + 8);
        if (at <= size && length <= size - at) {
            store(section + 16, block_sum(bytes_over(octets + at, (size_t)length)));
        }
    }
    store(octets + HEADER_SUM, block_sum(bytes_over(octets, HEADER_SUM)));
}

static struct seen read_with(void (*reading)(const struct job_file *file,
                                             const struct record_sink *sink),
                             const struct job_file *file)
{
    struct seen seen = { 0 };
    const struct record_sink sink = { &seen, note };
    reading(file, &sink);
    require(seen.begun == 1 && seen.ended == 1);
    require((seen.faults == 0) == (seen.done.outcome == OUTCOME_OK));
    return seen;
}

/* Asks for the keys that the first block has. */
static struct seen look_up(const struct job_file *file)
{
    struct seen seen = { 0 };
    const struct record_sink sink = { &seen, note };
    struct public_identity identities[16] = { 0 };
    struct buffer table = { 0 };
    struct key_index keys;
    for (size_t i = 0; i < 16; i++) {
        identities[i].algorithm = KEY_RSA;
        identities[i].probe = i * UINT64_C(0x123456789abcdef);
        identities[i].digest[0] = (uint8_t)i;
    }
    require(key_index_build(identities, 16, &table));
    require(key_index_open(buffer_bytes(&table), &keys));
    index_lookup(file, &keys, &sink);
    buffer_clear(&table);
    require(seen.begun == 1 && seen.ended == 1);
    return seen;
}

static void merge(const struct job_file *file, bool sound)
{
    struct certificate_index index;
    struct index_ranges all = { 0 };
    struct index_writer writer;
    size_t which;
    if (certificate_index_open(file->fd, file->size, &index) != NULL) {
        return;
    }
    int into = memfd_create("merged", MFD_CLOEXEC);
    const struct certificate_index twice[] = { index, index };
    require(index_ranges_add(&all, 0, INDEX_ADDRESS_MAX));
    index_writer_init(&writer, into);
    const struct fault *fault = index_merge(twice, 2, &all, &writer, &which);
    require(fault == NULL || !sound);
    /* an entry of a place that can be in no source is left out */
    require(fault != NULL || writer.header.entries <= index.header.entries);
    require(!sound || writer.header.entries == index.header.entries);
    index_writer_clear(&writer);
    index_ranges_clear(&all);
    close(into);
}

static void read_places(const struct job_file *file)
{
    struct seen seen = { 0 };
    const struct record_sink sink = { &seen, note };
    const struct key_index none = { 0 };
    const uint64_t at[] = { 0, 1, file->size / 2, file->size, UINT64_MAX };
    struct buffer offsets = { 0 };
    for (size_t i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
        require(buffer_append_number(&offsets, 8, at[i]));
    }
    inventory_places(file, buffer_bytes(&offsets), &none, &sink);
    buffer_clear(&offsets);
    require(seen.begun == 1 && seen.ended == 1);
    require(seen.faults > 0); /* at least behind the end */
}

static void read_all(const uint8_t *octets, size_t size)
{
    int fd = memfd_create("index", MFD_CLOEXEC);
    require(fd >= 0 && write(fd, octets, size) == (ssize_t)size);
    const struct job_file file = { .number = 1, .fd = fd, .size = size, .mode = SCAN_WHOLE };
    const struct seen verified = read_with(index_verify, &file);
    const struct seen listed = read_with(index_list, &file), asked = look_up(&file);
    require(verified.faults > 0 || (listed.faults == 0 && asked.faults == 0));
    merge(&file, verified.faults == 0);
    read_places(&file);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > COUNT_MAX) {
        return 0;
    }
    read_all(data, size);
    uint8_t *octets = malloc(size > 0 ? size : 1);
    require(octets != NULL);
    if (size > 0) {
        memcpy(octets, data, size);
    }
    repair(octets, size);
    read_all(octets, size);
    free(octets);
    return 0;
}
