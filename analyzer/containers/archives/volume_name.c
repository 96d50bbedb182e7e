#include "containers/archives/volume_name.h"

#include <stdio.h>
#include <string.h>

#include "bytes/ascii.h"

#define LETTERS            26u
#define RAR_LETTER_NUMBERS 100u /* r00 to r99, and then s00 */
#define EWF_DIGIT_NUMBERS  100u /* E01 to E99, and then EAA */

/* Takes an ending that is written in small or in capital letters. */
static bool take_ending(struct bytes *path, const char *ending)
{
    const size_t length = strlen(ending);
    if (path->left <= length) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        if (ascii_lower(path->at[path->left - length + i]) != (uint8_t)ending[i]) {
            return false;
        }
    }
    path->left -= length;
    return true;
}

/* The digits at the end; false when there are none, or more than `most`. */
static bool take_digits(struct bytes *path, unsigned least, unsigned most, uint64_t *number)
{
    size_t count = 0;
    uint64_t value = 0;
    while (count < path->left && ascii_is_digit(path->at[path->left - 1 - count])) {
        count++;
    }
    if (count < least || count > most) {
        return false;
    }
    for (size_t i = path->left - count; i < path->left; i++) {
        value = 10 * value + (path->at[i] - (uint8_t)'0');
    }
    path->left -= count;
    *number = value;
    return true;
}

static struct bytes rest_behind(struct bytes path, size_t from)
{
    return bytes_over(path.at + from, path.left - from);
}

static bool read_part(struct bytes path, struct volume_name *name)
{
    struct bytes stem = path;
    const bool rar = take_ending(&stem, ".rar");
    const size_t end = stem.left;
    if (!take_digits(&stem, 1, 4, &name->number)) {
        return false;
    }
    const size_t digits = end - stem.left;
    struct bytes front = stem;
    if (!take_ending(&front, ".part")) {
        return false;
    }
    name->style = VOLUME_PART;
    name->stem = stem;
    name->tail = rest_behind(path, end);
    name->width = stem.at[stem.left] == '0' ? (unsigned)digits : 0;
    name->archive = rar;
    return true;
}

static bool read_numbered(struct bytes path, struct volume_name *name)
{
    struct bytes stem = path, front;
    if (!take_digits(&stem, 2, 3, &name->number) || stem.left < 2 ||
        stem.at[stem.left - 1] != '.') {
        return false;
    }
    front = bytes_over(stem.at, stem.left - 1);
    name->style = VOLUME_NUMBERED;
    name->stem = stem;
    name->tail = bytes_over(NULL, 0);
    name->width = (unsigned)(path.left - stem.left);
    name->archive = take_ending(&front, ".7z") || take_ending(&front, ".zip") ||
                    take_ending(&front, ".rar") || take_ending(&front, ".tar") ||
                    take_ending(&front, ".gz");
    return true;
}

/* Whose number is in what stands behind the last dot. */
static void name_archive(struct volume_name *name, enum volume_style style, struct bytes stem)
{
    name->style = style;
    name->stem = stem;
    name->tail = bytes_over(NULL, 0);
    name->width = 2;
    name->archive = true;
}

static bool read_rar(struct bytes path, struct volume_name *name)
{
    struct bytes stem = path;
    if (take_ending(&stem, ".rar")) {
        name->number = 0;
        name->upper = path.at[path.left - 1] == 'R';
    } else if (take_digits(&stem, 2, 2, &name->number) && stem.left > 2 &&
               stem.at[stem.left - 2] == '.' && ascii_lower(stem.at[stem.left - 1]) >= 'r' &&
               ascii_lower(stem.at[stem.left - 1]) < 'z') {
        const uint8_t letter = stem.at[stem.left - 1];
        name->upper = letter != ascii_lower(letter);
        name->number += 1 + (uint64_t)RAR_LETTER_NUMBERS * (uint64_t)(ascii_lower(letter) - 'r');
        stem.left -= 2;
    } else {
        return false;
    }
    name_archive(name, VOLUME_RAR, stem);
    return true;
}

static bool read_zip(struct bytes path, struct volume_name *name)
{
    struct bytes stem = path;
    if (take_ending(&stem, ".zip")) {
        name->number = VOLUME_LAST;
        name->upper = path.at[path.left - 1] == 'P';
    } else if (take_digits(&stem, 2, 3, &name->number) && name->number > 0 &&
               take_ending(&stem, ".z")) {
        name->upper = path.at[stem.left + 1] == 'Z';
    } else {
        return false;
    }
    name_archive(name, VOLUME_ZIP, stem);
    return true;
}

static bool is_capital(uint8_t octet)
{
    return octet >= 'A' && octet <= 'Z';
}

/* Letters in capitals alone: `.eaa` may be split(1)'s. */
static bool read_ewf(struct bytes path, struct volume_name *name)
{
    struct bytes stem = path;
    if (take_digits(&stem, 2, 2, &name->number)) {
        if (name->number == 0) {
            return false;
        }
    } else if (path.left > 2 && is_capital(path.at[path.left - 2]) &&
               is_capital(path.at[path.left - 1])) {
        stem.left -= 2;
        name->number = EWF_DIGIT_NUMBERS + LETTERS * (uint64_t)(path.at[stem.left] - 'A') +
                       (uint64_t)(path.at[stem.left + 1] - 'A');
    } else {
        return false;
    }
    struct bytes front = stem;
    if (!take_ending(&front, ".e") ||
        (stem.at[stem.left - 1] == 'e' && name->number >= EWF_DIGIT_NUMBERS)) {
        return false;
    }
    name_archive(name, VOLUME_EWF, stem);
    return true;
}

