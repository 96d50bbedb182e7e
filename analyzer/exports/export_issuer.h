#ifndef EXPORT_ISSUER_H
#define EXPORT_ISSUER_H

#include "exports/export_run.h"

/* Whose certificates an export is of. An issuer is its key, for names repeat: the key identifier
 * that its certificates name, or, where they name none, the SHA-256 of the SubjectPublicKeyInfo
 * under which their signatures hold. */

/* Is it of the issuer that was asked for, by a part of a name or of a key, or a pattern? False with
 * `why`. */
MUST_CHECK bool export_issuer_asked(struct export_run *run, const struct match_entry *entry,
                                    bool *asked);

/* Where a system goes by serial numbers alone: are those that were chosen of one issuer? False with
 * `why`. */
MUST_CHECK bool export_issuer_is_one(struct export_run *run);

#endif
