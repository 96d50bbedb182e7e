#include "containers/mail/mime_separator.h"

#include <string.h>
#include <strings.h>

#include "bytes/line_front.h"
#include "bytes/uuencode_line.h"
#include "limit.h"

bool mime_separators_push(struct mime_separators *separators, struct bytes boundary, bool digest)
{
    size_t at = separators->texts.used;
    if (separators->count >= limit_of(LIMIT_MIME_DEPTH) ||
        !buffer_append(&separators->texts, boundary)) {
        return false;
    }
    separators->levels[separators->count++] =
        (struct mime_level){ .at = at, .length = boundary.left, .digest = digest };
    return true;
}

void mime_separators_pop_to(struct mime_separators *separators, size_t count)
{
    if (count < separators->count) {
        separators->texts.used = separators->levels[count].at;
        separators->count = count;
    }
}

void mime_separators_clear(struct mime_separators *separators)
{
    buffer_clear(&separators->texts);
    separators->count = 0;
}

/* Takes a line; the last one may be without a break. False when its end is not
 * in sight: then it is longer than any line looked for. */
static bool take_line(struct bytes *rest, struct bytes *line)
{
    size_t shown = rest->left;
    return bytes_take_until(rest, '\n', line) ||
           (shown < SECTION_LOOK && bytes_take(rest, shown, line));
}

static struct bytes without_blanks(struct bytes line)
{
    while (line.left > 0 && (line.at[line.left - 1] == ' ' || line.at[line.left - 1] == '\t' ||
                             line.at[line.left - 1] == '\r')) {
        line.left--;
    }
    return line;
}

/* The whole line is compared: RFC 2046 section 5.1.1 asks for its front alone,
 * but with a boundary of `---` that would cut every PEM block in two. */
static bool match_level(const struct mime_separators *separators, size_t level, struct bytes text,
                        bool *closing)
{
    const struct mime_level *one = &separators->levels[level];
    struct bytes rest = text, front;
    if (one->length == 0 || !bytes_take(&rest, one->length, &front) ||
        (rest.left != 0 && rest.left != 2) ||
        memcmp(front.at, separators->texts.at + one->at, one->length) != 0) {
        return false;
    }
    *closing = rest.left == 2;
    return rest.left == 0 || memcmp(rest.at, "--", 2) == 0;
}

/* `text` is the line without its hyphens. The innermost multipart comes first. */
static bool match_boundary(const struct mime_separators *separators, struct bytes text,
                           struct mime_separator *found)
{
    for (size_t level = separators->count; level > 0; level--) {
        if (match_level(separators, level - 1, text, &found->closing)) {
            found->kind = SEPARATOR_BOUNDARY;
            found->level = level - 1;
            return true;
        }
    }
    return false;
}

static void keep_text(struct mime_separators *separators, struct bytes text)
{
    separators->line_length = text.left;
    memcpy(separators->line, text.at, text.left);
}

/* A `Content-` field follows. */
static bool match_undeclared(struct mime_separators *separators, struct bytes text,
                             struct bytes next, struct mime_separator *found)
{
    static const char field[] = "Content-";
    if (text.left == 0 || text.left > BOUNDARY_LENGTH_MAX ||
        separators->count >= limit_of(LIMIT_MIME_DEPTH) || next.left < strlen(field) ||
        strncasecmp((const char *)next.at, field, strlen(field)) != 0) {
        return false;
    }
    struct bytes line, name;
    if (!take_line(&next, &line) || !bytes_take_until(&line, ':', &name) ||
        memchr(name.at, ' ', name.left) != NULL) {
        return false;
    }
    found->kind = SEPARATOR_ADOPTED;
    keep_text(separators, text);
    return true;
}

static bool match_hyphens(struct mime_separators *separators, struct bytes line, struct bytes next,
                          struct mime_separator *found)
{
    struct bytes text = without_blanks(line), hyphens;
    if (!bytes_take(&text, 2, &hyphens) || memcmp(hyphens.at, "--", 2) != 0) {
        return false;
    }
    return match_boundary(separators, text, found) ||
           (separators->mode == SECTION_TEXT && match_undeclared(separators, text, next, found));
}

/* And a line of data behind it. */
static bool begins_uuencode(struct bytes line, struct bytes next)
{
    struct bytes data;
    return uuencode_line_begins(line) && take_line(&next, &data) &&
           uuencode_line_kind(data) == UUENCODE_DATA;
}

static bool match_file(struct mime_separators *separators, struct bytes line, struct bytes next,
                       struct mime_separator *found)
{
    if (begins_uuencode(without_blanks(line), next)) {
        found->kind = SEPARATOR_UUENCODE;
    } else if (bytes_begin_with(line, "=ybegin ")) {
        found->kind = SEPARATOR_YENC;
    } else {
        return false;
    }
    found->length = 0; /* the line goes with the file */
    keep_text(separators, without_blanks(line));
    return true;
}

/* A damaged line within the data is stepped over when a full one follows. */
static bool ends_uuencode(struct bytes line, struct bytes next)
{
    struct bytes following;
    enum uuencode_line kind = uuencode_line_kind(line);
    if (kind == UUENCODE_DATA || kind == UUENCODE_SHORT) {
        return false;
    }
    return kind == UUENCODE_END || !take_line(&next, &following) || following.left < 61 ||
           uuencode_line_kind(following) != UUENCODE_DATA;
}

/* The line that ends a file by its name goes with it, any other begins text. */
static bool match_file_end(const struct mime_separators *separators, struct bytes line,
                           struct bytes next, struct mime_separator *found)
{
    bool uuencode = separators->mode == SECTION_UUENCODE;
    if (uuencode ? !ends_uuencode(line, next) : !bytes_begin_with(line, "=yend")) {
        return false;
    }
    found->kind = SEPARATOR_FILE_END;
    if (uuencode && uuencode_line_kind(line) != UUENCODE_END) {
        found->length = 0;
    }
    return true;
}

static bool separates(void *context, struct bytes rest, bool after_empty_line)
{
    (void)after_empty_line;
    struct mime_separators *separators = context;
    struct mime_separator *found = &separators->found;
    struct bytes next = rest, line;
    *found = (struct mime_separator){ .kind = SEPARATOR_NONE };
    if (!take_line(&next, &line)) {
        found->kind = SEPARATOR_FILE_END;
        return separators->mode == SECTION_UUENCODE;
    }
    found->length = rest.left - next.left;
    if (match_hyphens(separators, line, next, found)) {
        return true;
    }
    if (separators->mode == SECTION_TEXT) {
        return match_file(separators, line, next, found);
    }
    return separators->mode != SECTION_PARTS && match_file_end(separators, line, next, found);
}

void mime_separators_section(struct mime_separators *separators, struct stream *from,
                             enum section_mode mode, struct section_stream *section)
{
    static const uint8_t part_fronts[LINE_FRONTS] = { '-', '-', '-' };
    static const uint8_t text_fronts[LINE_FRONTS] = { '-', 'b', '=' };
    static const uint8_t yenc_fronts[LINE_FRONTS] = { '-', '=', '=' };
    static const struct line_judge judges[] = {
        [SECTION_PARTS] = { part_fronts, separates, true },
        [SECTION_TEXT] = { text_fronts, separates, true },
        [SECTION_UUENCODE] = { NULL, separates, true },
        [SECTION_YENC] = { yenc_fronts, separates, true },
    };
    bool first_line = mode == SECTION_PARTS || mode == SECTION_TEXT;
    separators->mode = mode;
    separators->found.kind = SEPARATOR_NONE;
    section_stream_init(section, from, &judges[mode], separators, first_line);
}
