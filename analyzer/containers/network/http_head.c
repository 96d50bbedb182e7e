#include "containers/network/http_head.h"

#include <string.h>

#include "bytes/ascii.h"
#include "bytes/hex_text.h"

#define SIZE_DIGITS        18
#define CHUNK_DIGITS       15
#define CHUNK_LINE_MAX     256
#define VERSION_CHARACTERS 8 /* HTTP/1.1 */

/* A line without its end. False where none ends in sight. */
static bool take_line(struct bytes *text, struct bytes *line)
{
    if (!bytes_take_until(text, '\n', line)) {
        return false;
    }
    if (line->left > 0 && line->at[line->left - 1] == '\r') {
        line->left--;
    }
    return true;
}

/* With the lines that it is folded over, as far as they are seen (RFC 9112 section 5.2). */
static void take_folds(struct bytes *text, struct bytes *line)
{
    struct bytes fold;
    while (text->left > 0 && line->left > 0 && ascii_is_blank(text->at[0]) &&
           take_line(text, &fold)) {
        *line = bytes_over(line->at, (size_t)(fold.at - line->at) + fold.left);
    }
}

static struct bytes trimmed(struct bytes text)
{
    while (text.left > 0 && ascii_is_blank(text.at[0])) {
        text.at++;
        text.left--;
    }
    while (text.left > 0 && ascii_is_blank(text.at[text.left - 1])) {
        text.left--;
    }
    return text;
}

/* RFC 9110 section 5.6.2 */
static bool is_token(struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        if (!ascii_is_alphanumeric(text.at[i]) &&
            (text.at[i] == 0 || strchr("!#$%&'*+-.^_`|~", text.at[i]) == NULL)) {
            return false;
        }
    }
    return text.left > 0;
}

/* "HTTP/1.1", "HTTP/2" */
static bool is_version(struct bytes word)
{
    return bytes_begin_with(word, "HTTP/") && word.left >= VERSION_CHARACTERS - 2 &&
           word.left <= VERSION_CHARACTERS && ascii_is_digit(word.at[5]) &&
           (word.left == VERSION_CHARACTERS - 2 ||
            (word.left == VERSION_CHARACTERS && word.at[6] == '.' && ascii_is_digit(word.at[7])));
}

static bool read_status(struct bytes line, struct http_head *head)
{
    struct bytes version, code;
    if (!bytes_take_until(&line, ' ', &version) || !is_version(version) ||
        !bytes_take(&line, 3, &code) || (line.left > 0 && line.at[0] != ' ') || code.at[0] < '1' ||
        code.at[0] > '5' || !ascii_is_digit(code.at[1]) || !ascii_is_digit(code.at[2])) {
        return false;
    }
    head->bodiless = code.at[0] == '1' || memcmp(code.at, "204", 3) == 0 ||
                     memcmp(code.at, "304", 3) == 0; /* RFC 9112 section 6.3 */
    return true;
}

static bool read_request(struct bytes line, struct http_head *head)
{
    struct bytes method, target;
    head->request = bytes_take_until(&line, ' ', &method) && is_token(method) &&
                    bytes_take_until(&line, ' ', &target) && target.left > 0 && is_version(line);
    return head->request;
}

static bool same_word(struct bytes text, const char *word)
{
    const size_t length = strlen(word);
    for (size_t i = 0; i < length && i < text.left; i++) {
        if (ascii_lower(text.at[i]) != (uint8_t)word[i]) {
            return false;
        }
    }
    return text.left == length;
}

/* Without blanks around it, and without line ends where it was folded (RFC 9112 section 5.2). */
static struct bytes value_of(struct bytes line)
{
    while (line.left > 0 && ascii_is_space(line.at[0])) {
        line = bytes_over(line.at + 1, line.left - 1);
    }
    return trimmed(line);
}

/* The last of a list of words. */
static struct bytes last_of(struct bytes list)
{
    struct bytes word;
    while (bytes_take_until(&list, ',', &word)) {
    }
    return value_of(list);
}

