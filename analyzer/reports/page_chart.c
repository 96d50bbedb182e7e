#include "reports/page_chart.h"

#include <stdarg.h>
#include <stdio.h>

#define ROW_HEIGHT   32  /* a line of text, and its bar below */
#define WIDTH        356 /* what a phone of 390 pixels has room for, so that text is never scaled */
#define LABEL_WIDTH  296 /* the rest is for the number: what is longer is cut by the drawing */
#define TIMES_TOP    20  /* a line that says what the highest bar stands for */
#define TIMES_HEIGHT 120
#define LABEL_SHOWN  40 /* octets */

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

static void put_bar(struct page *page, size_t row, const struct chart_bar *bar, uint64_t largest)
{
    const unsigned y = (unsigned)row * ROW_HEIGHT;
    const unsigned width = (unsigned)((double)bar->count / (double)largest * WIDTH);
    put(page, "<svg y=\"%u\" width=\"%u\" height=\"18\"><text x=\"0\" y=\"13\">", y,
        (unsigned)LABEL_WIDTH);
    const struct bytes label = shortened(bar->label);
    page_put_text(page, label);
    page_put(page, label.left < bar->label.left ? "\xe2\x80\xa6" : "");
    put(page, "</text></svg><text x=\"%u\" y=\"%u\" text-anchor=\"end\">", (unsigned)WIDTH, y + 13);
    page_put_count(page, bar->count);
    put(page, "</text><rect x=\"0\" y=\"%u\" width=\"%u\" height=\"8\" rx=\"2\"%s/>", y + 18,
        width > 0 ? width : 1, bar->acts ? " class=\"act\"" : "");
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
        put_bar(page, i, &bars[i], largest);
    }
    if (rest > 0) {
        put_bar(page, own, &(struct chart_bar){ bytes_over("all others", 10), rest, bars[0].acts },
                largest);
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
    begin(page, title, "img", TIMES_TOP + TIMES_HEIGHT + 24);
    put(page, "<text class=\"axis\" x=\"0\" y=\"13\">highest bar: ");
    page_put_count(page, largest);
    page_put(page, "</text>");
    for (size_t i = 0; i < count; i++) {
        const double step = (double)WIDTH / (double)count;
        const double part = (double)counts[i] / (double)largest * TIMES_HEIGHT;
        const double height = part > 2 ? part : 2; /* one beside thousands can be seen */
        if (counts[i] > 0) {
            put(page,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                "height=\"%.1f\"><title>%llu</title></rect>",
                (double)i * step, TIMES_TOP + TIMES_HEIGHT - height, step > 3 ? step - 1 : step,
                height, (unsigned long long)counts[i]);
        }
    }
    put(page, "<rect class=\"axis\" x=\"0\" y=\"%u\" width=\"%u\" height=\"1\"/>",
        (unsigned)(TIMES_TOP + TIMES_HEIGHT), (unsigned)WIDTH);
    put(page, "<text x=\"0\" y=\"%u\">", (unsigned)(TIMES_TOP + TIMES_HEIGHT) + 18);
    page_put_time(page, first);
    put(page, "</text><text x=\"%u\" y=\"%u\" text-anchor=\"end\">", (unsigned)WIDTH,
        (unsigned)(TIMES_TOP + TIMES_HEIGHT) + 18);
    page_put_time(page, first + span * (int64_t)count);
    page_put(page, "</text></svg></figure>\n");
}
