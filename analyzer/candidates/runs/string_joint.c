#include "candidates/runs/string_joint.h"

#include <string.h>

/* Between two strings that are joined: an operator, and the indentation of the next line. */
#define JOINT_MAX 96

/* Does an operator follow the quote? Then it is the one that closes a string. */
static bool closes(struct bytes text)
{
    size_t at = 1;
    while (at < text.left && (text.at[at] == ' ' || text.at[at] == '\t')) {
        at++;
    }
    return at > 1 && at < text.left &&
           (text.at[at] == '+' || text.at[at] == '.' || text.at[at] == '&');
}

/* How long a joint at a quote is; 0 where none stands there. `+` is of most languages, `.`
 * of PHP, `&` and `_` of Basic, a line end alone of C and Python. */
size_t string_joint_length(struct bytes text)
{
    bool joins = false, operates = false, spaced = false, adds = false;
    for (size_t i = 1; i < text.left && i < JOINT_MAX; i++) {
        const uint8_t next = text.at[i];
        if (next == '"' || next == '\'') { /* the same, or one of them is of the text */
            const bool text_of_line =
                !adds && !operates && closes(bytes_over(text.at + i, text.left - i));
            return next == text.at[0] && !text_of_line && (joins || (operates && spaced)) ? i + 1
                                                                                          : 0;
        }
        if (next == '\0' || strchr(" \t\r\n+.&_\\@$", next) == NULL) {
            return 0;
        }
        adds = adds || next == '+';
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
