#include "reports/page_chart.h"

#include <stdarg.h>
#include <stdio.h>

#define ROW_HEIGHT   32  /* a line of text, and its bar below */
#define WIDTH        356 /* what a phone of 390 pixels has room for, so that text is never scaled */
#define TIMES_HEIGHT 120
#define LABEL_SHOWN  44 /* octets */

static void put(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct page *page, const char *format, ...)
{
    char text[512];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(text, sizeof(text), format, values);
    va_end(values);
    page_put(page, text);
}

/* Never ends within a character. */
static struct bytes shortened(struct bytes label)
{
    size_t length = label.left;
    if (length > LABEL_SHOWN) {
        length = LABEL_SHOWN;
        while (length > 0 && (label.at[length] & 0xc0) == 0x80) {
            length--;
        }
    }
    return bytes_over(label.at, length);
}

static void put_bar(struct page *page, size_t row, struct bytes label, uint64_t count,
                    uint64_t largest)
{
    const unsigned y = (unsigned)row * ROW_HEIGHT;
    const unsigned width = (unsigned)((double)count / (double)largest * WIDTH);
    put(page, "<text x=\"0\" y=\"%u\">", y + 13);
    page_put_text(page, shortened(label));
    put(page,
        "</text><text x=\"%u\" y=\"%u\" text-anchor=\"end\">%llu</text><rect x=\"0\" y=\"%u\" "
        "width=\"%u\" height=\"8\"/>",
        (unsigned)WIDTH, y + 13, (unsigned long long)count, y + 18, width > 0 ? width : 1);
}

/* `role`: what is an image has no text in it for a screen reader; a group has. */
static void begin(struct page *page, const char *title, const char *role, unsigned height)
{
    put(page,
        "<figure><figcaption>%s</figcaption><svg role=\"%s\" aria-label=\"%s\" "
        "viewBox=\"0 0 %u %u\" width=\"%u\">",
        title, role, title, (unsigned)WIDTH, height, (unsigned)WIDTH);
}

void page_chart_bars(struct page *page, const char *title, const struct chart_bar *bars,
                     size_t count, size_t most)
{
    const size_t own = count < most ? count : most;
    uint64_t largest = 1, rest = 0;
    for (size_t i = 0; i < count; i++) {
        rest += i >= own ? bars[i].count : 0;
        largest = bars[i].count > largest ? bars[i].count : largest;
    }
    if (count == 0) {
        return;
    }
    largest = rest > largest ? rest : largest;
    begin(page, title, "group", (unsigned)(own + (rest > 0)) * ROW_HEIGHT);
    for (size_t i = 0; i < own; i++) {
        put_bar(page, i, bars[i].label, bars[i].count, largest);
    }
    if (rest > 0) {
        put_bar(page, own, bytes_over("all others", 10), rest, largest);
    }
    page_put(page, "</svg></figure>\n");
}

void page_chart_times(struct page *page, const char *title, const uint64_t *counts, size_t count,
                      int64_t first, int64_t span)
{
    uint64_t largest = 1;
    for (size_t i = 0; i < count; i++) {
        largest = counts[i] > largest ? counts[i] : largest;
    }
    begin(page, title, "img", TIMES_HEIGHT + 24);
    for (size_t i = 0; i < count; i++) {
        const double step = (double)WIDTH / (double)count;
        const double part = (double)counts[i] / (double)largest * TIMES_HEIGHT;
        const double height = part > 2 ? part : 2; /* one beside thousands can be seen */
        if (counts[i] > 0) {
            put(page,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                "height=\"%.1f\"><title>%llu</title></rect>",
                (double)i * step, TIMES_HEIGHT - height, step > 3 ? step - 1 : step, height,
                (unsigned long long)counts[i]);
        }
    }
    put(page, "<text x=\"0\" y=\"%u\">", (unsigned)TIMES_HEIGHT + 18);
    page_put_time(page, first);
    put(page, "</text><text x=\"%u\" y=\"%u\" text-anchor=\"end\">", (unsigned)WIDTH,
        (unsigned)TIMES_HEIGHT + 18);
    page_put_time(page, first + span * (int64_t)count);
    page_put(page, "</text></svg></figure>\n");
}
