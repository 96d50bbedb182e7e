#include "reports/case_summary.h"

#include <string.h>

#include "reports/output_table.h"
#include "reports/report_field.h"
#include "reports/summary_news.h"
#include "reports/summary_sealed.h"
#include "reports/summary_sources.h"

static bool object_of(const struct report_table *table, const void *row, struct field_value *value)
{
    value->table = table;
    value->rows = row;
    return true;
}

/* Numbers under the names of an enum of ours. */
struct count_row {
    const char *name;
    uint64_t number, sightings, published;
};

static bool get_count_name(const void *row, struct field_value *value)
{
    return field_text(((const struct count_row *)row)->name, value);
}

static bool get_count_number(const void *row, struct field_value *value)
{
    return field_number(((const struct count_row *)row)->number, value);
}

static bool get_count_sightings(const void *row, struct field_value *value)
{
    return field_number(((const struct count_row *)row)->sightings, value);
}

static bool get_count_published(const void *row, struct field_value *value)
{
    return field_number(((const struct count_row *)row)->published, value);
}

static const struct report_field key_fields[] = {
    { "verdict", FIELD_TEXT, get_count_name, .meaning = "what became of the keys" },
    { "keys", FIELD_NUMBER, get_count_number, .meaning = "how many keys" },
    { "sightings", FIELD_NUMBER, get_count_sightings, .meaning = "at how many places" },
    { "published_test_keys", FIELD_NUMBER, get_count_published,
      .meaning = "how many of these keys everybody has from an RFC or a test suite" },
};
static const struct report_table counted_key_table = { key_fields, 4 };

static const struct report_field status_fields[] = {
    { "status", FIELD_TEXT, get_count_name, .meaning = "status" },
    { "certificates", FIELD_NUMBER, get_count_number, .meaning = "how many certificates have it" },
};
static const struct report_table counted_status_table = { status_fields, 2 };

/* What summary.json is made of: the facts, and the counts under their names. */
struct summary_row {
    const struct case_summary *facts;
    struct count_row keys[VERDICTS], statuses[STATUSES];
};

static const struct case_summary *facts_of(const void *row)
{
    return ((const struct summary_row *)row)->facts;
}

static bool get_files(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->files, value);
}

static bool get_bytes(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->bytes, value);
}

static bool get_examined(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->examined, value);
}

static bool get_unread(const void *row, struct field_value *value)
{
    const struct case_summary *facts = facts_of(row);
    return field_number(facts->bytes > facts->examined ? facts->bytes - facts->examined : 0, value);
}

static bool get_decoded(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->decoded, value);
}

static bool get_decoded_examined(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->decoded_examined, value);
}

static const struct report_field evidence_fields[] = {
    { "files", FIELD_NUMBER, get_files, .meaning = "files of the evidence" },
    { "bytes", FIELD_NUMBER, get_bytes, .meaning = "their bytes" },
    { "examined_bytes", FIELD_NUMBER, get_examined, .meaning = "how many of these were examined" },
    { "unread_bytes", FIELD_NUMBER, get_unread, .meaning = "how many were not" },
    { "decoded_bytes", FIELD_NUMBER, get_decoded,
      .meaning = "bytes of all that containers hold, decoded" },
    { "decoded_examined_bytes", FIELD_NUMBER, get_decoded_examined,
      .meaning = "how many of these were examined" },
};
static const struct report_table counted_evidence_table = { evidence_fields, 6 };

static bool get_notes(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->journal_notes, value);
}

static bool get_journal_unread(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->journal_unread, value);
}

static const struct report_field journal_fields[] = {
    { "notes", FIELD_NUMBER, get_notes, .meaning = "entries that cost nothing" },
    { "unread", FIELD_NUMBER, get_journal_unread, .meaning = "places that were not examined" },
};
static const struct report_table counted_journal_table = { journal_fields, 2 };

static bool get_options(const void *row, struct field_value *value)
{
    return object_of(&run_options_table, &facts_of(row)->options, value);
}

static bool get_as_of(const void *row, struct field_value *value)
{
    value->time = facts_of(row)->as_of;
    return facts_of(row)->has_as_of;
}

static bool get_short_lived(const void *row, struct field_value *value)
{
    value->truth = facts_of(row)->include_short_lived;
    return true;
}

