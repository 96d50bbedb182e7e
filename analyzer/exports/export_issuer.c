#include "exports/export_issuer.h"

#include <stdio.h>

#include "bytes/hex_text.h"
#include "bytes/text_pattern.h"
#include "exports/export_format.h"

/* Nothing where it is not known. False with `why`. */
static bool append_key(struct export_run *run, const struct match_entry *entry, struct buffer *into)
{
    struct case_stored_certificate stored;
    bool found = false;
    if (entry->authority_key_id.left > 0) {
        return hex_text_append(entry->authority_key_id, into) || export_run_fail(run, "");
    }
    if (!entry->verified) {
        return true;
    }
    if (!case_read_certificate(run->file, match_fingerprint(entry).at, &stored, &found)) {
        return export_run_fail(run, case_error(run->file));
    }
    const bool kept = !stored.has_issuer ||
                      hex_text_append(bytes_over(stored.issuer_spki_sha256, SHA256_LENGTH), into);
    case_stored_certificate_clear(&stored);
    return kept || export_run_fail(run, "");
}

bool export_issuer_asked(struct export_run *run, const struct match_entry *entry, bool *asked)
{
    struct buffer name = { 0 }, digits = { 0 };
    *asked = run->options->issuer == NULL;
    if (*asked) {
        return true;
    }
    bool kept = append_key(run, entry, &digits);
    const bool has_key = digits.used > 0;
    if (kept) {
        kept = (buffer_append(&name, entry->issuer_dn) && buffer_append_byte(&name, 0) &&
                buffer_append_byte(&digits, 0)) ||
               export_run_fail(run, "");
    }
    if (kept) {
        *asked = text_pattern_fits(run->options->issuer, (const char *)name.at) ||
                 (has_key && text_pattern_fits(run->options->issuer, (const char *)digits.at));
    }
    buffer_clear(&name);
    buffer_clear(&digits);
    return kept;
}

/* One of the two, as a person is told of it. */
static struct bytes cut(struct bytes text, size_t length)
{
    return bytes_over(text.at, text.left < length ? text.left : length);
}

static bool refuse(struct export_run *run, const struct match_entry *other, struct bytes one_key,
                   struct bytes other_key)
{
    char why[512];
    const struct bytes one = cut(run->chosen[0]->issuer_dn, 100), two = cut(other->issuer_dn, 100);
    const struct bytes one_digits = cut(one_key, 16), two_digits = cut(other_key, 16);
    (void)snprintf(
        why, sizeof(why),
        "these are certificates of several issuers ('%.*s', key %.*s; '%.*s', key %.*s), "
        "and %s goes by serial numbers alone; name one with --issuer",
        (int)one.left, (const char *)one.at, (int)one_digits.left, (const char *)one_digits.at,
        (int)two.left, (const char *)two.at, (int)two_digits.left, (const char *)two_digits.at,
        run->options->format->name);
    return export_run_fail(run, why);
}

static bool is_as_the_first(struct export_run *run, const struct match_entry *entry,
                            struct bytes first_key)
{
    struct buffer key = { 0 };
    bool same = append_key(run, entry, &key);
    if (same) {
        const struct bytes other_key = buffer_bytes(&key);
        same = (first_key.left > 0 || other_key.left > 0
                    ? bytes_equal(first_key, other_key)
                    : bytes_equal(run->chosen[0]->issuer_dn, entry->issuer_dn)) ||
               refuse(run, entry, first_key, other_key);
    }
    buffer_clear(&key);
    return same;
}

bool export_issuer_is_one(struct export_run *run)
{
    struct buffer first = { 0 };
    if (!run->options->format->one_issuer || run->count < 2) {
        return true;
    }
    bool one = append_key(run, run->chosen[0], &first);
    for (size_t i = 1; one && i < run->count; i++) {
        one = is_as_the_first(run, run->chosen[i], buffer_bytes(&first));
    }
    buffer_clear(&first);
    return one;
}
