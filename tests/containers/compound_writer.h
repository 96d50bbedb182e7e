#ifndef COMPOUND_WRITER_H
#define COMPOUND_WRITER_H

#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "suite.h"

/* Writes a compound file of version 3. Its large streams lie from back to front, each sector
 * apart from the one that follows it; siblings hang on each other to the right. */

#define WRITER_SECTOR 512u
#define WRITER_MINI   64u
#define WRITER_CUTOFF 4096u
#define WRITER_NONE   0xffffffffu
#define WRITER_END    0xfffffffeu

struct writer_entry {  /* number n of the table is entry n + 1 of the directory */
    uint32_t parent;   /* entry; 0: the root */
    const char *name;  /* ASCII */
    struct bytes data; /* at NULL: a storage */
};

static inline void writer_put(uint8_t *at, size_t width, uint64_t number)
{
    for (size_t i = 0; i < width; i++) {
        at[i] = (uint8_t)(number >> 8 * i);
    }
}

static inline uint32_t writer_sectors(size_t length, uint32_t size)
{
    return (uint32_t)((length + size - 1) / size);
}

struct compound_writer {
    const struct writer_entry *entries;
    size_t count;
    uint32_t fat, directory, mini_fat, mini, streams, sectors; /* first of each; how many */
    uint32_t minis;
    uint8_t *file;
};

static inline uint8_t *writer_sector(const struct compound_writer *writer, uint32_t sector)
{
    return writer->file + (size_t)WRITER_SECTOR * (sector + 1);
}

static inline void writer_link(const struct compound_writer *writer, uint32_t sector, uint32_t next)
{
    writer_put(writer_sector(writer, writer->fat) + 4 * (size_t)sector, 4, next);
}

static inline void writer_link_run(const struct compound_writer *writer, uint32_t from, uint32_t to)
{
    for (; from < to; from++) {
        writer_link(writer, from, from + 1 < to ? from + 1 : WRITER_END);
    }
}

static inline void writer_lay_out(struct compound_writer *writer)
{
    uint32_t large = 0;
    for (size_t i = 0; i < writer->count; i++) {
        const size_t length = writer->entries[i].data.left;
        large += length >= WRITER_CUTOFF ? writer_sectors(length, WRITER_SECTOR) : 0;
        writer->minis += length < WRITER_CUTOFF ? writer_sectors(length, WRITER_MINI) : 0;
    }
    writer->directory = 8; /* the FAT has eight sectors, which is enough for 512 KiB */
    writer->mini_fat = writer->directory + writer_sectors((writer->count + 1) * 128, WRITER_SECTOR);
    writer->mini = writer->mini_fat + writer_sectors((size_t)writer->minis * 4, WRITER_SECTOR);
    writer->streams =
        writer->mini + writer_sectors((size_t)writer->minis * WRITER_MINI, WRITER_SECTOR);
    writer->sectors = writer->streams + 2 * large;
    ck_assert_uint_lt(writer->sectors, 8 * WRITER_SECTOR / 4);
}

static inline void writer_header(const struct compound_writer *writer)
{
    static const uint8_t magic[] = { 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1 };
    uint8_t *at = writer->file;
    memcpy(at, magic, sizeof(magic));
    writer_put(at + 26, 2, 3);
    writer_put(at + 28, 2, 0xfffe);
    writer_put(at + 30, 2, 9);
    writer_put(at + 32, 2, 6);
    writer_put(at + 44, 4, 8);
    writer_put(at + 48, 4, writer->directory);
    writer_put(at + 56, 4, WRITER_CUTOFF);
    writer_put(at + 60, 4, writer->mini_fat);
    writer_put(at + 68, 4, WRITER_END);
    memset(at + 76, 0xff, 436);
    memset(writer_sector(writer, 0), 0xff, (size_t)8 * WRITER_SECTOR);
    for (uint32_t i = 0; i < 8; i++) {
        writer_put(at + 76 + 4 * (size_t)i, 4, i);
        writer_link(writer, i, 0xfffffffd);
    }
}

