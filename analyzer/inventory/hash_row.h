#ifndef HASH_ROW_H
#define HASH_ROW_H

#include "inventory/certificate_source.h"

/* Tables that name public keys by the SHA-256 of their SubjectPublicKeyInfo, with the serial
 * numbers of their certificates and not the certificates themselves (Boulder's
 * keyHashToSerial): the two cells of a row, found by the names of their columns. */

#define HASH_NAME_MAX 128

struct hash_row {
    uint64_t table, row; /* which row the cells are of */
    uint8_t hash[SHA256_LENGTH];
    bool has_hash;
    uint8_t serial[SERIAL_OCTETS_MAX];
    size_t serial_length;
    struct source_spot spot; /* of the hash */
    uint8_t name[HASH_NAME_MAX];
};

/* A cell; what was gathered of another row goes to the sink first. */
void hash_row_take(struct hash_row *row, struct bytes content, const struct source_spot *spot,
                   const struct certificate_sink *sink);
/* No more cells. */
void hash_row_end(struct hash_row *row, const struct certificate_sink *sink);

#endif
