#ifndef SIGHTING_ROW_H
#define SIGHTING_ROW_H

#include "casefile/case_view.h"
#include "reports/report_field.h"

/* The sightings of one key, as an array in its object: each a place in one line for
 * people and as a chain for scripts (and for a replay). */

struct sighting_row {
    struct buffer text;    /* owns the windows and texts */
    struct buffer line;    /* path and chain in one line */
    size_t path_length;    /* how much of the line is the path */
    struct buffer encoded; /* the chain */
    struct bytes encoding, failure_text, clause_text, remark_text;
    const char *failure, *clause, *remark; /* of the same; NULL without */
    struct bytes mail_from, mail_subject, message_id;
    struct bytes derived_from; /* of the evidence; empty: it is what came in */
    uint8_t sha256[SHA256_LENGTH];
    int64_t mail_date;
    bool has_mail, mail_date_is_received;
    struct place *chain; /* names lie in `encoded` */
    size_t chain_length;
};

struct sighting_rows {
    struct sighting_row *items;
    size_t count, room;
};

MUST_CHECK bool sighting_rows_add(struct sighting_rows *rows,
                                  const struct case_key_sighting *sighting);
/* Empties it and keeps the memory of the array. */
void sighting_rows_reset(struct sighting_rows *rows);
void sighting_rows_clear(struct sighting_rows *rows);

extern const struct report_table sighting_table; /* of struct sighting_row */

#endif
