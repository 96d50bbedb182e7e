#include "exports/reply_row.h"

static const struct reply_row *row_of(const void *row)
{
    return row;
}

static bool is_receipt(const void *row)
{
    return row_of(row)->key == NULL && row_of(row)->match == NULL;
}

static const struct match_entry *match_of(const void *row)
{
    return row_of(row)->match;
}

static bool get_kind(const void *row, struct field_value *value)
{
    return field_text(row_of(row)->key != NULL ? "key"
                      : match_of(row) != NULL  ? "certificate"
                                               : "receipt",
                      value);
}

static bool get_received(const void *row, struct field_value *value)
{
    value->time = row_of(row)->received;
    return is_receipt(row);
}

static bool get_due(const void *row, struct field_value *value)
{
    value->time = row_of(row)->due;
    return is_receipt(row);
}

static bool get_files(const void *row, struct field_value *value)
{
    return is_receipt(row) && field_number(row_of(row)->files, value);
}

static bool get_bytes(const void *row, struct field_value *value)
{
    return is_receipt(row) && field_number(row_of(row)->bytes, value);
}

/* What a forged key claims to be: its own numbers make another, or none. */
static const struct public_identity *identity_of(const void *row)
{
    const struct case_key_view *key = row_of(row)->key;
    const struct match_entry *match = match_of(row);
    if (key == NULL) {
        return match != NULL ? &match->identity : NULL;
    }
    return key->has_claim ? &key->claimed : key->has_identity ? &key->identity : NULL;
}

static bool get_spki_sha256(const void *row, struct field_value *value)
{
    const struct public_identity *identity = identity_of(row);
    value->text = identity != NULL ? bytes_over(identity->spki_sha256, SHA256_LENGTH) : value->text;
    return identity != NULL;
}

static bool get_algorithm(const void *row, struct field_value *value)
{
    const struct public_identity *identity = identity_of(row);
    return identity != NULL && field_text(key_algorithm_name(identity->algorithm), value);
}

static bool get_bits(const void *row, struct field_value *value)
{
    const struct public_identity *identity = identity_of(row);
    return identity != NULL && identity->bits > 0 && field_number(identity->bits, value);
}

static bool get_verdict(const void *row, struct field_value *value)
{
    const struct case_key_view *key = row_of(row)->key;
    return key != NULL && field_text(verdict_name(key->verdict), value);
}

static bool get_encoding(const void *row, struct field_value *value)
{
    return row_of(row)->key != NULL && field_text(row_of(row)->sighting->encoding, value);
}

static bool get_failure(const void *row, struct field_value *value)
{
    return row_of(row)->key != NULL && field_text(row_of(row)->sighting->failure, value);
}

static bool get_certificate_sha256(const void *row, struct field_value *value)
{
    const struct match_entry *match = match_of(row);
    return match != NULL && match->has_final &&
           field_window(bytes_over(match->sha256, SHA256_LENGTH), value);
}

static bool get_precertificate_sha256(const void *row, struct field_value *value)
{
    const struct match_entry *match = match_of(row);
    return match != NULL && match->has_precertificate &&
           field_window(bytes_over(match->precertificate_sha256, SHA256_LENGTH), value);
}

static bool get_serial(const void *row, struct field_value *value)
{
    return match_of(row) != NULL && field_window(match_of(row)->serial, value);
}

static bool get_issuer_dn(const void *row, struct field_value *value)
{
    return match_of(row) != NULL && field_window(match_of(row)->issuer_dn, value);
}

static bool get_status(const void *row, struct field_value *value)
{
    return match_of(row) != NULL &&
           field_text(certificate_status_name(match_of(row)->judgement.status), value);
}

static bool get_listed(const void *row, struct field_value *value)
{
    value->truth = match_of(row) != NULL && match_of(row)->judgement.listed;
    return match_of(row) != NULL;
}

static bool get_deadline(const void *row, struct field_value *value)
{
    const struct match_entry *match = match_of(row);
    value->time = match != NULL ? match->judgement.deadline : 0;
    return match != NULL && match->judgement.listed && match->judgement.has_deadline;
}

static bool get_clause(const void *row, struct field_value *value)
{
    const struct match_entry *match = match_of(row);
    return match != NULL              ? field_text(match->judgement.clause, value)
           : row_of(row)->key != NULL ? field_text(row_of(row)->sighting->clause, value)
                                      : false;
}

static const struct report_field fields[] = {
    { "kind", FIELD_TEXT, get_kind,
      .meaning = "what the line is of: receipt (the first line), key, certificate" },
    { "received", FIELD_TIME, get_received,
      .meaning = "of the receipt: when the first of the evidence was received" },
    { "due", FIELD_TIME, get_due,
      .meaning = "of the receipt: by when it has to be answered (BR 4.9.5)" },
    { "files", FIELD_NUMBER, get_files, .meaning = "of the receipt: files of evidence" },
    { "bytes", FIELD_NUMBER, get_bytes, .meaning = "of the receipt: their size" },
    { "spki_sha256", FIELD_HEX, get_spki_sha256,
      .meaning = "SHA-256 of the SubjectPublicKeyInfo of the key; of a forged one what it claims" },
    { "algorithm", FIELD_TEXT, get_algorithm, .meaning = "algorithm of the key" },
    { "bits", FIELD_NUMBER, get_bits, .meaning = "size of the key, in bits" },
    { "verdict", FIELD_TEXT, get_verdict, .meaning = "of a key: what became of it" },
    { "encoding", FIELD_TEXT, get_encoding, .meaning = "of a key: form that it came in" },
    { "failure", FIELD_TEXT, get_failure, .meaning = "of a key: why it is not proven" },
    { "certificate_sha256", FIELD_HEX, get_certificate_sha256,
      .meaning = "SHA-256 of the certificate; null where the precertificate alone is known" },
    { "precertificate_sha256", FIELD_HEX, get_precertificate_sha256,
      .meaning = "SHA-256 of the precertificate, where one is known" },
    { "serial", FIELD_HEX_UPPER, get_serial, .meaning = "of a certificate: its serial number" },
    { "issuer_dn", FIELD_TEXT, get_issuer_dn, .meaning = "of a certificate: name of its issuer" },
    { "status", FIELD_TEXT, get_status, .meaning = "of a certificate: its one status" },
    { "listed", FIELD_TRUTH, get_listed,
      .meaning = "of a certificate: whether it is to be revoked, as keyCompromise" },
    { "deadline", FIELD_TIME, get_deadline, .meaning = "of a certificate: until when" },
    { "clause", FIELD_TEXT, get_clause,
      .meaning = "clause that a key breaks, or that is behind a certificate's status" },
};
const struct report_table reply_table = { fields, sizeof(fields) / sizeof(fields[0]) };