static bool get_roots(const void *row, struct field_value *value)
{
    value->count = facts_of(row)->root_count;
    value->row_size = sizeof(struct root_summary);
    return object_of(&summary_root_table, facts_of(row)->roots, value);
}

static bool get_evidence(const void *row, struct field_value *value)
{
    return object_of(&counted_evidence_table, row, value);
}

static bool get_keys(const void *row, struct field_value *value)
{
    value->count = VERDICTS - 1; /* without "none" */
    value->row_size = sizeof(struct count_row);
    return object_of(&counted_key_table, ((const struct summary_row *)row)->keys + 1, value);
}

static bool get_statuses(const void *row, struct field_value *value)
{
    value->count = STATUSES - 1;
    value->row_size = sizeof(struct count_row);
    return object_of(&counted_status_table, ((const struct summary_row *)row)->statuses + 1, value);
}

static bool get_hash_matches(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->hash_matches, value);
}

static bool get_listed(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->listed, value);
}

static bool get_open_leads(const void *row, struct field_value *value)
{
    const uint64_t *keys = facts_of(row)->keys;
    return field_number(keys[VERDICT_ENCRYPTED] + keys[VERDICT_UNSUPPORTED], value);
}

static bool get_leads_with_certificates(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->leads_with_certificates, value);
}

static bool get_at_stake(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->at_stake, value);
}

static const struct report_field lead_fields[] = {
    { "open", FIELD_NUMBER, get_open_leads, .meaning = "leads that are open" },
    { "with_certificates", FIELD_NUMBER, get_leads_with_certificates,
      .meaning = "how many of them have certificates at stake" },
    { "certificates_at_stake", FIELD_NUMBER, get_at_stake,
      .meaning =
          "certificates that would be listed, or be a leaked root, if their leads were opened" },
};
static const struct report_table counted_lead_table = { lead_fields, 3 };

static bool get_leads(const void *row, struct field_value *value)
{
    return object_of(&counted_lead_table, row, value);
}

static uint64_t sum_of(const uint64_t *counts)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < VERDICTS; i++) {
        sum += counts[i];
    }
    return sum;
}

static bool get_found(const void *row, struct field_value *value)
{
    return field_number(sum_of(facts_of(row)->sightings), value);
}

static bool get_found_keys(const void *row, struct field_value *value)
{
    return field_number(sum_of(facts_of(row)->keys), value);
}

static bool get_proven(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->keys[VERDICT_PROVEN], value);
}

static bool get_keys_matched(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->keys_matched, value);
}

static bool get_rows(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->rows, value);
}

static bool get_parsed(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->parsed, value);
}

static bool get_matched(const void *row, struct field_value *value)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < STATUSES; i++) {
        sum += facts_of(row)->statuses[i];
    }
    return field_number(sum, value);
}

static bool get_listed_ours(const void *row, struct field_value *value)
{
    return field_number(facts_of(row)->listed_ours, value);
}

/* From the evidence to the list, so that "no match" can be trusted: where did they go? */
static const struct report_field funnel_fields[] = {
    { "sightings", FIELD_NUMBER, get_found, .meaning = "places of keys" },
    { "keys", FIELD_NUMBER, get_found_keys, .meaning = "keys" },
    { "proven", FIELD_NUMBER, get_proven, .meaning = "keys that are proven" },
    { "proven_with_certificates", FIELD_NUMBER, get_keys_matched,
      .meaning = "proven keys that stand in a certificate" },
    { "certificates_seen", FIELD_NUMBER, get_rows,
      .meaning = "certificates that were seen in the inventories" },
    { "certificates_parsed", FIELD_NUMBER, get_parsed, .meaning = "how many of these were read" },
    { "certificates_matched", FIELD_NUMBER, get_matched,
      .meaning = "certificates of keys that were found or claimed" },
    { "to_revoke", FIELD_NUMBER, get_listed, .meaning = "certificates on the list" },
    { "to_revoke_ours", FIELD_NUMBER, get_listed_ours,
      .meaning = "how many of these are of the issuers given" },
};
static const struct report_table funnel_table = { funnel_fields, sizeof(funnel_fields) /
                                                                     sizeof(funnel_fields[0]) };

static bool get_funnel(const void *row, struct field_value *value)
{
    return object_of(&funnel_table, row, value);
}

