#ifndef CASE_FACTS_H
#define CASE_FACTS_H

#include "buffer.h"
#include "casefile/case_file.h"

/* What two cases are compared by: keys with their verdicts, certificates of found keys with their
 * statuses, files of the evidence with their digests. */

enum fact_kind { FACT_KEY, FACT_CERTIFICATE, FACT_EVIDENCE };

struct case_fact {
    enum fact_kind kind;
    bool listed;       /* a certificate that is to be revoked */
    const char *name;  /* key identity, fingerprint, path as it is printed */
    const char *value; /* verdict, status, digest */
    const char *words; /* of a certificate: its serial number and its issuer; else empty */
};

struct case_facts {
    struct case_fact *items; /* by kind and name, each once */
    size_t count, room;
    struct buffer text; /* of all of them: name, value, words of each, ended by NUL */
};

/* False when memory ran out or the case failed. */
MUST_CHECK bool case_facts_read(struct case_facts *facts, struct case_file *file,
                                bool include_short_lived);
void case_facts_clear(struct case_facts *facts);

/* Goes through two at once: `one` or `other` is NULL where only the other has it; what they agree
 * in does not come. False where the visitor said so. */
MUST_CHECK bool case_facts_compare(const struct case_facts *one, const struct case_facts *other,
                                   void *context,
                                   bool (*differ)(void *context, const struct case_fact *one,
                                                  const struct case_fact *other));

/* One fact, for who makes a list of its own; the order comes with case_facts_end(). */
MUST_CHECK bool case_facts_add(struct case_facts *facts, const struct case_fact *fact);
void case_facts_end(struct case_facts *facts);

#endif
