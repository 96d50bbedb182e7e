#include "reports/lead_report.h"

#include <string.h>

#include "bytes/hex_text.h"
#include "record/published_keys.h"
#include "reports/output_table.h"
#include "reports/report_field.h"

/* A row, and the cells that are put together for it. */
struct lead_row {
    const struct lead *lead;
    const char *ground; /* static; where its public half comes from; NULL without one */
    /* In clear, or what the only request beside it names; NULL without. */
    const struct public_identity *identity;
    size_t certificates;
    struct buffer fingerprints, serials, issuers, statuses;
};

static const struct lead *lead_of(const void *row)
{
    return ((const struct lead_row *)row)->lead;
}

static const struct public_identity *identity_of(const void *row)
{
    return ((const struct lead_row *)row)->identity;
}

static bool get_key_identity(const void *row, struct field_value *value)
{
    return field_text(lead_of(row)->name, value);
}

static bool get_verdict(const void *row, struct field_value *value)
{
    return field_text(verdict_name(lead_of(row)->verdict), value);
}

static bool get_encoding(const void *row, struct field_value *value)
{
    return field_window(lead_of(row)->encoding, value);
}

static bool get_failure(const void *row, struct field_value *value)
{
    return field_window(lead_of(row)->failure, value);
}

static bool get_algorithm(const void *row, struct field_value *value)
{
    const struct public_identity *identity = identity_of(row);
    return identity != NULL && field_text(key_algorithm_name(identity->algorithm), value);
}

static bool get_curve(const void *row, struct field_value *value)
{
    const struct public_identity *identity = identity_of(row);
    return identity != NULL && field_text(curve_name(identity->curve), value);
}

static bool get_bits(const void *row, struct field_value *value)
{
    const struct public_identity *identity = identity_of(row);
    value->number = identity != NULL ? identity->bits : 0;
    return value->number > 0;
}

static bool get_spki_sha256(const void *row, struct field_value *value)
{
    const struct public_identity *identity = identity_of(row);
    if (identity != NULL) {
        value->text = bytes_over(identity->spki_sha256, SHA256_LENGTH);
    }
    return identity != NULL;
}

static bool get_ground(const void *row, struct field_value *value)
{
    const char *ground = ((const struct lead_row *)row)->ground;
    return ground != NULL && field_text(ground, value);
}

static bool get_sightings(const void *row, struct field_value *value)
{
    value->number = lead_of(row)->sightings;
    return true;
}

static bool get_proven(const void *row, struct field_value *value)
{
    value->truth = lead_of(row)->proven;
    return true;
}

static bool get_certificates(const void *row, struct field_value *value)
{
    value->number = ((const struct lead_row *)row)->certificates;
    return true;
}

static bool get_fingerprints(const void *row, struct field_value *value)
{
    return field_window(buffer_bytes(&((const struct lead_row *)row)->fingerprints), value);
}

static bool get_serials(const void *row, struct field_value *value)
{
    return field_window(buffer_bytes(&((const struct lead_row *)row)->serials), value);
}

static bool get_issuers(const void *row, struct field_value *value)
{
    return field_window(buffer_bytes(&((const struct lead_row *)row)->issuers), value);
}

static bool get_statuses(const void *row, struct field_value *value)
{
    return field_window(buffer_bytes(&((const struct lead_row *)row)->statuses), value);
}

static bool get_published_test_key(const void *row, struct field_value *value)
{
    const struct public_identity *identity = identity_of(row);
    const char *source = identity != NULL ? published_key_source(identity) : NULL;
    return source != NULL && field_text(source, value);
}

static bool get_new(const void *row, struct field_value *value)
{
    return field_novelty(lead_of(row)->novelty, value);
}

static const struct report_field fields[] = {
    { "key_identity", FIELD_TEXT, get_key_identity,
      .meaning = "what names the lead in every output" },
    { "verdict", FIELD_TEXT, get_verdict, .meaning = "encrypted or unsupported" },
    { "encoding", FIELD_TEXT, get_encoding, .meaning = "form in which the key stands" },
    { "failure", FIELD_TEXT, get_failure, .meaning = "why it is not proven" },
    { "algorithm", FIELD_TEXT, get_algorithm,
      .meaning = "algorithm of its public half, where that is known" },
    { "curve", FIELD_TEXT, get_curve, .meaning = "curve of it, where it has one" },
    { "bits", FIELD_NUMBER, get_bits, .meaning = "size of it, in bits" },
    { "spki_sha256", FIELD_HEX, get_spki_sha256, .meaning = "SHA-256 of its SubjectPublicKeyInfo" },
    { "public_half_from", FIELD_TEXT, get_ground,
      .meaning =
          "on what ground its public half is taken for its own; a claim until it is opened" },
    { "sightings", FIELD_NUMBER, get_sightings, .meaning = "at how many places it stands" },
    { "proven_elsewhere", FIELD_TRUTH, get_proven,
      .meaning = "whether the same key is proven from another place" },
    { "certificates", FIELD_NUMBER, get_certificates,
      .meaning = "how many certificates are at stake" },
    { "certificate_sha256", FIELD_HEX_LIST, get_fingerprints, .meaning = "their SHA-256" },
    { "serial", FIELD_TEXT, get_serials,
      .meaning = "their serial numbers, in the same order, apart by a space" },
    { "issuer_dn", FIELD_TEXT, get_issuers,
      .meaning = "their issuers, in the same order, apart by a semicolon and a space" },
    { "status_if_opened", FIELD_TEXT, get_statuses,
      .meaning = "status that each would have if the lead were opened, or conjecture" },
    { "published_test_key", FIELD_TEXT, get_published_test_key,
      .meaning = "RFC or test suite that everybody has this key from" },
    { "new", FIELD_TRUTH, get_new,
      .meaning = "whether the baseline did not have it; absent without a baseline" },
};

