#include "containers/mail/mail_parameter.h"

#include <string.h>
#include <strings.h>

#include "bounds.h"
#include "bytes/ascii.h"
#include "bytes/hex_text.h"
#include "containers/mail/encoded_word.h"

struct parameter {
    struct bytes name;
    struct bytes value; /* between the quotes where it was quoted */
    bool quoted;
};

/* The sections of one parameter, by their numbers. */
struct sections {
    struct parameter section[PARAMETER_SECTIONS_MAX];
    bool present[PARAMETER_SECTIONS_MAX];
    bool encoded[PARAMETER_SECTIONS_MAX]; /* its name ended with `*` */
    struct parameter plain;
    bool has_plain;
    bool more; /* one has a number beyond these */
};

static void skip_blanks(struct bytes *line)
{
    struct bytes first;
    while (line->left > 0 && (ascii_is_blank(line->at[0]) || line->at[0] == ';') &&
           bytes_take(line, 1, &first)) {
    }
}

/* A quoted string; one that is not closed goes to the end of the line. */
static void take_quoted(struct bytes *line, struct bytes *value)
{
    size_t length = 0;
    while (length < line->left && line->at[length] != '"') {
        length += line->at[length] == '\\' && length + 1 < line->left ? 2 : 1;
    }
    struct bytes quote;
    bool taken = bytes_take(line, length, value) && bytes_take(line, 1, &quote);
    (void)taken;
}

/* Goes to the `;`: names with blanks in them are sent without quotes. */
static void take_bare(struct bytes *line, struct bytes *value)
{
    if (!bytes_take_until(line, ';', value)) {
        *value = *line;
        *line = bytes_over(NULL, 0);
    }
    while (value->left > 0 && ascii_is_blank(value->at[value->left - 1])) {
        value->left--;
    }
}

/* Takes `name =`; words between semicolons that are no parameters are stepped over. */
static bool take_name(struct bytes *line, struct bytes *name)
{
    struct bytes unit, rest;
    for (skip_blanks(line); line->left > 0; skip_blanks(line)) {
        rest = *line;
        unit = rest;
        bool ended = bytes_take_until(&rest, ';', &unit);
        if (bytes_take_until(&unit, '=', name)) {
            return bytes_take(line, name->left + 1, &unit);
        }
        *line = ended ? rest : bytes_over(NULL, 0);
    }
    return false;
}

static bool take_parameter(struct bytes *line, struct parameter *parameter)
{
    struct bytes name, quote;
    if (!take_name(line, &name)) {
        return false;
    }
    struct bytes rest = *line;
    while (name.left > 0 && ascii_is_blank(name.at[name.left - 1])) {
        name.left--;
    }
    skip_blanks(&rest);
    parameter->name = name;
    parameter->quoted = rest.left > 0 && rest.at[0] == '"' && bytes_take(&rest, 1, &quote);
    if (parameter->quoted) {
        take_quoted(&rest, &parameter->value);
    } else {
        take_bare(&rest, &parameter->value);
    }
    *line = rest;
    return true;
}

/* The number behind the `*` of a name, PARAMETER_SECTIONS_MAX where it is larger; SIZE_MAX when
 * it is none. */
static size_t section_number(struct bytes digits)
{
    size_t number = 0;
    for (size_t i = 0; i < digits.left; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9') {
            return SIZE_MAX;
        }
        number = number * 10 + (size_t)(digits.at[i] - '0');
        number = number < PARAMETER_SECTIONS_MAX ? number : PARAMETER_SECTIONS_MAX;
    }
    return digits.left > 0 ? number : SIZE_MAX;
}

