#ifndef PAGE_CHART_H
#define PAGE_CHART_H

#include "reports/page_text.h"

/* Charts as plain SVG: they need no script and print as they stand. */

struct chart_bar {
    struct bytes label; /* may be of the evidence */
    uint64_t count;
    bool acts; /* somebody has to act on it: drawn in the colour of alarm */
};

/* Horizontal bars, each with its label and number, at most `most` of them; what is over is
 * one bar more. `title` is our own. Nothing where there are none. */
void page_chart_bars(struct page *page, const char *title, const struct chart_bar *bars,
                     size_t count, size_t most);

/* Counts in equal spans of time, of `span` seconds each, from `first` on (seconds since 1970).
 * `title` is our own. */
void page_chart_times(struct page *page, const char *title, const uint64_t *counts, size_t count,
                      int64_t first, int64_t span);

#endif