const struct report_table lead_table = { fields, sizeof(fields) / sizeof(fields[0]) };

static bool join_text(struct buffer *cell, bool first, const char *between, struct bytes text)
{
    return (first || buffer_append_text(cell, between)) && buffer_append(cell, text);
}

static bool join_serial(struct buffer *cell, bool first, struct bytes serial)
{
    return (first || buffer_append_byte(cell, ' ')) && hex_text_append_upper(serial, cell);
}

static bool join_certificate(struct lead_row *row, bool first, const struct match_entry *entry)
{
    const char *status = certificate_status_name(entry->if_proven.status);
    return buffer_append(&row->fingerprints, match_fingerprint(entry)) &&
           join_serial(&row->serials, first, entry->serial) &&
           join_text(&row->issuers, first, "; ", entry->issuer_dn) &&
           join_text(&row->statuses, first, " ", bytes_over(status, strlen(status)));
}

/* Nobody judged it: whether it is the key's own is a conjecture. */
static bool join_beside(struct lead_row *row, bool first,
                        const struct beside_certificate *certificate)
{
    return buffer_append(&row->fingerprints, bytes_over(certificate->sha256, SHA256_LENGTH)) &&
           join_serial(&row->serials, first, certificate->serial) &&
           join_text(&row->issuers, first, "; ", certificate->issuer_dn) &&
           join_text(&row->statuses, first, " ", bytes_over("conjecture", 10));
}

static bool is_one_of(struct bytes encoding, const char *const *names)
{
    while (*names != NULL && !bytes_equal(encoding, bytes_over(*names, strlen(*names)))) {
        names++;
    }
    return *names != NULL;
}

/* Of a key that stays shut in a store its certificate there tells (keys/stored_key.h). */
static const char *ground_of(const struct lead_list *list, const struct lead *lead)
{
    static const char *const stores[] = { "pkcs12", "jks", "jceks", "bks", NULL };
    if (!lead->has_identity) {
        const struct beside_match *match =
            lead->beside > 0 ? &list->beside.matches[lead->first_beside] : NULL;
        const char *none = lead->beside_bounded ? BESIDE_BOUNDED : NULL;
        return match != NULL ? beside_ground_name(match->ground, match->request != NULL) : none;
    }
    return is_one_of(lead->encoding, stores) ? "store" : "itself";
}

/* What requests name that lie beside it, where they name one key. */
static const struct public_identity *requested(const struct lead_list *list,
                                               const struct lead *lead)
{
    const struct public_identity *identity = NULL;
    for (size_t i = 0; i < lead->beside; i++) {
        const struct beside_match *match = &list->beside.matches[lead->first_beside + i];
        if (match->request == NULL ||
            (identity != NULL && memcmp(identity->digest, match->request->identity.digest,
                                        sizeof(identity->digest)) != 0)) {
            return NULL;
        }
        identity = &match->request->identity;
    }
    return identity;
}

static bool join_all_beside(struct lead_row *row, const struct lead_list *list)
{
    const size_t first = row->lead->first_beside;
    bool kept = true;
    for (size_t i = 0; kept && i < row->lead->beside; i++) {
        const struct beside_certificate *certificate = list->beside.matches[first + i].certificate;
        if (!certificate->is_request) {
            kept = join_beside(row, row->certificates == 0, certificate);
            row->certificates++;
        }
    }
    return kept;
}

static bool write_lead(struct output_file *file, const struct lead_list *list,
                       const struct lead *lead)
{
    struct lead_row row = { .lead = lead,
                            .ground = ground_of(list, lead),
                            .identity =
                                lead->has_identity ? &lead->identity : requested(list, lead),
                            .certificates = lead->certificates };
    bool kept = true;
    for (size_t i = 0; kept && i < lead->certificates; i++) {
        kept = join_certificate(&row, i == 0, list->by_identity[lead->first_certificate + i].entry);
    }
    kept = kept && join_all_beside(&row, list);
    if (kept) {
        report_put_csv_row(file, &lead_table, &row);
    }
    buffer_clear(&row.fingerprints);
    buffer_clear(&row.serials);
    buffer_clear(&row.issuers);
    buffer_clear(&row.statuses);
    return kept;
}

bool lead_report_write(struct output_set *set, const struct lead_list *list)
{
    struct output_file *file = output_set_add(set, "leads.csv");
    bool written = true;
    report_put_csv_header(file, &lead_table);
    for (size_t i = 0; written && i < list->count; i++) {
        written = write_lead(file, list, &list->items[i]);
    }
    return written;
}
