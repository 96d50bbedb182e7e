#include "candidates/armour/bag_text.h"

#include <string.h>

#include "bytes/hex_text.h"

static const char name[] = "localKeyID:";

/* The END line of another armour: what stands before that is another bag's. */
static struct bytes behind_armour(struct bytes text)
{
    static const char mark[] = "-----END";
    struct bytes rest = text, skipped;
    const uint8_t *found;
    while ((found = rest.left > 0 ? memmem(rest.at, rest.left, mark, sizeof(mark) - 1) : NULL) !=
               NULL &&
           bytes_take(&rest, (size_t)(found - rest.at) + sizeof(mark) - 1, &skipped)) {
    }
    return rest;
}

/* The text behind the last name. */
static bool find_value(struct bytes text, struct bytes *value)
{
    struct bytes rest = text, skipped;
    const uint8_t *found;
    bool any = false;
    while ((found = rest.left > 0 ? memmem(rest.at, rest.left, name, sizeof(name) - 1) : NULL) !=
               NULL &&
           bytes_take(&rest, (size_t)(found - rest.at) + sizeof(name) - 1, &skipped)) {
        *value = rest;
        any = true;
    }
    return any;
}

/* Pairs of digits with a space or a colon between them, up to whatever is none. */
static bool read_octets(struct bytes value, struct buffer *id)
{
    size_t at = 0;
    while (at + 1 < value.left) {
        at += value.at[at] == ' ' || value.at[at] == ':' ? 1 : 0;
        const int high = at + 1 < value.left ? hex_digit(value.at[at]) : -1;
        const int low = high >= 0 ? hex_digit(value.at[at + 1]) : -1;
        if (low < 0) {
            break;
        }
        if (!buffer_append_byte(id, (uint8_t)(high << 4 | low))) {
            return false;
        }
        at += 2;
    }
    return id->used > 0;
}

bool bag_text_local_key_id(struct bytes before, struct buffer *id)
{
    struct bytes value = { 0 };
    buffer_reset(id);
    return find_value(behind_armour(before), &value) && read_octets(value, id);
}
