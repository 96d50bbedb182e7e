#include "containers/mail/mail_header.h"

#include <string.h>
#include <strings.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include "bounds.h"
#include "bytes/ascii.h"
#include "bytes/text_word.h"

/* The count is padded with blanks to a fixed width. */
#define EMLX_LINE_MAX 32

enum header_line { LINE_EMPTY, LINE_FOLDED, LINE_FIELD, LINE_ENVELOPE, LINE_OTHER };

static bool is_of_name(uint8_t byte)
{
    return byte > ' ' && byte < 0x7f && byte != ':';
}

/* How many of the first `most` bytes may belong to a field name. */
static size_t name_front(struct bytes line, size_t most)
{
    size_t length = 0;
#if defined(__x86_64__)
    for (; most - length >= sizeof(__m128i); length += sizeof(__m128i)) {
        const __m128i block = _mm_loadu_si128((const __m128i *)(const void *)(line.at + length));
        const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8(':')),
                                          _mm_cmpeq_epi8(block, _mm_set1_epi8(0x7f)));
        const __m128i within = _mm_cmpgt_epi8(block, _mm_set1_epi8(' ')); /* 0x80 is negative */
        const unsigned mask = (unsigned)_mm_movemask_epi8(_mm_andnot_si128(ends, within)) ^ 0xffff;
        if (mask != 0) {
            return length + (size_t)__builtin_ctz(mask);
        }
    }
#endif
    while (length < most && is_of_name(line.at[length])) {
        length++;
    }
    return length;
}

/* How long the field name at the front is; 0 where no field begins (RFC 5322
 * section 2.2; blanks before the colon: section 4.5). A boundary line may hold
 * a colon, a field name never begins with two hyphens. */
static size_t name_and_colon(struct bytes line, size_t *colon)
{
    const size_t most = line.left < MAIL_FIELD_NAME_MAX ? line.left : MAIL_FIELD_NAME_MAX;
    const size_t length = name_front(line, most);
    *colon = length;
    while (*colon < most && ascii_is_blank(line.at[*colon])) {
        ++*colon;
    }
    bool hyphens = length >= 2 && line.at[0] == '-' && line.at[1] == '-';
    return *colon < line.left && line.at[*colon] == ':' && !hyphens ? length : 0;
}

static size_t name_length(struct bytes line)
{
    size_t colon;
    return name_and_colon(line, &colon);
}

/* `From ` of an mbox, quoted or not, and the number of bytes that begins an .emlx. */
static bool is_envelope(struct bytes line)
{
    if (bytes_begin_with(line, "From ") || bytes_begin_with(line, ">From ")) {
        return true;
    }
    if (line.left > EMLX_LINE_MAX) {
        return false;
    }
    size_t digits = 0;
    while (digits < line.left && line.at[digits] >= '0' && line.at[digits] <= '9') {
        digits++;
    }
    size_t end = digits;
    while (end < line.left && (ascii_is_blank(line.at[end]) || line.at[end] == '\r')) {
        end++;
    }
    return digits > 0 && end == line.left;
}

/* `line` is without its LF. */
static enum header_line line_kind(struct bytes line)
{
    if (line.left == 0 || (line.left == 1 && line.at[0] == '\r')) {
        return LINE_EMPTY;
    }
    if (ascii_is_blank(line.at[0])) {
        return LINE_FOLDED;
    }
    if (name_length(line) > 0) {
        return LINE_FIELD;
    }
    return is_envelope(line) ? LINE_ENVELOPE : LINE_OTHER;
}

/* Whether a line can stand in the block where the scan is. */
static bool line_belongs(const struct mail_header_scan *scan, enum header_line kind)
{
    if (kind == LINE_FOLDED) {
        return scan->any_field;
    }
    return kind == LINE_FIELD || (kind == LINE_ENVELOPE && (scan->message || scan->any_field));
}

/* Takes a line of `length`, its LF included. False when the block ended. */
static bool put_line(struct mail_header_scan *scan, enum header_line kind, size_t length)
{
    if (kind == LINE_EMPTY) {
        scan->length += length;
        return scan->message && !scan->any_field;
    }
    if (!line_belongs(scan, kind)) {
        scan->missing_empty_line = scan->any_field;
        return false;
    }
    scan->any_field = scan->any_field || kind == LINE_FIELD;
    scan->length += length;
    return true;
}

