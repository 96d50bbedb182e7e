#ifndef EXPORT_ROW_H
#define EXPORT_ROW_H

#include "casefile/case_view.h"
#include "reports/match_entry.h"

/* One thing that is handed on: a certificate of the list, or a leaked key. */
struct export_row {
    const struct match_entry *match;              /* NULL for a key */
    const struct case_stored_certificate *stored; /* of the match */
    const char *key_name;                         /* NULL for a certificate */
    const uint8_t *key_spki_sha256;               /* a SubjectPublicKeyInfo that it has */
    struct bytes key_spki;                        /* that one; empty where it is not known */
    struct bytes sealed; /* of a certificate: its key as CMS; empty where it is not sealed */
    /* Why it cannot be said in this format; NULL: it can. Static. */
    const char *refusal;
};

#endif
