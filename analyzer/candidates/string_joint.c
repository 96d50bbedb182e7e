#include "candidates/string_joint.h"

#include <string.h>

/* Between two strings that are joined: an operator, and the indentation of the next line. */
#define JOINT_MAX 96

/* How long a joint at a quote is; 0 where none stands there. `+` is of most languages, `.`
 * of PHP, `&` and `_` of Basic, a line end alone of C and Python. */
size_t string_joint_length(struct bytes text)
{
    bool joins = false, operates = false, spaced = false;
    for (size_t i = 1; i < text.left && i < JOINT_MAX; i++) {
        const uint8_t next = text.at[i];
        if (next == '"' || next == '\'') { /* the same, or one of them is of the text */
            return next == text.at[0] && (joins || (operates && spaced)) ? i + 1 : 0;
        }
        if (next == '\0' || strchr(" \t\r\n+.&_\\@$", next) == NULL) {
            return 0;
        }
        joins = joins || next == '+' || next == '\n' || next == '\r';
        spaced = spaced || next == ' ' || next == '\t';
        operates = operates || next == '.' || next == '&' || next == '_';
    }
    return 0;
}

/* The same between the strings of a list, one on each line: what stood in them were lines.
 * PHP has a name for their ends. */
size_t string_list_joint_length(struct bytes text)
{
    static const char line_end[] = "PHP_EOL";
    bool ends = false;
    for (size_t i = 1; i < text.left && i < JOINT_MAX; i++) {
        const uint8_t next = text.at[i];
        if (next == '"' || next == '\'') {
            return next == text.at[0] && ends ? i + 1 : 0;
        }
        if (text.left - i > sizeof(line_end) &&
            memcmp(text.at + i, line_end, sizeof(line_end) - 1) == 0) {
            i += sizeof(line_end) - 2;
            continue;
        }
        if (next == '\0' || strchr(" \t\r\n,.", next) == NULL) {
            return 0;
        }
        ends = ends || next == '\n' || next == '\r';
    }
    return 0;
}
