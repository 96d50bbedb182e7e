#include "reports/certificate_report.h"

#include <stdio.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "record/published_keys.h"
#include "reports/output_table.h"
#include "reports/proof_report.h"
#include "reports/report_field.h"

/* A row, and room for the texts that are made for it. */
struct certificate_row {
    const struct match_entry *entry;
    char status_source[5 + 2 * SHA256_LENGTH + 1];
    char certificate_source[32];
    char proof[PROOF_PATH_TEXT];
    char usages[64], policies[64];
};

static const struct match_entry *entry_of(const void *row)
{
    return ((const struct certificate_row *)row)->entry;
}

static bool time_of(bool known, int64_t time, struct field_value *value)
{
    value->time = time;
    return known;
}

static bool digest_of(bool known, const uint8_t digest[SHA256_LENGTH], struct field_value *value)
{
    value->text = bytes_over(digest, SHA256_LENGTH);
    return known;
}

static bool get_issuer_dn(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->issuer_dn, value);
}

static bool get_authority_key_id(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->authority_key_id, value);
}

static bool get_serial(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->serial, value);
}

static bool get_serial_decimal(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->serial_decimal, value);
}

static bool get_subject_dn(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->subject_dn, value);
}

static bool get_dns_names(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->dns_names, value);
}

static bool get_not_before(const void *row, struct field_value *value)
{
    return time_of(true, entry_of(row)->not_before, value);
}

static bool get_not_after(const void *row, struct field_value *value)
{
    return time_of(true, entry_of(row)->not_after, value);
}

static bool get_sha256(const void *row, struct field_value *value)
{
    return digest_of(entry_of(row)->has_final, entry_of(row)->sha256, value);
}

static bool get_precertificate_sha256(const void *row, struct field_value *value)
{
    const struct match_entry *entry = entry_of(row);
    return digest_of(entry->has_precertificate, entry->precertificate_sha256, value);
}

static bool get_spki_sha256(const void *row, struct field_value *value)
{
    return digest_of(true, entry_of(row)->raw_spki_sha256, value);
}

static bool get_key_algorithm(const void *row, struct field_value *value)
{
    return field_text(key_algorithm_name(entry_of(row)->identity.algorithm), value);
}

static bool get_key_bits(const void *row, struct field_value *value)
{
    value->number = entry_of(row)->identity.bits;
    return value->number > 0;
}

static bool get_key_identity(const void *row, struct field_value *value)
{
    return field_text(entry_of(row)->identity_text, value);
}

static bool get_status(const void *row, struct field_value *value)
{
    return field_text(certificate_status_name(entry_of(row)->judgement.status), value);
}

/* BR 4.9.1.1: a leaked key has one reason, whatever the certificate was told before. */
static bool get_reason(const void *row, struct field_value *value)
{
    return field_text(entry_of(row)->judgement.listed ? "keyCompromise" : NULL, value);
}

static bool get_deadline(const void *row, struct field_value *value)
{
    const struct judgement *judgement = &entry_of(row)->judgement;
    return time_of(judgement->has_deadline, judgement->deadline, value);
}

static bool get_clause(const void *row, struct field_value *value)
{
    return field_text(entry_of(row)->judgement.clause, value);
}

static bool get_status_source(const void *row, struct field_value *value)
{
    return field_text(((const struct certificate_row *)row)->status_source, value);
}

static bool get_crl_this_update(const void *row, struct field_value *value)
{
    return time_of(entry_of(row)->state != 0, entry_of(row)->crl_this_update, value);
}

static bool get_revoked_at(const void *row, struct field_value *value)
{
    return time_of(entry_of(row)->revoked, entry_of(row)->revoked_at, value);
}

static bool is_proven(const void *row)
{
    return entry_of(row)->offer->verdict == VERDICT_PROVEN;
}

static bool get_compromised_since(const void *row, struct field_value *value)
{
    return time_of(is_proven(row), match_compromised_since(entry_of(row)), value);
}

static bool get_compromised_since_source(const void *row, struct field_value *value)
{
    const struct key_offer *offer = entry_of(row)->offer;
    if (offer->dated == MAIL_DATE_UNKNOWN) {
        return field_text("received", value) && is_proven(row);
    }
    return field_text(offer->dated_is_received ? "mail_received_unverified"
                                               : "mail_date_unverified",
                      value) &&
           is_proven(row);
}

