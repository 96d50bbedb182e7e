#include "commands/sources/unit_list.h"

#include <stdlib.h>

#include "bounds.h"
#include "bytes/item_room.h"

bool unit_list_again(struct unit_list *units, const struct unit *unit)
{
    struct unit *items = item_room(units->items, units->count, &units->room, 256, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    units->items = items;
    units->items[units->count++] = *unit;
    return true;
}

static bool add_unit(struct unit_list *units, const struct unit *unit, unsigned *added)
{
    (*added)++;
    return unit_list_again(units, unit);
}

/* The digest is one long sequence, so it starts first. */
static bool add_large(struct unit_list *units, size_t index, const struct source *source,
                      unsigned *added)
{
    const uint64_t size = source->size;
    struct unit unit = { .source = index, .mode = SCAN_DIGEST, .to = size };
    if (!units->undigested && !add_unit(units, &unit, added)) {
        return false;
    }
    unit.mode = SCAN_WALK;
    if (source->kind == SOURCE_EVIDENCE && !add_unit(units, &unit, added)) {
        return false;
    }
    unit.mode = SCAN_RANGE;
    for (uint64_t from = 0; from < size; from += RANGE_SPAN) {
        unit.from = from;
        unit.to = size - from < RANGE_SPAN ? size : from + RANGE_SPAN;
        if (!add_unit(units, &unit, added)) {
            return false;
        }
    }
    return true;
}

bool unit_list_add(struct unit_list *units, size_t index, const struct source *source,
                   unsigned *added)
{
    const struct unit whole = { .source = index, .mode = SCAN_WHOLE, .to = source->size };
    *added = 0;
    return source->size != UINT64_MAX && source->size >= LARGE_FILE
               ? add_large(units, index, source, added)
               : add_unit(units, &whole, added);
}

bool unit_list_add_share(struct unit_list *units, size_t index, const struct share_offer *offer)
{
    const struct unit unit = { .source = index,
                               .mode = SCAN_SHARE,
                               .share = offer->share,
                               .chain = units->chains.used,
                               .chain_length = offer->container.left };
    return buffer_append(&units->chains, offer->container) && unit_list_again(units, &unit);
}

uint64_t unit_list_digested(const struct unit_list *units)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < units->count; i++) {
        bytes += units->items[i].mode == SCAN_DIGEST ? units->items[i].to : 0;
    }
    return bytes;
}

struct bytes unit_chain(const struct unit_list *units, const struct unit *unit)
{
    return unit->chain_length > 0 ? bytes_over(units->chains.at + unit->chain, unit->chain_length)
                                  : bytes_over(NULL, 0);
}

void unit_list_clear(struct unit_list *units)
{
    buffer_clear(&units->chains);
    free(units->items);
    *units = (struct unit_list){ 0 };
}

bool unit_stands_alone(const struct unit *unit, const struct source *source)
{
    return unit->tries > 0 || source->size > JOB_BYTES_MAX || source_begins_set(source) ||
           (unit->mode != SCAN_WHOLE && unit->mode != SCAN_RAW);
}
