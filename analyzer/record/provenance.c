#include "provenance.h"

#include <assert.h>
#include <stdio.h>

#include "bounds.h"
#include "bytes/utf8.h"

static bool put_number(struct buffer *encoded, uint64_t number)
{
    return buffer_append_number(encoded, sizeof(number), number);
}

/* A name past the bound keeps its front: it is a label, the offset is the place. */
static bool put_place(struct buffer *encoded, const struct place *place)
{
    struct bytes name = place->name;
    if (name.left > PLACE_NAME_MAX) {
        name = bytes_over(name.at, PLACE_NAME_MAX);
    }
    return buffer_append_byte(encoded, (uint8_t)place->kind) &&
           put_number(encoded, place->number) && put_number(encoded, place->offset) &&
           put_number(encoded, place->length) && put_number(encoded, name.left) &&
           buffer_append(encoded, name);
}

/* Recursion ends with the chain, which ingest bounds by CONTAINER_DEPTH_MAX. */
bool provenance_encode(const struct provenance *chain, struct buffer *encoded)
{
    if (chain == NULL) {
        return true;
    }
    return provenance_encode(chain->outer, encoded) && put_place(encoded, &chain->place);
}

bool provenance_take(struct bytes *encoded, struct place *place)
{
    struct bytes rest = *encoded;
    uint64_t kind, length;
    struct place taken;
    if (!bytes_take_number(&rest, 1, &kind) || kind < PLACE_MESSAGE || kind > PLACE_VOLUMES ||
        !bytes_take_number(&rest, 8, &taken.number) ||
        !bytes_take_number(&rest, 8, &taken.offset) ||
        !bytes_take_number(&rest, 8, &taken.length) || !bytes_take_number(&rest, 8, &length) ||
        length > PLACE_NAME_MAX || !bytes_take(&rest, (size_t)length, &taken.name)) {
        return false;
    }
    taken.kind = (enum place_kind)kind;
    *place = taken;
    *encoded = rest;
    return true;
}

bool provenance_rename(struct bytes encoded, struct bytes name, struct buffer *renamed)
{
    struct place place;
    while (provenance_take(&encoded, &place)) {
        if (encoded.left == 0) {
            place.name = name;
        }
        if (!put_place(renamed, &place)) {
            return false;
        }
    }
    return encoded.left == 0;
}

const char *place_kind_name(enum place_kind kind)
{
    static const char *const names[] = { "",        "message", "part", "text",   "member",
                                         "reading", "spot",    "row",  "volumes" };
    assert(kind >= PLACE_MESSAGE && kind <= PLACE_VOLUMES);
    return names[kind];
}

/* How many octets the character at the front takes; 0 when it is no UTF-8, does something to a
 * screen, or is a mark of the line itself. */
static size_t printable_length(struct bytes text)
{
    struct bytes rest = text;
    uint32_t code;
    bool printable = utf8_take(&rest, &code) && !utf8_is_unsafe(code) && code != '!' && code != '%';
    return printable ? text.left - rest.left : 0;
}

static bool print_name(struct bytes name, struct buffer *line)
{
    while (name.left > 0) {
        size_t length = printable_length(name);
        struct bytes taken;
        bool within = bytes_take(&name, length > 0 ? length : 1, &taken);
        assert(within);
        char escaped[4];
        if (length == 0) {
            (void)snprintf(escaped, sizeof(escaped), "%%%02X", taken.at[0]);
            taken = bytes_over(escaped, 3);
        }
        if (!buffer_append(line, taken)) {
            return false;
        }
    }
    return true;
}

static bool print_place(const struct place *place, struct buffer *line)
{
    char number[64];
    if (place->kind == PLACE_SPOT) {
        (void)snprintf(number, sizeof(number), "@%llu+%llu", (unsigned long long)place->offset,
                       (unsigned long long)place->length);
        return buffer_append_text(line, number) &&
               (place->name.left == 0 ||
                (buffer_append_text(line, " ") && print_name(place->name, line)));
    }
    if (!buffer_append_text(line, "!") || !buffer_append_text(line, place_kind_name(place->kind))) {
        return false;
    }
    if (place->number > 0 && place->number < ROW_OF_RANGE) { /* else nobody knows it yet */
        (void)snprintf(number, sizeof(number), " %llu", (unsigned long long)place->number);
        if (!buffer_append_text(line, number)) {
            return false;
        }
    }
    if (place->kind == PLACE_READING) { /* one leaf can hold many readings of a kind */
        (void)snprintf(number, sizeof(number), " @%llu", (unsigned long long)place->offset);
        if (!buffer_append_text(line, number)) {
            return false;
        }
    }
    return place->name.left == 0 ||
           (buffer_append_text(line, " ") && print_name(place->name, line));
}

bool provenance_print(struct bytes encoded, struct buffer *line)
{
    struct place place;
    while (provenance_take(&encoded, &place)) {
        if (!print_place(&place, line)) {
            return false;
        }
    }
    return true;
}
