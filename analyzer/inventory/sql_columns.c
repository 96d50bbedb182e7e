#include "inventory/sql_columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS (2 * SQL_TABLES_MAX)
#define WIDTH 4 /* octets of a length in `kept` */

void sql_columns_clear(struct sql_columns *columns)
{
    buffer_clear(&columns->text);
    buffer_clear(&columns->kept);
    buffer_clear(&columns->name);
    free(columns->slots);
    *columns = (struct sql_columns){ 0 };
}

static struct bytes cut(struct bytes name)
{
    return bytes_over(name.at, name.left < SQL_NAME_MAX ? name.left : SQL_NAME_MAX);
}

/* A name may hold anything but what ends it here. */
static bool put_name(struct buffer *text, struct bytes name)
{
    name = cut(name);
    const uint8_t *zero = name.left > 0 ? memchr(name.at, 0, name.left) : NULL;
    if (zero != NULL) {
        name.left = (size_t)(zero - name.at);
    }
    return buffer_reserve(text, name.left + 1) && buffer_append(text, name) &&
           buffer_append_byte(text, 0);
}

void sql_columns_begin(struct sql_columns *columns, struct bytes table)
{
    columns->count = 0;
    buffer_reset(&columns->text);
    (void)!put_name(&columns->text, table);
}

void sql_columns_add(struct sql_columns *columns, struct bytes column)
{
    const size_t start = columns->text.used;
    if (columns->count < SQL_COLUMNS_MAX && start > 0 && put_name(&columns->text, column)) {
        columns->starts[columns->count++] = start;
    }
}

static struct bytes name_at(struct bytes text, size_t start)
{
    struct bytes front, name = { 0 };
    if (!bytes_take(&text, start, &front) || !bytes_take_until(&text, 0, &name)) {
        return (struct bytes){ 0 };
    }
    return name;
}

bool sql_columns_are_of(const struct sql_columns *columns, struct bytes table)
{
    return columns->text.used > 0 &&
           bytes_equal(name_at(buffer_bytes(&columns->text), 0), cut(table));
}

static size_t slot_of(struct bytes table)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < table.left; i++) {
        hash = (hash ^ table.at[i]) * UINT64_C(0x100000001b3);
    }
    return (size_t)((hash ^ hash >> 32) % SLOTS);
}

static struct bytes kept_at(const struct sql_columns *columns, size_t slot)
{
    struct bytes kept = buffer_bytes(&columns->kept), front, text;
    uint64_t length;
    if (!bytes_take(&kept, columns->slots[slot] - 1, &front) ||
        !bytes_take_number(&kept, WIDTH, &length) || !bytes_take(&kept, (size_t)length, &text)) {
        return (struct bytes){ 0 };
    }
    return text;
}

/* Its slot, or the free one where it would stand: half of them always are. */
static size_t find_slot(const struct sql_columns *columns, struct bytes table)
{
    size_t slot = slot_of(table);
    while (columns->slots[slot] != 0 && !bytes_equal(name_at(kept_at(columns, slot), 0), table)) {
        slot = (slot + 1) % SLOTS;
    }
    return slot;
}

void sql_columns_keep(struct sql_columns *columns)
{
    const struct bytes text = buffer_bytes(&columns->text);
    if (columns->slots == NULL) {
        columns->slots = calloc(SLOTS, sizeof(*columns->slots));
    }
    if (columns->slots == NULL || columns->tables == SQL_TABLES_MAX || text.left == 0 ||
        text.left > SQL_NAMES_HELD_MAX - columns->kept.used) {
        return;
    }
    const size_t slot = find_slot(columns, name_at(text, 0)), at = columns->kept.used;
    if (buffer_reserve(&columns->kept, WIDTH + text.left) &&
        buffer_append_number(&columns->kept, WIDTH, text.left) &&
        buffer_append(&columns->kept, text)) {
        columns->tables += columns->slots[slot] == 0 ? 1 : 0;
        columns->slots[slot] = at + 1;
    }
}

void sql_columns_recall(struct sql_columns *columns, struct bytes table)
{
    sql_columns_begin(columns, table);
    if (columns->slots == NULL) {
        return;
    }
    const size_t slot = find_slot(columns, cut(table));
    struct bytes text = columns->slots[slot] != 0 ? kept_at(columns, slot) : (struct bytes){ 0 };
    struct bytes name;
    bool first = true;
    while (bytes_take_until(&text, 0, &name)) {
        if (!first) {
            sql_columns_add(columns, name);
        }
        first = false;
    }
}

struct bytes sql_columns_name(struct sql_columns *columns, size_t number)
{
    const struct bytes text = buffer_bytes(&columns->text);
    char digits[24];
    struct bytes column;
    if (number - 1 < columns->count) {
        column = name_at(text, columns->starts[number - 1]);
    } else {
        column = bytes_over(digits, (size_t)snprintf(digits, sizeof(digits), "%zu", number));
    }
    buffer_reset(&columns->name);
    if (!buffer_append(&columns->name, name_at(text, 0)) ||
        !buffer_append_byte(&columns->name, '.') || !buffer_append(&columns->name, column)) {
        return (struct bytes){ 0 };
    }
    return buffer_bytes(&columns->name);
}
