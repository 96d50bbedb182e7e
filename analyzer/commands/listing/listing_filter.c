#include "commands/listing/listing_filter.h"

#include <stdio.h>
#include <string.h>

#include "bytes/text_pattern.h"

static const char *status_at(int number)
{
    return certificate_status_name((enum certificate_status)number);
}

static const char *verdict_at(int number)
{
    return verdict_name((enum verdict)number);
}

/* One of the names that `at` gives for the numbers of an enum. */
static bool is_known(const char *option, const char *word, const char *(*at)(int number), int first,
                     int last, char *why, size_t room)
{
    size_t used = 0;
    for (int number = first; number <= last; number++) {
        if (strcmp(word, at(number)) == 0) {
            return true;
        }
    }
    used += (size_t)snprintf(why, room, "'%.64s' of --%s is none of ours; there are", word, option);
    for (int number = first; number <= last && used < room; number++) {
        used += (size_t)snprintf(why + used, room - used, "%s %s", number > first ? "," : "",
                                 at(number));
    }
    return false;
}

bool listing_filter_known(const struct options *options, char *why, size_t room)
{
    bool known =
        options->verdict == NULL || is_known("verdict", options->verdict, verdict_at,
                                             VERDICT_PROVEN, VERDICT_UNSUPPORTED, why, room);
    for (size_t i = 0; known && i < options->status.count; i++) {
        known = is_known("status", options->status.paths[i], status_at,
                         STATUS_CERTIFICATE_UNVERIFIED, STATUS_REVOKE, why, room);
    }
    return known;
}

static const struct report_field *field_named(const struct report_table *table, const char *name)
{
    for (size_t i = 0; name != NULL && i < table->count; i++) {
        if (strcmp(table->fields[i].name, name) == 0) {
            return &table->fields[i];
        }
    }
    return NULL;
}

/* The text of a field, ended by a NUL; empty where the row has none. */
static bool text_of(const struct report_table *table, const char *name, const void *row,
                    struct buffer *into)
{
    const struct report_field *field = field_named(table, name);
    buffer_reset(into);
    return (field == NULL || report_put_value(field, row, into)) && buffer_append_byte(into, 0);
}

static bool fits_issuer(const char *pattern, const struct listing_row *listing,
                        const struct report_table *table, const void *row, struct buffer *text,
                        bool *fits)
{
    if (!text_of(table, listing->issuer, row, text)) {
        return false;
    }
    *fits = text_pattern_fits(pattern, (const char *)text->at);
    if (!*fits) {
        if (!text_of(table, "authority_key_id", row, text)) {
            return false;
        }
        *fits = text_pattern_fits(pattern, (const char *)text->at);
    }
    return true;
}

static bool fits_domain(const char *domain, const struct listing_row *listing,
                        const struct report_table *table, const void *row, struct buffer *text,
                        bool *fits)
{
    struct buffer names = { 0 };
    const bool read =
        text_of(table, listing->domain, row, &names) && text_of(table, "subject_dn", row, text);
    *fits = read && text_pattern_certificate(bytes_over(names.at, names.used - 1),
                                             bytes_over(text->at, text->used - 1), domain);
    buffer_clear(&names);
    return read;
}

static bool fits_status(const struct path_list *names, const char *status)
{
    bool fits = false;
    for (size_t i = 0; i < names->count; i++) {
        fits = fits || strcmp(names->paths[i], status) == 0;
    }
    return fits;
}

static bool fits_since(int64_t since, const struct report_table *table, const char *name,
                       const void *row)
{
    const struct report_field *field = field_named(table, name);
    struct field_value value = { 0 };
    return field != NULL && field->get(row, &value) && value.time >= since;
}

static bool is_new(const struct report_table *table, const char *name, const void *row)
{
    const struct report_field *field = field_named(table, name);
    struct field_value value = { 0 };
    return field != NULL && field->get(row, &value) && value.truth;
}

bool listing_filter_fits(const struct listing_row *listing, const struct options *options,
                         const struct report_table *table, const void *row, bool *fits)
{
    struct buffer text = { 0 };
    bool read = true;
    *fits = (options->since == TIME_NOT_GIVEN ||
             fits_since(options->since, table, listing->since, row)) &&
            (!options->new_alone || is_new(table, listing->novelty, row));
    if (*fits && options->verdict != NULL) {
        read = text_of(table, listing->verdict, row, &text);
        *fits = read && strcmp((const char *)text.at, options->verdict) == 0;
    }
    if (*fits && options->status.count > 0) {
        read = text_of(table, listing->status, row, &text);
        *fits = read && fits_status(&options->status, (const char *)text.at);
    }
    if (*fits && options->path != NULL) {
        read = text_of(table, listing->path, row, &text);
        *fits = read && text_pattern_fits(options->path, (const char *)text.at);
    }
    if (*fits && options->issuer != NULL) {
        read = fits_issuer(options->issuer, listing, table, row, &text, fits);
    }
    if (read && *fits && options->domain != NULL) {
        read = fits_domain(options->domain, listing, table, row, &text, fits);
    }
    buffer_clear(&text);
    return read;
}
