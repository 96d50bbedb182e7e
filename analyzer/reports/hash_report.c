#include "reports/hash_report.h"

#include <string.h>

#include "casefile/case_view.h"
#include "reports/plain_text.h"
#include "reports/report_field.h"

struct hash_line {
    const struct case_hash_view *match;
    struct bytes path, place; /* printed */
};

static const struct case_hash_view *match_of(const void *row)
{
    return ((const struct hash_line *)row)->match;
}

static bool get_spki_sha256(const void *row, struct field_value *value)
{
    value->text = match_of(row)->spki_sha256;
    return true;
}

static bool get_serial(const void *row, struct field_value *value)
{
    value->text = match_of(row)->serial;
    return value->text.left > 0;
}

static bool get_key_identity(const void *row, struct field_value *value)
{
    const char *identity = match_of(row)->identity;
    value->text = bytes_over(identity, strlen(identity));
    return true;
}

static bool get_key_verdict(const void *row, struct field_value *value)
{
    const char *name = verdict_name(match_of(row)->verdict);
    value->text = bytes_over(name, strlen(name));
    return true;
}

static bool get_certificate_known(const void *row, struct field_value *value)
{
    value->truth = match_of(row)->certificate_known;
    return true;
}

static bool get_source(const void *row, struct field_value *value)
{
    value->text = ((const struct hash_line *)row)->path;
    return true;
}

static bool get_place(const void *row, struct field_value *value)
{
    value->text = ((const struct hash_line *)row)->place;
    return true;
}

static const struct report_field fields[] = {
    { "spki_sha256", FIELD_HEX, get_spki_sha256 },
    { "serial", FIELD_TEXT, get_serial },
    { "key_identity", FIELD_TEXT, get_key_identity },
    { "key_verdict", FIELD_TEXT, get_key_verdict },
    { "certificate_known", FIELD_TRUTH, get_certificate_known },
    { "source", FIELD_TEXT, get_source },
    { "place", FIELD_TEXT, get_place },
};
static const struct report_table table = { fields, sizeof(fields) / sizeof(fields[0]) };

static bool write_match(void *context, const struct case_hash_view *match)
{
    struct buffer path = { 0 }, place = { 0 };
    const bool kept =
        plain_text_print_path(match->path, &path) && provenance_print(match->provenance, &place);
    if (kept) {
        const struct hash_line line = { match, buffer_bytes(&path), buffer_bytes(&place) };
        report_put_csv_row(context, &table, &line);
    }
    buffer_clear(&path);
    buffer_clear(&place);
    return kept;
}

bool hash_report_write(struct output_set *set, struct case_file *file)
{
    struct output_file *output = output_set_add(set, "hash_matches.csv");
    report_put_csv_header(output, &table);
    return case_each_hash_match(file, output, write_match);
}

static bool count_match(void *context, const struct case_hash_view *match)
{
    uint64_t *count = context;
    *count += match->verdict == VERDICT_PROVEN && !match->certificate_known ? 1 : 0;
    return true;
}

bool hash_report_count(struct case_file *file, uint64_t *count)
{
    *count = 0;
    return case_each_hash_match(file, count, count_match);
}
