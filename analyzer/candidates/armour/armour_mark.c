#include "candidates/armour/armour_mark.h"

#include <string.h>

#include "candidates/pattern.h"

/* Dashes of one mark. Twice as many are those of an END and of a BEGIN behind it. */
#define DASHES_MAX    12
#define DASHES_DOUBLE 8
#define BLANKS_MAX    3
/* EC PARAMETERS with explicit numbers, P-521, with some prefix on every line. */
#define PARAMETERS_BACK 2048

static bool is_blank(uint8_t character)
{
    return character == ' ' || character == '\t' || character == '+' || character == '_';
}

/* How many bytes before `end` are one dash (see pattern.c); 0 = none. */
static size_t dash_before(struct bytes text, size_t end)
{
    if (end >= 1 &&
        (text.at[end - 1] == '-' || text.at[end - 1] == 0x96 || text.at[end - 1] == 0x97)) {
        return 1;
    }
    if (end < 3 || text.at[end - 3] != 0xe2) {
        return 0;
    }
    uint8_t middle = text.at[end - 2], low = text.at[end - 1];
    bool dash = (middle == 0x80 && low >= 0x90 && low <= 0x95) || (middle == 0x88 && low == 0x92);
    return dash ? 3 : 0;
}

/* The first dash of a mark whose word begins at `place`. */
static size_t first_dash(struct bytes text, size_t place)
{
    size_t at = place, ends[DASHES_MAX + 1], count = 0;
    while (place - at < BLANKS_MAX && at > 0 && is_blank(text.at[at - 1])) {
        at--;
    }
    ends[0] = at;
    while (count < DASHES_MAX) {
        size_t width = dash_before(text, ends[count]);
        if (width == 0) {
            break;
        }
        ends[count + 1] = ends[count] - width;
        count++;
    }
    return ends[count >= DASHES_DOUBLE ? count / 2 : count];
}

static bool contains(const char *label, const char *word)
{
    return strstr(label, word) != NULL;
}

static enum label_kind kind_of(const char *label)
{
    /* PGP before version 3 says SECRET. */
    if (contains(label, "PGP") &&
        (contains(label, "PRIVATE KEY") || contains(label, "SECRET KEY"))) {
        return LABEL_PGP;
    }
    /* A store, as it is written for appliances and as some libraries write it. */
    if (contains(label, "PRIVATE KEY") || contains(label, "PKCS12") ||
        contains(label, "PKCS #12")) {
        return LABEL_KEY;
    }
    if (contains(label, "PARAMETERS") || contains(label, "PUBLIC")) {
        return LABEL_OTHER;
    }
    return contains(label, "CERTIFICATE") || contains(label, "PKCS7") ||
                   contains(label, "PKCS #7") || contains(label, "CMS")
               ? LABEL_CERTIFICATE
               : LABEL_OTHER;
}

/* How long the end of a line is that goes on in the next one, indented; 0 = there is none. */
static size_t continuation(struct bytes text)
{
    size_t at = 0;
    while (at < text.left && (text.at[at] == '\\' || text.at[at] == ' ')) {
        at++;
    }
    if (at == text.left || text.at[at] != '\n') {
        return 0;
    }
    while (at + 1 < text.left && text.at[at + 1] == ' ') {
        at++;
    }
    return at + 1;
}

static void set_label(struct armour_mark *mark, struct bytes text)
{
    size_t length = 0;
    for (size_t i = 0; i < text.left && length + 1 < ARMOUR_LABEL_MAX; i++) {
        i += continuation(bytes_over(text.at + i, text.left - i));
        if (i == text.left) {
            break;
        }
        uint8_t character = is_blank(text.at[i]) ? ' ' : text.at[i];
        if (character >= 'a' && character <= 'z') {
            character = (uint8_t)(character - 'a' + 'A');
        }
        if (character != ' ' || (length > 0 && mark->label[length - 1] != ' ')) {
            mark->label[length++] = (char)character;
        }
    }
    mark->label[length] = '\0';
    mark->label_length = length;
    mark->kind = kind_of(mark->label);
}

/* Armours inside of this one are passed over whole. */
static void find_outer(struct bytes text, struct armour_mark *mark)
{
    size_t at = mark->first.from, depth = 0;
    struct pattern_match match;
    while (pattern_find(PATTERN_MARK, text, at, false, &match)) {
        bool begins = match.from[1] != SIZE_MAX;
        at = match.to[0];
        if (begins && depth == 0) {
            if (mark->nested_count == ARMOUR_NESTED_MAX) {
                mark->open = false;
                return;
            }
            mark->nested[mark->nested_count].from = match.from[0];
        }
        if (!begins && depth == 0) {
            mark->outer = (struct armour_part){ match.from[0], match.to[0] };
            mark->open = false;
            return;
        }
        depth = begins ? depth + 1 : depth - 1;
        if (depth > ARMOUR_NESTED_MAX) {
            mark->open = false;
            return;
        }
        if (depth == 0) {
            mark->nested[mark->nested_count++].to = match.to[0];
        }
    }
}

void armour_mark_find_end(struct bytes text, struct armour_mark *mark)
{
    struct pattern_match match;
    mark->first = (struct armour_part){ text.left, text.left };
    mark->open = true;
    if (mark->body >= text.left || !pattern_find(PATTERN_MARK, text, mark->body, false, &match)) {
        return;
    }
    mark->first = (struct armour_part){ match.from[0], match.to[0] };
    mark->closed = match.from[1] == SIZE_MAX;
    if (mark->closed) {
        mark->open = false;
        return;
    }
    find_outer(text, mark);
}

bool armour_mark_read(struct bytes text, size_t place, struct armour_mark *mark)
{
    struct pattern_match match;
    if (place >= text.left ||
        !pattern_find(PATTERN_MARK, text, first_dash(text, place), true, &match) ||
        match.from[1] != place) {
        return false;
    }
    *mark = (struct armour_mark){ .begin = match.from[0], .body = match.to[0] };
    set_label(mark, bytes_over(text.at + match.from[2], match.to[2] - match.from[2]));
    return true;
}

bool armour_mark_parameters(struct bytes text, size_t begin, struct bytes *body)
{
    size_t at = begin > PARAMETERS_BACK ? begin - PARAMETERS_BACK : 0;
    const struct bytes before = bytes_over(text.at, begin);
    struct pattern_match match;
    size_t from = 0;
    bool open = false, found = false;
    while (pattern_find(PATTERN_MARK, before, at, false, &match)) {
        struct armour_mark other = { 0 };
        bool begins = match.from[1] != SIZE_MAX;
        if (begins) {
            set_label(&other, bytes_over(text.at + match.from[2], match.to[2] - match.from[2]));
            from = match.to[0];
            found = false;
        } else if (open) {
            *body = bytes_over(text.at + from, match.from[0] - from);
            found = true;
        }
        open = begins && strcmp(other.label, "EC PARAMETERS") == 0;
        at = match.to[0];
    }
    return found;
}
