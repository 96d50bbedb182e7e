#include "reports/page_report.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "reports/page_chart.h"
#include "reports/page_data.h"
#include "reports/page_incident.h"
#include "reports/page_nothing.h"
#include "reports/page_part.h"
#include "reports/page_status.h"
#include "reports/plain_text.h"

static const unsigned char head[] = {
#include "reports/page/head.inc"
};
static const unsigned char script[] = {
#include "reports/page/script.inc"
};

/* `by_hash`: serials of certificates that are not at hand, so that they are in no table here. */
static void put_deadlines(struct page *page, const struct match_list *matches, uint64_t by_hash)
{
    int64_t first = INT64_MAX;
    uint64_t urgent = 0, authorities = 0, listed = 0;
    for (size_t i = 0; i < matches->count; i++) {
        const struct judgement *judgement = &match_list_at(matches, i)->judgement;
        if (!judgement->listed) {
            continue;
        }
        listed++;
        authorities += judgement->status == STATUS_REVOKE_CA;
        if (judgement->has_deadline && judgement->deadline < first) {
            first = judgement->deadline;
            urgent = 0;
        }
        urgent += judgement->has_deadline && judgement->deadline == first;
    }
    if (listed == 0) {
        page_put(page, by_hash > 0 ? "<h1>Serial numbers must be revoked</h1>\n"
                                   : "<h1>No certificate needs revocation</h1>\n");
        return;
    }
    page_put(page, "<h1>");
    page_put_count(page, listed);
    page_put(page, listed == 1 ? " certificate must be revoked" : " certificates must be revoked");
    if (first != INT64_MAX) {
        if (urgent < listed) {
            page_put(page, ", ");
            page_put_count(page, urgent);
            page_put(page, " of them");
        }
        page_put(page, " by ");
        page_put_date(page, first);
    }
    page_put(page, "</h1>\n");
    if (authorities > 0) {
        page_put(page, "<p>");
        page_put_count(page, authorities);
        page_put(page, authorities == 1
                           ? " of them is of a CA: all below it falls with it.</p>\n"
                           : " of them are of CAs: all below them falls with them.</p>\n");
    }
}

static void put_header(struct page *page, const struct match_list *matches,
                       const struct case_summary *summary)
{
    page_put(page, summary->listed + summary->hash_matches + summary->statuses[STATUS_ROOT] > 0
                       ? "<header class=\"act\">\n"
                       : "<header>\n");
    page_put(page, "<p class=\"kind\">Leaked private keys: report of a case</p>\n");
    put_deadlines(page, matches, summary->hash_matches);
    if (summary->listed == 0) {
        page_nothing_put(page, summary);
    }
    if (summary->statuses[STATUS_ROOT] > 0) {
        page_put(page, "<p class=\"alarm\" role=\"alert\"><strong>The key of a trust anchor "
                       "leaked.</strong> No issuer revokes a root: tell the root programs at once "
                       "(status root).</p>\n");
    }
    if (summary->hash_matches > 0) {
        page_put(page, "<p class=\"alarm\">");
        page_put_count(page, summary->hash_matches);
        page_put(page, summary->hash_matches == 1
                           ? " serial number to revoke is known by a key's hash alone: it stands "
                             "in hash_matches.csv.</p>\n"
                           : " serial numbers to revoke are known by a key's hash alone: they "
                             "stand in hash_matches.csv.</p>\n");
    }
    if (summary->journal_unread > 0) {
        page_put(page, "<p class=\"alarm\">");
        page_put_count(page, summary->journal_unread);
        page_put(page, summary->journal_unread == 1 ? " place" : " places");
        page_put(page, " could not be examined: see <a href=\"#coverage\">what was "
                       "examined</a>.</p>\n");
    }
    page_put(page,
             "<nav aria-label=\"Sections\"><a href=\"#overview\">Overview</a><a "
             "href=\"#certificates\">Certificates</a><a href=\"#incident\">Incident report</a><a "
             "href=\"#coverage\">What was examined</a><a href=\"#sources\">Sources and "
             "digests</a><a href=\"#run\">Program and options</a></nav>\n</header>\n<main>\n");
}

static int compare_labels(const void *one, const void *other)
{
    const struct chart_bar *left = one, *right = other;
    return bytes_compare(left->label, right->label);
}

static int compare_counts(const void *one, const void *other)
{
    const uint64_t left = ((const struct chart_bar *)one)->count;
    const uint64_t right = ((const struct chart_bar *)other)->count;
    return left != right ? (left < right ? 1 : -1) : compare_labels(one, other);
}

