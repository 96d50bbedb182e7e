#include "reports/case_summary.h"

#include <stdlib.h>
#include <string.h>

#include "bytes/item_room.h"
#include "record/published_keys.h"
#include "reports/hash_report.h"
#include "reports/plain_text.h"

/* As a number of our own in an array of that many. */
static size_t within(size_t value, size_t count)
{
    return value < count ? value : 0;
}

static bool take_root(void *context, const struct case_root_view *root)
{
    struct case_summary *summary = context;
    struct root_summary *roots =
        item_room(summary->roots, summary->root_count, &summary->root_room, 8, sizeof(*roots));
    if (roots == NULL) {
        return false;
    }
    summary->roots = roots;
    struct root_summary *taken = &roots[summary->root_count++];
    *taken = (struct root_summary){ .facts = *root };
    summary->unfinished += root->unfinished;
    summary->issuers_given = summary->issuers_given || root->kind == SOURCE_ISSUERS;
    summary->rows += root->rows;
    summary->parsed += root->parsed;
    summary->failed += root->failed;
    if (root->kind == SOURCE_EVIDENCE) {
        summary->files += root->files;
        summary->bytes += root->bytes;
        summary->examined += root->examined;
        summary->decoded += root->decoded;
        summary->decoded_examined += root->decoded_examined;
    }
    return plain_text_print_path(root->path, &taken->path) &&
           plain_text_print(root->derived_from, &taken->derived_from);
}

static bool take_crl(void *context, const struct crl_facts *crl)
{
    struct case_summary *summary = context;
    struct crl_summary *crls =
        item_room(summary->crls, summary->crl_count, &summary->crl_room, 8, sizeof(*crls));
    if (crls == NULL) {
        return false;
    }
    summary->crls = crls;
    struct crl_summary *taken = &crls[summary->crl_count++];
    *taken = (struct crl_summary){ .facts = *crl };
    taken->stale = summary->has_as_of && crl->next_update < summary->as_of;
    return buffer_append(&taken->issuer_dn, crl->issuer_dn) &&
           buffer_append(&taken->failure, crl->failure);
}

/* Sightings come by key and verdict. */
bool case_summary_take(struct case_summary *summary, const struct case_key_view *key,
                       const struct case_key_sighting *sighting)
{
    size_t verdict = within((size_t)key->verdict, VERDICTS);
    if (key->verdict != summary->last_verdict || strcmp(key->name, summary->last_name) != 0) {
        summary->keys[verdict]++;
        summary->published[verdict] +=
            key->has_identity && published_key_source(&key->identity) != NULL ? 1 : 0;
        summary->last_verdict = key->verdict;
        memset(summary->last_name, 0, sizeof(summary->last_name));
        memcpy(summary->last_name, key->name, strnlen(key->name, sizeof(summary->last_name) - 1));
    }
    summary->sightings[verdict]++;
    return key->verdict != VERDICT_PROVEN || sighting->mail_date == MAIL_DATE_UNKNOWN ||
           buffer_append(&summary->dates,
                         bytes_over(&sighting->mail_date, sizeof(sighting->mail_date)));
}

static bool print_entry(struct bytes path, const struct journal_entry *entry, struct buffer *line)
{
    return plain_text_print_path(path, line) && provenance_print(entry->provenance, line) &&
           buffer_append_text(line, ": ") &&
           (entry->clause.left == 0 ||
            (plain_text_print(entry->clause, line) && buffer_append_text(line, ": "))) &&
           plain_text_print(entry->sentence, line);
}

struct entry_counting {
    struct case_summary *summary;
    const struct baseline *baseline;
};

/* As the place stands in journal.jsonl. */
static bool count_news(struct case_summary *summary, const struct baseline *baseline,
                       struct bytes path, const struct journal_entry *entry)
{
    struct buffer place = { 0 };
    const bool kept = !baseline->given || (plain_text_print_path(path, &place) &&
                                           provenance_print(entry->provenance, &place));
    if (kept && baseline_novelty(baseline, BASELINE_UNREAD, buffer_bytes(&place),
                                 entry->sentence) == NOVELTY_NEW) {
        summary->news.unread++;
    }
    buffer_clear(&place);
    return kept;
}

static bool take_entry(void *context, enum source_kind kind, struct bytes path,
                       const struct journal_entry *entry)
{
    struct entry_counting *counting = context;
    struct case_summary *summary = counting->summary;
    (void)kind;
    if (entry->weight != JOURNAL_UNREAD) {
        summary->journal_notes++;
        return true;
    }
    summary->journal_unread++;
    if (!count_news(summary, counting->baseline, path, entry)) {
        return false;
    }
    return summary->sample_count == SAMPLE_MAX ||
           print_entry(path, entry, &summary->samples[summary->sample_count++]);
}

static bool read_as_of(struct case_summary *summary, struct case_file *file)
{
    struct buffer text = { 0 };
    bool read = case_get_setting(file, "as_of", &text) && buffer_append_byte(&text, 0);
    if (read && text.used > 1) {
        summary->has_as_of = true;
        summary->as_of = strtoll((const char *)text.at, NULL, 10);
    }
    buffer_clear(&text);
    return read;
}

static void count_certificates(struct case_summary *summary, const struct match_list *matches)
{
    for (size_t i = 0; i < matches->count; i++) {
        const struct match_entry *entry = match_list_at(matches, i);
        const struct judgement *now = &entry->judgement;
        const struct judgement *opened = &entry->if_proven;
        summary->statuses[within((size_t)now->status, STATUSES)]++;
        summary->listed += now->listed ? 1 : 0;
        summary->listed_ours += now->listed && entry->ours ? 1 : 0;
        summary->roots_ours += now->status == STATUS_ROOT && entry->ours ? 1 : 0;
        if (now->status == STATUS_LEAD && (opened->listed || opened->status == STATUS_ROOT)) {
            summary->at_stake++;
            summary->roots_at_stake += opened->status == STATUS_ROOT ? 1 : 0;
        }
    }
}

