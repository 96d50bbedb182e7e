#include "reports/incident_table.h"

static const struct match_entry *entry_of(const void *row)
{
    return row;
}

static bool is_revoked(const struct match_entry *entry)
{
    return !entry->judgement.listed;
}

static bool get_precertificate(const void *row, struct field_value *value)
{
    value->text = bytes_over(entry_of(row)->precertificate_sha256, SHA256_LENGTH);
    return entry_of(row)->has_precertificate;
}

static bool get_certificate(const void *row, struct field_value *value)
{
    value->text = bytes_over(entry_of(row)->sha256, SHA256_LENGTH);
    return entry_of(row)->has_final;
}

static bool get_subject(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->subject_dn, value);
}

static bool get_issuer(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->issuer_dn, value);
}

static bool get_not_before(const void *row, struct field_value *value)
{
    value->time = entry_of(row)->not_before;
    return true;
}

static bool get_not_after(const void *row, struct field_value *value)
{
    value->time = entry_of(row)->not_after;
    return true;
}

static bool get_serial(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->serial, value);
}

static bool get_dns_names(const void *row, struct field_value *value)
{
    return field_window(entry_of(row)->dns_names, value);
}

static bool get_is_revoked(const void *row, struct field_value *value)
{
    return field_text(is_revoked(entry_of(row)) ? "Yes" : "Planned", value);
}

/* Of what is planned: the deadline. */
static bool get_revocation_date(const void *row, struct field_value *value)
{
    const struct match_entry *entry = entry_of(row);
    value->time = is_revoked(entry) ? entry->revoked_at : entry->judgement.deadline;
    return is_revoked(entry) || entry->judgement.has_deadline;
}

/* CRLReason, RFC 5280 section 5.3.1. */
static bool get_reason(const void *row, struct field_value *value)
{
    static const char *const names[] = {
        "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
        "superseded",    "cessationOfOperation", "certificateHold", NULL,
        "removeFromCRL", "privilegeWithdrawn",   "aACompromise"
    };
    const struct match_entry *entry = entry_of(row);
    const size_t count = sizeof(names) / sizeof(names[0]);
    if (!is_revoked(entry)) {
        return field_text("keyCompromise", value);
    }
    return entry->crl_reason >= 0 && (size_t)entry->crl_reason < count &&
           field_text(names[entry->crl_reason], value);
}

static const struct report_field fields[] = {
    { "Precertificate SHA-256 hash", FIELD_HEX_UPPER, get_precertificate,
      .meaning = "SHA-256 of the precertificate" },
    { "Certificate SHA-256 hash", FIELD_HEX_UPPER, get_certificate,
      .meaning = "SHA-256 of the certificate" },
    { "Subject", FIELD_TEXT, get_subject, .meaning = "Name of the subject" },
    { "Issuer", FIELD_TEXT, get_issuer, .meaning = "Name of the issuer" },
    { "Not before", FIELD_TIME, get_not_before, .meaning = "first second of its validity" },
    { "Not after", FIELD_TIME, get_not_after, .meaning = "last second of its validity" },
    { "Serial #", FIELD_HEX_UPPER, get_serial, .meaning = "serial number" },
    { "dNSNames", FIELD_TEXT, get_dns_names, .meaning = "host names" },
    { "Is revoked?", FIELD_TEXT, get_is_revoked, .meaning = "yes or no" },
    { "Revocation date", FIELD_TIME, get_revocation_date, .meaning = "when it was revoked" },
    { "Revocation reason", FIELD_TEXT, get_reason, .meaning = "why" },
};
const struct report_table incident_table = { fields, sizeof(fields) / sizeof(fields[0]) };

bool incident_table_takes(const struct match_entry *entry)
{
    return entry->not_after >= entry->offer->received;
}

bool incident_table_wants(const struct match_entry *entry)
{
    const enum certificate_status status = entry->judgement.status;
    return incident_table_takes(entry) &&
           (entry->judgement.listed || status == STATUS_REVOKED ||
            status == STATUS_REVOKED_OTHER_REASON || status == STATUS_REVOKED_REASON_UNKNOWN);
}
