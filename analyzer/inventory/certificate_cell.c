#include "inventory/certificate_cell.h"

#include <string.h>
#include <strings.h>

#include "bytes/base64.h"
#include "bytes/der.h"
#include "bytes/hex_text.h"
#include "certificates/certificate_read.h"
#include "certificates/pem_block.h"

#define PEM_BEGIN  "-----BEGIN "
#define PEM_BASE64 "LS0tLS1CRUdJTi" /* the same in base64 */

static bool begins(struct bytes cell, const char *text)
{
    const size_t length = strlen(text);
    return cell.left >= length && memcmp(cell.at, text, length) == 0;
}

/* Blanks, and quotes that belong to the value: CCADB writes '-----BEGIN ...'. */
static bool is_around(uint8_t octet)
{
    return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n' || octet == '\'' ||
           octet == '"';
}

static struct bytes trimmed(struct bytes cell)
{
    while (cell.left > 0 && is_around(cell.at[0])) {
        cell.at++;
        cell.left--;
    }
    while (cell.left > 0 && is_around(cell.at[cell.left - 1])) {
        cell.left--;
    }
    return cell;
}

bool certificate_cell_is_empty(struct bytes cell)
{
    static const char *const words[] = { "", "NULL", "null", "\\N", "None", "nil" };
    cell = trimmed(cell);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (bytes_equal(cell, bytes_over(words[i], strlen(words[i])))) {
            return true;
        }
    }
    return false;
}

/* A SEQUENCE of 128 octets or more, which every certificate is: 30 81 to 30 83, and 30 84 of
 * those who always write four octets of length. */
static bool is_base64(struct bytes cell)
{
    return begins(cell, "MI") && cell.left > 2 && cell.at[2] >= 'G' && cell.at[2] <= 'T';
}

static struct bytes without(struct bytes cell, const char *prefix)
{
    if (begins(cell, prefix)) {
        cell.at += strlen(prefix);
        cell.left -= strlen(prefix);
    }
    return cell;
}

/* Behind the marks that databases put before digits. */
static struct bytes hex_of(struct bytes cell)
{
    static const char *const marks[] = { "\\", "\\", "x'", "X'", "x", "0x", "0X" };
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        cell = without(cell, marks[i]);
    }
    return cell;
}

static bool is_hex(struct bytes cell)
{
    cell = hex_of(cell);
    return (begins(cell, "308") || begins(cell, "30:8") || begins(cell, "30 8")) && cell.left > 6 &&
           hex_digit(cell.at[3]) >= 0;
}

/* PEM in hexadecimal: a column of octets with text in it. */
static bool is_hex_pem(struct bytes cell)
{
    static const char *const dashes = "2d2d2d2d2d42";
    cell = hex_of(cell);
    return cell.left > strlen(dashes) &&
           strncasecmp((const char *)cell.at, dashes, strlen(dashes)) == 0;
}

/* The escape format of PostgreSQL's bytea: octets in octal, but for those that print. */
static bool is_octal(struct bytes cell)
{
    return begins(cell, "0\\20");
}

static bool is_der(struct bytes cell)
{
    return cell.left > 4 && cell.at[0] == 0x30 && cell.at[1] >= 0x81 && cell.at[1] <= 0x84;
}

bool certificate_cell_promises(struct bytes cell)
{
    if (cell.left == 0) {
        return false;
    }
    if (is_der(cell) || is_octal(cell)) {
        return true;
    }
    cell = trimmed(cell);
    return is_base64(cell) || is_hex(cell) || begins(cell, PEM_BEGIN) || begins(cell, PEM_BASE64) ||
           is_hex_pem(cell);
}

/* One object, and nothing behind it but what padding leaves. */
static bool read_der(struct bytes der, const struct source_spot *spot,
                     const struct certificate_sink *sink)
{
    const uint64_t span = der_span(der);
    struct bytes object;
    return span > 0 && bytes_take(&der, (size_t)span, &object) &&
           certificate_object_read(object, spot, sink);
}

/* All blocks of a cell: a chain stands in one, too. */
static bool read_pem(struct bytes cell, const struct source_spot *spot, struct buffer *room,
                     const struct certificate_sink *sink)
{
    struct pem_block block;
    enum pem_end end;
    struct bytes taken;
    bool read = false;
    while (pem_block_next(cell, true, room, &block, &end) && end == PEM_BLOCK &&
           bytes_take(&cell, block.end, &taken)) {
        read = read_der(block.content, spot, sink) || read;
    }
    return read;
}

static bool read_base64_pem(struct bytes cell, const struct source_spot *spot, struct buffer *room,
                            const struct certificate_sink *sink)
{
    struct buffer text = { 0 };
    const bool read = base64_decode(cell, &text) && read_pem(buffer_bytes(&text), spot, room, sink);
    buffer_clear(&text);
    return read;
}

static bool read_hex_pem(struct bytes cell, const struct source_spot *spot, struct buffer *room,
                         const struct certificate_sink *sink)
{
    struct buffer text = { 0 };
    const bool read =
        hex_text_decode(hex_of(cell), &text) && read_pem(buffer_bytes(&text), spot, room, sink);
    buffer_clear(&text);
    return read;
}

static bool is_code(struct bytes text)
{
    for (size_t i = 0; i < 3; i++) {
        if (i >= text.left || text.at[i] < '0' || text.at[i] > '7') {
            return false;
        }
    }
    return true;
}

/* A backslash stands before another one, or before the three digits of an octet. */
static bool octal_decode(struct bytes cell, struct buffer *octets)
{
    struct bytes front;
    if (!buffer_reserve(octets, cell.left)) {
        return false;
    }
    while (cell.left > 0) {
        uint8_t octet = cell.at[0];
        size_t taken = 1;
        const struct bytes rest = bytes_over(cell.at + 1, cell.left - 1);
        if (octet == '\\' && is_code(rest)) {
            octet =
                (uint8_t)((rest.at[0] - '0') << 6 | (rest.at[1] - '0') << 3 | (rest.at[2] - '0'));
            taken = 4;
        } else if (octet == '\\' && rest.left > 0 && rest.at[0] == '\\') {
            taken = 2;
        }
        octets->at[octets->used++] = octet;
        if (!bytes_take(&cell, taken, &front)) {
            return false;
        }
    }
    return true;
}

bool certificate_cell_read(struct bytes cell, const struct source_spot *spot, struct buffer *room,
                           const struct certificate_sink *sink)
{
    room->used = 0;
    /* The last octet of DER may look like a blank. */
    if (is_der(cell)) {
        return read_der(cell, spot, sink);
    }
    if (is_octal(cell)) {
        return octal_decode(cell, room) && read_der(buffer_bytes(room), spot, sink);
    }
    cell = trimmed(cell);
    if (begins(cell, PEM_BEGIN)) {
        return read_pem(cell, spot, room, sink);
    }
    if (begins(cell, PEM_BASE64)) {
        return read_base64_pem(cell, spot, room, sink);
    }
    if (is_base64(cell)) {
        return base64_decode(cell, room) && read_der(buffer_bytes(room), spot, sink);
    }
    if (is_hex(cell)) {
        return hex_text_decode(hex_of(cell), room) && read_der(buffer_bytes(room), spot, sink);
    }
    return is_hex_pem(cell) && read_hex_pem(cell, spot, room, sink);
}
