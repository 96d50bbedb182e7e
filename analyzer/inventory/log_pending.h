#ifndef LOG_PENDING_H
#define LOG_PENDING_H

#include "bounds.h"
#include "buffer.h"
#include "inventory/certificate_source.h"

/* An entry of a precertificate (RFC 6962 section 3.4) that waits for its extra_data: leaf_input
 * has a TBSCertificate alone, and the precertificate stands in extra_data, which who saves the
 * leaves of a log leaves out. Then the hash of the key and the serial number are what is known of
 * it, and they go to the sink as a row of hashes does. */
struct log_pending {
    bool waits;
    struct buffer spki; /* whole, as it stands */
    uint8_t serial[SERIAL_OCTETS_MAX];
    size_t serial_length; /* digits; 0 without */
    struct source_spot spot;
};

/* The TBSCertificate of a leaf; one that waited is told. False where it is none, or memory ran
 * out. */
MUST_CHECK bool log_pending_put(struct log_pending *pending, struct bytes signed_part,
                                const struct source_spot *spot,
                                const struct certificate_sink *sink);
/* The precertificate of an extra_data: what waited for it waits no more. */
void log_pending_settle(struct log_pending *pending, struct bytes precertificate);
/* Nothing more comes. */
void log_pending_end(struct log_pending *pending, const struct certificate_sink *sink);
void log_pending_clear(struct log_pending *pending);

#endif
