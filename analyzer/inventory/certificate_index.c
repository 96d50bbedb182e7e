#include "inventory/certificate_index.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "bounds.h"
#include "bytes/block_sum.h"

/* The first octet is no text, the last three show a transfer as text. */
static const uint8_t magic[INDEX_MAGIC] = { 0x93, 'K', 'T', 'I', 'X', '\r', '\n', 0x1a };

#define VERSION      1u
#define HEADER_WORDS (1 + 4 + 3 * INDEX_SECTIONS)
#define WORD         sizeof(uint64_t)
#define ISSUER_WIDTH 16u        /* of struct file_done */
#define BLOCK_HEAD   (2 * WORD) /* count, sum */

static const struct fault no_index = { OUTCOME_UNEXPECTED, NULL, "no certificate index" };
static const struct fault other_version = { OUTCOME_UNSUPPORTED, NULL,
                                            "a certificate index of another version" };
static const struct fault bad_sum = { OUTCOME_MALFORMED, NULL,
                                      "a checksum of the certificate index does not hold" };
static const struct fault bad_layout = { OUTCOME_MALFORMED, NULL,
                                         "the header of the certificate index does not fit the "
                                         "file" };
static const struct fault bad_order = { OUTCOME_MALFORMED, NULL,
                                        "the certificate index is not sorted" };
static const struct fault bad_block = { OUTCOME_MALFORMED, NULL,
                                        "a block of the certificate index has a wrong count" };
static const struct fault cut_short = { OUTCOME_TRUNCATED, NULL,
                                        "the certificate index ends before its time" };
static const struct fault unreadable = { OUTCOME_UNREADABLE, NULL,
                                         "the operating system could not read the file" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };

uint64_t index_key_of(enum key_algorithm algorithm, uint64_t probe)
{
    uint64_t key = (probe + (uint64_t)algorithm) * UINT64_C(0x9e3779b97f4a7c15);
    key ^= key >> 32;
    key *= UINT64_C(0xd6e8feb86659fd93);
    return key ^ key >> 32;
}

int index_entry_compare(const struct index_entry *one, const struct index_entry *other)
{
    if (one->key != other->key) {
        return one->key < other->key ? -1 : 1;
    }
    return one->place == other->place ? 0 : one->place < other->place ? -1 : 1;
}

bool certificate_index_is_one(struct bytes head)
{
    struct bytes front;
    return bytes_take(&head, INDEX_MAGIC, &front) &&
           bytes_equal(front, bytes_over(magic, sizeof(magic)));
}

uint64_t certificate_index_blocks(const struct certificate_index *index)
{
    return index->header.entries / INDEX_BLOCK_ENTRIES +
           (index->header.entries % INDEX_BLOCK_ENTRIES != 0);
}

static const struct fault *read_at(const struct certificate_index *index, uint64_t at,
                                   uint8_t *octets, size_t count)
{
    while (count > 0) {
        const ssize_t got = pread(index->fd, octets, count, (off_t)at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return got < 0 ? &unreadable : &cut_short;
        }
        octets += got;
        at += (uint64_t)got;
        count -= (size_t)got;
    }
    return NULL;
}

/* Blocks first, then the sections, one behind the other, to the end of the file. */
static bool header_fits(const struct certificate_index *index)
{
    const struct index_header *header = &index->header;
    if (header->entries / INDEX_BLOCK_ENTRIES >= index->size / INDEX_BLOCK ||
        header->authorities > header->entries || header->next_address > INDEX_ADDRESS_MAX) {
        return false;
    }
    uint64_t at = INDEX_BLOCK * (1 + certificate_index_blocks(index));
    for (size_t i = 0; i < INDEX_SECTIONS; i++) {
        if (header->sections[i].at != at || at > index->size ||
            header->sections[i].length > index->size - at) {
            return false;
        }
        at += header->sections[i].length;
    }
    return at == index->size &&
           header->sections[INDEX_AUTHORITIES].length == header->authorities * WORD &&
           header->sections[INDEX_DIRECTORY].length == certificate_index_blocks(index) * WORD;
}

static bool take_word(struct bytes *from, uint64_t *word)
{
    return bytes_take_number(from, WORD, word);
}

