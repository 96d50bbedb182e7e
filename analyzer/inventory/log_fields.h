#ifndef LOG_FIELDS_H
#define LOG_FIELDS_H

#include "inventory/certificate_source.h"
#include "inventory/log_pending.h"

/* The two fields of an answer to get-entries, in JSON or wherever they were put: the
 * certificate of leaf_input, the precertificate and the chain of extra_data. */
#define LOG_CHAINS_KEPT 256u
struct log_fields {
    uint8_t issuer_key[SHA256_LENGTH]; /* of the last leaf_input */
    bool has_issuer_key;
    struct log_pending pending;
    /* Chains are the same few in all entries: what was given to the sink is not given again. */
    uint8_t seen[LOG_CHAINS_KEPT][SHA256_LENGTH];
    struct buffer room;
};
/* Is it a column of one of these names? */
bool log_fields_know(struct bytes name);
/* Gives what is in the field to the sink; `field` is base64. False where it is not what it
 * is called, and nothing was said. */
MUST_CHECK bool log_fields_read(struct log_fields *fields, struct bytes field,
                                const struct source_spot *spot,
                                const struct certificate_sink *sink);
/* No more fields. */
void log_fields_end(struct log_fields *fields, const struct certificate_sink *sink);
void log_fields_clear(struct log_fields *fields);

#endif
