#include "reports/page_part.h"

#include <string.h>

#include "bounds.h"
#include "bytes/hex_text.h"
#include "reports/page_chart.h"
#include "reports/plain_text.h"

#define SPANS 60

/* Of the octets that the summary keeps. */
static int64_t date_at(const struct case_summary *summary, size_t place)
{
    int64_t date;
    memcpy(&date, summary->dates.at + place * sizeof(date), sizeof(date));
    return date;
}

void page_part_times(struct page *page, const struct case_summary *summary)
{
    const size_t dated = summary->dates.used / sizeof(int64_t);
    uint64_t counts[SPANS] = { 0 };
    if (dated == 0) {
        return;
    }
    int64_t first = date_at(summary, 0), last = first;
    for (size_t i = 1; i < dated; i++) {
        const int64_t date = date_at(summary, i);
        first = date < first ? date : first;
        last = date > last ? date : last;
    }
    /* Dates are of the years 0 to 9999, or they would not be dates. */
    const int64_t span = (last - first) / SPANS + 1;
    for (size_t i = 0; i < dated; i++) {
        counts[((uint64_t)date_at(summary, i) - (uint64_t)first) / (uint64_t)span]++;
    }
    page_chart_times(page, "Sightings of proven keys, by the date of the mail (unverified)", counts,
                     SPANS, first, span);
}

static void put_fact(struct page *page, const char *name, uint64_t number)
{
    page_put(page, "<dt>");
    page_put(page, name);
    page_put(page, "</dt><dd>");
    page_put_count(page, number);
    page_put(page, "</dd>");
}

struct journal_writing {
    struct page *page;
    uint64_t lines;
};

static bool put_entry(void *context, enum source_kind kind, struct bytes path,
                      const struct journal_entry *entry)
{
    struct journal_writing *writing = context;
    struct buffer line = { 0 };
    (void)kind;
    if (writing->lines++ >= PAGE_JOURNAL_MAX) {
        return true;
    }
    const bool kept =
        plain_text_print_path(path, &line) && provenance_print(entry->provenance, &line);
    page_put(writing->page, "<tr><td>");
    page_put(writing->page, entry->weight == JOURNAL_UNREAD ? "not examined" : "note");
    page_put(writing->page, "</td><td class=\"code\">");
    page_put_text(writing->page, bytes_over(line.at, writing->page->redacted ? 0 : line.used));
    page_put(writing->page, "</td><td>");
    page_put_text(writing->page, entry->sentence);
    page_put(writing->page, "</td><td>");
    page_put_text(writing->page, entry->clause);
    page_put(writing->page, "</td></tr>\n");
    buffer_clear(&line);
    return kept;
}

bool page_part_coverage(struct page *page, struct case_file *file,
                        const struct case_summary *summary)
{
    struct journal_writing writing = { .page = page };
    page_put(page, "<section id=\"coverage\" aria-labelledby=\"coverage-title\">\n<h2 "
                   "id=\"coverage-title\">What was examined</h2>\n<dl>");
    put_fact(page, "Files of evidence", summary->files);
    put_fact(page, "Bytes", summary->bytes);
    put_fact(page, "of which examined", summary->examined);
    put_fact(page, "Decoded bytes of their contents", summary->decoded);
    put_fact(page, "of which examined", summary->decoded_examined);
    put_fact(page, "Certificates read", summary->parsed);
    put_fact(page, "not readable", summary->failed);
    put_fact(page, "Keys proven", summary->keys[VERDICT_PROVEN]);
    put_fact(page, "of which in certificates", summary->keys_matched);
    put_fact(page, "Leads still open",
             summary->keys[VERDICT_ENCRYPTED] + summary->keys[VERDICT_UNSUPPORTED]);
    page_put(page, "</dl>\n");
    if (summary->journal_unread + summary->journal_notes == 0) {
        page_put(page, "<p>All was examined, and nothing was odd.</p>\n</section>\n");
        return true;
    }
    page_put(page, "<h3>Journal</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                   "aria-label=\"Journal\"><table><thead><tr><th "
                   "scope=\"col\">Weight</th><th scope=\"col\">Where</th><th "
                   "scope=\"col\">What</th><th scope=\"col\">Clause</th></tr></thead><tbody>\n");
    const bool put = case_each_journal(file, &writing, put_entry);
    page_put(page, "</tbody></table></div>\n");
    if (writing.lines > PAGE_JOURNAL_MAX) {
        page_put(page, "<p>and ");
        page_put_number(page, writing.lines - PAGE_JOURNAL_MAX);
        page_put(page, " more in journal.jsonl.</p>\n");
    }
    page_put(page, "</section>\n");
    return put;
}

static bool put_source(void *context, const struct case_source_view *source)
{
    struct page *page = context;
    struct buffer path = { 0 };
    char digest[2 * SHA256_LENGTH + 1] = "";
    const bool kept = plain_text_print_path(source->path, &path);
    if (source->sha256.left == SHA256_LENGTH) {
        hex_text_write(source->sha256, digest);
    }
    page_put(page, "<tr><td class=\"code\">");
    page_put_text(page, bytes_over(path.at, page->redacted ? 0 : path.used));
    page_put(page, "</td><td class=\"number\">");
    page_put_number(page, source->size != UINT64_MAX ? source->size : 0);
    page_put(page, "</td><td class=\"code\">");
    page_put(page, digest);
    page_put(page, "</td></tr>\n");
    buffer_clear(&path);
    return kept;
}

static bool put_kind(struct page *page, struct case_file *file, enum source_kind kind,
                     const char *title)
{
    uint64_t files = 0;
    page_put(page, "<h3>");
    page_put(page, title);
    page_put(page, "</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                   "aria-label=\"Files\"><table><thead><tr><th "
                   "scope=\"col\">File</th><th "
                   "scope=\"col\" class=\"number\">Bytes</th><th scope=\"col\">SHA-256</th></tr>"
                   "</thead><tbody>\n");
    const bool put = case_count_sources(file, kind, &files) &&
                     case_first_source_views(file, kind, PAGE_SOURCES_MAX, page, put_source);
    page_put(page, "</tbody></table></div>\n");
    if (files == 0) {
        page_put(page, "<p>None were given.</p>\n");
    }
    if (files > PAGE_SOURCES_MAX) {
        page_put(page, "<p>and ");
        page_put_number(page, files - PAGE_SOURCES_MAX);
        page_put(page, " more.</p>\n");
    }
    return put;
}

bool page_part_sources(struct page *page, struct case_file *file)
{
    page_put(page, "<section id=\"sources\" aria-labelledby=\"sources-title\">\n<h2 "
                   "id=\"sources-title\">Sources and digests</h2>\n");
    const bool put = put_kind(page, file, SOURCE_EVIDENCE, "Evidence") &&
                     put_kind(page, file, SOURCE_INVENTORY, "Certificates") &&
                     put_kind(page, file, SOURCE_ISSUERS, "Issuers") &&
                     put_kind(page, file, SOURCE_CRL, "Revocation lists");
    page_put(page, "</section>\n");
    return put;
}

void page_part_end(struct page *page)
{
    page_put(page, "</main>\n<footer>\n<p class=\"soft\">Written by keytrawl.");
    page_put(page, page->redacted ? " Paths, senders, subjects and names of customers are left out."
                                  : "");
    page_put(page, "</p>\n</footer>\n");
}