static void count_new_certificates(struct case_summary *summary, const struct match_list *matches)
{
    for (size_t i = 0; i < matches->count; i++) {
        const struct match_entry *entry = match_list_at(matches, i);
        const bool new = entry->novelty == NOVELTY_NEW;
        const bool root = entry->judgement.status == STATUS_ROOT;
        summary->news.listed += new && entry->judgement.listed ? 1 : 0;
        summary->news.listed_ours += new && entry->judgement.listed && entry->ours ? 1 : 0;
        summary->news.roots += new &&root ? 1 : 0;
        summary->news.roots_ours += new &&root && entry->ours ? 1 : 0;
    }
}

/* Proven keys of the list, each once. */
static bool count_keys(struct case_summary *summary, const struct match_list *matches)
{
    const struct key_offer **keys = calloc(matches->count + 1, sizeof(const struct key_offer *));
    size_t count = 0;
    if (keys == NULL) {
        return false;
    }
    for (size_t i = 0; i < matches->count; i++) {
        const struct match_entry *entry = match_list_at(matches, i);
        if (entry->offer->verdict == VERDICT_PROVEN) {
            keys[count++] = entry->offer;
        }
    }
    qsort(keys, count, sizeof(const struct key_offer *), key_offer_order);
    for (size_t i = 0; i < count; i++) {
        summary->keys_matched += i == 0 || keys[i - 1] != keys[i] ? 1 : 0;
    }
    free(keys);
    return true;
}

static void count_leads(struct case_summary *summary, const struct lead_list *leads)
{
    for (size_t i = 0; i < leads->count; i++) {
        const struct lead *lead = &leads->items[i];
        summary->leads_with_certificates += lead->certificates > 0 && !lead->proven ? 1 : 0;
        summary->news.leads += lead->novelty == NOVELTY_NEW ? 1 : 0;
    }
}

bool case_summary_read(struct case_summary *summary, struct case_file *file,
                       const struct match_list *matches, const struct lead_list *leads,
                       const struct baseline *baseline, const struct report_options *options)
{
    summary->include_short_lived = options->include_short_lived;
    summary->has_baseline = baseline->given;
    summary->all = options->all;
    summary->unsealed = options->unsealed;
    summary->empty_roots = options->empty_roots;
    struct entry_counting entries = { summary, baseline };
    count_certificates(summary, matches);
    count_new_certificates(summary, matches);
    count_leads(summary, leads);
    return count_keys(summary, matches) && read_as_of(summary, file) &&
           run_options_read(&summary->options, file) &&
           case_each_root_view(file, summary, take_root) &&
           case_each_crl(file, summary, take_crl) &&
           hash_report_count(file, baseline, &summary->hash_matches, &summary->news.hash_matches) &&
           sealed_report_count(file, &summary->sealed) &&
           case_each_journal(file, &entries, take_entry);
}

void case_summary_clear(struct case_summary *summary)
{
    for (size_t i = 0; i < summary->root_count; i++) {
        buffer_clear(&summary->roots[i].path);
        buffer_clear(&summary->roots[i].derived_from);
    }
    for (size_t i = 0; i < summary->crl_count; i++) {
        buffer_clear(&summary->crls[i].issuer_dn);
        buffer_clear(&summary->crls[i].failure);
    }
    for (size_t i = 0; i < summary->sample_count; i++) {
        buffer_clear(&summary->samples[i]);
    }
    buffer_clear(&summary->dates);
    buffer_clear(&summary->sealed.recipient);
    run_options_clear(&summary->options);
    free(summary->roots);
    free(summary->crls);
    *summary = (struct case_summary){ 0 };
}

static bool speaks_of_news(const struct case_summary *summary)
{
    return summary->has_baseline && !summary->all;
}

bool case_summary_revokes(const struct case_summary *summary)
{
    const struct news *news = &summary->news;
    if (speaks_of_news(summary)) {
        return news->hash_matches > 0 ||
               (summary->issuers_given ? news->listed_ours + news->roots_ours > 0
                                       : news->listed + news->roots > 0);
    }
    return summary->hash_matches > 0 ||
           (summary->issuers_given ? summary->listed_ours > 0 || summary->roots_ours > 0
                                   : summary->listed > 0 || summary->statuses[STATUS_ROOT] > 0);
}

bool case_summary_is_empty(const struct root_summary *root)
{
    return root->facts.kind == SOURCE_EVIDENCE
               ? root->facts.files == 0
               : root->facts.kind == SOURCE_INVENTORY && root->facts.unfinished == 0 &&
                     root->facts.parsed == 0;
}

bool case_summary_unread(const struct case_summary *summary)
{
    bool incomplete = false;
    for (size_t i = 0; i < summary->root_count && !incomplete; i++) {
        incomplete = case_summary_is_empty(&summary->roots[i]);
    }
    incomplete = incomplete || summary->unsealed > 0 || summary->empty_roots > 0;
    if (speaks_of_news(summary)) {
        return incomplete || summary->news.unread > 0 || summary->unfinished > 0;
    }
    return incomplete || summary->journal_unread > 0 || summary->failed > 0 ||
           summary->unfinished > 0;
}

bool case_summary_leads(const struct case_summary *summary)
{
    if (speaks_of_news(summary)) {
        return summary->news.leads > 0;
    }
    return summary->keys[VERDICT_ENCRYPTED] > 0 || summary->keys[VERDICT_UNSUPPORTED] > 0;
}
