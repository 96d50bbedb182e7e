#include "candidates/views/narrow_window.h"

#include <string.h>

/* Names of numbers in a listing. */
#define LISTING_ANCHORS 8
#define REACH           ((size_t)16 << 10)
#define WORD            64
#define ANCHORS_AT_ONCE 128

static size_t smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

/* Where the first anchor of this kind stands behind those of a list; `to` without one. */
static size_t next_anchor(struct bytes text, size_t from, size_t to, unsigned kind)
{
    struct anchor found[ANCHORS_AT_ONCE];
    while (from < to) {
        size_t reached = to;
        const size_t count = anchors_find(text, from, &reached, found, ANCHORS_AT_ONCE);
        for (size_t i = 0; i < count; i++) {
            if ((found[i].kinds & kind) != 0) {
                return found[i].at;
            }
        }
        from = reached;
    }
    return to;
}

struct leaf_window narrow_window(const struct leaf_window *window, const struct anchor_list *list,
                                 size_t index, unsigned kind, size_t *place)
{
    const size_t at = list->items[index].at, left = window->text.left - at;
    const size_t most = kind == ANCHOR_LISTING ? LISTING_ANCHORS : 1;
    size_t from = at - smaller(at, REACH), to = at + smaller(left, REACH), i, met = 0;
    for (i = index; i > 0 && (list->items[i - 1].kinds & kind) == 0; i--) {
    }
    from = i > 0 && list->items[i - 1].at > from ? list->items[i - 1].at : from;
    const uint8_t *brace =
        kind == ANCHOR_JWK ? memrchr(window->text.at + from, '{', at - from) : NULL;
    from = brace != NULL ? (size_t)(brace - window->text.at) : from;
    for (i = index; i < list->count && met <= most; i++) {
        met += (list->items[i].kinds & kind) != 0 ? 1 : 0;
    }
    if (met > most) {
        to = smaller(to, list->items[i - 1].at + WORD);
    } else if (most == 1) {
        to = smaller(to, next_anchor(window->text, list->end, to, kind) + WORD);
    }
    *place = at - from;
    return (struct leaf_window){ .text = bytes_over(window->text.at + from, to - from),
                                 .base = window->base + from,
                                 .ends = window->ends && to == window->text.left };
}