/* Equal labels, which stand beside each other, become one. */
static size_t merge_bars(struct chart_bar *bars, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && bytes_equal(bars[kept - 1].label, bars[i].label)) {
            bars[kept - 1].count += bars[i].count;
        } else {
            bars[kept++] = bars[i];
        }
    }
    return kept;
}

/* Issuers of what is on the list, by how many. They stand beside each other there: so few are
 * sorted. */
static bool put_issuers(struct page *page, const struct match_list *matches)
{
    struct chart_bar *bars = calloc(matches->count + 1, sizeof(*bars));
    size_t count = 0;
    if (bars == NULL) {
        return false;
    }
    for (size_t i = 0; i < matches->count; i++) {
        const struct match_entry *match = match_list_at(matches, i);
        if (match->judgement.listed) {
            bars[count++] = (struct chart_bar){ match->issuer_dn, 1, true };
            count -= count > 1 && merge_bars(&bars[count - 2], 2) == 1;
        }
    }
    if (count > 0) {
        qsort(bars, count, sizeof(*bars), compare_labels);
        count = merge_bars(bars, count);
        qsort(bars, count, sizeof(*bars), compare_counts);
    }
    page_chart_bars(page, "Certificates to revoke, by issuer", bars, count, 20);
    free(bars);
    return true;
}

static void put_statuses(struct page *page, const struct case_summary *summary)
{
    struct chart_bar bars[PAGE_STATUSES];
    size_t count = 0;
    for (size_t i = 0; i < PAGE_STATUSES; i++) {
        const enum certificate_status status = page_status_at(i);
        const char *name = certificate_status_name(status);
        if (summary->statuses[status] > 0) {
            bars[count++] =
                (struct chart_bar){ bytes_over(name, strlen(name)), summary->statuses[status],
                                    i < PAGE_STATUSES_ACTING };
        }
    }
    page_chart_bars(page, "Certificates of leaked keys, by status", bars, count, count);
}

/* Who is handed the page has no other book at hand. */
static void put_meanings(struct page *page, const struct case_summary *summary)
{
    static const char *const meanings[STATUSES] = {
        [STATUS_CERTIFICATE_UNVERIFIED] =
            "In no inventory, and its signature holds under no issuer that was given.",
        [STATUS_LEAD] = "Its key was found, but encrypted or of a kind that is not read.",
        [STATUS_DO_NOT_REVOKE] = "Only forged or malformed keys were offered for it.",
        [STATUS_REVOKED] = "Revoked already, with reason keyCompromise.",
        [STATUS_REVOKED_OTHER_REASON] = "Revoked already, with another reason.",
        [STATUS_REVOKED_REASON_UNKNOWN] = "Revoked already, without a reason.",
        [STATUS_EXPIRED_REVIEW] =
            "For code signing, and expired: a backdated revocation still counts.",
        [STATUS_EXPIRED] = "It had expired when the evidence was received.",
        [STATUS_SHORT_LIVED_EXEMPT] = "Short-lived: it need not be revoked.",
        [STATUS_ROOT] = "A trust anchor: no issuer revokes it, the root programs act.",
        [STATUS_REVOKE_CA] = "Of a CA: to be revoked within seven days of receipt.",
        [STATUS_REVOKE] = "To be revoked within 24 hours of receipt.",
    };
    page_put(page, "<details><summary>What the statuses mean</summary>\n<dl>");
    for (size_t i = 0; i < PAGE_STATUSES; i++) {
        const enum certificate_status status = page_status_at(i);
        if (summary->statuses[status] > 0) {
            page_put(page, "<dt>");
            page_put(page, certificate_status_name(status));
            page_put(page, "</dt><dd>");
            page_put(page, meanings[status]);
            page_put(page, "</dd>\n");
        }
    }
    page_put(page, "</dl></details>\n");
}

static void put_verdicts(struct page *page, const struct case_summary *summary)
{
    struct chart_bar bars[VERDICTS];
    size_t count = 0;
    for (size_t i = 1; i < VERDICTS; i++) {
        const char *name = verdict_name((enum verdict)i);
        if (summary->keys[i] > 0) {
            bars[count++] =
                (struct chart_bar){ bytes_over(name, strlen(name)), summary->keys[i], false };
        }
    }
    page_chart_bars(page, "Keys found, by verdict", bars, count, count);
}

static void put_figure(struct page *page, uint64_t count, bool acts, const char *words)
{
    page_put(page, acts ? "<div class=\"act\"><dt>" : "<div><dt>");
    page_put(page, words);
    page_put(page, "</dt><dd>");
    page_put_count(page, count);
    page_put(page, "</dd></div>\n");
}

