/* Function under test: reversed_lines_read */
#include <string.h>

#include "buffer.h"
#include "reading_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROW      64
#define ROWS_MAX 100

static const char begin_mark[] = "-----BEGIN PRIVATE KEY-----",
                  end_mark[] = "-----END PRIVATE KEY-----";

static void append_row(struct buffer *text, struct bytes data, size_t row, char between)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = row * ROW; i < data.left && i < (row + 1) * ROW; i++) {
        must(buffer_append_byte(text, (uint8_t)digits[data.at[i] & 63]));
    }
    must(buffer_append_byte(text, (uint8_t)between));
}

static void append_mark(struct buffer *text, const char *mark, char between)
{
    must(buffer_append_text(text, mark) && buffer_append_byte(text, (uint8_t)between));
}

/* What was turned comes back in its order. */
static void check_round(struct bytes data, size_t piece, char between)
{
    struct buffer turned = { 0 }, text = { 0 };
    const size_t rows = (data.left + ROW - 1) / ROW;
    append_mark(&text, begin_mark, '\n');
    append_mark(&turned, end_mark, between);
    for (size_t i = 0; i < rows; i++) {
        append_row(&text, data, i, '\n');
        append_row(&turned, data, rows - 1 - i, between);
    }
    append_mark(&text, end_mark, '\n');
    append_mark(&turned, begin_mark, between);
    const size_t readings =
        readings_seen(buffer_bytes(&turned), piece, "lines reversed", 0, buffer_bytes(&text));
    require(readings == (rows > 1 ? 1 : 0) || rows == 1);
    buffer_clear(&turned);
    buffer_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char between[] = { '\n', ' ', '\0' };
    static bool prepared;
    prepared = prepared || leaf_scan_prepare();
    require(prepared);
    size = size < ROW * ROWS_MAX ? size : ROW * ROWS_MAX;
    check_round(bytes_over(data, size), size > 0 ? 1 + (size_t)data[0] * 16 : 1,
                between[size > 1 ? data[1] % sizeof(between) : 0]);
    return 0;
}
