#include "reports/page_incident.h"

#include <string.h>

#include "bounds.h"
#include "record/build_id.h"
#include "reports/incident_table.h"
#include "reports/page_field.h"

/* Of somebody's customer. */
static bool is_left_out(const struct page *page, const struct report_field *field)
{
    return page->redacted &&
           (strcmp(field->name, "Subject") == 0 || strcmp(field->name, "dNSNames") == 0);
}

static const char *class_of(const struct report_field *field)
{
    return field->kind == FIELD_HEX_UPPER ? "<td class=\"code\">"
           : field->kind == FIELD_TIME    ? "<td class=\"short\">"
                                          : "<td>";
}

static void put_row(struct page *page, const struct match_entry *match)
{
    page_put(page, "<tr>");
    for (size_t i = 0; i < incident_table.count; i++) {
        const struct report_field *field = &incident_table.fields[i];
        page_put(page, class_of(field));
        if (!is_left_out(page, field)) {
            page_put_field(page, field, match);
        }
        page_put(page, "</td>");
    }
    page_put(page, "</tr>\n");
}

static void put_table(struct page *page, const struct match_list *matches)
{
    size_t put = 0;
    page_put(page, "<details><summary>The list of affected certificates</summary>\n<div "
                   "class=\"scroll\" tabindex=\"0\" role=\"region\" "
                   "aria-labelledby=\"incident-title\"><table class=\"wide\"><thead><tr>");
    for (size_t i = 0; i < incident_table.count; i++) {
        page_put(page, "<th scope=\"col\">");
        page_put(page, incident_table.fields[i].name);
        page_put(page, "</th>");
    }
    page_put(page, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < matches->count && put < PAGE_INCIDENT_MAX; i++) {
        const struct match_entry *match = match_list_at(matches, i);
        if (incident_table_wants(match)) {
            put_row(page, match);
            put++;
        }
    }
    page_put(page, "</tbody></table></div></details>\n");
}

void page_incident_put(struct page *page, const struct match_list *matches)
{
    uint64_t wanted = 0, revoked = 0;
    for (size_t i = 0; i < matches->count; i++) {
        const struct match_entry *match = match_list_at(matches, i);
        wanted += incident_table_wants(match);
        revoked += incident_table_wants(match) && !match->judgement.listed;
    }
    page_put(page, "<section id=\"incident\" aria-labelledby=\"incident-title\">\n<h2 "
                   "id=\"incident-title\">Incident report to the root programs</h2>\n<p>In the "
                   "layout of the CCADB, template 3.2. Certificates that were valid when the keys "
                   "were received: ");
    page_put_number(page, wanted);
    page_put(page, ", of which revoked: ");
    page_put_number(page, revoked);
    page_put(page, ".</p>\n");
    if (wanted > 0) {
        put_table(page, matches);
    }
    if (wanted > PAGE_INCIDENT_MAX) {
        page_put(page, "<p>The list above shows the first ");
        page_put_number(page, PAGE_INCIDENT_MAX);
        page_put(page, " of them.</p>\n");
    }
    page_put(page, wanted >= INCIDENT_LINKS_FROM
                       ? "<p>So many are reported as lines with their places at crt.sh, which "
                         "<code>keytrawl export --format ccadb</code> writes.</p>\n</section>\n"
                       : "<p><code>keytrawl export --format ccadb</code> writes all as CSV.</p>\n"
                         "</section>\n");
}

static void put_fact(struct page *page, const char *name, const char *value)
{
    page_put(page, "<dt>");
    page_put(page, name);
    page_put(page, "</dt><dd>");
    page_put(page, value);
    page_put(page, "</dd>\n");
}

void page_incident_put_run(struct page *page, const struct case_summary *summary)
{
    page_put(page, "<section id=\"run\" aria-labelledby=\"run-title\">\n<h2 "
                   "id=\"run-title\">Program and options</h2>\n<dl>");
    put_fact(page, "Program", "keytrawl " KEYTRAWL_VERSION);
    put_fact(page, "Build", build_id());
    if (summary->has_as_of) {
        page_put(page, "<dt>Judged as of</dt><dd>");
        page_put_time(page, summary->as_of);
        page_put(page, "</dd>\n");
    }
    put_fact(page, "Short-lived certificates", summary->include_short_lived ? "listed" : "exempt");
    for (size_t i = 0; i < run_options_table.count; i++) {
        const struct report_field *field = &run_options_table.fields[i];
        struct field_value value = { 0 };
        if (!field->get(&summary->options, &value) ||
            (field->kind == FIELD_HEX_LIST && value.text.left == 0)) {
            continue;
        }
        page_put(page, "<dt><code>");
        page_put(page, field->name);
        page_put(page, "</code></dt><dd class=\"code\">");
        page_put_field(page, field, &summary->options);
        page_put(page, "</dd>\n");
    }
    page_put(page, "</dl>\n<p>manifest.json holds the digest of this page, of all other outputs "
                   "and of all sources; <code>keytrawl verify</code> checks them.</p>\n"
                   "</section>\n");
}
