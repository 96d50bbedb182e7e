#include "exports/letter_text.h"

#include <string.h>

#include "bounds.h"
#include "bytes/ascii.h"
#include "reports/plain_text.h"

#define WIDTH 96 /* a digest with its name stays on one line, to be copied */

bool letter_text_line(struct buffer *letter, const char *line)
{
    return buffer_append_text(letter, line) && buffer_append_byte(letter, '\n');
}

static bool begins_character(uint8_t octet)
{
    return (octet & 0xc0u) != 0x80u;
}

static bool put_folded(struct buffer *letter, struct bytes text)
{
    size_t column = 0;
    bool kept = true;
    for (size_t i = 0; kept && i < text.left; i++) {
        if (column >= WIDTH && begins_character(text.at[i])) {
            kept = buffer_append_text(letter, "\n    ");
            column = 4;
        }
        kept = kept && buffer_append_byte(letter, text.at[i]);
        column++;
    }
    return kept;
}

bool letter_text_fact(struct buffer *letter, struct bytes name, struct bytes value)
{
    struct buffer plain = { 0 };
    const bool cut = value.left > LETTER_VALUE_MAX;
    if (value.left == 0) {
        return true;
    }
    name.left = name.left < LETTER_VALUE_MAX ? name.left : LETTER_VALUE_MAX;
    value.left = cut ? LETTER_VALUE_MAX : value.left;
    const bool kept = buffer_append_text(&plain, "  ") && plain_text_print(name, &plain) &&
                      buffer_append_text(&plain, ": ") && plain_text_print(value, &plain) &&
                      (!cut || buffer_append_text(&plain, " ... (cut off)")) &&
                      put_folded(letter, buffer_bytes(&plain)) && buffer_append_byte(letter, '\n');
    buffer_clear(&plain);
    return kept;
}

/* Atoms with a dot between each two. */
static bool is_dotted(struct bytes text, const char *others, size_t most)
{
    bool atom = false;
    for (size_t i = 0; i < text.left; i++) {
        const uint8_t octet = text.at[i];
        if (octet == '.' && atom) {
            atom = false;
        } else if (octet != 0 && (ascii_is_alphanumeric(octet) || strchr(others, octet) != NULL) &&
                   octet != '.') {
            atom = true;
        } else {
            return false;
        }
    }
    return atom && text.left <= most;
}

bool letter_text_is_address(struct bytes text)
{
    struct bytes local;
    return bytes_take_until(&text, '@', &local) && is_dotted(local, "!#$%&'*+-/=?^_`{|}~", 64) &&
           is_dotted(text, "-", 253) && text.at[0] != '-';
}
