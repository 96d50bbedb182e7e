#include "reports/page_text.h"

#include <stdio.h>
#include <string.h>

#include "reports/plain_text.h"
#include "reports/report_field.h"

void page_put(struct page *page, const char *markup)
{
    output_put_text(page->file, markup);
}

static const char *escape_of(uint8_t octet)
{
    switch (octet) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* Whole stretches of octets that have no escape. */
static void put_escaped(struct page *page, struct bytes text, const char *(*escape)(uint8_t octet))
{
    size_t plain = 0;
    for (size_t i = 0; i < text.left; i++) {
        const char *escaped = escape(text.at[i]);
        if (escaped != NULL) {
            output_put(page->file, bytes_over(text.at + plain, i - plain));
            output_put_text(page->file, escaped);
            plain = i + 1;
        }
    }
    if (text.left > plain) {
        output_put(page->file, bytes_over(text.at + plain, text.left - plain));
    }
}

void page_put_text(struct page *page, struct bytes text)
{
    struct buffer plain = { 0 };
    page->failed = !plain_text_print(text, &plain) || page->failed;
    put_escaped(page, buffer_bytes(&plain), escape_of);
    buffer_clear(&plain);
}

void page_put_number(struct page *page, uint64_t number)
{
    char text[24];
    (void)snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
    page_put(page, text);
}

/* At most 20 digits, and a comma before each third. */
void page_put_count(struct page *page, uint64_t count)
{
    char digits[24], text[32];
    const size_t length =
        (size_t)snprintf(digits, sizeof(digits), "%llu", (unsigned long long)count);
    size_t used = 0;
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            text[used++] = ',';
        }
        text[used++] = digits[i];
    }
    text[used] = '\0';
    page_put(page, text);
}

void page_put_time(struct page *page, int64_t time)
{
    char text[TIMESTAMP_TEXT];
    page_put(page, report_time_text(time, text) ? text : "unknown");
}

static const char *month_name(const char *digits)
{
    static const char *const names[] = { "January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December" };
    const int month = 10 * (digits[0] - '0') + digits[1] - '0';
    return names[month - 1];
}

void page_put_date(struct page *page, int64_t time)
{
    char text[TIMESTAMP_TEXT], words[64];
    if (!report_time_text(time, text)) {
        page_put(page, "unknown");
        return;
    }
    /* 2026-11-03T14:00:00Z, as report_time_text() writes it */
    (void)snprintf(words, sizeof(words), "%.*s %s %.4s, %.*s UTC", text[8] == '0' ? 1 : 2,
                   text + (text[8] == '0' ? 9 : 8), month_name(text + 5), text,
                   strncmp(text + 16, ":00", 3) == 0 ? 5 : 8, text + 11);
    page_put(page, "<time class=\"whole\" datetime=\"");
    page_put(page, text);
    page_put(page, "\">");
    page_put(page, words);
    page_put(page, "</time>");
}

/* A script element ends at `</script`, and `<!--` in it changes where. */
static const char *script_escape_of(uint8_t octet)
{
    return octet == '<' ? "\\u003c" : NULL;
}

void page_put_json(struct page *page, struct bytes text)
{
    struct buffer plain = { 0 }, quoted = { 0 };
    const bool kept =
        plain_text_print(text, &plain) && plain_text_print_json(buffer_bytes(&plain), &quoted);
    page->failed = !kept || page->failed;
    put_escaped(page, buffer_bytes(&quoted), script_escape_of);
    buffer_clear(&plain);
    buffer_clear(&quoted);
}
