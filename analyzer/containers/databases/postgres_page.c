#include "containers/databases/postgres_page.h"

#include "containers/databases/lz_block.h"

/* In the header of a page: flags, where free room begins and ends, and where the end of what rows
 * may take is, which in a table is that of the page. */
#define FLAGS    10
#define LOWER    12
#define UPPER    14
#define SPECIAL  POSTGRES_PAGE_MARK
#define VERSION  18
#define HEADER   24
#define FLAG_ALL 7u
#define LAYOUT   (POSTGRES_PAGE | 4)
#define POINTER  4 /* to a row */

/* In the header of a row. */
#define COLUMNS     18
#define INFO        20
#define ROW_HEADER  22
#define COLUMN_MASK 0x7ffu
#define HAS_NULL    1u
#define HAS_LONG    2u
#define HAS_OUTSIDE 4u
#define ROW_FRONT   24

#define VALUE_SIZE_MAX 0x3fffffffu

static size_t number(struct bytes from, size_t at, size_t width)
{
    return (size_t)bytes_little(from.at + at, width);
}

bool postgres_page_holds(struct bytes head)
{
    if (head.left < HEADER || number(head, SPECIAL, 2) != POSTGRES_PAGE ||
        number(head, VERSION, 2) != LAYOUT) {
        return false;
    }
    const size_t lower = number(head, LOWER, 2), upper = number(head, UPPER, 2);
    return number(head, FLAGS, 2) <= FLAG_ALL && lower > HEADER &&
           (lower - HEADER) % POINTER == 0 && lower <= upper && upper <= POSTGRES_PAGE &&
           upper % POSTGRES_ROW_ALIGN == 0;
}

/* Lengths of an octet are odd, those of four are multiples of four. */
static bool read_chunk_data(struct bytes rest, struct bytes *data)
{
    if (rest.left < 4) {
        return false;
    }
    const bool brief = (rest.at[0] & 1) != 0;
    const size_t front = brief ? 1 : 4;
    const size_t length = brief ? (size_t)rest.at[0] >> 1 : number(rest, 0, 4) >> 2;
    struct bytes taken;
    if ((!brief && (rest.at[0] & 2) != 0) || length <= front ||
        length > POSTGRES_CHUNK_MAX + front || !bytes_take(&rest, front, &taken)) {
        return false;
    }
    return bytes_take(&rest, length - front, data);
}

bool postgres_chunk_read(struct bytes row, struct postgres_chunk *chunk)
{
    struct bytes rest = row, front, numbers, data;
    if (!bytes_take(&rest, ROW_FRONT, &front) || !bytes_take(&rest, 8, &numbers)) {
        return false;
    }
    const size_t info = number(front, INFO, 2);
    if ((number(front, COLUMNS, 2) & COLUMN_MASK) != 3 || front.at[ROW_HEADER] != ROW_FRONT ||
        (info & (HAS_NULL | HAS_LONG | HAS_OUTSIDE)) != HAS_LONG || !read_chunk_data(rest, &data)) {
        return false;
    }
    const size_t value = number(numbers, 0, 4);
    if (value == 0) {
        return false;
    }
    *chunk = (struct postgres_chunk){ (uint32_t)value, (uint32_t)number(numbers, 4, 4), data };
    return true;
}

bool postgres_packed_read(struct bytes all, struct postgres_packed *packed)
{
    static const unsigned codes[] = { LZ_PGLZ, LZ_LZ4 };
    struct bytes rest = all, front;
    if (!bytes_take(&rest, 4, &front)) {
        return false;
    }
    const size_t told = number(front, 0, 4), size = told & VALUE_SIZE_MAX, code = told >> 30;
    if (code >= sizeof(codes) / sizeof(codes[0]) || size <= rest.left || rest.left == 0 ||
        size / LZ_FACTOR_MAX > rest.left) {
        return false;
    }
    *packed = (struct postgres_packed){ rest, size, codes[code] };
    return true;
}

bool postgres_value_read(struct bytes field, struct postgres_packed *packed)
{
    struct bytes rest = field, front, value;
    if (!bytes_take(&rest, 4, &front) || (front.at[0] & 3) != 2) {
        return false;
    }
    const size_t length = number(front, 0, 4) >> 2;
    return length > 8 && bytes_take(&rest, length - 4, &value) &&
           postgres_packed_read(value, packed);
}
