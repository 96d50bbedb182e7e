#include "reports/summary_news.h"

static const struct news *news_of(const void *row)
{
    return row;
}

static bool get_new_listed(const void *row, struct field_value *value)
{
    return field_number(news_of(row)->listed, value);
}

static bool get_new_ours(const void *row, struct field_value *value)
{
    return field_number(news_of(row)->listed_ours, value);
}

static bool get_new_roots(const void *row, struct field_value *value)
{
    return field_number(news_of(row)->roots, value);
}

static bool get_new_hashes(const void *row, struct field_value *value)
{
    return field_number(news_of(row)->hash_matches, value);
}

static bool get_new_leads(const void *row, struct field_value *value)
{
    return field_number(news_of(row)->leads, value);
}

static bool get_new_unread(const void *row, struct field_value *value)
{
    return field_number(news_of(row)->unread, value);
}

static const struct report_field fields[] = {
    { "certificates_to_revoke", FIELD_NUMBER, get_new_listed, .meaning = "certificates to revoke" },
    { "certificates_to_revoke_ours", FIELD_NUMBER, get_new_ours,
      .meaning = "how many of these are of the issuers given" },
    { "roots", FIELD_NUMBER, get_new_roots, .meaning = "trust anchors whose key leaked" },
    { "hash_matches", FIELD_NUMBER, get_new_hashes,
      .meaning = "serials known by the hash of a key alone" },
    { "leads", FIELD_NUMBER, get_new_leads, .meaning = "open leads" },
    { "unread", FIELD_NUMBER, get_new_unread, .meaning = "places that were not examined" },
};
const struct report_table summary_news_table = { fields, sizeof(fields) / sizeof(fields[0]) };
