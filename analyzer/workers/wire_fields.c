#include "workers/wire_fields.h"

#include <assert.h>
#include <string.h>

#include "bounds.h"

static bool reading(const struct wire_fields *fields)
{
    return fields->to == NULL;
}

static void fail(struct wire_fields *fields, enum outcome outcome)
{
    if (fields->outcome == OUTCOME_OK) {
        fields->outcome = outcome;
    }
}

void wire_refuse(struct wire_fields *fields)
{
    if (reading(fields)) {
        fail(fields, OUTCOME_MALFORMED);
    }
}

static void put(struct wire_fields *fields, struct bytes value)
{
    if (fields->outcome == OUTCOME_OK && !buffer_append(fields->to, value)) {
        fail(fields, OUTCOME_NO_MEMORY);
    }
}

static bool take(struct wire_fields *fields, size_t count, struct bytes *taken)
{
    if (fields->outcome != OUTCOME_OK || !bytes_take(&fields->from, count, taken)) {
        fail(fields, OUTCOME_MALFORMED);
        return false;
    }
    return true;
}

uint64_t wire_number(struct wire_fields *fields, size_t width, uint64_t value)
{
    assert(width >= 1 && width <= 8);
    if (reading(fields)) {
        struct bytes digits;
        uint64_t number;
        bool taken = take(fields, width, &digits) && bytes_take_number(&digits, width, &number);
        return taken ? number : value;
    }
    assert(width == 8 || value >> (8 * width) == 0);
    uint8_t digits[8];
    for (size_t i = 0; i < width; i++) {
        digits[i] = (uint8_t)(value >> (8 * (width - 1 - i)));
    }
    put(fields, bytes_over(digits, width));
    return value;
}

uint32_t wire_within(struct wire_fields *fields, uint32_t value, uint32_t least, uint32_t most)
{
    assert(reading(fields) || (value >= least && value <= most));
    uint64_t number = wire_number(fields, 4, value);
    if (number < least || number > most) {
        wire_refuse(fields);
        return value;
    }
    return (uint32_t)number;
}

bool wire_bool(struct wire_fields *fields, bool value)
{
    uint64_t number = wire_number(fields, 1, value ? 1 : 0);
    if (number > 1) {
        wire_refuse(fields);
    }
    return number == 1;
}

/* Two's complement, without leaning on how the compiler converts. */
int64_t wire_signed(struct wire_fields *fields, int64_t value)
{
    uint64_t number = wire_number(fields, 8, (uint64_t)value);
    return number <= INT64_MAX ? (int64_t)number : -(int64_t)(UINT64_MAX - number) - 1;
}

struct bytes wire_window(struct wire_fields *fields, struct bytes value)
{
    if (reading(fields)) {
        struct bytes window = { 0 };
        uint64_t length = wire_number(fields, 4, 0);
        return take(fields, (size_t)length, &window) ? window : value;
    }
    if (value.left > UINT32_MAX) {
        fail(fields, OUTCOME_NO_MEMORY); /* no frame is as large */
        return value;
    }
    wire_number(fields, 4, value.left);
    put(fields, value);
    return value;
}

struct bytes wire_path(struct wire_fields *fields, struct bytes value)
{
    const struct bytes window = wire_window(fields, value);
    if (window.left == 0 || window.left > INDEX_PATH_MAX || window.at[0] != '/' ||
        memchr(window.at, 0, window.left) != NULL) {
        wire_refuse(fields);
    }
    return window;
}

struct bytes wire_numbers(struct wire_fields *fields, struct bytes value, size_t width)
{
    const struct bytes window = wire_window(fields, value);
    if (window.left % width != 0) {
        wire_refuse(fields);
    }
    return window;
}

void wire_array(struct wire_fields *fields, uint8_t *at, size_t length)
{
    if (!reading(fields)) {
        put(fields, bytes_over(at, length));
        return;
    }
    struct bytes taken;
    if (take(fields, length, &taken)) {
        memcpy(at, taken.at, length);
    }
}

const char *wire_text(struct wire_fields *fields, const char *value)
{
    if (!wire_bool(fields, value != NULL)) {
        return NULL;
    }
    if (!reading(fields)) {
        assert(value != NULL && strlen(value) <= WIRE_TEXT_LENGTH_MAX);
        wire_window(fields, bytes_over(value, strlen(value)));
        return value;
    }
    struct bytes window = wire_window(fields, (struct bytes){ 0 });
    if (window.left > WIRE_TEXT_LENGTH_MAX ||
        (window.left > 0 && memchr(window.at, 0, window.left) != NULL)) {
        wire_refuse(fields);
    }
    if (fields->outcome != OUTCOME_OK) {
        return NULL;
    }
    struct buffer *text = fields->text;
    assert(text->room - text->used > window.left);
    size_t start = text->used;
    bool fits = buffer_append(text, window) && buffer_append_byte(text, 0);
    assert(fits);
    return (const char *)(text->at + start);
}

struct buffer wire_held(struct wire_fields *fields, struct buffer value)
{
    struct bytes window = wire_window(fields, buffer_bytes(&value));
    if (!reading(fields) || fields->outcome != OUTCOME_OK || window.left == 0) {
        return value;
    }
    struct buffer *text = fields->text;
    if (window.left > SIZE_MAX - WIRE_TEXT_ROOM ||
        !buffer_reserve(text, window.left + WIRE_TEXT_ROOM)) {
        fail(fields, OUTCOME_NO_MEMORY);
        return value;
    }
    size_t start = text->used;
    bool fits = buffer_append(text, window);
    assert(fits);
    return (struct buffer){ .at = text->at + start, .used = window.left, .room = window.left };
}
