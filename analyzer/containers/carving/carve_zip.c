#include "containers/carving/carve_zip.h"

#include "containers/archives/zip_header.h"

/* APPNOTE 4.3.7, 4.4. */
#define ZIP_HEADER   ((size_t)30)
#define ZIP_NAME_MAX 4096
#define UNKNOWN_SIZE UINT32_MAX

/* Both sizes, first that of what is decompressed. */
static bool read_zip64(struct bytes extra, uint64_t *size)
{
    struct bytes field;
    while (zip_header_extra64(&extra, &field)) {
        if (field.left >= 16) {
            *size = bytes_little(field.at + 8, 8);
            return true;
        }
    }
    return false;
}

static bool is_name(struct bytes name)
{
    for (size_t i = 0; i < name.left; i++) {
        if (name.at[i] < 0x20 || name.at[i] == 0x7f) {
            return false;
        }
    }
    return name.left > 0 && name.left <= ZIP_NAME_MAX;
}

static bool is_method(unsigned method)
{
    return method <= 19 || (method >= 93 && method <= 99);
}

bool carve_member_read(struct bytes head, struct carve_member *member)
{
    struct bytes rest = head, fixed, name, extra;
    if (!bytes_take(&rest, ZIP_HEADER, &fixed) ||
        !bytes_equal(bytes_over(fixed.at, 4), bytes_over("PK\3\4", 4)) ||
        !is_method((unsigned)bytes_little(fixed.at + 8, 2)) ||
        !bytes_take(&rest, (size_t)bytes_little(fixed.at + 26, 2), &name) ||
        !bytes_take(&rest, (size_t)bytes_little(fixed.at + 28, 2), &extra)) {
        return false;
    }
    const unsigned flags = (unsigned)bytes_little(fixed.at + 6, 2);
    struct carve_member read = { .name = name,
                                 .data = ZIP_HEADER + name.left + extra.left,
                                 .size = bytes_little(fixed.at + 18, 4),
                                 .plain = (flags & 0x2061) == 0,
                                 .method = (unsigned)bytes_little(fixed.at + 8, 2) };
    /* What is deflated shows itself, when it is tried. */
    const bool deflated = read.plain && read.method == ZIP_DEFLATED;
    read.sized = read.size > 0 || ((flags & 8) == 0 && !deflated);
    if (!deflated && (fixed.at[4] > 63 || (flags & 0xd780) != 0 || !is_name(name))) {
        return false;
    }
    if (read.size == UNKNOWN_SIZE) {
        read.sized = read_zip64(extra, &read.size) && ((flags & 8) == 0 || read.size > 0);
    }
    if (read.sized && read.size > INT64_MAX) {
        return false;
    }
    *member = read;
    return true;
}

static bool put(struct buffer *held, uint64_t number, size_t width)
{
    bool fits = true;
    for (size_t i = 0; fits && i < width; i++) {
        fits = buffer_append_byte(held, (uint8_t)(number >> (8 * i)));
    }
    return fits;
}

/* 4.3.9: crc-32, both sizes. It stands there where flag 3 is set, which says more: of which field
 * an octet tells a passphrase, so it stays. */
static bool put_descriptor(struct buffer *held)
{
    uint8_t fields[12];
    for (size_t i = 0; i < sizeof(fields); i++) {
        fields[i] = held->at[14 + i];
    }
    return put(held, 0x08074b50, 4) && buffer_append(held, bytes_over(fields, sizeof(fields)));
}

/* 4.3.12, 4.3.16. */
static bool put_directory(struct buffer *held, const struct buffer *header)
{
    const uint64_t at = held->used, size = 46 + (header->used - ZIP_HEADER);
    const struct bytes fields = bytes_over(header->at + 4, ZIP_HEADER - 4);
    const struct bytes names = bytes_over(header->at + ZIP_HEADER, header->used - ZIP_HEADER);
    return put(held, 0x02014b50, 4) && put(held, 20, 2) && buffer_append(held, fields) &&
           put(held, 0, 8) && put(held, 0, 6) && buffer_append(held, names) &&
           put(held, 0x06054b50, 4) && put(held, 0, 4) && put(held, 1, 2) && put(held, 1, 2) &&
           put(held, size, 4) && put(held, at, 4) && put(held, 0, 2);
}

bool carve_member_complete(const struct carve_member *member, struct buffer *held)
{
    struct buffer header = { 0 };
    if (held->used < member->data) {
        return true; /* cut off within the header */
    }
    bool done = buffer_append(&header, bytes_over(held->at, member->data)) &&
                ((header.at[6] & 8) == 0 || put_descriptor(held)) && put_directory(held, &header);
    buffer_clear(&header);
    return done;
}

bool carve_member_is_followed(struct stream *content)
{
    const struct bytes seen = stream_ahead(content, 2);
    return seen.left >= 2 && seen.at[0] == 'P' && seen.at[1] == 'K';
}
