#include "candidates/views/clear_view.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bounds.h"
#include "bytes/base64.h"
#include "bytes/markup.h"
#include "bytes/utf16_narrow.h"
#include "candidates/armour/spaced_lines.h"
#include "candidates/payload/line_padding.h"
#include "candidates/payload/line_prefix.h"
#include "candidates/runs/string_joint.h"
#include "candidates/views/form_text.h"
#include "candidates/views/view_utf7.h"

/* What may stand on a line before END, in bytes. */
#define PREFIX_MAX 128
/* The prefix of a name space (Namespaces in XML, section 3) and its colon, in bytes. */
#define NAME_SPACE_MAX 24

static bool reserve(struct clear_view *view, size_t length)
{
    buffer_reset(&view->text);
    if (!buffer_reserve(&view->text, length + 1)) {
        return false;
    }
    if (length + 1 <= view->room) {
        return true;
    }
    uint32_t *origin = malloc((length + 1) * sizeof(*origin));
    if (origin == NULL) {
        return false;
    }
    free(view->origin);
    view->origin = origin;
    view->room = length + 1;
    return true;
}

static void fill_bytes(struct clear_view *view, struct bytes raw)
{
    if (raw.left > 0) {
        memcpy(view->text.at, raw.at, raw.left);
    }
    for (size_t i = 0; i <= raw.left; i++) {
        view->origin[i] = (uint32_t)i;
    }
    view->text.used = raw.left;
}

static void fill_units(struct clear_view *view, struct bytes raw, bool big_endian)
{
    size_t units = raw.left / 2;
    for (size_t i = 0; i < units; i++) {
        view->text.at[i] = utf16_narrow_unit(raw.at + 2 * i, big_endian);
        view->origin[i] = (uint32_t)(2 * i);
    }
    view->origin[units] = (uint32_t)(2 * units);
    view->text.used = units;
}

enum { MAY_ESCAPE = 1, MAY_MARK_UP = 2 };
/* By a byte: what it may begin. */
static const uint8_t begins[256] = {
    ['\\'] = MAY_ESCAPE,  ['%'] = MAY_ESCAPE,   ['&'] = MAY_ESCAPE,  ['='] = MAY_ESCAPE,
    ['?'] = MAY_ESCAPE,   [0x1b] = MAY_ESCAPE,  ['^'] = MAY_ESCAPE,  ['#'] = MAY_ESCAPE,
    ['`'] = MAY_ESCAPE,   ['['] = MAY_ESCAPE,   ['<'] = MAY_MARK_UP, [0xc2] = MAY_MARK_UP,
    [0xe2] = MAY_MARK_UP, [0xef] = MAY_MARK_UP,
};

/* In Markdown a backtick stands before a line of a key, whose first letter may be any. */
static bool opens_code(struct bytes before, uint8_t here)
{
    const int last = before.left > 0 ? before.at[before.left - 1] : ' ';
    return here == '`' && (last == '\0' || strchr(" \t\r\n|>`", last) != NULL);
}

size_t clear_view_take(struct bytes before, struct bytes here, bool markup,
                       uint8_t made[UNESCAPE_MADE_MAX], size_t *count)
{
    *count = 0;
    if (begins[here.at[0]] == MAY_ESCAPE) {
        size_t taken = opens_code(before, here.at[0]) ? 0 : unescape_take(here, made, count);
        const bool soft = taken > 0 && *count == 0 && here.at[0] == '=';
        return soft && line_padding_is(before, here, bytes_over(here.at + taken, here.left - taken))
                   ? 0
                   : taken;
    }
    made[0] = 0;
    bool marked = begins[here.at[0]] == MAY_MARK_UP && (markup || here.at[0] != '<');
    size_t taken = marked ? markup_take(here, &made[0]) : 0;
    *count = made[0] != 0 ? 1 : 0;
    return taken;
}

/* How many bytes stand for themselves, whatever is behind them. */
static size_t plain_run(const uint8_t *text, size_t length)
{
    size_t run = 0;
    while (run < length && begins[text[run]] == 0) {
        run++;
    }
    return run;
}

/* Bytes of the view go to the front over what was undone before them. */
static void move_run(struct clear_view *view, size_t written, size_t read, size_t length)
{
    if (written < read) {
        memmove(view->text.at + written, view->text.at + read, length);
        memmove(view->origin + written, view->origin + read, length * sizeof(*view->origin));
    }
}

/* One level of escapes, in place: an escape is never shorter than what it
 * stands for. True when something was undone. */
