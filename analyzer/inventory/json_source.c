#include <string.h>

#include "bytes/ascii.h"
#include "inventory/cell_column.h"
#include "inventory/certificate_cell.h"

/* JSON (RFC 8259), one text or a text a line: every string is a cell, the name in front
 * of it its column. Structure is not judged, so a file that is cut short gives what it
 * has.
 *
 * Where lines begin with an object each, as in JSON lines, such a line is the border of
 * ranges: no line end stands in a string but escaped. A string that goes on into such a
 * line all the same ends there, so that all ranges see the same strings wherever the file
 * is cut, and one quote too many costs one line. */

#define NAME_MAX 128

static const struct fault too_long = { OUTCOME_BOUND, "RFC 8259 section 7",
                                       "string longer than this program reads" };

static const struct fault broken_off = { OUTCOME_MALFORMED, "RFC 8259 section 7",
                                         "the line ends in a string" };

static const struct fault cut_off = { OUTCOME_TRUNCATED, "RFC 8259 section 7",
                                      "the string does not end" };

struct json {
    struct source_window *window;
    const struct source_setting *setting;
    struct cell_columns columns;
    uint8_t name[NAME_MAX]; /* the last one */
    size_t name_length;
    uint64_t line;
    bool lined;          /* a line that begins with an object begins a record */
    bool uncounted;      /* the reading begins somewhere in the file */
    struct buffer plain; /* a string without its escapes */
};