/* Files the parameter when its name is `name`, `name*`, `name*N` or `name*N*`. */
static void put_parameter(struct sections *sections, const struct parameter *parameter,
                          const char *name)
{
    struct bytes rest = parameter->name, base, star;
    if (!bytes_take(&rest, strlen(name), &base) ||
        strncasecmp((const char *)base.at, name, base.left) != 0) {
        return;
    }
    if (rest.left == 0) {
        sections->plain = sections->has_plain ? sections->plain : *parameter;
        sections->has_plain = true;
        return;
    }
    if (!bytes_take(&rest, 1, &star) || star.at[0] != '*') {
        return;
    }
    bool encoded = rest.left == 0 || rest.at[rest.left - 1] == '*';
    if (rest.left > 0 && encoded) {
        rest.left--;
    }
    size_t number = rest.left == 0 ? 0 : section_number(rest);
    sections->more = sections->more || number == PARAMETER_SECTIONS_MAX;
    if (number < PARAMETER_SECTIONS_MAX && !sections->present[number]) {
        sections->section[number] = *parameter;
        sections->encoded[number] = encoded;
        sections->present[number] = true;
    }
}

static bool append_unquoted(const struct parameter *parameter, struct buffer *octets)
{
    for (size_t i = 0; i < parameter->value.left; i++) {
        uint8_t byte = parameter->value.at[i];
        if (byte == '\\' && parameter->quoted && i + 1 < parameter->value.left) {
            byte = parameter->value.at[++i];
        }
        if (!buffer_append_byte(octets, byte)) {
            return false;
        }
    }
    return true;
}

/* RFC 2231 section 4: `%` and two hex digits. */
static bool append_percent_decoded(struct bytes from, struct buffer *octets)
{
    while (from.left > 0) {
        int high = from.left >= 3 && from.at[0] == '%' ? hex_digit(from.at[1]) : -1;
        int low = high >= 0 ? hex_digit(from.at[2]) : -1;
        uint8_t byte = from.at[0];
        if (low >= 0) {
            byte = (uint8_t)(high << 4 | low);
        }
        struct bytes taken;
        if (!bytes_take(&from, low >= 0 ? 3 : 1, &taken) || !buffer_append_byte(octets, byte)) {
            return false;
        }
    }
    return true;
}

/* The sections one behind the other. `charset'language'` stands before the
 * first when that is encoded. */
static bool join_sections(const struct sections *sections, struct bytes *charset,
                          struct buffer *octets)
{
    for (size_t i = 0; i < PARAMETER_SECTIONS_MAX && sections->present[i]; i++) {
        const struct parameter *section = &sections->section[i];
        if (!sections->encoded[i]) {
            if (!append_unquoted(section, octets)) {
                return false;
            }
            continue;
        }
        struct bytes value = section->value, language;
        if (i == 0 && bytes_take_until(&value, '\'', charset) &&
            !bytes_take_until(&value, '\'', &language)) {
            value = section->value;
        }
        if (!append_percent_decoded(value, octets)) {
            return false;
        }
    }
    return true;
}

static bool append_text(struct bytes charset, struct bytes octets, struct buffer *value)
{
    size_t before = value->used;
    if (charset.left > 0 && charset_to_utf8(charset, octets, value)) {
        return true;
    }
    value->used = before;
    return charset.left > 0 ? unknown_to_utf8(octets, value) : encoded_word_decode(octets, value);
}

bool mail_parameter_read(struct bytes line, const char *name, bool text, struct buffer *value,
                         bool *more)
{
    struct sections sections; /* kilobytes, of which nearly nothing is used */
    struct parameter parameter;
    struct bytes type;
    sections.has_plain = false;
    sections.more = false;
    memset(sections.present, 0, sizeof(sections.present));
    if (!bytes_take_until(&line, ';', &type)) { /* the type itself */
        return false;
    }
    while (take_parameter(&line, &parameter)) {
        put_parameter(&sections, &parameter, name);
    }
    *more = *more || sections.more;
    if (!sections.has_plain && !sections.present[0]) {
        return false;
    }
    struct bytes charset = bytes_over(NULL, 0);
    struct buffer octets = { 0 };
    bool held = sections.present[0] ? join_sections(&sections, &charset, &octets)
                                    : append_unquoted(&sections.plain, &octets);
    if (held) {
        held = text ? append_text(charset, buffer_bytes(&octets), value)
                    : buffer_append(value, buffer_bytes(&octets));
    }
    buffer_clear(&octets);
    return held;
}
