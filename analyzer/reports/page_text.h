#ifndef PAGE_TEXT_H
#define PAGE_TEXT_H

#include "reports/output_file.h"

/* Text in an HTML page. Whatever the evidence had a hand in goes through page_put_text(),
 * page_put_json() or stays out: nothing of it is ever markup or script. */

struct page {
    struct output_file *file;
    bool redacted; /* no paths, senders, subjects, names of customers */
    bool failed;   /* memory ran out */
};

/* Markup of our own. */
void page_put(struct page *page, const char *markup);
/* Escaped; what a terminal would obey and what is no UTF-8 becomes %XX. */
void page_put_text(struct page *page, struct bytes text);
void page_put_number(struct page *page, uint64_t number);
/* For people: 25,000. */
void page_put_count(struct page *page, uint64_t count);
/* RFC 3339, or "unknown". */
void page_put_time(struct page *page, int64_t time);
/* In words, as a sentence has it: 3 November 2026, 14:00 UTC. */
void page_put_date(struct page *page, int64_t time);

/* A JSON string within a script element: no `<` in it. The script shows what it reads, so what
 * page_put_text() takes out is out here too: an escape of JSON would bring it back. */
void page_put_json(struct page *page, struct bytes text);

#endif
