#ifndef EXPLAIN_CERTIFICATE_H
#define EXPLAIN_CERTIFICATE_H

#include "commands/explain/explain_places.h"
#include "commands/explain/explain_text.h"

/* From the evidence to the status of one certificate, and what would change it. */
void explain_certificate(const struct explained *item, const char *word, struct explain_text *text);

#endif
