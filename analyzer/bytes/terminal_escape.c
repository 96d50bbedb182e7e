#include "bytes/terminal_escape.h"

#include <string.h>

#define ESCAPE 0x1b
#define BELL   0x07
/* Parameters of one control sequence, in bytes: a colour of three numbers takes 17 of them, and
 * programs join a few. */
#define PARAMETERS_MAX 40
/* Of a title or the address of a link. */
#define STRING_MAX 256

static bool is_between(const struct bytes *text, size_t at, uint8_t least, uint8_t most)
{
    return at < text->left && text->at[at] >= least && text->at[at] <= most;
}

/* Where the cursor goes, by the last byte of the sequence: CUF moves it on by columns; CNL, CPL,
 * CUP, VPA and HVP to another line. */
static uint8_t seen_for(uint8_t final)
{
    switch (final) {
    case 'C':
        return ' ';
    case 'E':
    case 'F':
    case 'H':
    case 'd':
    case 'f':
        return '\n';
    default:
        return 0;
    }
}

/* Behind the `[` that stands before `at`. */
static size_t take_control(struct bytes text, size_t at, uint8_t *seen)
{
    while (at < PARAMETERS_MAX && is_between(&text, at, 0x30, 0x3f)) {
        at++;
    }
    while (at < PARAMETERS_MAX && is_between(&text, at, 0x20, 0x2f)) {
        at++;
    }
    if (!is_between(&text, at, 0x40, 0x7e)) {
        return 0;
    }
    *seen = seen_for(text.at[at]);
    return at + 1;
}

/* Up to BEL, as xterm has it, or ESC \. */
static size_t take_string(struct bytes text)
{
    for (size_t at = 2; at < text.left && at < STRING_MAX; at++) {
        if (text.at[at] == BELL) {
            return at + 1;
        }
        if (text.at[at] == ESCAPE) {
            return is_between(&text, at + 1, '\\', '\\') ? at + 2 : 0;
        }
        if (text.at[at] == '\n') {
            return 0;
        }
    }
    return 0;
}

size_t terminal_escape_take(struct bytes text, uint8_t *seen)
{
    *seen = 0;
    if (text.left < 2 || text.at[0] != ESCAPE) {
        return 0;
    }
    switch (text.at[1]) {
    case '[':
        return take_control(text, 2, seen);
    case ']':
    case 'P':
    case '_':
    case '^':
        return take_string(text);
    case '(':
    case ')':
        return is_between(&text, 2, '0', '~') ? 3 : 0;
    case '=':
    case '>':
    case '7':
    case '8':
        return 2;
    default:
        return 0;
    }
}

/* SGR or EL with a parameter: nothing else in brackets that are not closed looks like it. */
static size_t take_lone(struct bytes text, uint8_t *seen)
{
    const size_t taken = is_between(&text, 1, '0', '9') ? take_control(text, 1, seen) : 0;
    return taken > 0 && (text.at[taken - 1] == 'm' || text.at[taken - 1] == 'K') ? taken : 0;
}

size_t terminal_escape_take_shown(struct bytes text, uint8_t *seen)
{
    static const char *const fronts[] = { "^[[", "#033[" };
    *seen = 0;
    for (size_t i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
        const size_t length = strlen(fronts[i]);
        if (text.left > length && memcmp(text.at, fronts[i], length) == 0) {
            return take_control(text, length, seen);
        }
    }
    return text.left > 0 && text.at[0] == '[' ? take_lone(text, seen) : 0;
}