static bool get_crls(const void *row, struct field_value *value)
{
    value->count = facts_of(row)->crl_count;
    value->row_size = sizeof(struct crl_summary);
    return object_of(&summary_crl_table, facts_of(row)->crls, value);
}

static bool get_journal(const void *row, struct field_value *value)
{
    return object_of(&counted_journal_table, row, value);
}

static bool get_news(const void *row, struct field_value *value)
{
    return facts_of(row)->has_baseline &&
           object_of(&summary_news_table, &facts_of(row)->news, value);
}

static bool get_sealed(const void *row, struct field_value *value)
{
    return facts_of(row)->sealed.keys > 0 &&
           object_of(&summary_sealed_table, &facts_of(row)->sealed, value);
}

/* The exit status of the run that wrote the report, as commands/ makes it. */
static bool get_exit_status(const void *row, struct field_value *value)
{
    const struct case_summary *facts = facts_of(row);
    return field_number((case_summary_revokes(facts) ? 1u : 0u) +
                            (case_summary_unread(facts) ? 4u : 0u) +
                            (case_summary_leads(facts) ? 8u : 0u),
                        value);
}

static const struct report_field fields[] = {
    { "version", FIELD_TEXT, field_version, .meaning = "version of the program" },
    { "build", FIELD_TEXT, field_build, .meaning = "digest of all that the program is made of" },
    { "options", FIELD_OBJECT, get_options, .meaning = "what the runs were told",
      .inner = &run_options_table },
    { "as_of", FIELD_TIME, get_as_of, .meaning = "the clock that statuses were judged by" },
    { "include_short_lived", FIELD_TRUTH, get_short_lived,
      .meaning = "whether short-lived certificates are on the list too" },
    { "roots", FIELD_ROWS, get_roots, .meaning = "what was given: a file or folder each",
      .inner = &summary_root_table },
    { "evidence", FIELD_OBJECT, get_evidence, .meaning = "the account of the evidence",
      .inner = &counted_evidence_table },
    { "funnel", FIELD_OBJECT, get_funnel,
      .meaning = "from the evidence to the list: how many are left at each step",
      .inner = &funnel_table },
    { "keys", FIELD_ROWS, get_keys, .meaning = "keys by verdict", .inner = &counted_key_table },
    { "certificates", FIELD_ROWS, get_statuses, .meaning = "certificates by status",
      .inner = &counted_status_table },
    { "certificates_to_revoke", FIELD_NUMBER, get_listed, .meaning = "certificates on the list" },
    { "hash_matches", FIELD_NUMBER, get_hash_matches,
      .meaning = "serials to revoke that are known by the hash of a key alone" },
    { "leads", FIELD_OBJECT, get_leads, .meaning = "open leads", .inner = &counted_lead_table },
    { "crls", FIELD_ROWS, get_crls, .meaning = "CRLs and OCSP responses that were read",
      .inner = &summary_crl_table },
    { "journal", FIELD_OBJECT, get_journal, .meaning = "entries of the journal",
      .inner = &counted_journal_table },
    { "new", FIELD_OBJECT, get_news,
      .meaning = "what the baseline did not have; absent without a baseline",
      .inner = &summary_news_table },
    { "sealed_keys", FIELD_OBJECT, get_sealed,
      .meaning = "keys that were sealed; absent without --seal-to",
      .inner = &summary_sealed_table },
    { "exit_status", FIELD_NUMBER, get_exit_status,
      .meaning = "exit status of the run that wrote this" },
};
const struct report_table summary_table = { fields, sizeof(fields) / sizeof(fields[0]) };

void summary_report_write(struct output_set *set, const struct case_summary *summary)
{
    struct summary_row row = { .facts = summary };
    for (size_t i = 0; i < VERDICTS; i++) {
        row.keys[i] = (struct count_row){ verdict_name((enum verdict)i), summary->keys[i],
                                          summary->sightings[i], summary->published[i] };
    }
    for (size_t i = 0; i < STATUSES; i++) {
        row.statuses[i] = (struct count_row){ certificate_status_name((enum certificate_status)i),
                                              summary->statuses[i], 0, 0 };
    }
    report_put_json_document(output_set_add(set, "summary.json"), &summary_table, &row);
}
