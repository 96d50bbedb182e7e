#include <string.h>

#include "bytes/hex_text.h"
#include "inventory/certificate_source.h"

/* The files that `openssl ca` keeps beside its certificates (openssl-ca(1)): index.txt, a
 * row a certificate with its state, times, serial, file and subject; index.txt.attr; the next
 * serial numbers; its configuration (config(5)). They are known, and hold no certificate. */

#define SERIAL_DIGITS_MAX  80
#define CONFIGURATION_NAME "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-. \t"

/* A line of text, without what a line may begin and end with. */
static bool take_line(struct bytes *rest, struct bytes *line)
{
    if (rest->left == 0) {
        return false;
    }
    if (!bytes_take_until(rest, '\n', line)) {
        *line = *rest;
        *rest = (struct bytes){ 0 };
    }
    while (line->left > 0 && strchr(" \t\r", line->at[line->left - 1]) != NULL) {
        line->left--;
    }
    while (line->left > 0 && (line->at[0] == ' ' || line->at[0] == '\t')) {
        *line = bytes_over(line->at + 1, line->left - 1);
    }
    return true;
}

static bool take_field(struct bytes *line, struct bytes *field)
{
    return bytes_take_until(line, '\t', field);
}

/* YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ; a revocation has more behind a comma. */
static bool is_time(struct bytes field)
{
    size_t digits = 0;
    while (digits < field.left && field.at[digits] >= '0' && field.at[digits] <= '9') {
        digits++;
    }
    return (digits == 12 || digits == 14) && digits < field.left && field.at[digits] == 'Z';
}

static size_t hex_digits(struct bytes text)
{
    size_t digits = 0;
    while (digits < text.left && hex_digit(text.at[digits]) >= 0) {
        digits++;
    }
    return digits;
}

static bool is_index(struct bytes line)
{
    struct bytes state, expiry, revoked, serial, file;
    return take_field(&line, &state) && state.left == 1 && strchr("VRE", state.at[0]) != NULL &&
           state.at[0] != 0 && take_field(&line, &expiry) && is_time(expiry) &&
           take_field(&line, &revoked) && (revoked.left == 0 || is_time(revoked)) &&
           take_field(&line, &serial) && serial.left > 0 && hex_digits(serial) == serial.left &&
           take_field(&line, &file);
}

static bool is_attributes(struct bytes line)
{
    static const char front[] = "unique_subject = ";
    return line.left > sizeof(front) - 1 && memcmp(line.at, front, sizeof(front) - 1) == 0;
}

/* One number in hexadecimal, and nothing else in the file. */
static bool is_serial(struct bytes line, struct bytes behind)
{
    return line.left > 0 && line.left % 2 == 0 && line.left <= SERIAL_DIGITS_MAX &&
           hex_digits(line) == line.left && behind.left == 0;
}

/* `[ name ]` before anything but comments, which no table begins with. */
static bool is_configuration(struct bytes head)
{
    struct bytes line = { 0 };
    while (take_line(&head, &line) && (line.left == 0 || line.at[0] == '#')) {
    }
    if (line.left < 3 || line.at[0] != '[' || line.at[line.left - 1] != ']') {
        return false;
    }
    for (size_t i = 1; i + 1 < line.left; i++) {
        if (line.at[i] == 0 || strchr(CONFIGURATION_NAME, line.at[i]) == NULL) {
            return false;
        }
    }
    return true;
}

bool authority_source_recognise(struct bytes head)
{
    struct bytes rest = head, line;
    if (!bytes_take_until(&rest, '\n', &line)) {
        line = rest;
        rest = (struct bytes){ 0 };
    }
    return is_index(line) || is_attributes(line) || is_serial(line, rest) || is_configuration(head);
}

/* What else may stand in it is looked at all the same. */
void authority_source_read(struct source_window *window, const struct source_setting *setting,
                           const struct certificate_sink *sink)
{
    const struct source_spot front = { .outer = setting->outer, .offset = window->position };
    sink->aside(sink->context, NULL, &front);
    table_source_read(window, setting, sink);
}
