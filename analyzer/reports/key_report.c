#include "reports/key_report.h"

#include <stdio.h>
#include <string.h>

#include "proof_form.h"
#include "record/published_keys.h"
#include "reports/fingerprint_index.h"
#include "reports/output_table.h"
#include "reports/plain_text.h"
#include "reports/report_field.h"
#include "reports/sighting_row.h"

/* The key whose sightings are being gathered. */
struct key_row {
    char name[KEY_IDENTITY_TEXT], claimed_text[KEY_IDENTITY_TEXT];
    enum verdict verdict;
    bool has_identity, has_claim;
    struct public_identity identity, claimed;
    struct sighting_rows sightings;
    struct buffer certificates; /* fingerprints one behind the other */
    char proofs[PROOF_FORMS * 16];
};

static bool get_key_identity(const void *row, struct field_value *value)
{
    return field_text(((const struct key_row *)row)->name, value);
}

static bool get_spki_sha256(const void *row, struct field_value *value)
{
    const struct key_row *key = row;
    value->text = bytes_over(key->identity.spki_sha256, SHA256_LENGTH);
    return key->has_identity;
}

static bool get_verdict(const void *row, struct field_value *value)
{
    return field_text(verdict_name(((const struct key_row *)row)->verdict), value);
}

static bool get_algorithm(const void *row, struct field_value *value)
{
    return field_text(key_algorithm_name(((const struct key_row *)row)->identity.algorithm), value);
}

static bool get_curve(const void *row, struct field_value *value)
{
    return field_text(curve_name(((const struct key_row *)row)->identity.curve), value);
}

static bool get_bits(const void *row, struct field_value *value)
{
    value->number = ((const struct key_row *)row)->identity.bits;
    return value->number > 0;
}

static bool get_certificates(const void *row, struct field_value *value)
{
    value->text = buffer_bytes(&((const struct key_row *)row)->certificates);
    return true;
}

static bool get_sightings(const void *row, struct field_value *value)
{
    const struct sighting_rows *sightings = &((const struct key_row *)row)->sightings;
    value->table = &sighting_table;
    value->rows = sightings->items;
    value->count = sightings->count;
    value->row_size = sizeof(*sightings->items);
    return true;
}

static bool get_failure(const void *row, struct field_value *value)
{
    return field_text(((const struct key_row *)row)->sightings.items[0].failure, value);
}

static bool get_clause(const void *row, struct field_value *value)
{
    return field_text(((const struct key_row *)row)->sightings.items[0].clause, value);
}

static bool get_claimed_key_identity(const void *row, struct field_value *value)
{
    return field_text(((const struct key_row *)row)->claimed_text, value);
}

static bool get_claimed_spki_sha256(const void *row, struct field_value *value)
{
    const struct key_row *key = row;
    value->text = bytes_over(key->claimed.spki_sha256, SHA256_LENGTH);
    return key->has_claim;
}

static bool get_remark(const void *row, struct field_value *value)
{
    return field_text(((const struct key_row *)row)->sightings.items[0].remark, value);
}

static bool get_proofs(const void *row, struct field_value *value)
{
    return field_text(((const struct key_row *)row)->proofs, value);
}

/* A claim counts where nothing better is known: it says which key it pretends to be. */
static bool get_published_test_key(const void *row, struct field_value *value)
{
    const struct key_row *key = row;
    const struct public_identity *identity = key->has_identity ? &key->identity : &key->claimed;
    return (key->has_identity || key->has_claim) &&
           field_text(published_key_source(identity), value);
}

static const struct report_field fields[] = {
    { "key_identity", FIELD_TEXT, get_key_identity,
      .meaning = "what names the key in every output, whatever the encoding of it" },
    { "spki_sha256", FIELD_HEX, get_spki_sha256,
      .meaning =
          "SHA-256 of the canonical SubjectPublicKeyInfo; absent where there is no public half" },
    { "verdict", FIELD_TEXT, get_verdict, .meaning = "what became of the key" },
    { "algorithm", FIELD_TEXT, get_algorithm, .meaning = "algorithm of the key" },
    { "curve", FIELD_TEXT, get_curve, .meaning = "curve of the key, where it has one" },
    { "bits", FIELD_NUMBER, get_bits, .meaning = "size of the key, in bits" },
    { "certificates", FIELD_HEX_LIST, get_certificates,
      .meaning = "SHA-256 of each certificate of the key, or of what it claims to be" },
    { "sightings", FIELD_ROWS, get_sightings, .meaning = "its places, one object each",
      .inner = &sighting_table },
    { "failure", FIELD_TEXT, get_failure, .meaning = "why it is not proven, at its first place" },
    { "clause", FIELD_TEXT, get_clause, .meaning = "clause that is broken there" },
    { "claimed_key_identity", FIELD_TEXT, get_claimed_key_identity,
      .meaning = "identity of the public half that a forged or malformed key claims" },
    { "claimed_spki_sha256", FIELD_HEX, get_claimed_spki_sha256,
      .meaning = "SHA-256 of the SubjectPublicKeyInfo of that claim" },
    { "remark", FIELD_TEXT, get_remark, .meaning = "what is odd about it and costs nothing" },
    { "published_test_key", FIELD_TEXT, get_published_test_key,
      .meaning = "RFC or test suite that everybody has this key from" },
    { "proofs", FIELD_TEXT, get_proofs, .meaning = "forms of proof that it has, apart by a space" },
};