static inline uint8_t *writer_name(const struct compound_writer *writer, uint32_t index,
                                   const char *name, uint8_t type)
{
    uint8_t *at = writer_sector(writer, writer->directory) + 128 * (size_t)index;
    const size_t length = strlen(name);
    ck_assert_uint_lt(length, 32);
    for (size_t i = 0; i < length; i++) {
        at[2 * i] = (uint8_t)name[i];
    }
    writer_put(at + 64, 2, 2 * length + 2);
    at[66] = type;
    memset(at + 68, 0xff, 12);
    return at;
}

/* The newest child stands first; those before it hang on its right. */
static inline void writer_adopt(const struct compound_writer *writer, uint32_t index,
                                uint32_t parent)
{
    uint8_t *first = writer_sector(writer, writer->directory) + 128 * (size_t)parent + 76;
    uint8_t *right = writer_sector(writer, writer->directory) + 128 * (size_t)index + 72;
    memcpy(right, first, 4);
    writer_put(first, 4, index);
}

static inline uint32_t writer_large(const struct compound_writer *writer, struct bytes data,
                                    uint32_t *free_sector)
{
    const uint32_t count = writer_sectors(data.left, WRITER_SECTOR);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t sector = *free_sector + 2 * (count - 1 - i);
        const size_t from = (size_t)i * WRITER_SECTOR;
        const size_t left = data.left - from;
        memcpy(writer_sector(writer, sector), data.at + from,
               left < WRITER_SECTOR ? left : WRITER_SECTOR);
        writer_link(writer, sector, i + 1 < count ? sector - 2 : WRITER_END);
    }
    *free_sector += 2 * count;
    return *free_sector - 2;
}

static inline uint32_t writer_small(const struct compound_writer *writer, struct bytes data,
                                    uint32_t *free_mini)
{
    const uint32_t count = writer_sectors(data.left, WRITER_MINI), first = *free_mini;
    uint8_t *links = writer_sector(writer, writer->mini_fat);
    memcpy(writer_sector(writer, writer->mini) + (size_t)first * WRITER_MINI, data.at, data.left);
    for (uint32_t i = first; i < first + count; i++) {
        writer_put(links + 4 * (size_t)i, 4, i + 1 < first + count ? i + 1 : WRITER_END);
    }
    *free_mini += count;
    return first;
}

/* The caller frees it. */
static inline struct bytes compound_write(const struct writer_entry *entries, size_t count)
{
    struct compound_writer writer = { .entries = entries, .count = count };
    writer_lay_out(&writer);
    const size_t size = (size_t)WRITER_SECTOR * (writer.sectors + 1);
    writer.file = calloc(1, size);
    ck_assert_ptr_nonnull(writer.file);
    writer_header(&writer);
    writer_link_run(&writer, writer.directory, writer.mini_fat);
    writer_link_run(&writer, writer.mini_fat, writer.mini);
    writer_link_run(&writer, writer.mini, writer.streams);
    uint8_t *root = writer_name(&writer, 0, "Root Entry", 5);
    writer_put(root + 116, 4, writer.mini);
    writer_put(root + 120, 4, (uint64_t)writer.minis * WRITER_MINI);
    uint32_t free_sector = writer.streams, free_mini = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct bytes data = entries[i].data;
        uint8_t *at = writer_name(&writer, i + 1, entries[i].name, data.at != NULL ? 2 : 1);
        writer_adopt(&writer, i + 1, entries[i].parent);
        if (data.at != NULL) {
            const uint32_t start = data.left < WRITER_CUTOFF
                                       ? writer_small(&writer, data, &free_mini)
                                       : writer_large(&writer, data, &free_sector);
            writer_put(at + 116, 4, start);
            writer_put(at + 120, 4, data.left);
        }
    }
    return bytes_over(writer.file, size);
}

#endif
