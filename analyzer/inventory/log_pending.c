#include "inventory/log_pending.h"

#include <string.h>

#include "bytes/hex_text.h"
#include "certificates/certificate_frame.h"
#include "crypto/sha256.h"

/* As hash_row.h has it: small letters. A longer number than is told is none. */
static void put_serial(struct log_pending *pending, struct bytes serial)
{
    char digits[2 * SERIAL_OCTETS_MAX + 1];
    pending->serial_length = 0;
    if (serial.left <= SERIAL_OCTETS_MAX / 2) {
        hex_text_write(serial, digits);
        pending->serial_length = 2 * serial.left;
        memcpy(pending->serial, digits, pending->serial_length);
    }
}

bool log_pending_put(struct log_pending *pending, struct bytes signed_part,
                     const struct source_spot *spot, const struct certificate_sink *sink)
{
    static const char column[] = "leaf_input";
    struct certificate_frame frame;
    log_pending_end(pending, sink);
    if (certificate_frame_read_signed(signed_part, &frame) != NULL) {
        return false;
    }
    buffer_reset(&pending->spki);
    if (!buffer_append(&pending->spki, frame.spki)) {
        return false;
    }
    put_serial(pending, frame.serial);
    pending->spot = *spot;
    pending->spot.column = bytes_over(column, sizeof(column) - 1); /* the other's is a window */
    pending->spot.issuer_key = (struct bytes){ 0 };
    pending->waits = true;
    return true;
}

/* By the key, since nothing says that the two fields of an entry stand in this order, or that
 * each leaf has its other field. */
void log_pending_settle(struct log_pending *pending, struct bytes precertificate)
{
    struct certificate_frame frame;
    if (pending->waits && certificate_frame_read(precertificate, &frame) == NULL &&
        bytes_equal(frame.spki, buffer_bytes(&pending->spki))) {
        pending->waits = false;
    }
}

void log_pending_end(struct log_pending *pending, const struct certificate_sink *sink)
{
    if (pending->waits && sink->hash != NULL) {
        uint8_t hash[SHA256_LENGTH];
        sha256_of(buffer_bytes(&pending->spki), hash);
        sink->hash(sink->context, hash, bytes_over(pending->serial, pending->serial_length),
                   &pending->spot);
    }
    pending->waits = false;
}

void log_pending_clear(struct log_pending *pending)
{
    buffer_clear(&pending->spki);
    pending->waits = false;
}