const struct report_table key_table = { fields, sizeof(fields) / sizeof(fields[0]) };

struct key_writing {
    void *context;
    bool (*visit)(void *context, const void *row);
    struct fingerprint_index index;
    const struct key_offer_list *offers;
    struct key_row row;
};

static void name_proofs(const struct key_offer *key, struct key_row *row)
{
    const struct key_offer *offer = row->verdict == VERDICT_PROVEN ? key : NULL;
    row->proofs[0] = '\0';
    for (size_t i = 0, used = 0; offer != NULL && i < PROOF_FORMS; i++) {
        if ((offer->proofs & PROOF_BIT(i)) != 0) {
            used += (size_t)snprintf(row->proofs + used, sizeof(row->proofs) - used, "%s%s",
                                     used > 0 ? " " : "", proof_form_rows[i].name);
        }
    }
}

static bool write_row(struct key_writing *writing)
{
    struct key_row *row = &writing->row;
    if (row->sightings.count == 0) {
        return true;
    }
    const struct key_offer *key =
        row->has_identity ? key_offer_of(writing->offers, &row->identity) : NULL;
    const struct key_offer *claimed =
        row->has_claim ? key_offer_of(writing->offers, &row->claimed) : NULL;
    buffer_reset(&row->certificates);
    if (!fingerprint_index_list(&writing->index, key, claimed, &row->certificates)) {
        return false;
    }
    name_proofs(key, row);
    const bool goes_on = writing->visit(writing->context, row);
    sighting_rows_reset(&row->sightings);
    return goes_on;
}

static void begin_row(struct key_row *row, const struct case_key_view *key)
{
    memset(row->name, 0, sizeof(row->name));
    memcpy(row->name, key->name, strnlen(key->name, sizeof(row->name) - 1));
    row->verdict = key->verdict;
    row->has_identity = key->has_identity;
    row->has_claim = key->has_claim;
    row->identity = key->identity;
    row->claimed = key->claimed;
    row->claimed_text[0] = '\0';
    if (key->has_claim) {
        public_identity_text(&key->claimed, row->claimed_text);
    }
}

static bool same_key(const struct key_row *row, const struct case_key_view *key)
{
    char claimed[KEY_IDENTITY_TEXT] = "";
    if (key->has_claim) {
        public_identity_text(&key->claimed, claimed);
    }
    return row->verdict == key->verdict && strcmp(row->name, key->name) == 0 &&
           strcmp(row->claimed_text, claimed) == 0;
}

static bool take_sighting(void *context, const struct case_key_view *key,
                          const struct case_key_sighting *sighting)
{
    struct key_writing *writing = context;
    if (!same_key(&writing->row, key)) {
        if (!write_row(writing)) {
            return false;
        }
        begin_row(&writing->row, key);
    }
    return sighting_rows_add(&writing->row.sightings, sighting);
}

bool key_report_each(struct case_file *file, const struct match_list *matches,
                     const struct key_offer_list *offers, void *context,
                     bool (*visit)(void *context, const void *row))
{
    struct key_writing writing = { .context = context, .visit = visit, .offers = offers };
    bool written = fingerprint_index_build(&writing.index, matches) &&
                   case_each_key_sighting(file, &writing, take_sighting) && write_row(&writing);
    sighting_rows_clear(&writing.row.sightings);
    buffer_clear(&writing.row.certificates);
    fingerprint_index_clear(&writing.index);
    return written;
}

static bool put_row(void *context, const void *row)
{
    report_put_json_row(context, &key_table, row);
    return true;
}

bool key_report_write(struct output_set *set, struct case_file *file,
                      const struct match_list *matches, const struct key_offer_list *offers)
{
    return key_report_each(file, matches, offers, output_set_add(set, "keys.jsonl"), put_row);
}
