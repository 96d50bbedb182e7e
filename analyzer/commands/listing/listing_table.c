#include "commands/listing/listing_table.h"

#include "reports/certificate_report.h"
#include "reports/evidence_report.h"
#include "reports/key_report.h"

static const struct report_table *keys_table(struct listing_case *listed)
{
    (void)listed;
    return &key_table;
}

static bool keys_each(struct listing_case *listed, void *context, listing_visit *visit)
{
    return key_report_each(listed->file, &listed->reading.matches, &listed->reading.offers, context,
                           visit);
}

static const struct report_table *certs_table(struct listing_case *listed)
{
    (void)listed;
    return &certificate_table;
}

static bool certs_each(struct listing_case *listed, void *context, listing_visit *visit)
{
    return certificate_report_each(&listed->reading.matches, context, visit);
}

static const struct report_table *journal_rows_table(struct listing_case *listed)
{
    (void)listed;
    return &journal_table;
}

static bool journal_each(struct listing_case *listed, void *context, listing_visit *visit)
{
    return journal_report_each(listed->file, context, visit);
}

static const struct report_table *sightings_table(struct listing_case *listed)
{
    key_sighting_table(&listed->sightings);
    return &listed->sightings.table;
}

static bool sightings_each(struct listing_case *listed, void *context, listing_visit *visit)
{
    return key_sighting_each(listed->file, context, visit);
}

static const struct listing_row rows[] = {
    { .command = COMMAND_KEYS,
      .judged = true,
      .columns = "verdict,algorithm,bits,certificates,sightings,key_identity",
      .verdict = "verdict",
      .table = keys_table,
      .each = keys_each },
    { .command = COMMAND_CERTS,
      .judged = true,
      .columns = "status,deadline,serial,dns_names,issuer_dn",
      .issuer = "issuer_dn",
      .domain = "dns_names",
      .status = "status",
      .verdict = "key_verdict",
      .since = "compromised_since",
      .novelty = "new",
      .table = certs_table,
      .each = certs_each },
    { .command = COMMAND_JOURNAL,
      .columns = "weight,outcome,unread,sentence,provenance",
      .path = "provenance",
      .table = journal_rows_table,
      .each = journal_each },
    { .command = COMMAND_SIGHTINGS,
      .columns = "verdict,encoding,mail_date,mail_from,provenance",
      .verdict = "verdict",
      .since = "mail_date",
      .path = "provenance",
      .table = sightings_table,
      .each = sightings_each },
};

const struct listing_row *listing_row_of(enum command command)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].command == command) {
            return &rows[i];
        }
    }
    return NULL;
}
