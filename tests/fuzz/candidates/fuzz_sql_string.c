/* Functions under test: sql_string_scan, sql_escape_read */
#include <string.h>

#include "buffer.h"
#include "bytes/sql_escape.h"
#include "reading_seen.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void append_escaped(struct buffer *text, struct bytes octets)
{
    static const char special[] = "\n\r\x1a\\'\"", letters[] = "nrZ\\'\"";
    for (size_t i = 0; i < octets.left; i++) {
        const uint8_t octet = octets.at[i];
        const char *found = octet != 0 ? strchr(special, octet) : NULL;
        const uint8_t letter = found != NULL ? (uint8_t)letters[found - special] : '0';
        const bool escape = octet == 0 || found != NULL;
        must((!escape || buffer_append_byte(text, '\\')) &&
             buffer_append_byte(text, escape ? letter : octet));
    }
}

/* What was written so comes back octet by octet, as it is a file, and something was escaped. */
static void check_round(struct bytes data, size_t piece)
{
    struct buffer octets = { 0 }, text = { 0 };
    must(buffer_append(&octets, bytes_over("PK\3\4\0", 5)) && buffer_append(&octets, data) &&
         buffer_append_text(&text, "_binary '"));
    append_escaped(&text, buffer_bytes(&octets));
    must(buffer_append_text(&text, "',2);"));
    const size_t readings = readings_seen(buffer_bytes(&text), piece, "SQL string",
                                          strlen("_binary '"), buffer_bytes(&octets));
    require(readings == (octets.used >= 40 ? 1 : 0));
    buffer_clear(&octets);
    buffer_clear(&text);
}

/* Whatever it is, all of it is gone through in steps that lie within it. */
static void check_steps(struct bytes text)
{
    struct bytes step;
    while (text.left > 0) {
        uint8_t octet = 7;
        const size_t plain = sql_escape_plain(text, '\'');
        require(plain <= text.left);
        must(bytes_take(&text, plain, &step));
        const enum sql_escape read = sql_escape_read(text, '\'', &octet);
        require(read == SQL_ESCAPE_TAKEN ? text.left >= 2 : octet == 7);
        if (read == SQL_ESCAPE_CUT) {
            require(text.left < 2);
            break;
        }
        must(bytes_take(&text, read == SQL_ESCAPE_END ? 1 : 2, &step));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool prepared;
    prepared = prepared || leaf_scan_prepare();
    require(prepared);
    check_steps(bytes_over(data, size));
    check_round(bytes_over(data, size), size > 0 ? 1 + (size_t)data[0] * 16 : 1);
    return 0;
}
