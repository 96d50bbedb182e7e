#ifndef ARCHIVE_HOST_H
#define ARCHIVE_HOST_H

#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "buffer.h"
#include "suite.h"

/* Archives of two members, made by libarchive, in which something else is put beside them. */

#define HOST_MEMBER 3000
#define HOST_ROOM   ((size_t)1 << 20)

static inline void host_entry(struct archive *archive, const char *name, struct bytes data)
{
    struct archive_entry *entry = archive_entry_new();
    ck_assert_ptr_nonnull(entry);
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)data.left);
    ck_assert_int_eq(archive_write_header(archive, entry), ARCHIVE_OK);
    ck_assert_uint_eq((size_t)archive_write_data(archive, data.at, data.left), data.left);
    archive_entry_free(entry);
}

static inline void host_make(struct buffer *content, const char *format, const char *options,
                             struct bytes first)
{
    size_t used = 0;
    struct archive *archive = archive_write_new();
    ck_assert(buffer_reserve(content, HOST_ROOM));
    ck_assert_int_eq(archive_write_set_format_by_name(archive, format), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_set_options(archive, options), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_open_memory(archive, content->at, HOST_ROOM, &used), ARCHIVE_OK);
    host_entry(archive, "first", first);
    host_entry(archive, "later", bytes_over("later\n", 6));
    ck_assert_int_eq(archive_write_close(archive), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_free(archive), ARCHIVE_OK);
    content->used = used;
}

/* With a first member of nothing but one octet; where its data end, which stand there so. */
static inline size_t host_make_plain(struct buffer *content, const char *format,
                                     const char *options)
{
    uint8_t data[HOST_MEMBER];
    memset(data, 'f', sizeof(data));
    host_make(content, format, options, bytes_over(data, sizeof(data)));
    const uint8_t *found = memmem(content->at, content->used, data, sizeof(data));
    ck_assert_ptr_nonnull(found);
    return (size_t)(found - content->at) + HOST_MEMBER;
}

/* Between what stands there. */
static inline void host_insert(struct buffer *content, size_t at, struct bytes packed)
{
    ck_assert(at <= content->used && buffer_reserve(content, packed.left));
    memmove(content->at + at + packed.left, content->at + at, content->used - at);
    memcpy(content->at + at, packed.at, packed.left);
    content->used += packed.left;
}

/* Over zeros that are there. */
static inline void host_write(struct buffer *content, size_t at, struct bytes packed)
{
    ck_assert_uint_le(at + packed.left, content->used);
    for (size_t i = 0; i < packed.left; i++) {
        ck_assert_uint_eq(content->at[at + i], 0);
        content->at[at + i] = packed.at[i];
    }
}

#endif
