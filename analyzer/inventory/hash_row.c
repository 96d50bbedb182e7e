#include "inventory/hash_row.h"

#include <string.h>
#include <strings.h>

#include "bytes/ascii.h"
#include "bytes/base64.h"
#include "bytes/hex_text.h"

static const char *const hash_names[] = { "keyHash",         "key_hash",
                                          "spki_sha256",     "spkiSha256",
                                          "spki_hash",       "spkiHash",
                                          "public_key_hash", "subject_public_key_sha256" };
static const char *const serial_names[] = { "certSerial", "cert_serial", "serial", "serial_number",
                                            "serialNumber" };

/* Where the column's own name begins: behind its table's. */
static size_t own_name(struct bytes name)
{
    size_t at = name.left;
    while (at > 0 && name.at[at - 1] != '.') {
        at--;
    }
    return at;
}

static bool is_one_of(struct bytes name, const char *const *names, size_t count)
{
    const size_t from = own_name(name);
    for (size_t i = 0; i < count; i++) {
        if (strlen(names[i]) == name.left - from &&
            strncasecmp((const char *)name.at + from, names[i], name.left - from) == 0) {
            return true;
        }
    }
    return false;
}

static struct bytes without_mark(struct bytes text)
{
    static const char *const marks[] = { "\\x", "0x", "0X", "x'", "X'" };
    struct bytes front;
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        if (text.left > 2 && memcmp(text.at, marks[i], 2) == 0 && bytes_take(&text, 2, &front)) {
            break;
        }
    }
    return text;
}

static bool is_hex(struct bytes text)
{
    for (size_t i = 0; i < text.left; i++) {
        if (hex_digit(text.at[i]) < 0) {
            return false;
        }
    }
    return text.left > 0;
}

/* Octets as they are, 64 digits, or base64 with or without padding. */
static bool read_hash(struct bytes cell, uint8_t hash[SHA256_LENGTH])
{
    struct buffer octets = { 0 };
    const struct bytes digits = without_mark(cell);
    bool read = false;
    if (cell.left == SHA256_LENGTH) {
        read = buffer_append(&octets, cell);
    } else if (digits.left == 2 * (size_t)SHA256_LENGTH && is_hex(digits)) {
        read = hex_text_decode(digits, &octets);
    } else if (cell.left == 43 || cell.left == 44) {
        read = base64_decode(cell, &octets);
    }
    read = read && octets.used == SHA256_LENGTH;
    if (read) {
        memcpy(hash, octets.at, SHA256_LENGTH);
    }
    buffer_clear(&octets);
    return read;
}

/* Digits as they stand, in small letters and without colons. What is no number is none. */
static void read_serial(struct hash_row *row, struct bytes cell)
{
    const struct bytes digits = without_mark(cell);
    size_t length = 0;
    for (size_t i = 0; i < digits.left; i++) {
        const uint8_t octet = digits.at[i];
        if (octet == ':') {
            continue;
        }
        if (hex_digit(octet) < 0 || length == sizeof(row->serial)) {
            return;
        }
        row->serial[length++] = ascii_lower(octet);
    }
    row->serial_length = length;
}

void hash_row_end(struct hash_row *row, const struct certificate_sink *sink)
{
    if (row->has_hash && sink->hash != NULL) {
        sink->hash(sink->context, row->hash, bytes_over(row->serial, row->serial_length),
                   &row->spot);
    }
    row->has_hash = false;
    row->serial_length = 0;
}

static uint64_t table_of(struct bytes name)
{
    uint64_t table = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < own_name(name); i++) {
        table = (table ^ name.at[i]) * UINT64_C(0x100000001b3);
    }
    return table;
}

static void begin_row(struct hash_row *row, const struct source_spot *spot,
                      const struct certificate_sink *sink)
{
    const uint64_t table = table_of(spot->column);
    if (row->row != spot->row || row->table != table) {
        hash_row_end(row, sink);
        row->row = spot->row;
        row->table = table;
    }
}

void hash_row_take(struct hash_row *row, struct bytes content, const struct source_spot *spot,
                   const struct certificate_sink *sink)
{
    const struct bytes name = spot->column;
    uint8_t hash[SHA256_LENGTH];
    if (is_one_of(name, serial_names, sizeof(serial_names) / sizeof(serial_names[0]))) {
        begin_row(row, spot, sink);
        read_serial(row, content);
    } else if (is_one_of(name, hash_names, sizeof(hash_names) / sizeof(hash_names[0])) &&
               read_hash(content, hash)) {
        begin_row(row, spot, sink);
        memcpy(row->hash, hash, sizeof(hash));
        row->has_hash = true;
        row->spot = *spot;
        const size_t length = name.left < HASH_NAME_MAX ? name.left : HASH_NAME_MAX;
        memcpy(row->name, name.at, length);
        row->spot.column = bytes_over(row->name, length);
    }
}
