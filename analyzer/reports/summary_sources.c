#include "reports/summary_sources.h"

static const struct case_root_view *root_of(const void *row)
{
    return &((const struct root_summary *)row)->facts;
}

static bool get_root_kind(const void *row, struct field_value *value)
{
    static const char *const names[] = { "", "evidence", "certificates", "issuers", "crl" };
    size_t kind = (size_t)root_of(row)->kind;
    return field_text(kind < sizeof(names) / sizeof(names[0]) ? names[kind] : "", value);
}

static bool get_root_path(const void *row, struct field_value *value)
{
    value->text = buffer_bytes(&((const struct root_summary *)row)->path);
    return true;
}

static bool get_root_received(const void *row, struct field_value *value)
{
    value->time = root_of(row)->received;
    return root_of(row)->kind == SOURCE_EVIDENCE;
}

static bool get_root_derived_from(const void *row, struct field_value *value)
{
    value->text = buffer_bytes(&((const struct root_summary *)row)->derived_from);
    return value->text.left > 0;
}

static bool get_root_files(const void *row, struct field_value *value)
{
    return field_number(root_of(row)->files, value);
}

static bool get_root_bytes(const void *row, struct field_value *value)
{
    return field_number(root_of(row)->bytes, value);
}

static bool get_root_unfinished(const void *row, struct field_value *value)
{
    return field_number(root_of(row)->unfinished, value);
}

static bool get_root_rows(const void *row, struct field_value *value)
{
    return field_number(root_of(row)->rows, value);
}

static bool get_root_parsed(const void *row, struct field_value *value)
{
    return field_number(root_of(row)->parsed, value);
}

static bool get_root_failed(const void *row, struct field_value *value)
{
    return field_number(root_of(row)->failed, value);
}

static const struct report_field root_fields[] = {
    { "kind", FIELD_TEXT, get_root_kind, .meaning = "evidence, certificates, issuers or crl" },
    { "path", FIELD_TEXT, get_root_path, .meaning = "path as it was given" },
    { "received", FIELD_TIME, get_root_received, .meaning = "when this evidence came in" },
    { "files", FIELD_NUMBER, get_root_files, .meaning = "files under it" },
    { "bytes", FIELD_NUMBER, get_root_bytes, .meaning = "their bytes" },
    { "unfinished", FIELD_NUMBER, get_root_unfinished,
      .meaning = "files that were not read to their end" },
    { "rows", FIELD_NUMBER, get_root_rows, .meaning = "certificates that were seen" },
    { "parsed", FIELD_NUMBER, get_root_parsed, .meaning = "how many of these were read" },
    { "failed", FIELD_NUMBER, get_root_failed, .meaning = "how many could not be read" },
    { "derived_from", FIELD_TEXT, get_root_derived_from,
      .meaning = "what it was made of elsewhere, as --derived-from says" },
};

const struct report_table summary_root_table = { root_fields,
                                                 sizeof(root_fields) / sizeof(root_fields[0]) };

static const struct crl_facts *crl_of(const void *row)
{
    return &((const struct crl_summary *)row)->facts;
}

static bool get_crl_sha256(const void *row, struct field_value *value)
{
    value->text = bytes_over(crl_of(row)->sha256, SHA256_LENGTH);
    return true;
}

static bool get_crl_form(const void *row, struct field_value *value)
{
    static const char *const names[] = {
        [CRL_FORM_LIST] = "crl", [CRL_FORM_DELTA] = "delta_crl", [CRL_FORM_OCSP] = "ocsp"
    };
    return field_text(names[crl_of(row)->form], value);
}

static bool get_crl_issuer_dn(const void *row, struct field_value *value)
{
    value->text = buffer_bytes(&((const struct crl_summary *)row)->issuer_dn);
    return true;
}

static bool get_crl_this_update(const void *row, struct field_value *value)
{
    value->time = crl_of(row)->this_update;
    return true;
}

static bool get_crl_next_update(const void *row, struct field_value *value)
{
    value->time = crl_of(row)->next_update;
    return true;
}

static bool get_crl_entries(const void *row, struct field_value *value)
{
    return field_number(crl_of(row)->entries, value);
}

static bool get_crl_verified(const void *row, struct field_value *value)
{
    value->truth = crl_of(row)->verified;
    return true;
}

static bool get_crl_failure(const void *row, struct field_value *value)
{
    value->text = buffer_bytes(&((const struct crl_summary *)row)->failure);
    return value->text.left > 0;
}

static bool get_crl_stale(const void *row, struct field_value *value)
{
    value->truth = ((const struct crl_summary *)row)->stale;
    return true;
}

static const struct report_field crl_fields[] = {
    { "sha256", FIELD_HEX, get_crl_sha256, .meaning = "SHA-256 of the CRL or response" },
    { "form", FIELD_TEXT, get_crl_form, .meaning = "crl, delta_crl or ocsp" },
    { "issuer_dn", FIELD_TEXT, get_crl_issuer_dn, .meaning = "who says it" },
    { "this_update", FIELD_TIME, get_crl_this_update, .meaning = "its thisUpdate" },
    { "next_update", FIELD_TIME, get_crl_next_update, .meaning = "its nextUpdate" },
    { "entries", FIELD_NUMBER, get_crl_entries, .meaning = "how many entries it has" },
    { "verified", FIELD_TRUTH, get_crl_verified,
      .meaning = "whether its signature holds; else it changed nothing" },
    { "failure", FIELD_TEXT, get_crl_failure, .meaning = "why not" },
    { "stale", FIELD_TRUTH, get_crl_stale,
      .meaning = "whether it was over at as_of, and so decided nothing" },
};

const struct report_table summary_crl_table = { crl_fields,
                                                sizeof(crl_fields) / sizeof(crl_fields[0]) };
