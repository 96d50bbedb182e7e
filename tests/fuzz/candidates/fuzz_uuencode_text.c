/* Functions under test: uuencode_text_scan, uuencode_line_kind, uuencode_line_decode */
#include <string.h>

#include "buffer.h"
#include "bytes/uuencode_line.h"
#include "reading_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define ROW 45

static void append_digit(struct buffer *text, unsigned value)
{
    must(buffer_append_byte(text, (value & 63) == 0 ? '`' : (uint8_t)((value & 63) + ' ')));
}

static void append_rows(struct buffer *text, struct bytes octets, const char *before)
{
    for (struct bytes row; octets.left > 0;) {
        uint8_t full[ROW + 2] = { 0 };
        must(bytes_take(&octets, octets.left < ROW ? octets.left : ROW, &row) &&
             buffer_append_text(text, before));
        memcpy(full, row.at, row.left);
        append_digit(text, (unsigned)row.left);
        for (size_t i = 0; i < row.left; i += 3) {
            append_digit(text, full[i] >> 2);
            append_digit(text, (unsigned)full[i] << 4 | full[i + 1] >> 4);
            append_digit(text, (unsigned)full[i + 1] << 2 | full[i + 2] >> 6);
            append_digit(text, full[i + 2]);
        }
        must(buffer_append_byte(text, '\n'));
    }
}

/* What was quoted so comes back octet by octet. */
static void check_round(struct bytes data, size_t piece, const char *before)
{
    static const char head[] = "begin 644 k\n";
    struct buffer octets = { 0 }, text = { 0 };
    must(buffer_append(&octets, bytes_over("PK\3\4", 4)) && buffer_append(&octets, data) &&
         buffer_append_text(&text, "\n") && buffer_append_text(&text, before) &&
         buffer_append_text(&text, head));
    append_rows(&text, buffer_bytes(&octets), before);
    must(buffer_append_text(&text, before) && buffer_append_text(&text, "`\n") &&
         buffer_append_text(&text, before) && buffer_append_text(&text, "end\n"));
    const size_t readings = readings_seen(buffer_bytes(&text), piece, "uuencode",
                                          1 + strlen(before), buffer_bytes(&octets));
    require(readings == (octets.used >= 40 ? 1 : 0));
    buffer_clear(&octets);
    buffer_clear(&text);
}

static void check_line(struct bytes line)
{
    uint8_t octets[UUENCODE_LINE_OCTETS];
    line = uuencode_line_trim(line);
    const enum uuencode_line kind = uuencode_line_kind(line);
    if (kind == UUENCODE_DATA || kind == UUENCODE_SHORT) {
        require(uuencode_line_decode(line, octets) <= UUENCODE_LINE_OCTETS);
        require(!uuencode_line_begins(line));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const before[] = { "", "> ", ">", "  ", "| ", "7: " };
    static bool prepared;
    prepared = prepared || leaf_scan_prepare();
    require(prepared);
    check_line(bytes_over(data, size));
    check_round(bytes_over(data, size), size > 0 ? 1 + (size_t)data[0] * 16 : 1,
                before[size > 1 ? data[1] % (sizeof(before) / sizeof(before[0])) : 0]);
    return 0;
}