/* In split(1)'s order: aa, ab ... az, ba. */
static bool read_lettered(struct bytes path, struct volume_name *name)
{
    size_t count = 0;
    uint64_t number = 0;
    while (count < path.left && count < 3 && path.at[path.left - 1 - count] >= 'a' &&
           path.at[path.left - 1 - count] <= 'z') {
        count++;
    }
    /* `.aaa` is three letters of a name, `xaa` a prefix and two */
    const bool three = count == 3 && path.left > 3 && path.at[path.left - 4] == '.';
    const size_t width = three ? 3 : 2;
    if (count < width || path.left == width) {
        return false;
    }
    for (size_t i = path.left - width; i < path.left; i++) {
        number = LETTERS * number + (path.at[i] - (uint8_t)'a');
    }
    name->style = VOLUME_LETTERED;
    name->stem = bytes_over(path.at, path.left - width);
    name->tail = bytes_over(NULL, 0);
    name->width = (unsigned)width;
    name->number = number;
    return true;
}

bool volume_name_read(struct bytes path, struct volume_name *name)
{
    static bool (*const readers[])(struct bytes path, struct volume_name * name) = {
        read_part, read_numbered, read_rar, read_zip, read_ewf, read_lettered
    };
    for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
        struct volume_name read = { 0 };
        if (readers[i](path, &read)) {
            *name = read;
            return true;
        }
    }
    return false;
}

static int compare_sets(const struct volume_name *one, const struct volume_name *other)
{
    int order = bytes_compare(one->stem, other->stem);
    if (order != 0) {
        return order;
    }
    if (one->style != other->style || one->upper != other->upper) {
        return one->style != other->style ? (int)one->style - (int)other->style
                                          : (int)one->upper - (int)other->upper;
    }
    if (one->style != VOLUME_PART && one->width != other->width) { /* part09 and then part10 */
        return (int)one->width - (int)other->width;
    }
    return bytes_compare(one->tail, other->tail);
}

int volume_name_compare(const struct volume_name *one, const struct volume_name *other)
{
    const int order = compare_sets(one, other);
    return order != 0 ? order : one->number < other->number ? -1 : one->number > other->number;
}

bool volume_name_same_set(const struct volume_name *one, const struct volume_name *other)
{
    return compare_sets(one, other) == 0;
}

bool volume_name_follows(const struct volume_name *name, const struct volume_name *before)
{
    return (before->number < VOLUME_LAST && name->number == before->number + 1) ||
           (name->number == VOLUME_LAST && name->style == VOLUME_ZIP);
}

bool volume_name_is_first(const struct volume_name *name)
{
    const bool from_zero = name->style == VOLUME_RAR || name->style == VOLUME_LETTERED;
    return name->number == (from_zero ? 0 : 1);
}

static void write_letters(const struct volume_name *name, uint64_t number, char text[32])
{
    for (size_t i = name->width; i-- > 0; number /= LETTERS) {
        text[i] = (char)('a' + number % LETTERS);
    }
    text[name->width] = '\0';
}

static void write_rar(const struct volume_name *name, uint64_t number, char text[32])
{
    const char first = name->upper ? 'R' : 'r';
    if (number == 0) {
        (void)snprintf(text, 32, name->upper ? ".RAR" : ".rar");
        return;
    }
    number--;
    (void)snprintf(text, 32, ".%c%02u", (char)(first + (char)(number / RAR_LETTER_NUMBERS)),
                   (unsigned)(number % RAR_LETTER_NUMBERS));
}

static void write_zip(const struct volume_name *name, uint64_t number, char text[32])
{
    if (number == VOLUME_LAST) {
        (void)snprintf(text, 32, name->upper ? ".ZIP" : ".zip");
        return;
    }
    (void)snprintf(text, 32, name->upper ? ".Z%02llu" : ".z%02llu", (unsigned long long)number);
}

static void write_ewf(uint64_t number, char text[32])
{
    if (number < EWF_DIGIT_NUMBERS) {
        (void)snprintf(text, 32, "%02u", (unsigned)number);
        return;
    }
    number -= EWF_DIGIT_NUMBERS;
    (void)snprintf(text, 32, "%c%c", (char)('A' + number / LETTERS % LETTERS),
                   (char)('A' + number % LETTERS));
}

bool volume_name_write(const struct volume_name *name, uint64_t number, struct buffer *path)
{
    char text[32];
    if (number != VOLUME_LAST && number > UINT32_MAX) {
        return false;
    }
    switch (name->style) {
    case VOLUME_LETTERED:
        write_letters(name, number, text);
        break;
    case VOLUME_RAR:
        write_rar(name, number, text);
        break;
    case VOLUME_ZIP:
        write_zip(name, number, text);
        break;
    case VOLUME_EWF:
        write_ewf(number, text);
        break;
    case VOLUME_NUMBERED:
    case VOLUME_PART:
        (void)snprintf(text, sizeof(text), "%0*llu", (int)name->width, (unsigned long long)number);
        break;
    }
    return buffer_append(path, name->stem) && buffer_append_text(path, text) &&
           buffer_append(path, name->tail);
}

bool volume_name_begins(const struct volume_name *name)
{
    return name->style != VOLUME_LETTERED || name->number == 0;
}

bool volume_name_is_piece(const struct volume_name *name)
{
    return name->archive && (name->style != VOLUME_ZIP || name->number != VOLUME_LAST);
}
