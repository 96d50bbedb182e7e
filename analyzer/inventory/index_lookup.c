#include "inventory/index_lookup.h"

#include <stdlib.h>

#include "bytes/item_room.h"
#include "inventory/index_ranges.h"
#include "inventory/index_report.h"

#define PROGRESS_BLOCKS 4096u

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };
static const struct fault bad_directory = {
    OUTCOME_MALFORMED, NULL, "the directory of the certificate index does not fit its blocks"
};
static const struct fault unknown_size = { OUTCOME_UNSUPPORTED, NULL,
                                           "a certificate index cannot be read from a pipe" };

struct lookup {
    struct index_report report;
    struct certificate_index index;
    struct buffer directory;
    struct index_block block;
    uint64_t number; /* of the block, and one; 0: none is held */
    uint64_t *places;
    size_t count, room;
};

static bool add_place(struct lookup *lookup, uint64_t place)
{
    uint64_t *places =
        item_room(lookup->places, lookup->count, &lookup->room, 1024, sizeof(*places));
    if (places == NULL) {
        index_report_fault(&lookup->report, &no_memory);
        return false;
    }
    lookup->places = places;
    lookup->places[lookup->count++] = place;
    return true;
}

/* The first block whose first key is not below this one. */
static uint64_t first_not_below(struct bytes directory, uint64_t key)
{
    uint64_t low = 0, high = directory.left / 8;
    while (low < high) {
        const uint64_t middle = low + (high - low) / 2;
        if (index_number_at(directory, middle) < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool hold_block(struct lookup *lookup, uint64_t number)
{
    uint8_t octets[INDEX_BLOCK];
    if (lookup->number == number + 1) {
        return true;
    }
    lookup->number = 0;
    const struct fault *fault = certificate_index_blocks_read(&lookup->index, number, 1, octets);
    if (fault == NULL) {
        fault = index_block_check(&lookup->index, number, bytes_over(octets, sizeof(octets)),
                                  &lookup->block);
    }
    if (fault == NULL &&
        lookup->block.entries[0].key != index_number_at(buffer_bytes(&lookup->directory), number)) {
        fault = &bad_directory;
    }
    if (fault != NULL) {
        index_report_fault(&lookup->report, fault);
        return false;
    }
    lookup->number = number + 1;
    return true;
}

/* False when memory ran out. A block that is damaged does not end the search. */
static bool find_key(struct lookup *lookup, uint64_t key)
{
    const struct bytes directory = buffer_bytes(&lookup->directory);
    uint64_t number = first_not_below(directory, key);
    number -= number > 0 ? 1 : 0;
    for (; number < directory.left / 8 && index_number_at(directory, number) <= key; number++) {
        if (!hold_block(lookup, number)) {
            continue;
        }
        for (size_t i = 0; i < lookup->block.count; i++) {
            const struct index_entry *entry = &lookup->block.entries[i];
            if (entry->key == key && !add_place(lookup, entry->place)) {
                return false;
            }
        }
    }
    return true;
}

static void find_keys(struct lookup *lookup, const struct key_index *keys)
{
    const size_t wanted = key_index_wanted(keys);
    const struct fault *fault =
        certificate_index_section(&lookup->index, INDEX_DIRECTORY, &lookup->directory);
    if (fault != NULL) {
        index_report_fault(&lookup->report, fault);
        return;
    }
    for (size_t i = 0; i < wanted; i++) {
        const uint64_t key = key_index_wanted_at(keys, i);
        if ((i == 0 || key != key_index_wanted_at(keys, i - 1)) && !find_key(lookup, key)) {
            return;
        }
    }
}

static void find_authorities(struct lookup *lookup)
{
    struct buffer authorities = { 0 };
    const struct fault *fault =
        certificate_index_section(&lookup->index, INDEX_AUTHORITIES, &authorities);
    if (fault != NULL) {
        index_report_fault(&lookup->report, fault);
    }
    struct bytes from = buffer_bytes(&authorities);
    uint64_t place;
    while (bytes_take_number(&from, 8, &place) && add_place(lookup, place)) {
    }
    buffer_clear(&authorities);
}

static bool open_index(struct lookup *lookup, const struct job_file *file)
{
    const struct fault *fault = file->size == UINT64_MAX
                                    ? &unknown_size
                                    : certificate_index_open(file->fd, file->size, &lookup->index);
    if (fault != NULL) {
        index_report_fault(&lookup->report, fault);
        return false;
    }
    lookup->report.entries = lookup->index.header.entries;
    return true;
}

static void end(struct lookup *lookup)
{
    index_report_end(&lookup->report);
    buffer_clear(&lookup->directory);
    free(lookup->places);
}

void index_lookup(const struct job_file *file, const struct key_index *keys,
                  const struct record_sink *sink)
{
    struct lookup lookup = { 0 };
    index_report_begin(&lookup.report, file, sink);
    if (open_index(&lookup, file)) {
        find_keys(&lookup, keys);
        find_authorities(&lookup);
        index_report_sources(&lookup.report, &lookup.index, lookup.places, lookup.count);
    }
    end(&lookup);
}

void index_list(const struct job_file *file, const struct record_sink *sink)
{
    struct lookup lookup = { 0 };
    index_report_begin(&lookup.report, file, sink);
    if (open_index(&lookup, file)) {
        index_report_sources(&lookup.report, &lookup.index, NULL, 0);
    }
    end(&lookup);
}

/* What holds of all entries: the blocks follow each other in order, each place lies in a
 * source, and there are so many certificates of CAs. */
struct verifying {
    struct lookup *lookup;
    struct index_ranges ranges;
    struct index_entry last;
    uint64_t authorities;
};

static const struct fault *verify_block(struct verifying *verifying,
                                        const struct index_block *block)
{
    static const struct fault bad_order = { OUTCOME_MALFORMED, NULL,
                                            "the certificate index is not sorted" };
    static const struct fault astray = { OUTCOME_MALFORMED, NULL,
                                         "a place of the certificate index lies in no source" };
    if (verifying->last.key > block->entries[0].key ||
        (verifying->last.place != 0 &&
         index_entry_compare(&verifying->last, &block->entries[0]) >= 0)) {
        return &bad_order;
    }
    for (size_t i = 0; i < block->count; i++) {
        const uint64_t place = block->entries[i].place;
        if (!index_ranges_hold(&verifying->ranges, place & INDEX_ADDRESS_MAX)) {
            return &astray;
        }
        verifying->authorities += (place & INDEX_AUTHORITY) != 0 ? 1 : 0;
    }
    verifying->last = block->entries[block->count - 1];
    return NULL;
}

static bool verify_blocks(struct verifying *verifying)
{
    static const struct fault bad_authorities = {
        OUTCOME_MALFORMED, NULL, "the certificate index counts certificates of CAs wrongly"
    };
    struct lookup *lookup = verifying->lookup;
    for (uint64_t number = 0; number < certificate_index_blocks(&lookup->index); number++) {
        if (!hold_block(lookup, number)) {
            return false;
        }
        const struct fault *fault = verify_block(verifying, &lookup->block);
        if (fault != NULL) {
            index_report_fault(&lookup->report, fault);
            return false;
        }
        if (number % PROGRESS_BLOCKS == 0) { /* a sign of life */
            const struct record record = { .kind = RECORD_PROGRESS,
                                           .file = lookup->report.file->number };
            lookup->report.sink->record(lookup->report.sink->context, &record);
        }
    }
    if (verifying->authorities != lookup->index.header.authorities) {
        index_report_fault(&lookup->report, &bad_authorities);
        return false;
    }
    return true;
}

/* The first of the faults, or NULL. */
static const struct fault *take_sections(struct verifying *verifying)
{
    static const enum index_section sections[] = { INDEX_AUTHORITIES, INDEX_DIRECTORY,
                                                   INDEX_SOURCES };
    struct buffer content = { 0 };
    const struct fault *fault = NULL;
    for (size_t i = 0; fault == NULL && i < sizeof(sections) / sizeof(sections[0]); i++) {
        fault = certificate_index_section(&verifying->lookup->index, sections[i], &content);
        if (fault == NULL && sections[i] == INDEX_DIRECTORY &&
            !buffer_append(&verifying->lookup->directory, buffer_bytes(&content))) {
            fault = &no_memory;
        }
    }
    struct bytes from = buffer_bytes(&content);
    struct index_source source;
    while (fault == NULL && index_source_take(&from, &source)) {
        if (!index_ranges_add(&verifying->ranges, source.base, source.size)) {
            fault = &no_memory;
        }
    }
    buffer_clear(&content);
    return fault;
}

void index_verify(const struct job_file *file, const struct record_sink *sink)
{
    struct lookup lookup = { 0 };
    struct verifying verifying = { .lookup = &lookup };
    index_report_begin(&lookup.report, file, sink);
    if (open_index(&lookup, file)) {
        const struct fault *fault = take_sections(&verifying);
        if (fault != NULL) {
            index_report_fault(&lookup.report, fault);
        } else {
            index_ranges_sort(&verifying.ranges);
            if (verify_blocks(&verifying)) {
                index_report_sources(&lookup.report, &lookup.index, NULL, 0);
            }
        }
    }
    index_ranges_clear(&verifying.ranges);
    end(&lookup);
}
