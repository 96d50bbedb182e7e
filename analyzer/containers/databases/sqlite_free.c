#include "containers/databases/sqlite_free.h"

#include <stdlib.h>

#include "containers/carving/carve_mark.h"

/* Of the header: pages of the file, the first trunk of the list (sections 1.3.7 and 1.3.8). */
#define COUNT_AT ((size_t)28)
#define TRUNK_AT ((size_t)32)
/* Of a trunk: the next one, how many leaves, and those. */
#define TRUNK_LEAVES ((size_t)8)

static uint32_t word_at(struct bytes page, size_t at)
{
    return page.left < at + 4 ? 0
                              : (uint32_t)page.at[at] << 24 | (uint32_t)page.at[at + 1] << 16 |
                                    (uint32_t)page.at[at + 2] << 8 | page.at[at + 3];
}

static bool is_free(const struct sqlite_free *list, uint64_t page)
{
    return (list->pages[page / 8] >> page % 8 & 1) != 0;
}

/* False where there is no such page, or it was met before. The first is never free. */
static bool mark(struct sqlite_free *list, uint32_t number)
{
    if (number < 2 || number > list->layout->pages || is_free(list, number - 1)) {
        return false;
    }
    list->pages[(number - 1) / 8] |= (uint8_t)(1u << (number - 1) % 8);
    return true;
}

static struct bytes page_of(const struct sqlite_free *list, struct stream *content, uint32_t number)
{
    const size_t size = list->layout->page_size;
    struct bytes seen = { 0 };
    if (stream_seek(content, (uint64_t)(number - 1) * size)) {
        seen = stream_ahead(content, size);
        seen.left = seen.left < size ? seen.left : size;
    }
    return seen;
}

void sqlite_free_init(struct sqlite_free *list, struct stream *content,
                      const struct sqlite_layout *layout)
{
    *list = (struct sqlite_free){ .layout = layout,
                                  .pages = calloc(1, (size_t)(layout->pages / 8 + 1)) };
    if (list->pages == NULL) {
        list->spans.lost = true;
        return;
    }
    const struct bytes head = page_of(list, content, 1);
    const uint32_t count = word_at(head, COUNT_AT);
    uint32_t trunk = word_at(head, TRUNK_AT);
    for (uint64_t number = count; count > 0 && number < layout->pages; number++) {
        (void)mark(list, (uint32_t)number + 1);
    }
    while (mark(list, trunk)) {
        const struct bytes page = page_of(list, content, trunk);
        const uint32_t leaves = word_at(page, 4);
        for (size_t i = 0; i < leaves && TRUNK_LEAVES + 4 * i + 4 <= page.left; i++) {
            (void)mark(list, word_at(page, TRUNK_LEAVES + 4 * i));
        }
        trunk = word_at(page, 0);
    }
}

void sqlite_free_clear(struct sqlite_free *list)
{
    free(list->pages);
    carve_spans_clear(&list->spans);
}

static bool is_in_cell(const struct sqlite_layout *layout, struct bytes page, bool first,
                       size_t cells, size_t at)
{
    struct sqlite_cell cell;
    for (size_t i = 0; i < cells; i++) {
        if (sqlite_cell_read(layout, page, first, i, &cell) && at >= cell.at &&
            at < cell.at + cell.local) {
            return true;
        }
    }
    return false;
}

void sqlite_free_between(const struct sqlite_layout *layout, struct bytes page, bool first,
                         uint64_t offset, struct carve_spans *spans)
{
    size_t at = 0, from = 0;
    enum carve_kind kind;
    page.left = page.left < layout->page_size ? page.left : layout->page_size;
    const size_t cells = sqlite_page_cells(layout, page, first);
    while (cells > 0 && carve_mark_find(page, from, page.left, &at, &kind)) {
        from = at + 1;
        if (!is_in_cell(layout, page, first, cells, at)) {
            carve_spans_add(spans, offset + at, offset + page.left);
            return;
        }
    }
}

void sqlite_free_take(struct sqlite_free *list, struct bytes page, uint64_t offset)
{
    const struct sqlite_layout *layout = list->layout;
    if (list->pages == NULL) {
        return;
    }
    if (is_free(list, offset / layout->page_size)) {
        carve_spans_join(&list->spans, offset,
                         offset + (page.left < layout->page_size ? page.left : layout->page_size));
        return;
    }
    sqlite_free_between(layout, page, offset == 0, offset, &list->spans);
}