static bool get_sightings(const void *row, struct field_value *value)
{
    value->number = entry_of(row)->offer->sightings;
    return true;
}

static bool get_certificate_source(const void *row, struct field_value *value)
{
    return field_text(((const struct certificate_row *)row)->certificate_source, value);
}

static bool get_proof(const void *row, struct field_value *value)
{
    return field_text(((const struct certificate_row *)row)->proof, value);
}

static bool get_finding_id(const void *row, struct field_value *value)
{
    return field_text(entry_of(row)->finding_id, value);
}

static bool get_key_verdict(const void *row, struct field_value *value)
{
    return field_text(verdict_name(entry_of(row)->offer->verdict), value);
}

static bool get_key_failure(const void *row, struct field_value *value)
{
    return field_text(entry_of(row)->offer->failure, value);
}

static bool get_usages(const void *row, struct field_value *value)
{
    return field_text(((const struct certificate_row *)row)->usages, value);
}

static bool get_spki_is_canonical(const void *row, struct field_value *value)
{
    const struct match_entry *entry = entry_of(row);
    value->truth = memcmp(entry->raw_spki_sha256, entry->identity.spki_sha256, SHA256_LENGTH) == 0;
    return true;
}

static bool get_issuer_scope(const void *row, struct field_value *value)
{
    return field_text(match_issuer_scope(entry_of(row)), value);
}

static bool get_policies(const void *row, struct field_value *value)
{
    return field_text(((const struct certificate_row *)row)->policies, value);
}

static bool get_below(const void *row, struct field_value *value)
{
    value->number = entry_of(row)->below;
    return (entry_of(row)->flags & CERTIFICATE_CA) != 0;
}

static bool get_new(const void *row, struct field_value *value)
{
    return field_novelty(entry_of(row)->novelty, value);
}

static bool get_crl_reason(const void *row, struct field_value *value)
{
    const struct match_entry *entry = entry_of(row);
    value->number = (uint64_t)(entry->crl_reason < 0 ? 0 : entry->crl_reason);
    return entry->revoked && entry->crl_reason >= 0;
}

/* What a verified response says, fresh or not; where a CRL's word counts, that one speaks. */
static bool get_ocsp_state(const void *row, struct field_value *value)
{
    static const char *const names[] = { [REVOCATION_REVOKED] = "revoked",
                                         [REVOCATION_GOOD] = "good",
                                         [REVOCATION_UNKNOWN] = "unknown" };
    const struct match_entry *entry = entry_of(row);
    return entry->ocsp && field_text(names[entry->state], value);
}

static bool get_revocation_stale(const void *row, struct field_value *value)
{
    value->truth = entry_of(row)->crl_stale;
    return entry_of(row)->state != 0;
}

static bool get_published_test_key(const void *row, struct field_value *value)
{
    return field_text(published_key_source(&entry_of(row)->identity), value);
}