/* What is asked first of a case, for who reads no further. */
static void put_figures(struct page *page, const struct case_summary *summary)
{
    const uint64_t leads = summary->keys[VERDICT_ENCRYPTED] + summary->keys[VERDICT_UNSUPPORTED];
    page_put(page, "<dl class=\"figures\">\n");
    put_figure(page, summary->listed, summary->listed > 0, "certificates to revoke");
    put_figure(page, summary->keys[VERDICT_PROVEN], false, "private keys proven");
    put_figure(page, summary->keys_matched, false, "of these in certificates");
    put_figure(page, leads, false, "leads still open");
    put_figure(page, summary->journal_unread, summary->journal_unread > 0, "places not examined");
    put_figure(page, summary->files, false, "files of evidence");
    page_put(page, "</dl>\n");
}

static bool put_overview(struct page *page, const struct match_list *matches,
                         const struct case_summary *summary)
{
    page_put(page, "<section id=\"overview\" aria-labelledby=\"overview-title\">\n<h2 "
                   "id=\"overview-title\">Overview</h2>\n");
    put_figures(page, summary);
    page_put(page, "<p>A key counts as proven when its public "
                   "half was derived from it and a signature made with it verified.");
    if (summary->has_as_of) {
        page_put(page, " Judged as of <span class=\"whole\">");
        page_put_time(page, summary->as_of);
        page_put(page, "</span>.");
    }
    page_put(page, "</p>\n");
    if (matches->count > 0) {
        put_meanings(page, summary);
    }
    page_put(page, "<div class=\"charts\">\n");
    put_statuses(page, summary);
    const bool put = put_issuers(page, matches);
    put_verdicts(page, summary);
    page_part_times(page, summary);
    page_put(page, "</div>\n</section>\n");
    return put;
}

static void put_table(struct page *page, const struct match_list *matches)
{
    page_put(page, "<section id=\"certificates\" aria-labelledby=\"certificates-title\">\n<h2 "
                   "id=\"certificates-title\">Certificates of leaked keys</h2>\n<noscript><p>The "
                   "table needs script; certificates.jsonl and revoke.csv hold the "
                   "same.</p></noscript>\n");
    if (matches->count > PAGE_ROWS_MAX) {
        page_put(page, "<p>The first ");
        page_put_number(page, PAGE_ROWS_MAX);
        page_put(page, " of ");
        page_put_number(page, matches->count);
        page_put(page, "; all stand in certificates.jsonl.</p>\n");
    }
    page_put(page,
             "<div class=\"tools\" id=\"tools\" hidden><label>Find <input id=\"find\" "
             "type=\"search\" autocomplete=\"off\"></label><label>Status <select "
             "id=\"status\"><option value=\"\">all</option></select></label><span "
             "class=\"pages\"><button type=\"button\" class=\"plain\" id=\"back\">Back</button> "
             "<button type=\"button\" class=\"plain\" id=\"on\">Next</button></span><output "
             "id=\"count\" aria-live=\"polite\"></output></div>\n<p class=\"printed\" "
             "id=\"printed\"></p>\n");
    page_put(page, matches->count > 0 ? "<div class=\"scroll\">"
                                      : "<p>There are none.</p>\n<div class=\"scroll\" hidden>");
    page_put(page, "<table role=\"table\" id=\"certificates-table\" "
                   "aria-labelledby=\"certificates-title\"><thead role=\"rowgroup\"><tr "
                   "role=\"row\"></tr></thead><tbody role=\"rowgroup\"></tbody></table></div>\n"
                   "</section>\n");
}

bool page_report_write(struct output_set *set, struct case_file *file,
                       const struct match_list *matches, const struct key_offer_list *offers,
                       const struct case_summary *summary, bool redacted)
{
    struct page page = { .file = output_set_add(set, "report.html"), .redacted = redacted };
    output_put(page.file, bytes_over(head, sizeof(head)));
    put_header(&page, matches, summary);
    bool put = put_overview(&page, matches, summary);
    put_table(&page, matches);
    page_incident_put(&page, matches);
    put = put && page_part_coverage(&page, file, summary) && page_part_sources(&page, file);
    page_incident_put_run(&page, summary);
    page_part_end(&page);
    put = put && page_data_put(&page, file, matches, offers);
    page_put(&page, "<script>\n");
    output_put(page.file, bytes_over(script, sizeof(script)));
    page_put(&page, "</script>\n</body>\n</html>\n");
    return put && !page.failed;
}