static bool undo_once(struct clear_view *view, enum view_undo undo)
{
    uint8_t *text = view->text.at;
    size_t length = view->text.used, written = 0;
    size_t padded = SIZE_MAX; /* behind an `=` that was escaped: none stands for itself there */
    bool undone = false;
    for (size_t read = 0; read < length;) {
        uint8_t made[UNESCAPE_MADE_MAX];
        size_t count, run = plain_run(text + read, length - read);
        move_run(view, written, read, run);
        written += run;
        read += run;
        if (read == length) {
            break;
        }
        const bool page = undo == UNDO_PAGE && text[read] == '<' &&
                          markup_is_page(bytes_over(text + read, length - read));
        size_t taken = clear_view_take(bytes_over(text, read == padded ? 0 : written),
                                       bytes_over(text + read, length - read),
                                       undo == UNDO_MARKUP || page, made, &count);
        uint32_t origin = view->origin[read];
        if (taken == 0) {
            view->origin[written] = origin;
            text[written++] = text[read++];
            continue;
        }
        assert(count < taken);
        for (size_t i = 0; i < count; i++) {
            view->origin[written] = origin;
            text[written++] = made[i];
        }
        read += taken;
        padded = count == 1 && made[0] == '=' ? read : padded;
        undone = true;
    }
    view->origin[written] = view->origin[length];
    memory_wipe(text + written, length - written);
    view->text.used = written;
    return undone;
}

static bool undo_form(struct clear_view *view, bool again)
{
    uint8_t *text = view->text.at;
    const size_t length = view->text.used;
    size_t written = 0;
    if (!form_text_is(buffer_bytes(&view->text), again)) {
        return again;
    }
    view->escaped = true;
    for (size_t read = 0; read < length;) {
        const size_t space = form_text_space(bytes_over(text + read, length - read));
        view->origin[written] = view->origin[read];
        text[written++] = space > 0 ? ' ' : text[read];
        read += space > 0 ? space : 1;
    }
    view->origin[written] = view->origin[length];
    memory_wipe(text + written, length - written);
    view->text.used = written;
    return true;
}

/* The bracket before the name of an element, which may have the prefix of a name space; `mark`
 * where there is none. */
static size_t tag_front(struct bytes text, size_t mark)
{
    size_t at = mark;
    if (at > 1 && text.at[at - 1] == ':') {
        at--;
        while (at > 0 && mark - at < NAME_SPACE_MAX && base64_standard(text.at[at - 1])) {
            at--;
        }
    }
    return at > 0 && text.at[at - 1] == '<' ? at - 1 : mark;
}

/* Where the dashes begin that belong to a BEGIN at `mark`, or the bracket before the name of an
 * element; all else has none. */
static size_t mark_front(struct bytes text, size_t mark)
{
    size_t front = tag_front(text, mark);
    if (front < mark) {
        return front;
    }
    if (text.left - mark < 3 || strncasecmp((const char *)text.at + mark, "BEG", 3) != 0) {
        return mark;
    }
    while (front > 0 &&
           (text.at[front - 1] == '-' || text.at[front - 1] >= 0x80 || text.at[front - 1] == ' ')) {
        front--;
    }
    while (front < mark && text.at[front] == ' ') {
        front++;
    }
    return front;
}

/* Line ends, and the bytes of a file or a disk before its first line; a colour is of the line. */
static bool ends_prefix(const uint8_t *text, size_t at, size_t length)
{
    return text[at] < ' ' && text[at] != '\t' &&
           !(text[at] == 0x1b && at + 1 < length && text[at + 1] == '[');
}

/* What stands before the mark on its line; copied, the text changes. Of a longer one the
 * end will do where any tail does (`cut_last`). */
static struct bytes mark_prefix(const struct clear_view *view, size_t mark, bool cut_last,
                                uint8_t memory[PREFIX_MAX])
{
    const uint8_t *text = view->text.at;
    const size_t end = mark_front(buffer_bytes(&view->text), mark);
    size_t from;
    for (from = end; from > 0 && !ends_prefix(text, from - 1, end); from--) {
        if (end - from == PREFIX_MAX) {
            if (!cut_last) {
                return (struct bytes){ 0 };
            }
            break;
        }
    }
    memcpy(memory, text + from, end - from);
    return bytes_over(memory, end - from);
}

/* The text may end within the prefix of its last line: what is left of that is no line. */
static size_t cut_tail(struct bytes prefix, struct bytes line, struct bytes *tail)
{
    const size_t cut = line_prefix_find_tail(prefix, line, tail);
    return cut == 0 && line.left < prefix.left ? line_prefix_match_head(*tail, line) : cut;
}

static void cut_prefixes(struct clear_view *view, struct bytes prefix, size_t mark, bool cut_last)
{
    uint8_t *text = view->text.at;
    size_t length = view->text.used, written = mark;
    struct bytes tail = { 0 };
    for (size_t read = mark; read < length; read++) {
        const uint8_t before = text[read - (read > 0 ? 1 : 0)];
        if (before == '\n' || (before == '\r' && text[read] != '\n')) {
            const struct bytes line = bytes_over(text + read, length - read);
            read += cut_last ? cut_tail(prefix, line, &tail) : line_prefix_match_head(prefix, line);
        }
        if (read < length) {
            view->origin[written] = view->origin[read];
            text[written++] = text[read];
        }
    }
    view->origin[written] = view->origin[length];
    memory_wipe(text + written, length - written);
    view->text.used = written;
}