static bool take_header(struct bytes *from, struct index_header *header)
{
    bool taken = take_word(from, &header->entries) && take_word(from, &header->authorities) &&
                 take_word(from, &header->sources) && take_word(from, &header->next_address);
    for (size_t i = 0; taken && i < INDEX_SECTIONS; i++) {
        struct index_extent *section = &header->sections[i];
        taken = take_word(from, &section->at) && take_word(from, &section->length) &&
                take_word(from, &section->sum);
    }
    return taken;
}

const struct fault *certificate_index_open(int fd, uint64_t size, struct certificate_index *index)
{
    struct certificate_index opened = { .fd = fd, .size = size };
    uint8_t octets[INDEX_MAGIC + (HEADER_WORDS + 1) * WORD];
    if (size < sizeof(octets)) {
        return &cut_short;
    }
    const struct fault *fault = read_at(&opened, 0, octets, sizeof(octets));
    if (fault != NULL) {
        return fault;
    }
    struct bytes from = bytes_over(octets, sizeof(octets)), front;
    const struct bytes summed = bytes_over(octets, sizeof(octets) - WORD);
    uint64_t version, sum;
    if (!certificate_index_is_one(from) || !bytes_take(&from, INDEX_MAGIC, &front) ||
        !take_word(&from, &version)) {
        return &no_index;
    }
    if (version != VERSION) {
        return &other_version;
    }
    if (!take_header(&from, &opened.header) || !take_word(&from, &sum) ||
        sum != block_sum(summed)) {
        return &bad_sum;
    }
    if (!header_fits(&opened)) {
        return &bad_layout;
    }
    *index = opened;
    return NULL;
}

uint64_t index_number_at(struct bytes section, uint64_t position)
{
    struct bytes skipped;
    uint64_t number = 0;
    return bytes_take(&section, (size_t)position * WORD, &skipped) && take_word(&section, &number)
               ? number
               : 0;
}

static bool is_sorted(struct bytes directory)
{
    uint64_t before = 0, number;
    while (take_word(&directory, &number)) {
        if (number < before) {
            return false;
        }
        before = number;
    }
    return true;
}

const struct fault *certificate_index_section(const struct certificate_index *index,
                                              enum index_section which, struct buffer *content)
{
    const struct index_extent *extent = &index->header.sections[which];
    static const struct fault too_large = { OUTCOME_BOUND, NULL,
                                            "a section of the certificate index is larger than "
                                            "this program reads" };
    if (extent->length > INDEX_SECTION_MAX) {
        return &too_large;
    }
    buffer_reset(content);
    if (!buffer_reserve(content, (size_t)extent->length)) {
        return &no_memory;
    }
    const struct fault *fault = read_at(index, extent->at, content->at, (size_t)extent->length);
    if (fault != NULL) {
        return fault;
    }
    const struct bytes read = bytes_over(content->at, (size_t)extent->length);
    if (block_sum(read) != extent->sum) {
        return &bad_sum;
    }
    if (which == INDEX_DIRECTORY && !is_sorted(read)) {
        return &bad_order;
    }
    content->used = (size_t)extent->length;
    return NULL;
}

const struct fault *certificate_index_blocks_read(const struct certificate_index *index,
                                                  uint64_t first, size_t count, uint8_t *octets)
{
    return read_at(index, INDEX_BLOCK * (1 + first), octets, INDEX_BLOCK * count);
}

static size_t entries_of_block(const struct certificate_index *index, uint64_t number)
{
    const uint64_t before = number * INDEX_BLOCK_ENTRIES;
    const uint64_t left = index->header.entries > before ? index->header.entries - before : 0;
    return left < INDEX_BLOCK_ENTRIES ? (size_t)left : INDEX_BLOCK_ENTRIES;
}

const struct fault *index_block_check(const struct certificate_index *index, uint64_t number,
                                      struct bytes octets, struct index_block *block)
{
    struct index_block read = { .count = entries_of_block(index, number) };
    uint64_t count, sum;
    if (octets.left != INDEX_BLOCK || !take_word(&octets, &sum) || sum != block_sum(octets)) {
        return &bad_sum;
    }
    if (!take_word(&octets, &count) || count == 0 || count != read.count) {
        return &bad_block;
    }
    for (size_t i = 0; i < read.count; i++) {
        struct index_entry *entry = &read.entries[i];
        if (!take_word(&octets, &entry->key) || !take_word(&octets, &entry->place)) {
            return &bad_block;
        }
        if (i > 0 && index_entry_compare(&read.entries[i - 1], entry) >= 0) {
            return &bad_order;
        }
    }
    *block = read;
    return NULL;
}

