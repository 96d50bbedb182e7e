#ifndef EXPORT_FORMAT_H
#define EXPORT_FORMAT_H

#include "exports/export_run.h"

/* What each CA system takes: one row a format. Most are lines, put one after the other; a format
 * with a structure of its own has a file of its own. */

struct export_format {
    const char *name;
    const char *help; /* what it is given to */
    /* What it holds is serial numbers of one CA's alone: given to another CA they would revoke
     * certificates of others. */
    bool one_issuer;
    bool any_status;    /* a report, which nothing acts on: certificates that are revoked too */
    bool all_spellings; /* and every SubjectPublicKeyInfo that certificates write them as */
    bool sealed; /* of certificates whose keys are sealed; begins with the URL of --directory */
    const char *head, *key_line, *certificate_line, *between, *tail; /* NULL: nothing */
    const unsigned char *script; /* of systems/, behind what all begin with; NULL: none */
    size_t script_length;
    /* In place of all lines. */
    bool (*write)(struct export_run *run, const struct match_list *matches);
};

extern const struct export_format export_formats[];
extern const size_t export_format_count;

/* What every script begins with. */
struct bytes export_script_begin(void);

/* NULL where there is none of that name. */
const struct export_format *export_format_find(const char *name);

#endif