static const struct report_field fields[] = {
    { "issuer_dn", FIELD_TEXT, get_issuer_dn,
      .meaning = "Name of the issuer, as RFC 4514 writes it" },
    { "authority_key_id", FIELD_HEX, get_authority_key_id,
      .meaning = "key identifier of the issuer's key, from the certificate" },
    { "serial", FIELD_HEX_UPPER, get_serial,
      .meaning = "serial number, upper-case hex, as its octets stand in the certificate" },
    { "serial_decimal", FIELD_TEXT, get_serial_decimal,
      .meaning = "the same as a decimal number; absent past every bound" },
    { "subject_dn", FIELD_TEXT, get_subject_dn,
      .meaning = "Name of the subject, as RFC 4514 writes it" },
    { "dns_names", FIELD_TEXT, get_dns_names,
      .meaning = "host names of the certificate, apart by a space" },
    { "not_before", FIELD_TIME, get_not_before, .meaning = "first second of its validity" },
    { "not_after", FIELD_TIME, get_not_after, .meaning = "last second of its validity" },
    { "certificate_sha256", FIELD_HEX, get_sha256,
      .meaning = "SHA-256 of the certificate; absent where its precertificate alone is known" },
    { "precertificate_sha256", FIELD_HEX, get_precertificate_sha256,
      .meaning = "SHA-256 of its precertificate, where that is known" },
    { "spki_sha256", FIELD_HEX, get_spki_sha256,
      .meaning = "SHA-256 of the SubjectPublicKeyInfo as it stands in the certificate" },
    { "key_algorithm", FIELD_TEXT, get_key_algorithm, .meaning = "algorithm of the key" },
    { "key_bits", FIELD_NUMBER, get_key_bits, .meaning = "size of the key, in bits" },
    { "key_identity", FIELD_TEXT, get_key_identity,
      .meaning = "what names the key in every output, whatever the encoding of it" },
    { "status", FIELD_TEXT, get_status, .meaning = "the one status of the certificate" },
    { "reason", FIELD_TEXT, get_reason,
      .meaning = "reason to revoke with; keyCompromise where it is on the list" },
    { "deadline", FIELD_TIME, get_deadline, .meaning = "until when it has to be revoked" },
    { "clause", FIELD_TEXT, get_clause,
      .meaning = "clause of the Baseline Requirements, or of an RFC, behind the status" },
    { "status_source", FIELD_TEXT, get_status_source,
      .meaning = "what the status rests on: inventory, issuers, signature, evidence, or crl: or "
                 "ocsp: with the digest under which summary.json names it" },
    { "crl_this_update", FIELD_TIME, get_crl_this_update,
      .meaning = "thisUpdate of the newest word on its revocation, fresh or not" },
    { "revoked_at", FIELD_TIME, get_revoked_at,
      .meaning = "when it was revoked, as that word says" },
    { "compromised_since", FIELD_TIME, get_compromised_since,
      .meaning = "when the key stood in the evidence first, as far as mails tell; not verified" },
    { "compromised_since_source", FIELD_TEXT, get_compromised_since_source,
      .meaning = "where that date is from: received (when the evidence came in), "
                 "mail_received_unverified or mail_date_unverified" },
    { "sightings", FIELD_NUMBER, get_sightings, .meaning = "at how many places the key stands" },
    { "certificate_source", FIELD_TEXT, get_certificate_source,
      .meaning =
          "who has the certificate: inventory, issuers, evidence, apart by a space; no paths" },
    { "proof", FIELD_TEXT, get_proof,
      .meaning = "file in the case that proves the key compromised; empty where there is none that "
                 "holds under this certificate's exponent" },
    { "finding_id", FIELD_TEXT, get_finding_id,
      .meaning = "name of this certificate with this key, the same in every case" },
    { "issuer_scope", FIELD_TEXT, get_issuer_scope,
      .meaning = "whose it is: of the issuers given (ours), of another CA known, or private" },
    { "usages", FIELD_TEXT, get_usages,
      .meaning =
          "what it is for: ca, server_auth, code_signing, email_protection, apart by a space" },
    { "policies", FIELD_TEXT, get_policies,
      .meaning = "how it was validated: dv, ov, iv, ev, apart by a space" },
    { "certificates_below", FIELD_NUMBER, get_below,
      .meaning = "of a CA: how many certificates name it as their issuer" },
    { "new", FIELD_TRUTH, get_new,
      .meaning = "whether the baseline did not have it; absent without a baseline" },
    /* From here on for certificates.jsonl alone. */
    { "key_verdict", FIELD_TEXT, get_key_verdict, .meaning = "what became of the key" },
    { "key_failure", FIELD_TEXT, get_key_failure, .meaning = "why the key is not proven" },
    { "spki_is_canonical", FIELD_TRUTH, get_spki_is_canonical,
      .meaning = "whether its SubjectPublicKeyInfo is spelled as the rules say" },
    { "crl_reason", FIELD_NUMBER, get_crl_reason,
      .meaning = "number of the reason of the revocation (RFC 5280 section 5.3.1)" },
    { "ocsp_state", FIELD_TEXT, get_ocsp_state,
      .meaning = "what a verified OCSP response says, where that is the word that counts" },
    { "revocation_stale", FIELD_TRUTH, get_revocation_stale,
      .meaning = "whether that word was over at as_of, and so decided nothing" },
    { "published_test_key", FIELD_TEXT, get_published_test_key,
      .meaning = "RFC or test suite that everybody has this key from" },
};
#define CSV_COLUMNS 32

