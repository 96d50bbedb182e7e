#include "reports/run_options.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/sha256.h"

static const struct run_options *options_of(const void *row)
{
    return row;
}

static bool get_proof_cn(const void *row, struct field_value *value)
{
    return field_window(buffer_bytes(&options_of(row)->proof_cn), value);
}

static bool get_passphrases(const void *row, struct field_value *value)
{
    return field_number(options_of(row)->passphrases, value);
}

static bool get_passphrase_work(const void *row, struct field_value *value)
{
    return options_of(row)->has_passphrase_work &&
           field_number(options_of(row)->passphrase_work, value);
}

static bool get_harvest(const void *row, struct field_value *value)
{
    value->truth = options_of(row)->harvest;
    return true;
}

static bool get_decrypt_with(const void *row, struct field_value *value)
{
    return field_number(options_of(row)->decrypt_with, value);
}

static bool get_decrypt_found(const void *row, struct field_value *value)
{
    value->truth = options_of(row)->decrypt_found;
    return true;
}

static bool get_shared_primes(const void *row, struct field_value *value)
{
    value->truth = options_of(row)->shared_primes;
    return true;
}

static bool get_no_digest(const void *row, struct field_value *value)
{
    value->truth = options_of(row)->no_digest;
    return true;
}

static bool get_certs_column(const void *row, struct field_value *value)
{
    return field_window(buffer_bytes(&options_of(row)->certs_column), value);
}

static bool get_limits(const void *row, struct field_value *value)
{
    return field_window(buffer_bytes(&options_of(row)->limits), value);
}

static bool get_issuers(const void *row, struct field_value *value)
{
    value->text = buffer_bytes(&options_of(row)->issuers);
    return true;
}

static bool get_contacts(const void *row, struct field_value *value)
{
    value->text = bytes_over(options_of(row)->contacts, SHA256_LENGTH);
    return options_of(row)->has_contacts;
}

static bool get_public_suffixes(const void *row, struct field_value *value)
{
    value->text = bytes_over(options_of(row)->public_suffixes, SHA256_LENGTH);
    return options_of(row)->has_public_suffixes;
}

static bool get_baseline(const void *row, struct field_value *value)
{
    value->text = bytes_over(options_of(row)->baseline, SHA256_LENGTH);
    return options_of(row)->has_baseline;
}

static const struct report_field fields[] = {
    { "proof_cn", FIELD_TEXT, get_proof_cn, .meaning = "common name in the proofs" },
    { "passphrases", FIELD_NUMBER, get_passphrases, .meaning = "how many passphrases were tried" },
    { "passphrase_work", FIELD_NUMBER, get_passphrase_work,
      .meaning = "work on encrypted keys, in steps, where that was given" },
    { "harvest_passphrases", FIELD_TRUTH, get_harvest,
      .meaning = "whether words of the evidence were tried" },
    { "decrypt_with", FIELD_NUMBER, get_decrypt_with,
      .meaning = "how many keys of --decrypt-with messages were tried with" },
    { "decrypt_with_found_keys", FIELD_TRUTH, get_decrypt_found,
      .meaning = "whether messages were opened with keys of the evidence" },
    { "shared_primes", FIELD_TRUTH, get_shared_primes,
      .meaning = "whether moduli with a prime in common were looked for" },
    { "no_digest", FIELD_TRUTH, get_no_digest,
      .meaning = "whether SHA-256 of evidence files was left out" },
    { "certs_column", FIELD_TEXT, get_certs_column,
      .meaning = "column of tables that certificates were read from" },
    { "limits", FIELD_TEXT, get_limits, .meaning = "bounds that were set otherwise" },
    { "issuers_sha256", FIELD_HEX_LIST, get_issuers, .meaning = "SHA-256 of each file of issuers" },
    { "contacts_sha256", FIELD_HEX, get_contacts, .meaning = "SHA-256 of the contacts" },
    { "public_suffixes_sha256", FIELD_HEX, get_public_suffixes,
      .meaning = "SHA-256 of the public suffix list" },
    { "baseline_sha256", FIELD_HEX, get_baseline, .meaning = "SHA-256 of what the baseline told" },
};
const struct report_table run_options_table = { fields, sizeof(fields) / sizeof(fields[0]) };

static bool read_number(struct case_file *file, const char *name, uint64_t *number, bool *given)
{
    struct buffer text = { 0 };
    const bool read = case_get_setting(file, name, &text) && buffer_append_byte(&text, 0);
    *given = read && text.used > 1;
    *number = *given ? strtoull((const char *)text.at, NULL, 10) : 0;
    buffer_clear(&text);
    return read;
}

static bool read_digest(struct case_file *file, const char *name, uint8_t digest[SHA256_LENGTH],
                        bool *given)
{
    struct buffer text = { 0 };
    const bool read = case_get_setting(file, name, &text);
    *given = text.used > 0;
    if (*given) {
        sha256_of(buffer_bytes(&text), digest);
    }
    buffer_clear(&text);
    return read;
}

static bool take_issuer(void *context, const struct case_source_view *source)
{
    struct run_options *options = context;
    return source->sha256.left != SHA256_LENGTH || buffer_append(&options->issuers, source->sha256);
}

static int compare_digests(const void *one, const void *other)
{
    return memcmp(one, other, SHA256_LENGTH);
}

/* By digest: their paths belong to a host. */
static bool read_issuers(struct run_options *options, struct case_file *file)
{
    const bool read = case_each_source_view(file, SOURCE_ISSUERS, options, take_issuer);
    if (options->issuers.used > 0) {
        qsort(options->issuers.at, options->issuers.used / SHA256_LENGTH, SHA256_LENGTH,
              compare_digests);
    }
    return read;
}

bool run_options_read(struct run_options *options, struct case_file *file)
{
    uint64_t ignored;
    bool given;
    return case_get_setting(file, "proof_cn", &options->proof_cn) &&
           case_get_setting(file, OPTION_SETTING_CERTS_COLUMN, &options->certs_column) &&
           case_get_setting(file, OPTION_SETTING_LIMITS, &options->limits) &&
           read_number(file, OPTION_SETTING_PASSPHRASES, &options->passphrases, &given) &&
           read_number(file, OPTION_SETTING_PASSPHRASE_WORK, &options->passphrase_work,
                       &options->has_passphrase_work) &&
           read_number(file, OPTION_SETTING_HARVEST, &ignored, &options->harvest) &&
           read_number(file, OPTION_SETTING_DECRYPT_WITH, &options->decrypt_with, &given) &&
           read_number(file, OPTION_SETTING_DECRYPT_FOUND, &ignored, &options->decrypt_found) &&
           read_number(file, OPTION_SETTING_SHARED_PRIMES, &ignored, &options->shared_primes) &&
           read_number(file, OPTION_SETTING_NO_DIGEST, &ignored, &options->no_digest) &&
           read_digest(file, "contacts", options->contacts, &options->has_contacts) &&
           read_digest(file, "public_suffixes", options->public_suffixes,
                       &options->has_public_suffixes) &&
           read_digest(file, "baseline", options->baseline, &options->has_baseline) &&
           read_issuers(options, file);
}

void run_options_clear(struct run_options *options)
{
    buffer_clear(&options->proof_cn);
    buffer_clear(&options->certs_column);
    buffer_clear(&options->limits);
    buffer_clear(&options->issuers);
    *options = (struct run_options){ 0 };
}
