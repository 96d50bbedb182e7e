#ifndef INCIDENT_TABLE_H
#define INCIDENT_TABLE_H

#include "reports/match_entry.h"
#include "reports/report_field.h"

/* The columns of the list of affected certificates in an incident report to the CCADB (template
 * 3.2), of struct match_entry. */
extern const struct report_table incident_table;

/* From so many certificates on, lines with their places at crt.sh stand in for the table. */
#define INCIDENT_LINKS_FROM 10000

/* Only certificates that were valid when the keys were received belong there. */
bool incident_table_takes(const struct match_entry *entry);
/* And of these such as are on the list or revoked: what nobody may revoke is no part of an
 * incident. */
bool incident_table_wants(const struct match_entry *entry);

#endif