static struct bytes without_blanks(struct bytes text)
{
    while (text.left > 0 && ascii_is_space(text.at[0])) {
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

/* Where a line ends behind which a record begins; SIZE_MAX: nowhere. */
static size_t record_border(struct bytes text)
{
    size_t at = 0;
    while (at + 1 < text.left) {
        const uint8_t *end = memchr(text.at + at, '\n', text.left - at - 1);
        if (end == NULL) {
            break;
        }
        at = (size_t)(end - text.at);
        if (text.at[at + 1] == '{') {
            return at;
        }
        at++;
    }
    return SIZE_MAX;
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
                                      .uncounted = json->uncounted,
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

/* Between strings: lines are counted, and a record has no name of the one before it. */
static void pass_over(struct json *json, struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        if (text.at[i] == '\n') {
            json->line++;
            if (json->lined && i + 1 < text.left && text.at[i + 1] == '{') {
                json->name_length = 0;
            }
        }
    }
    source_window_drop(json->window, text.left);
}

/* Goes to the border in front of the next record. False where none of this reading's follows. */
static bool skip_to_record(struct json *json)
{
    struct source_window *window = json->window;
    while (window->position < json->setting->stop) {
        const struct bytes view = source_window_view(window);
        const size_t border = record_border(view);
        if (border != SIZE_MAX) {
            source_window_drop(window, border);
            return window->position < json->setting->stop;
        }
        source_window_drop(window, view.left > 0 ? view.left - 1 : 0);
        if (!source_window_more(window, SIZE_MAX)) {
            source_window_drop(window, source_window_view(window).left);
            return false;
        }
    }
    return false;
}

/* Does a record that is another reading's begin in this text, which stands at the front? */
static bool passes_stop(const struct json *json, struct bytes text)
{
    const uint64_t at = json->window->position, stop = json->setting->stop;
    struct bytes own;
    const size_t before = stop > at ? (size_t)(stop - at) : 0;
    return json->lined && bytes_take(&text, before, &own) && record_border(text) != SIZE_MAX;
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

/* In lines the rest of one that is too long is passed over; else nobody knows where the
 * string ends. False at the end. */
static bool give_up(struct json *json, const struct fault *fault, size_t length)
{
    struct source_spot spot = { .outer = json->setting->outer,
                                .offset = json->window->position,
                                .row = json->line,
                                .uncounted = json->uncounted };
    source_window_drop(json->window, length);
    const bool more = fault != &too_long || !json->lined || skip_to_record(json);
    spot.length = json->window->position - spot.offset;
    json->columns.sink->unread(json->columns.sink->context, fault, &spot);
    return more;
}

/* A line end at the end of the view may be a border: it waits for what follows. */
static size_t without_border(const struct json *json, struct bytes view)
{
    const bool waits = view.left > 0 && view.at[view.left - 1] == '\n' && !json->window->ended;
    return waits ? view.left - 1 : view.left;
}

/* Where a record begins in the string at the front; SIZE_MAX: nowhere. */
static size_t broken_at(const struct json *json, struct bytes view, size_t length)
{
    const struct bytes text = bytes_over(view.at, length < view.left ? length : view.left);
    return json->lined && view.left > 0 ? record_border(text) : SIZE_MAX;
}

/* The window stands behind an opening quote. False at the end. */
static bool read_string(struct json *json)
{
    for (;;) {
        const struct bytes view = source_window_view(json->window);
        const size_t length = string_length(view);
        const size_t border = broken_at(json, view, length);
        const bool last = json->window->ended;
        if (border != SIZE_MAX) {
            return give_up(json, &broken_off, border);
        }
        if (length != SIZE_MAX && (view.left - length > NAME_MAX || last)) {
            take_string(json, view, length);
            return true;
        }
        if (view.left >= ROW_HELD_MAX) {
            return give_up(json, &too_long, without_border(json, view));
        }
        if (last) {
            if (certificate_cell_promises(view)) {
                (void)give_up(json, &cut_off, view.left);
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
        const size_t length =
            quote == NULL ? without_border(json, view) : (size_t)(quote - view.at);
        if (!bytes_take(&view, length, &before) || passes_stop(json, before)) {
            return;
        }
        pass_over(json, before);
        source_window_drop(json->window, quote == NULL ? 0 : 1);
        if (quote != NULL ? !read_string(json) : !source_window_more(json->window, SIZE_MAX)) {
            return;
        }
    }
}

static void find_hash(void *context, const uint8_t sha256[SHA256_LENGTH], struct bytes serial,
                      const struct source_spot *spot)
{
    (void)sha256;
    (void)serial;
    (void)spot;
    *(bool *)context = true;
}

/* Reads the front of a file, which is in memory, and tells nobody. True when something
 * that is looked for is in it. The columns know what they learned. */
static bool read_front(struct json *json, struct bytes front)
{
    bool found = false;
    struct certificate_sink silent = certificate_sink_silent(&found);
    silent.hash = find_hash;
    const struct source_setting setting = { .stop = UINT64_MAX };
    struct source_window window = { .fd = -1, .ended = true };
    struct json reading = { .window = &window, .setting = &setting, .line = 1, .lined = true };
    reading.columns = json->columns;
    reading.columns.sink = &silent;
    if (buffer_append(&window.memory, front)) {
        read_strings(&reading);
        hash_row_end(&reading.columns.hashes, &silent);
    }
    cell_columns_adopt(&json->columns, &reading.columns);
    buffer_clear(&reading.plain);
    source_window_clear(&window);
    return found;
}

bool json_source_in_lines(struct bytes head)
{
    const struct source_setting setting = { .stop = UINT64_MAX };
    const struct certificate_sink nobody = { .context = NULL };
    struct json json = { .setting = &setting };
    cell_columns_init(&json.columns, &setting, &nobody);
    const bool lined =
        json_source_recognise(head) && record_border(head) != SIZE_MAX && read_front(&json, head);
    cell_columns_clear(&json.columns);
    return lined;
}

/* False where nothing of this reading's own begins. */
static bool enter(struct json *json)
{
    if (json->window->position == 0) {
        json->lined = record_border(source_window_view(json->window)) != SIZE_MAX;
        return true;
    }
    json->lined = true;
    if (json->setting->front.left > 0) {
        (void)read_front(json, json->setting->front);
    }
    return skip_to_record(json);
}

void json_source_read(struct source_window *window, const struct source_setting *setting,
                      const struct certificate_sink *sink)
{
    struct json json = { .window = window, .setting = setting, .line = 1 };
    struct source_spot whole = { .outer = setting->outer, .offset = window->position };
    json.uncounted = setting->stop != UINT64_MAX;
    cell_columns_init(&json.columns, setting, sink);
    if (enter(&json)) {
        read_strings(&json);
        whole.length = window->position - whole.offset;
        cell_columns_end(&json.columns, &whole);
    }
    cell_columns_clear(&json.columns);
    buffer_clear(&json.plain);
}
