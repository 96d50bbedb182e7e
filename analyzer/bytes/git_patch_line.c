#include "bytes/git_patch_line.h"

#include <string.h>

#include "bytes/ascii.h"

#define GROUP_CHARACTERS 5
#define GROUP_OCTETS     4
#define BASE             85
/* So many digits never overflow. */
#define SIZE_DIGITS 18

/* In the order of their values (base85.c). */
static const char digits[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

static int value_of(uint8_t character)
{
    const char *found = character != 0 ? strchr(digits, character) : NULL;
    return found != NULL ? (int)(found - digits) : -1;
}

static size_t length_of(uint8_t letter)
{
    if (letter >= 'A' && letter <= 'Z') {
        return (size_t)(letter - 'A') + 1;
    }
    return letter >= 'a' && letter <= 'z' ? (size_t)(letter - 'a') + 27 : 0;
}

/* False where they stand for more than four octets can. */
static bool take_group(struct bytes *line, uint32_t *group)
{
    struct bytes characters;
    uint64_t value = 0;
    if (!bytes_take(line, GROUP_CHARACTERS, &characters)) {
        return false;
    }
    for (size_t i = 0; i < GROUP_CHARACTERS; i++) {
        const int digit = value_of(characters.at[i]);
        if (digit < 0) {
            return false;
        }
        value = value * BASE + (unsigned)digit;
    }
    *group = (uint32_t)value;
    return value <= UINT32_MAX;
}

static bool is_data(struct bytes line)
{
    const size_t count = line.left > 0 ? length_of(line.at[0]) : 0;
    struct bytes rest = line, letter;
    uint32_t group;
    if (count == 0 || !bytes_take(&rest, 1, &letter) ||
        rest.left != (count + GROUP_OCTETS - 1) / GROUP_OCTETS * GROUP_CHARACTERS) {
        return false;
    }
    while (rest.left > 0) {
        if (!take_group(&rest, &group)) {
            return false;
        }
    }
    return true;
}

/* `line` has no end. */
static bool read_hunk(struct bytes line, bool *delta, uint64_t *size)
{
    static const char literal_word[] = "literal ", delta_word[] = "delta ";
    const bool is_delta = bytes_begin_with(line, delta_word);
    struct bytes word;
    uint64_t value = 0;
    if ((!is_delta && !bytes_begin_with(line, literal_word)) ||
        !bytes_take(&line, is_delta ? sizeof(delta_word) - 1 : sizeof(literal_word) - 1, &word) ||
        line.left == 0 || line.left > SIZE_DIGITS) {
        return false;
    }
    for (size_t i = 0; i < line.left; i++) {
        if (!ascii_is_digit(line.at[i])) {
            return false;
        }
        value = value * 10 + (unsigned)(line.at[i] - '0');
    }
    *delta = is_delta;
    *size = value;
    return true;
}

bool git_patch_hunk_take(struct bytes *text, bool *delta, uint64_t *size)
{
    struct bytes rest = *text, line;
    if (!bytes_take_until(&rest, '\n', &line) || !read_hunk(line, delta, size)) {
        return false;
    }
    *text = rest;
    return true;
}

enum git_patch_line git_patch_line_kind(struct bytes line)
{
    if (is_data(line)) {
        return GIT_PATCH_DATA;
    }
    bool delta;
    uint64_t size;
    return read_hunk(line, &delta, &size) ? GIT_PATCH_HUNK : GIT_PATCH_OTHER;
}

size_t git_patch_line_decode(struct bytes line, uint8_t octets[GIT_PATCH_LINE_OCTETS])
{
    const size_t count = line.left > 0 ? length_of(line.at[0]) : 0;
    struct bytes letter;
    uint32_t group;
    size_t made = 0;
    if (count == 0 || !bytes_take(&line, 1, &letter)) {
        return 0;
    }
    while (made < count && take_group(&line, &group)) {
        for (size_t i = 0; i < GROUP_OCTETS && made < count; i++) {
            octets[made++] = (uint8_t)(group >> (24 - 8 * i));
        }
    }
    return made;
}
