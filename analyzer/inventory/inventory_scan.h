#ifndef INVENTORY_SCAN_H
#define INVENTORY_SCAN_H

#include "inventory/key_index.h"
#include "job.h"
#include "record.h"

/* Loads what is loaded once. Before the process is confined. */
MUST_CHECK bool inventory_scan_prepare(void);

struct passphrases;
struct prime_batch;

/* What holds for all sources of a job. */
struct inventory_setting {
    const struct key_index *index;
    struct bytes column;                   /* the only one of tables to be read; empty: all */
    const struct passphrases *passphrases; /* for key stores; NULL: only what is open is read */
    struct prime_batch *primes;            /* shared_primes.h; NULL: none are looked for */
};

/* Reads one certificate source, whatever its form (the reader table in
 * certificate_source.c), and delivers
 * RECORD_CERTIFICATE for each certificate whose key is in the index (matched)
 * and for each CA's certificate (an issuer), what shared_primes.h says, RECORD_JOURNAL for each
 * that could not be read, with its offset, and RECORD_FILE_DONE with the counts. An empty index
 * matches nothing. */
void inventory_scan(const struct job_file *file, const struct inventory_setting *setting,
                    const struct record_sink *sink);

/* Each of a job. Moduli of small ones are looked at together, so the RECORD_FILE_DONE of them may
 * come behind the records of others. */
void inventory_scan_each(const struct job_file *files, size_t count,
                         const struct inventory_setting *setting, const struct record_sink *sink);

/* The same reading for a certificate index: RECORD_ENTRIES instead of RECORD_CERTIFICATE, with
 * an entry for each certificate. */
void inventory_list(const struct job_file *file, const struct record_sink *sink);

/* Reads again what such entries of the file lead to: `offsets`, 8 octets each. Delivers what
 * inventory_scan() would of the certificates there, and a journal entry for each place where
 * neither a certificate with a key that may be in the index nor a CA's stands any more. */
void inventory_places(const struct job_file *file, struct bytes offsets,
                      const struct key_index *index, const struct record_sink *sink);

#endif
