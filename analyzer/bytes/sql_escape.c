#include "bytes/sql_escape.h"

#include <string.h>

uint8_t sql_escape_octet(uint8_t letter)
{
    static const char letters[] = "0nrtbfvZ";
    static const uint8_t octets[] = { 0, '\n', '\r', '\t', '\b', '\f', '\v', 0x1a };
    const char *found = letter != 0 ? strchr(letters, letter) : NULL;
    return found != NULL ? octets[found - letters] : letter;
}

size_t sql_escape_plain(struct bytes text, uint8_t quote)
{
    const uint8_t *slash = text.left > 0 ? memchr(text.at, '\\', text.left) : NULL;
    const size_t most = slash != NULL ? (size_t)(slash - text.at) : text.left;
    const uint8_t *end = quote != 0 && most > 0 ? memchr(text.at, quote, most) : NULL;
    return end != NULL ? (size_t)(end - text.at) : most;
}

enum sql_escape sql_escape_read(struct bytes text, uint8_t quote, uint8_t *octet)
{
    const bool slash = text.left > 0 && text.at[0] == '\\';
    if (text.left < 2) {
        return slash || text.left == 0 ? SQL_ESCAPE_CUT : SQL_ESCAPE_END;
    }
    if (!slash && text.at[1] != quote) {
        return SQL_ESCAPE_END;
    }
    *octet = slash ? sql_escape_octet(text.at[1]) : quote;
    return SQL_ESCAPE_TAKEN;
}
