#include "containers/databases/sqlite_page.h"

#define TABLE_LEAF     0x0d
#define INDEX_LEAF     0x0a
#define INDEX_INTERIOR 0x02

static uint64_t number_at(struct bytes page, size_t at, size_t width)
{
    uint64_t number = 0;
    for (size_t i = 0; i < width; i++) {
        number = number << 8 | page.at[at + i];
    }
    return number;
}

bool sqlite_layout_read(struct bytes head, uint64_t size, struct sqlite_layout *layout)
{
    static const char magic[] = "SQLite format 3";
    if (head.left < SQLITE_HEADER ||
        !bytes_equal(bytes_over(head.at, sizeof(magic)), bytes_over(magic, sizeof(magic)))) {
        return false;
    }
    size_t page = (size_t)number_at(head, 16, 2);
    page = page == 1 ? SQLITE_PAGE_MAX : page;
    if (page < 512 || (page & (page - 1)) != 0 || head.at[20] > page - 480 || head.at[21] != 64 ||
        head.at[22] != 32 || head.at[23] != 32) {
        return false;
    }
    *layout = (struct sqlite_layout){ .page_size = page,
                                      .usable = page - head.at[20],
                                      .pages = size / page + (size % page > 0 ? 1 : 0) };
    return true;
}

/* Section 1.6: up to nine octets, seven bits each, all eight of the ninth. */
static bool take_varint(struct bytes *from, uint64_t *number)
{
    struct bytes rest = *from, octet;
    uint64_t sum = 0;
    for (int i = 0; i < 9 && bytes_take(&rest, 1, &octet); i++) {
        if (i == 8) {
            sum = sum << 8 | octet.at[0];
        } else {
            sum = sum << 7 | (octet.at[0] & 0x7f);
        }
        if (i == 8 || octet.at[0] < 0x80) {
            *from = rest;
            *number = sum;
            return true;
        }
    }
    return false;
}

static size_t header_at(bool first)
{
    return first ? SQLITE_HEADER : 0;
}

static size_t header_length(uint8_t type)
{
    return type == INDEX_INTERIOR ? 12 : 8;
}

size_t sqlite_page_cells(const struct sqlite_layout *layout, struct bytes page, bool first)
{
    const size_t at = header_at(first);
    if (page.left < layout->usable) {
        return 0;
    }
    const uint8_t type = page.at[at];
    if (type != TABLE_LEAF && type != INDEX_LEAF && type != INDEX_INTERIOR) {
        return 0;
    }
    const size_t count = (size_t)number_at(page, at + 3, 2);
    const size_t begin = at + header_length(type) + 2 * count;
    size_t content = (size_t)number_at(page, at + 5, 2);
    content = content == 0 ? SQLITE_PAGE_MAX : content;
    return begin <= layout->usable && content >= begin && content <= layout->usable ? count : 0;
}

/* How much of a record of so many octets stands in the page: section 1.6, "Cell payload overflow".
 */
static size_t local_of(const struct sqlite_layout *layout, uint8_t type, uint64_t payload)
{
    const size_t usable = layout->usable;
    const size_t most = type == TABLE_LEAF ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    const size_t least = (usable - 12) * 32 / 255 - 23;
    if (payload <= most) {
        return (size_t)payload;
    }
    const uint64_t some = least + (payload - least) % (usable - 4);
    return some <= most ? (size_t)some : least;
}

bool sqlite_cell_read(const struct sqlite_layout *layout, struct bytes page, bool first,
                      size_t index, struct sqlite_cell *cell)
{
    const uint8_t type = page.at[header_at(first)];
    const size_t pointer = header_at(first) + header_length(type) + 2 * index;
    const size_t at = (size_t)number_at(page, pointer, 2);
    struct bytes rest = bytes_over(page.at, layout->usable), front, local, overflow;
    struct sqlite_cell read = { 0 };
    uint64_t row = 0;
    if (!bytes_take(&rest, at, &front) ||
        (type == INDEX_INTERIOR && !bytes_take(&rest, 4, &front)) ||
        !take_varint(&rest, &read.payload) || read.payload > INT32_MAX ||
        (type == TABLE_LEAF && !take_varint(&rest, &row))) {
        return false;
    }
    read.row = row <= INT64_MAX ? row : 0;
    read.at = layout->usable - rest.left;
    read.local = local_of(layout, type, read.payload);
    if (!bytes_take(&rest, read.local, &local)) {
        return false;
    }
    if (read.local < read.payload) {
        if (!bytes_take(&rest, 4, &overflow)) {
            return false;
        }
        read.overflow = (uint32_t)number_at(overflow, 0, 4);
    }
    *cell = read;
    return true;
}

uint64_t sqlite_record_header(struct bytes front)
{
    uint64_t length;
    return take_varint(&front, &length) ? length : 0;
}

static bool read_type(uint64_t type, struct sqlite_column *column)
{
    static const uint8_t lengths[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };
    if (type == 10 || type == 11) {
        return false;
    }
    column->blob = type >= 12 && type % 2 == 0;
    column->text = type >= 12 && type % 2 == 1;
    column->length = type < 12 ? lengths[type] : (type - 12) / 2;
    return true;
}

bool sqlite_record_take(struct sqlite_record *record, struct sqlite_column *column)
{
    struct sqlite_column read = { .at = record->at };
    uint64_t type;
    if (!take_varint(&record->types, &type) || !read_type(type, &read)) {
        return false;
    }
    record->at += read.length;
    *column = read;
    return true;
}

bool sqlite_record_read(struct bytes header, uint64_t payload, struct sqlite_record *record)
{
    struct sqlite_record read = { .at = header.left }, rest;
    struct sqlite_column column;
    uint64_t length;
    if (!take_varint(&header, &length)) {
        return false;
    }
    read.types = header;
    rest = read;
    while (rest.types.left > 0) {
        if (!sqlite_record_take(&rest, &column) || rest.at > payload) {
            return false;
        }
    }
    if (rest.at != payload) {
        return false;
    }
    *record = read;
    return true;
}
