#ifndef ARCHIVE_HOST_H
#define ARCHIVE_HOST_H

#include <string.h>

#include <archive.h>
#include <archive_entry.h>

#include "buffer.h"
#include "containers/tar_writer.h"
#include "keys/key_fixture.h"
#include "suite.h"

/* Archives, most of them made by libarchive, in which something else is put beside their members:
 * for tests of the whole scan. */

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

static inline void put_file(struct buffer *content, const char *path)
{
    struct buffer file = fixture_read(path);
    ck_assert(buffer_append(content, buffer_bytes(&file)));
    buffer_clear(&file);
}

static inline void add_at(struct buffer *content, size_t at, size_t more)
{
    uint64_t number = bytes_little(content->at + at, 4) + more;
    for (size_t i = 0; i < 4; i++, number >>= 8) {
        content->at[at + i] = (uint8_t)number;
    }
}

/* The first member of a zip, whose data take `size` octets, ends later than its deflate stream: so
 * say its header, the directory and what stands behind that. */
static inline void put_into_member(struct buffer *content, const char *path, size_t size,
                                   bool streamed, struct bytes packed)
{
    struct buffer file = fixture_read(path);
    const size_t data =
        30 + (size_t)bytes_little(file.at + 26, 2) + (size_t)bytes_little(file.at + 28, 2);
    bool first = true;
    ck_assert(buffer_append(content, bytes_over(file.at, data + size)) &&
              buffer_append(content, packed) &&
              buffer_append(content, bytes_over(file.at + data + size, file.used - data - size)));
    if (!streamed) {
        add_at(content, 18, packed.left);
    }
    for (size_t at = data + size; at + 22 <= content->used; at++) {
        if (memcmp(content->at + at, "PK\1\2", 4) == 0) {
            add_at(content, at + (first ? 20 : 42), packed.left);
            first = false;
        } else if (memcmp(content->at + at, "PK\5\6", 4) == 0) {
            add_at(content, at + 16, packed.left);
        }
    }
    buffer_clear(&file);
}

static inline void put_deflated_member(struct buffer *content, struct bytes packed)
{
    put_into_member(content, "archives/deflated.zip", 131, false, packed);
}

static inline void put_streamed_member(struct buffer *content, struct bytes packed)
{
    struct buffer file = fixture_read("containers/carve/key-streamed.zip");
    const uint8_t *descriptor = memmem(file.at, file.used, "PK\7\10", 4);
    ck_assert_ptr_nonnull(descriptor);
    const size_t data =
        30 + (size_t)bytes_little(file.at + 26, 2) + (size_t)bytes_little(file.at + 28, 2);
    put_into_member(content, "containers/carve/key-streamed.zip",
                    (size_t)(descriptor - file.at) - data, true, packed);
    buffer_clear(&file);
}

/* Of an image of a disc: behind the end of a file, up to the next sector; and before them all. */
static inline void put_disc_slack(struct buffer *content, struct bytes packed)
{
    host_write(content, host_make_plain(content, "iso9660", "pad") + 100, packed);
}

static inline void put_disc_front(struct buffer *content, struct bytes packed)
{
    (void)host_make_plain(content, "iso9660", "pad");
    host_write(content, 5000, packed);
}

static inline void put_tar_padding(struct buffer *content, struct bytes packed)
{
    tar_put(content, "first", bytes_over("short\n", 6));
    memcpy(content->at + content->used - 512 + 100, packed.at, packed.left);
    tar_put(content, "later", bytes_over("short\n", 6));
    tar_end(content);
}

/* The last before the end, of a member of which nobody reads all at once. */
static inline void put_tar_last(struct buffer *content, struct bytes packed)
{
    static uint8_t large[299600];
    tar_put(content, "first", bytes_over(large, sizeof(large)));
    memcpy(content->at + content->used - 380, packed.at, packed.left);
    tar_end(content);
}

/* POSIX.1: the value of a record is any octets. */
static inline void put_tar_record(struct buffer *content, struct bytes packed)
{
    struct buffer record = { 0 };
    char front[32];
    const int front_length = (int)strlen("NNN comment=") + 1;
    (void)snprintf(front, sizeof(front), "%d comment=", front_length - 1 + (int)packed.left + 1);
    ck_assert(buffer_append_text(&record, front) && buffer_append(&record, packed) &&
              buffer_append_text(&record, "\n"));
    tar_put(content, "pax", buffer_bytes(&record));
    tar_retype(content, 0, 'x');
    tar_put(content, "first", bytes_over("short\n", 6));
    tar_end(content);
    buffer_clear(&record);
}

/* Its size stands in a header of pax, so that what is behind its data is padding. */
static inline void put_tar_sized(struct buffer *content, struct bytes packed)
{
    static const uint8_t data[600];
    tar_put(content, "pax", bytes_over("12 size=600\n", 12));
    tar_retype(content, 0, 'x');
    const size_t at = content->used;
    tar_put(content, "first", bytes_over(data, sizeof(data)));
    memcpy(content->at + content->used - 400, packed.at, packed.left);
    memcpy(content->at + at + 124, "00000000000", 11);
    tar_retype(content, at, '0');
    tar_put(content, "later", bytes_over("short\n", 6));
    tar_end(content);
}

/* Where a header should stand. */
static inline void put_tar_block(struct buffer *content, struct bytes packed)
{
    static const uint8_t ones[1024] = { 1 };
    tar_put(content, "first", bytes_over("short\n", 6));
    const size_t at = content->used;
    ck_assert(buffer_append(content, bytes_over(ones, sizeof(ones))));
    memcpy(content->at + at + 400, packed.at, packed.left);
    tar_put(content, "later", bytes_over("short\n", 6));
    tar_end(content);
}

static inline void put_tar_behind(struct buffer *content, struct bytes packed)
{
    tar_put(content, "first", bytes_over("short\n", 6));
    tar_end(content);
    ck_assert(buffer_append(content, packed));
}

/* The octets of data of a header's count, which are at its end. */
static inline void put_rpm_header(struct buffer *content, struct bytes packed)
{
    put_file(content, "archives/gzip.rpm");
    uint8_t *header = content->at + 96;
    size_t entries = 0, octets = 0;
    for (size_t i = 0; i < 4; i++) {
        entries = entries << 8 | header[8 + i];
        octets = octets << 8 | header[12 + i];
    }
    const size_t at = 96 + 16 + 16 * entries + octets;
    octets += packed.left;
    for (size_t i = 4; i-- > 0; octets >>= 8) {
        header[12 + i] = (uint8_t)octets;
    }
    host_insert(content, at, packed);
}

static inline void put_rpm_behind(struct buffer *content, struct bytes packed)
{
    static const uint8_t zeros[100]; /* else it is read as one with the payload */
    put_file(content, "archives/gzip.rpm");
    host_insert(content, content->used, bytes_over(zeros, sizeof(zeros)));
    host_insert(content, content->used, packed);
}

/* Behind the last member of the heap. */
static inline void put_xar_end(struct buffer *content, struct bytes packed)
{
    (void)host_make_plain(content, "xar", "compression=none");
    host_insert(content, content->used, packed);
}

#endif