static bool read_size(struct bytes digits, uint64_t *size)
{
    *size = 0;
    for (size_t i = 0; i < digits.left; i++) {
        if (!ascii_is_digit(digits.at[i])) {
            return false;
        }
        *size = *size * 10 + (unsigned)(digits.at[i] - '0');
    }
    return digits.left > 0 && digits.left <= SIZE_DIGITS;
}

static bool read_field(struct bytes line, struct http_head *head)
{
    struct bytes name, value;
    if (ascii_is_blank(line.at[0])) {
        return true; /* goes on with none */
    }
    if (!bytes_take_until(&line, ':', &name) || !is_token(name = trimmed(name))) {
        return false;
    }
    value = value_of(line);
    if (same_word(name, "transfer-encoding")) {
        head->chunked = same_word(last_of(value), "chunked");
    } else if (same_word(name, "content-length")) {
        head->sized = value.left <= SIZE_DIGITS && read_size(value, &head->size);
    } else if (same_word(name, "content-encoding")) {
        head->deflate = same_word(last_of(value), "deflate");
        head->brotli = same_word(last_of(value), "br");
    } else if (same_word(name, "upgrade")) {
        head->websocket = same_word(value, "websocket");
    }
    return true;
}

static bool read_start(struct bytes line, struct http_head *head)
{
    *head = (struct http_head){ .start = line };
    return bytes_begin_with(line, "HTTP/") ? read_status(line, head) : read_request(line, head);
}

/* Takes fields and the empty line behind them, as far as they are seen. False where a line is none.
 */
static bool take_fields(struct bytes *text, struct http_head *head, bool *ended)
{
    struct bytes line;
    *ended = false;
    while (!*ended && take_line(text, &line)) {
        *ended = line.left == 0;
        take_folds(text, &line);
        if (!*ended && !read_field(line, head)) {
            return false;
        }
    }
    return true;
}

bool http_head_begins(struct bytes text)
{
    struct http_head head;
    struct bytes line;
    bool ended;
    if (!take_line(&text, &line) || !read_start(line, &head) || !take_line(&text, &line)) {
        return false;
    }
    if (line.left == 0) {
        return head.bodiless; /* as 100 Continue */
    }
    return !ascii_is_blank(line.at[0]) && read_field(line, &head) &&
           take_fields(&text, &head, &ended);
}

bool http_head_take(struct bytes *text, struct http_head *head)
{
    struct http_head read;
    struct bytes rest = *text, line;
    bool ended;
    if (!take_line(&rest, &line) || !read_start(line, &read) ||
        !take_fields(&rest, &read, &ended) || !ended) {
        return false;
    }
    read.length = text->left - rest.left;
    *head = read;
    *text = rest;
    return true;
}

void http_trailer_take(struct bytes *text)
{
    struct http_head head = { 0 };
    struct bytes rest = *text, line;
    bool ended = rest.left == 0 || ascii_is_blank(rest.at[0]);
    while (!ended && take_line(&rest, &line)) {
        ended = line.left == 0;
        if (!ended && !read_field(line, &head)) {
            return;
        }
        *text = rest;
    }
}

bool http_chunk_line_take(struct bytes *text, uint64_t *size)
{
    struct bytes rest =
        bytes_over(text->at, text->left < CHUNK_LINE_MAX ? text->left : CHUNK_LINE_MAX);
    struct bytes line;
    uint64_t value = 0;
    size_t digits = 0;
    if (rest.left == 0 || !take_line(&rest, &line)) {
        return false;
    }
    for (; digits < line.left && hex_digit(line.at[digits]) >= 0; digits++) {
        if (digits == CHUNK_DIGITS) {
            return false;
        }
        value = value << 4 | (unsigned)hex_digit(line.at[digits]);
    }
    const struct bytes extension =
        trimmed(bytes_over(line.at + digits, line.left - digits)); /* blanks: old servers pad */
    if (digits == 0 || (extension.left > 0 && extension.at[0] != ';')) {
        return false;
    }
    const size_t taken = (size_t)(rest.at - text->at);
    *text = bytes_over(text->at + taken, text->left - taken);
    *size = value;
    return true;
}