bool index_source_take(struct bytes *from, struct index_source *source)
{
    struct bytes rest = *from, digest;
    struct index_source read = { 0 };
    uint64_t length, modified, dated, earliest, latest, issuers;
    if (!bytes_take_number(&rest, 4, &length) || !bytes_take(&rest, (size_t)length, &read.path) ||
        !take_word(&rest, &read.base) || !take_word(&rest, &read.size) ||
        !take_word(&rest, &modified) || !take_word(&rest, &read.rows) ||
        !take_word(&rest, &read.parsed) || !take_word(&rest, &read.failed) ||
        !bytes_take(&rest, SHA256_LENGTH, &digest) || !bytes_take_number(&rest, 1, &dated) ||
        !take_word(&rest, &earliest) || !take_word(&rest, &latest) ||
        !bytes_take_number(&rest, 4, &issuers) ||
        !bytes_take(&rest, (size_t)issuers, &read.issuers)) {
        return false;
    }
    if (dated > 1 || issuers % ISSUER_WIDTH != 0 || issuers > SOURCE_ISSUERS_MAX * ISSUER_WIDTH) {
        return false;
    }
    if (length == 0 || length > INDEX_PATH_MAX || read.path.at[0] != '/' ||
        memchr(read.path.at, 0, read.path.left) != NULL || read.base > INDEX_ADDRESS_MAX ||
        read.size > INDEX_ADDRESS_MAX - read.base) {
        return false;
    }
    read.modified = (int64_t)modified;
    read.dated = dated != 0;
    read.earliest = (int64_t)earliest;
    read.latest = (int64_t)latest;
    memcpy(read.sha256, digest.at, SHA256_LENGTH);
    *source = read;
    *from = rest;
    return true;
}

static bool put_word(struct buffer *out, uint64_t word)
{
    return buffer_append_number(out, WORD, word);
}

bool index_header_write(const struct index_header *header, struct buffer *out)
{
    const size_t before = out->used;
    bool put = buffer_append(out, bytes_over(magic, sizeof(magic))) && put_word(out, VERSION) &&
               put_word(out, header->entries) && put_word(out, header->authorities) &&
               put_word(out, header->sources) && put_word(out, header->next_address);
    for (size_t i = 0; put && i < INDEX_SECTIONS; i++) {
        const struct index_extent *section = &header->sections[i];
        put = put_word(out, section->at) && put_word(out, section->length) &&
              put_word(out, section->sum);
    }
    return put && put_word(out, block_sum(bytes_over(out->at + before, out->used - before)));
}

static void store_word(uint8_t *at, uint64_t word)
{
    for (size_t i = 0; i < WORD; i++) {
        at[i] = (uint8_t)(word >> (56 - 8 * i));
    }
}

bool index_block_write(const struct index_entry *entries, size_t count, uint8_t octets[INDEX_BLOCK])
{
    if (count == 0 || count > INDEX_BLOCK_ENTRIES) {
        return false;
    }
    memset(octets, 0, INDEX_BLOCK);
    store_word(octets + WORD, count);
    for (size_t i = 0; i < count; i++) {
        store_word(octets + BLOCK_HEAD + i * INDEX_ENTRY, entries[i].key);
        store_word(octets + BLOCK_HEAD + i * INDEX_ENTRY + WORD, entries[i].place);
    }
    store_word(octets, block_sum(bytes_over(octets + WORD, INDEX_BLOCK - WORD)));
    return true;
}

bool index_source_write(const struct index_source *source, struct buffer *out)
{
    return buffer_append_number(out, 4, source->path.left) && buffer_append(out, source->path) &&
           put_word(out, source->base) && put_word(out, source->size) &&
           put_word(out, (uint64_t)source->modified) && put_word(out, source->rows) &&
           put_word(out, source->parsed) && put_word(out, source->failed) &&
           buffer_append(out, bytes_over(source->sha256, SHA256_LENGTH)) &&
           buffer_append_byte(out, source->dated ? 1 : 0) &&
           put_word(out, (uint64_t)source->earliest) && put_word(out, (uint64_t)source->latest) &&
           buffer_append_number(out, 4, source->issuers.left) &&
           buffer_append(out, source->issuers);
}
