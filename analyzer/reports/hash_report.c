#include "reports/hash_report.h"

#include <string.h>

#include "bytes/hex_text.h"
#include "casefile/case_view.h"
#include "reports/output_table.h"
#include "reports/plain_text.h"
#include "reports/report_field.h"

struct hash_line {
    const struct case_hash_view *match;
    struct bytes path, place; /* printed */
    enum novelty novelty;
};

struct hash_writing {
    struct output_file *output;
    const struct baseline *baseline;
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

static bool get_new(const void *row, struct field_value *value)
{
    return field_novelty(((const struct hash_line *)row)->novelty, value);
}

static const struct report_field fields[] = {
    { "spki_sha256", FIELD_HEX, get_spki_sha256,
      .meaning = "SHA-256 of the SubjectPublicKeyInfo that the inventory tells" },
    { "serial", FIELD_TEXT, get_serial,
      .meaning = "serial number beside it, as the inventory writes it" },
    { "key_identity", FIELD_TEXT, get_key_identity, .meaning = "the key that was found" },
    { "key_verdict", FIELD_TEXT, get_key_verdict, .meaning = "what became of the key" },
    { "certificate_known", FIELD_TRUTH, get_certificate_known,
      .meaning = "whether a certificate of the key is known otherwise" },
    { "source", FIELD_TEXT, get_source, .meaning = "path of the inventory" },
    { "place", FIELD_TEXT, get_place, .meaning = "place in it" },
    { "new", FIELD_TRUTH, get_new,
      .meaning = "whether the baseline did not have it; absent without a baseline" },
};
const struct report_table hash_match_table = { fields, sizeof(fields) / sizeof(fields[0]) };

static enum novelty novelty_of(const struct case_hash_view *match, const struct baseline *baseline)
{
    char digits[2 * SHA256_LENGTH + 1] = "";
    if (match->spki_sha256.left == SHA256_LENGTH) {
        hex_text_write(match->spki_sha256, digits);
    }
    return baseline_novelty(baseline, BASELINE_HASH, bytes_over(digits, strlen(digits)),
                            match->serial);
}

static bool write_match(void *context, const struct case_hash_view *match)
{
    const struct hash_writing *writing = context;
    struct buffer path = { 0 }, place = { 0 };
    const bool kept =
        plain_text_print_path(match->path, &path) && provenance_print(match->provenance, &place);
    if (kept) {
        const struct hash_line line = { match, buffer_bytes(&path), buffer_bytes(&place),
                                        novelty_of(match, writing->baseline) };
        report_put_csv_row(writing->output, &hash_match_table, &line);
    }
    buffer_clear(&path);
    buffer_clear(&place);
    return kept;
}

bool hash_report_write(struct output_set *set, struct case_file *file,
                       const struct baseline *baseline)
{
    struct hash_writing writing = { output_set_add(set, "hash_matches.csv"), baseline };
    report_put_csv_header(writing.output, &hash_match_table);
    return case_each_hash_match(file, &writing, write_match);
}

struct hash_counting {
    const struct baseline *baseline;
    uint64_t all, new;
};

static bool count_match(void *context, const struct case_hash_view *match)
{
    struct hash_counting *counting = context;
    if (match->verdict == VERDICT_PROVEN && !match->certificate_known) {
        counting->all++;
        counting->new += novelty_of(match, counting->baseline) == NOVELTY_NEW ? 1 : 0;
    }
    return true;
}

bool hash_report_count(struct case_file *file, const struct baseline *baseline, uint64_t *count,
                       uint64_t *new)
{
    struct hash_counting counting = { .baseline = baseline };
    const bool counted = case_each_hash_match(file, &counting, count_match);
    *count = counting.all;
    *new = counting.new;
    return counted;
}