const struct report_table revoke_table = { fields, CSV_COLUMNS };
const struct report_table certificate_table = { fields, sizeof(fields) / sizeof(fields[0]) };

static void name_status_source(struct certificate_row *row)
{
    const struct match_entry *entry = row->entry;
    enum certificate_status status = entry->judgement.status;
    bool by_crl = status == STATUS_REVOKED || status == STATUS_REVOKED_OTHER_REASON ||
                  status == STATUS_REVOKED_REASON_UNKNOWN;
    const char *source = entry->in_inventory ? "inventory"
                         : entry->in_issuers ? "issuers"
                         : entry->verified   ? "signature"
                                             : "evidence";
    int used = snprintf(row->status_source, sizeof(row->status_source), "%s",
                        !by_crl       ? source
                        : entry->ocsp ? "ocsp:"
                                      : "crl:");
    if (by_crl) {
        hex_text_write(bytes_over(entry->crl_sha256, SHA256_LENGTH), row->status_source + used);
    }
}

static void join_words(char *text, size_t room, bool given, const char *word)
{
    size_t used = strlen(text);
    if (given) {
        (void)snprintf(text + used, room - used, "%s%s", used > 0 ? " " : "", word);
    }
}

/* Paths name others and stand in keys.jsonl and evidence.csv alone. */
static void name_sources(struct certificate_row *row)
{
    const struct match_entry *entry = row->entry;
    char *text = row->certificate_source;
    join_words(text, sizeof(row->certificate_source), entry->in_inventory, "inventory");
    join_words(text, sizeof(row->certificate_source), entry->in_issuers, "issuers");
    join_words(text, sizeof(row->certificate_source), entry->in_evidence, "evidence");
}

static void name_usages(struct certificate_row *row)
{
    uint32_t flags = row->entry->flags;
    char *text = row->usages;
    join_words(text, sizeof(row->usages), (flags & CERTIFICATE_CA) != 0, "ca");
    join_words(text, sizeof(row->usages), (flags & CERTIFICATE_SERVER_AUTH) != 0, "server_auth");
    join_words(text, sizeof(row->usages), (flags & CERTIFICATE_CODE_SIGNING) != 0, "code_signing");
    join_words(text, sizeof(row->usages), (flags & CERTIFICATE_EMAIL) != 0, "email_protection");
}

static void name_policies(struct certificate_row *row)
{
    const uint32_t flags = row->entry->flags;
    char *text = row->policies;
    const size_t room = sizeof(row->policies);
    join_words(text, room, (flags & CERTIFICATE_DOMAIN_VALIDATED) != 0, "dv");
    join_words(text, room, (flags & CERTIFICATE_ORGANIZATION_VALIDATED) != 0, "ov");
    join_words(text, room, (flags & CERTIFICATE_INDIVIDUAL_VALIDATED) != 0, "iv");
    join_words(text, room, (flags & CERTIFICATE_EXTENDED_VALIDATION) != 0, "ev");
}

static struct certificate_row row_of(const struct match_entry *entry)
{
    struct certificate_row row = { .entry = entry };
    name_status_source(&row);
    name_sources(&row);
    name_usages(&row);
    name_policies(&row);
    proof_report_path(entry, row.proof);
    return row;
}

bool certificate_report_each(const struct match_list *list, void *context,
                             bool (*visit)(void *context, const void *row))
{
    for (size_t i = 0; i < list->count; i++) {
        const struct certificate_row row = row_of(match_list_at(list, i));
        if (!visit(context, &row)) {
            return false;
        }
    }
    return true;
}

void certificate_report_write(struct output_set *set, const struct match_list *list)
{
    struct output_file *csv = output_set_add(set, "revoke.csv");
    struct output_file *json = output_set_add(set, "certificates.jsonl");
    report_put_csv_header(csv, &revoke_table);
    for (size_t i = 0; i < list->count; i++) {
        const struct certificate_row row = row_of(match_list_at(list, i));
        if (row.entry->judgement.listed) {
            report_put_csv_row(csv, &revoke_table, &row);
        }
        report_put_json_row(json, &certificate_table, &row);
    }
}
