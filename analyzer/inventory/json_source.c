#include <string.h>

#include "inventory/cell_column.h"
#include "inventory/certificate_cell.h"

/* JSON (RFC 8259), one text or a text a line: every string is a cell, the name in front
 * of it its column. Structure is not judged, so a file that is cut short gives what it
 * has. */

#define NAME_MAX 128

static const struct fault too_long = { OUTCOME_BOUND, "RFC 8259 section 7",
                                       "string longer than this program reads" };

static const struct fault cut_off = { OUTCOME_TRUNCATED, "RFC 8259 section 7",
                                      "the string does not end" };

struct json {
    struct source_window *window;
    const struct source_setting *setting;
    struct cell_columns columns;
    uint8_t name[NAME_MAX]; /* the last one */
    size_t name_length;
    uint64_t line;
    struct buffer plain; /* a string without its escapes */
};

static bool is_blank(uint8_t octet)
{
    return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
}

static struct bytes without_blanks(struct bytes text)
{
    while (text.left > 0 && is_blank(text.at[0])) {
        text.at++;
        text.left--;
    }
    return text;
}

/* An object or an array at the front, and what can stand in it. */
bool json_source_recognise(struct bytes head)
{
    static const char mark[] = "\xef\xbb\xbf";
    struct bytes taken;
    if (head.left > 3 && memcmp(head.at, mark, 3) == 0 && !bytes_take(&head, 3, &taken)) {
        return false;
    }
    head = without_blanks(head);
    if (head.left < 2 || (head.at[0] != '{' && head.at[0] != '[')) {
        return false;
    }
    const bool object = head.at[0] == '{';
    head = without_blanks(bytes_over(head.at + 1, head.left - 1));
    return head.left > 0 &&
           (head.at[0] == '"' || (object ? head.at[0] == '}' : strchr("{[]", head.at[0]) != NULL));
}

/* Does a backslash stand before this place, and none before that, and so on? */
static bool is_escaped(struct bytes text, size_t at)
{
    size_t count = 0;
    while (count < at && text.at[at - 1 - count] == '\\') {
        count++;
    }
    return count % 2 == 1;
}

/* Length of the string whose opening quote was taken; SIZE_MAX where it does not end. */
static size_t string_length(struct bytes text)
{
    size_t at = 0;
    while (at < text.left) {
        const uint8_t *quote = memchr(text.at + at, '"', text.left - at);
        if (quote == NULL) {
            return SIZE_MAX;
        }
        at = (size_t)(quote - text.at);
        if (!is_escaped(text, at)) {
            return at;
        }
        at++;
    }
    return SIZE_MAX;
}

/* Blanks and solidi are all that is escaped in what this program looks for. */
static struct bytes unescaped(struct json *json, struct bytes text)
{
    buffer_reset(&json->plain);
    if (text.left == 0 || memchr(text.at, '\\', text.left) == NULL ||
        !buffer_reserve(&json->plain, text.left)) {
        return text;
    }
    for (size_t i = 0; i < text.left; i++) {
        uint8_t octet = text.at[i];
        if (octet == '\\' && i + 1 < text.left) {
            octet = text.at[++i];
            octet = octet == 'n' || octet == 'r' || octet == 't' ? '\n' : octet;
        }
        json->plain.at[json->plain.used++] = octet;
    }
    return buffer_bytes(&json->plain);
}

/* PEM may stand behind other text. */
static struct bytes from_pem(struct bytes text)
{
    const uint8_t *pem = text.left > 0 ? memmem(text.at, text.left, "-----BEGIN ", 11) : NULL;
    struct bytes before;
    return pem != NULL && bytes_take(&text, (size_t)(pem - text.at), &before) ? text : text;
}

static uint64_t column_of(const struct json *json)
{
    uint64_t column = UINT64_C(0xcbf29ce484222325); /* FNV-1a: no two names of one file agree */
    for (size_t i = 0; i < json->name_length; i++) {
        column = (column ^ json->name[i]) * UINT64_C(0x100000001b3);
    }
    return column;
}

static void take_value(struct json *json, struct bytes text)
{
    struct cell cell = { .column = column_of(json), .content = from_pem(unescaped(json, text)) };
    cell.spot = (struct source_spot){ .outer = json->setting->outer,
                                      .offset = json->window->position,
                                      .length = text.left,
                                      .row = json->line,
                                      .column = bytes_over(json->name, json->name_length) };
    cell_columns_take(&json->columns, &cell, false);
}

static void take_name(struct json *json, struct bytes text)
{
    json->name_length = text.left < NAME_MAX ? text.left : NAME_MAX;
    memcpy(json->name, text.at, json->name_length);
}

/* Is this string a name? Its colon may stand behind blanks, but not far. */
static bool is_name(struct bytes behind)
{
    behind = without_blanks(behind);
    return behind.left > 0 && behind.at[0] == ':';
}

static void count_lines(struct json *json, struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        json->line += text.at[i] == '\n' ? 1 : 0;
    }
}

static void take_string(struct json *json, struct bytes view, size_t length)
{
    if (is_name(bytes_over(view.at + length + 1, view.left - length - 1))) {
        take_name(json, bytes_over(view.at, length));
    } else {
        take_value(json, bytes_over(view.at, length));
    }
    source_window_drop(json->window, length + 1);
}

static void give_up(struct json *json, const struct fault *fault, struct bytes view)
{
    const struct source_spot spot = { .outer = json->setting->outer,
                                      .offset = json->window->position,
                                      .length = view.left,
                                      .row = json->line };
    json->columns.sink->unread(json->columns.sink->context, fault, &spot);
    source_window_drop(json->window, view.left);
}

/* The window stands behind an opening quote. False at the end. */
static bool read_string(struct json *json)
{
    for (;;) {
        const struct bytes view = source_window_view(json->window);
        const size_t length = string_length(view);
        const bool last = json->window->ended;
        if (length != SIZE_MAX && (view.left - length > NAME_MAX || last)) {
            take_string(json, view, length);
            return true;
        }
        if (view.left >= ROW_HELD_MAX) {
            give_up(json, &too_long, view);
            return true;
        }
        if (last) {
            if (certificate_cell_promises(view)) {
                give_up(json, &cut_off, view);
            }
            return false;
        }
        (void)!source_window_more(json->window, ROW_HELD_MAX);
    }
}

static void read_strings(struct json *json)
{
    for (;;) {
        struct bytes view = source_window_view(json->window), before;
        const uint8_t *quote = view.left > 0 ? memchr(view.at, '"', view.left) : NULL;
        const size_t length = quote == NULL ? view.left : (size_t)(quote - view.at);
        if (!bytes_take(&view, length, &before)) {
            return;
        }
        count_lines(json, before);
        source_window_drop(json->window, quote == NULL ? length : length + 1);
        if (quote != NULL ? !read_string(json) : !source_window_more(json->window, SIZE_MAX)) {
            return;
        }
    }
}

void json_source_read(struct source_window *window, const struct source_setting *setting,
                      const struct certificate_sink *sink)
{
    struct json json = { .window = window, .setting = setting, .line = 1 };
    struct source_spot whole = { .outer = setting->outer, .offset = window->position };
    cell_columns_init(&json.columns, setting, sink);
    read_strings(&json);
    whole.length = window->position - whole.offset;
    cell_columns_end(&json.columns, &whole);
    cell_columns_clear(&json.columns);
    buffer_clear(&json.plain);
}
