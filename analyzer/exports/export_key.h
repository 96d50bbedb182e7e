#ifndef EXPORT_KEY_H
#define EXPORT_KEY_H

#include "exports/export_run.h"

/* All keys that were proven, also those that are in no certificate: nobody may certify them
 * again. By name, each with the SubjectPublicKeyInfo that we make of it; where the format takes
 * digests, also with those of its certificates that are written otherwise. False with the run's
 * reason. */
MUST_CHECK bool export_key_each(struct export_run *run, const struct match_list *matches,
                                void *context,
                                bool (*visit)(void *context, struct export_row *row));

#endif
