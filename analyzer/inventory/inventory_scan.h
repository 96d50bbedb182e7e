#ifndef INVENTORY_SCAN_H
#define INVENTORY_SCAN_H

#include "inventory/key_index.h"
#include "job.h"
#include "record.h"

/* Loads what is loaded once. Before the process is confined. */
MUST_CHECK bool inventory_scan_prepare(void);

/* Reads one certificate source, whatever its form (the reader table in
 * certificate_source.c), and delivers
 * RECORD_CERTIFICATE for each certificate whose key is in the index (matched)
 * and for each CA's certificate (an issuer), RECORD_JOURNAL for each that could
 * not be read, with its offset, and RECORD_FILE_DONE with the counts. An empty
 * index matches nothing. */
void inventory_scan(const struct job_file *file, const struct key_index *index,
                    const struct record_sink *sink);

#endif
