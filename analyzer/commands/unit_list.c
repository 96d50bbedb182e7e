#include "commands/unit_list.h"

#include <stdlib.h>

#include "bounds.h"

bool unit_list_again(struct unit_list *units, const struct unit *unit)
{
    if (units->count == units->room) {
        size_t room = units->room > 0 ? 2 * units->room : 256;
        struct unit *items = reallocarray(units->items, room, sizeof(*items));
        if (items == NULL) {
            return false;
        }
        units->items = items;
        units->room = room;
    }
    units->items[units->count++] = *unit;
    return true;
}

/* The digest is one long sequence, so it starts first. */
static bool add_large(struct unit_list *units, size_t index, uint64_t size, bool walk,
                      unsigned *added)
{
    struct unit unit = { .source = index, .mode = SCAN_DIGEST, .to = size };
    if (!unit_list_again(units, &unit)) {
        return false;
    }
    *added = 1;
    unit.mode = SCAN_WALK;
    if (walk) {
        if (!unit_list_again(units, &unit)) {
            return false;
        }
        (*added)++;
    }
    unit.mode = SCAN_RANGE;
    for (uint64_t from = 0; from < size; from += RANGE_SPAN) {
        unit.from = from;
        unit.to = size - from < RANGE_SPAN ? size : from + RANGE_SPAN;
        if (!unit_list_again(units, &unit)) {
            return false;
        }
        (*added)++;
    }
    return true;
}

bool unit_list_add(struct unit_list *units, size_t index, const struct source *source,
                   unsigned *added)
{
    if (source->size != UINT64_MAX && source->size >= LARGE_FILE) {
        return add_large(units, index, source->size, source->kind == SOURCE_EVIDENCE, added);
    }
    const struct unit unit = { .source = index, .mode = SCAN_WHOLE, .to = source->size };
    *added = 1;
    return unit_list_again(units, &unit);
}

void unit_list_clear(struct unit_list *units)
{
    free(units->items);
    *units = (struct unit_list){ 0 };
}

bool unit_stands_alone(const struct unit *unit, const struct source *source)
{
    return unit->tries > 0 || source->size > JOB_BYTES_MAX || source_begins_set(source) ||
           (unit->mode != SCAN_WHOLE && unit->mode != SCAN_RAW);
}
