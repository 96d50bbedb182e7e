#include "reports/page_nothing.h"

static void put_counted(struct page *page, uint64_t count, const char *one, const char *several)
{
    page_put_number(page, count);
    page_put(page, count == 1 ? one : several);
}

static void put_finding(struct page *page, const struct case_summary *summary)
{
    page_put(page, "<p>");
    if (summary->keys[VERDICT_PROVEN] == 0) {
        page_put(page, "No private key was proven in the evidence.");
    } else if (summary->keys_matched == 0) {
        put_counted(page, summary->keys[VERDICT_PROVEN],
                    " private key was proven; it stands in no certificate that was given.",
                    " private keys were proven; none stands in a certificate that was given.");
    } else {
        put_counted(page, summary->keys_matched, " proven key stands", " of the proven keys stand");
        page_put(page, " in certificates, but none of these is to be revoked: see their status.");
    }
    page_put(page, "</p>\n");
}

/* Each is a reason why something to revoke may have been missed. */
static void put_doubts(struct page *page, const struct case_summary *summary)
{
    const uint64_t leads = summary->keys[VERDICT_ENCRYPTED] + summary->keys[VERDICT_UNSUPPORTED];
    if (summary->files == 0 || summary->empty_roots > 0) {
        page_put(page, "<li>Evidence that was given held no file: the wrong path, or a disk that "
                       "is not mounted?</li>\n");
    }
    if (summary->parsed == 0) {
        page_put(page, "<li>No certificate was read, so no key could be matched.</li>\n");
    }
    if (summary->failed > 0) {
        page_put(page, "<li>");
        put_counted(page, summary->failed, " certificate was not readable.</li>\n",
                    " certificates were not readable.</li>\n");
    }
    if (summary->journal_unread > 0) {
        page_put(page, "<li>");
        put_counted(page, summary->journal_unread, " place was not examined.</li>\n",
                    " places were not examined.</li>\n");
    }
    if (leads > 0) {
        page_put(page, "<li>");
        put_counted(page, leads, " key is encrypted or of a kind that is not read",
                    " keys are encrypted or of a kind that is not read");
        page_put(page, ", and may be of any certificate (leads.csv).</li>\n");
    }
}

void page_nothing_put(struct page *page, const struct case_summary *summary)
{
    put_finding(page, summary);
    page_put(page, "<p>How far this can be trusted:</p>\n<ul>\n");
    put_doubts(page, summary);
    page_put(page, "<li>It holds for the <a href=\"#sources\">evidence and the certificates "
                   "that were given</a>, and for the forms of keys that keytrawl reads. What lies "
                   "elsewhere was not looked at.</li>\n</ul>\n");
}
