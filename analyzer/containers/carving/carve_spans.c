#include "containers/carving/carve_spans.h"

#include <assert.h>
#include <stdlib.h>

#include "bounds.h"

static struct carve_span *all_of(const struct carve_spans *spans)
{
    return (struct carve_span *)(void *)spans->list.at;
}

void carve_spans_add(struct carve_spans *spans, uint64_t from, uint64_t to)
{
    const struct carve_span span = { from, to };
    if (from < to && !buffer_append(&spans->list, bytes_over(&span, sizeof(span)))) {
        spans->lost = true;
    }
}

void carve_spans_add_gap(struct carve_spans *spans, uint64_t from, uint64_t to)
{
    if (from < to && to - from >= PASSED_LEAST) {
        carve_spans_add(spans, from, to);
    }
}

void carve_spans_join(struct carve_spans *spans, uint64_t from, uint64_t to)
{
    const size_t count = carve_spans_count(spans);
    if (count > 0 && from < to && all_of(spans)[count - 1].to == from) {
        all_of(spans)[count - 1].to = to;
    } else {
        carve_spans_add(spans, from, to);
    }
}

size_t carve_spans_count(const struct carve_spans *spans)
{
    return spans->list.used / sizeof(struct carve_span);
}

struct carve_span carve_spans_at(const struct carve_spans *spans, size_t number)
{
    assert(number < carve_spans_count(spans));
    return all_of(spans)[number];
}

static int compare_spans(const void *one, const void *other)
{
    const struct carve_span *left = one, *right = other;
    return left->from < right->from ? -1 : left->from > right->from;
}

void carve_spans_beside(struct carve_spans *spans, uint64_t from, uint64_t to,
                        struct carve_spans *into)
{
    const size_t count = carve_spans_count(spans);
    if (count > 1) {
        qsort(spans->list.at, count, sizeof(struct carve_span), compare_spans);
    }
    for (size_t i = 0; i < count; i++) {
        const struct carve_span span = all_of(spans)[i];
        carve_spans_add_gap(into, from, span.from < to ? span.from : to);
        from = span.to > from ? span.to : from;
    }
    carve_spans_add_gap(into, from, to);
}

void carve_spans_keep(struct carve_spans *spans, size_t count)
{
    assert(count <= carve_spans_count(spans));
    spans->list.used = count * sizeof(struct carve_span);
}

void carve_spans_clear(struct carve_spans *spans)
{
    buffer_clear(&spans->list);
    spans->lost = false;
}