/* A line that is not all in sight: its kind shows at its front. */
static bool ends_unfinished(struct mail_header_scan *scan, struct bytes line)
{
    if (line.left <= MAIL_FIELD_NAME_MAX || line_belongs(scan, line_kind(line))) {
        return false;
    }
    return !put_line(scan, LINE_OTHER, 0);
}

bool mail_header_scan_on(struct mail_header_scan *scan, struct bytes seen, bool whole)
{
    struct bytes rest = seen, before, line;
    if (!bytes_take(&rest, scan->length, &before)) {
        return whole;
    }
    while (bytes_take_until(&rest, '\n', &line)) {
        if (!put_line(scan, line_kind(line), line.left + 1)) {
            return true;
        }
    }
    if (!whole) {
        return ends_unfinished(scan, rest);
    }
    if (rest.left > 0) {
        (void)put_line(scan, line_kind(rest), rest.left);
    }
    return true;
}

/* Takes a line and those folded behind it; without its last line break. */
static bool take_unit(struct bytes *block, struct bytes *unit)
{
    size_t length = 0;
    if (block->left == 0) {
        return false;
    }
    do {
        const uint8_t *feed = memchr(block->at + length, '\n', block->left - length);
        length = feed != NULL ? (size_t)(feed - block->at) + 1 : block->left;
    } while (length < block->left && ascii_is_blank(block->at[length]));
    return bytes_take(block, length, unit);
}

bool mail_field_take(struct bytes *block, struct mail_field *field)
{
    struct bytes unit;
    while (take_unit(block, &unit)) {
        size_t colon, length = name_and_colon(unit, &colon);
        if (length > 0) {
            field->name = bytes_over(unit.at, length);
            field->body = bytes_over(unit.at + colon + 1, unit.left - colon - 1);
            return true;
        }
    }
    return false;
}

bool mail_field_begins(struct bytes line)
{
    return name_length(line) > 0;
}

bool mail_field_named(const struct mail_field *field, const char *name)
{
    /* Most names differ in the first letter already. */
    return field->name.left > 0 && ((field->name.at[0] ^ (uint8_t)name[0]) & 0xdf) == 0 &&
           field->name.left == strlen(name) &&
           strncasecmp((const char *)field->name.at, name, field->name.left) == 0;
}

bool mail_field_find(struct bytes block, const char *name, struct bytes *body)
{
    struct mail_field field;
    while (mail_field_take(&block, &field)) {
        if (mail_field_named(&field, name)) {
            *body = field.body;
            return true;
        }
    }
    return false;
}

static struct bytes body_of(const struct bytes *body)
{
    const struct bytes text = text_without_blanks(*body);
    return text.left > MAIL_FIELD_MAX ? text_without_blanks(bytes_over(text.at, MAIL_FIELD_MAX))
                                      : text;
}

bool mail_field_is_cut(struct bytes body)
{
    return body.left > MAIL_FIELD_MAX && text_without_blanks(body).left > MAIL_FIELD_MAX;
}

/* How many bytes stand before the next line break. */
static size_t line_length(struct bytes text)
{
    size_t length = 0;
    while (length < text.left && text.at[length] != '\r' && text.at[length] != '\n') {
        length++;
    }
    return length;
}

bool mail_field_line(struct bytes body, struct bytes *line)
{
    const struct bytes text = body_of(&body);
    if (line_length(text) < text.left) {
        return false;
    }
    *line = text;
    return true;
}

bool mail_field_unfold(struct bytes body, struct buffer *line)
{
    struct bytes rest = body_of(&body), part, end;
    if (!buffer_reserve(line, rest.left)) {
        return false;
    }
    while (bytes_take(&rest, line_length(rest), &part)) {
        if (!buffer_append(line, part)) {
            return false;
        }
        if (!bytes_take(&rest, 1, &end)) {
            break;
        }
    }
    return true;
}