static void cut_by_mark(struct clear_view *view, const struct view_wish *wish)
{
    uint8_t memory[PREFIX_MAX];
    size_t place = clear_view_find(view, wish->mark);
    struct bytes prefix = mark_prefix(view, place, wish->cut_last, memory);
    if (prefix.left > 0) {
        cut_prefixes(view, prefix, place, wish->cut_last);
    }
}

static bool fill(struct clear_view *view, struct bytes raw, const struct view_wish *wish)
{
    assert(raw.left < UINT32_MAX);
    view->escaped = false;
    view->passes = 1;
    if (!reserve(view, raw.left)) {
        return false;
    }
    if (wish->width == VIEW_BYTES) {
        fill_bytes(view, raw);
    } else {
        fill_units(view, raw, wish->width == VIEW_UTF16_BE);
    }
    return true;
}

static void undo_all(struct clear_view *view, const struct view_wish *wish)
{
    const size_t mark = wish->mark == VIEW_UNCUT || wish->cut_last ? 0 : wish->mark;
    view->passes++;
    bool utf7 = view_utf7_undo(view, mark, false);
    bool form = undo_form(view, false);
    for (int level = 0; level < DECODINGS_MAX && undo_once(view, wish->undo); level++) {
        view->escaped = true;
        view->passes++;
        utf7 = view_utf7_undo(view, mark, utf7);
        form = undo_form(view, form);
    }
}

bool clear_view_make(struct clear_view *view, struct bytes raw, const struct view_wish *wish)
{
    const bool cut = wish->mark != VIEW_UNCUT;
    if (!fill(view, raw, wish)) {
        return false;
    }
    if (cut && !wish->cut_last) {
        cut_by_mark(view, wish);
    }
    if (wish->undo != UNDO_NOTHING) {
        undo_all(view, wish);
    }
    if (cut && wish->cut_last) {
        cut_by_mark(view, wish);
    }
    return true;
}

bool clear_view_cut(struct clear_view *view, size_t mark)
{
    const struct view_wish wish = { .mark = mark, .cut_last = true };
    const size_t length = view->text.used;
    cut_by_mark(view, &wish);
    return view->text.used < length;
}

bool clear_view_split(struct clear_view *view, size_t mark)
{
    uint8_t memory[PREFIX_MAX], *text = view->text.at;
    const size_t place = clear_view_find(view, mark), length = view->text.used;
    struct spaced_lines lines;
    size_t written = place;
    if (!spaced_lines_learn(mark_prefix(view, place, false, memory), &lines)) {
        return false;
    }
    for (size_t read = place; read < length; read++) {
        const struct bytes here = bytes_over(text + read + 1, length - read - 1);
        const size_t cut = text[read] == ' ' ? spaced_lines_prefix(&lines, here) : 0;
        view->origin[written] = view->origin[read];
        text[written++] = cut > 0 ? '\n' : text[read];
        read += cut;
    }
    view->origin[written] = view->origin[length];
    memory_wipe(text + written, length - written);
    view->text.used = written;
    return written < length;
}

/* Does what is written so far end in a soft line break, whose break is the end of a string of a
 * list? An `=` that was escaped stands for itself. */
static bool is_soft_end(const struct clear_view *view, size_t written, size_t read, size_t joint)
{
    static const uint8_t soft[] = { '=', '\n' };
    const uint8_t *text = view->text.at;
    const struct bytes behind = bytes_over(text + read + joint, view->text.used - read - joint);
    return written > 0 && text[written - 1] == '=' &&
           view->origin[read] - view->origin[written - 1] == 1 &&
           !line_padding_is(bytes_over(text, written - 1), bytes_over(soft, sizeof(soft)), behind);
}

bool clear_view_join(struct clear_view *view, enum view_join join)
{
    uint8_t *text = view->text.at;
    size_t length = view->text.used, written = 0;
    for (size_t read = 0; read < length;) {
        const bool quote = text[read] == '"' || text[read] == '\'';
        const struct bytes rest = bytes_over(text + read, length - read);
        const size_t joint = !quote                 ? 0
                             : join == JOIN_STRINGS ? string_joint_length(rest)
                                                    : string_list_joint_length(rest);
        if (joint > 0 && join == JOIN_LIST && is_soft_end(view, written, read, joint)) {
            written--;
        } else if (joint == 0 || join == JOIN_LIST) {
            view->origin[written] = view->origin[read];
            text[written++] = joint > 0 ? '\n' : text[read];
        }
        read += joint > 0 ? joint : 1;
    }
    view->origin[written] = view->origin[length];
    memory_wipe(text + written, length - written);
    view->text.used = written;
    return written < length;
}

size_t clear_view_find(const struct clear_view *view, size_t raw_offset)
{
    size_t low = 0, high = view->text.used;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (view->origin[middle] < raw_offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void clear_view_clear(struct clear_view *view)
{
    buffer_clear(&view->text);
    free(view->origin);
    *view = (struct clear_view){ 0 };
}
