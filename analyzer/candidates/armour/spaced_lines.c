#include "candidates/armour/spaced_lines.h"

#include "candidates/payload/line_prefix.h"

/* Of a number that counts lines: what would be more is a time or the like. */
#define LINE_NUMBER_MAX 10000000

/* A number alone, which counts the lines; 0 = none. */
static unsigned long prefix_number(struct bytes prefix)
{
    unsigned long number = 0;
    for (size_t i = 0; i < prefix.left; i++) {
        const uint8_t byte = prefix.at[i];
        if (byte >= '0' && byte <= '9' && number < LINE_NUMBER_MAX) {
            number = number * 10 + (unsigned long)(byte - '0');
        } else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') {
            return 0;
        }
    }
    return number;
}

size_t spaced_lines_prefix(struct spaced_lines *lines, struct bytes here)
{
    const size_t length = line_prefix_match(lines->prefix, here);
    if (length > 0 && lines->number > 0) {
        if (prefix_number(bytes_over(here.at, length)) != lines->number + 1) {
            return 0;
        }
        lines->number++;
    }
    return length;
}

static bool has_mark(struct bytes prefix)
{
    for (size_t i = 0; i < prefix.left; i++) {
        if (prefix.at[i] != ' ' && prefix.at[i] != '\t') {
            return true;
        }
    }
    return false;
}

bool spaced_lines_learn(struct bytes prefix, struct spaced_lines *lines)
{
    if (!has_mark(prefix)) {
        return false;
    }
    *lines = (struct spaced_lines){ .prefix = prefix, .number = prefix_number(prefix) };
    return true;
}
