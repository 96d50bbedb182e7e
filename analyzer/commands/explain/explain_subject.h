#ifndef EXPLAIN_SUBJECT_H
#define EXPLAIN_SUBJECT_H

#include "buffer.h"
#include "reports/match_entry.h"

/* What somebody asks about in a word: a certificate that lies in a file, a serial number, a
 * fingerprint (of a certificate, or of its key), a key identity, or a domain. */

struct subject_certificate {
    uint8_t sha256[SHA256_LENGTH];
    struct public_identity identity;
};

struct explain_subject {
    const char *word;
    struct buffer digits; /* of a number in hexadecimal digits, small, with colons and 0x undone,
                             ended by NUL; empty: it is none */
    bool is_domain;       /* it may be one */
    struct subject_certificate *certificates; /* of the file */
    size_t count, room;
};

/* False when memory ran out. The word must outlive it. */
MUST_CHECK bool explain_subject_read(struct explain_subject *subject, const char *word);
/* What a file of that name holds: then the word says nothing else. */
MUST_CHECK bool explain_subject_add(struct explain_subject *subject, const uint8_t *sha256,
                                    const struct public_identity *identity);
void explain_subject_clear(struct explain_subject *subject);

/* Whether it is this certificate that is asked about; of a file also one that has the same key. */
bool explain_subject_fits(const struct explain_subject *subject, const struct match_entry *entry);
/* Whether the digits are a certificate's serial, by its content octets. */
bool explain_subject_is_serial(const struct explain_subject *subject, struct bytes serial,
                               struct bytes decimal);

#endif
