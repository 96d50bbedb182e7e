#include "exports/export_place.h"

#include <assert.h>
#include <string.h>

#include "bytes/hex_text.h"
#include "bytes/pem_text.h"

/* Boulder writes every serial number with 36 digits, its 144 bits. */
#define BOULDER_OCTETS 18
/* From so many digits on EJBCA reads digits alone as a decimal number. */
#define EJBCA_DECIMAL 10

/* The number without the sign octet of DER, which databases lack; zero is one octet. A negative
 * one has no form that two systems agree on (RFC 5280 section 4.1.2.2 forbids it). */
static struct bytes serial_of(struct export_row *row)
{
    static const uint8_t zero[1] = { 0 };
    const struct bytes octets = row->match->serial;
    if (octets.left == 0 || octets.at[0] >= 0x80) {
        row->refusal = "its serial number is negative or empty (RFC 5280 section 4.1.2.2)";
    }
    const struct bytes number = bytes_without_zeros(octets);
    return number.left > 0 ? number : bytes_over(zero, sizeof(zero));
}

static bool put_serial_lower(struct export_row *row, struct buffer *into)
{
    return hex_text_append(serial_of(row), into);
}

static bool put_serial_upper(struct export_row *row, struct buffer *into)
{
    return hex_text_append_upper(serial_of(row), into);
}

static bool put_serial_colons(struct export_row *row, struct buffer *into)
{
    struct bytes number = serial_of(row), octet;
    bool kept = true;
    for (bool first = true; kept && bytes_take(&number, 1, &octet); first = false) {
        kept = (first || buffer_append_byte(into, ':')) && hex_text_append(octet, into);
    }
    return kept;
}

static bool put_serial_decimal(struct export_row *row, struct buffer *into)
{
    (void)serial_of(row);
    if (row->match->serial_decimal.left == 0) {
        row->refusal = "its serial number is longer than any that is allowed";
    }
    return buffer_append(into, row->match->serial_decimal);
}

static bool put_serial_boulder(struct export_row *row, struct buffer *into)
{
    const struct bytes number = serial_of(row);
    bool kept = true;
    if (number.left > BOULDER_OCTETS) {
        row->refusal = "its serial number has more than the 36 digits of Boulder's";
    }
    for (size_t i = number.left; kept && i < BOULDER_OCTETS; i++) {
        kept = buffer_append_text(into, "00");
    }
    return kept && hex_text_append(number, into);
}

static bool put_serial_ejbca(struct export_row *row, struct buffer *into)
{
    struct buffer digits = { 0 };
    bool kept = put_serial_upper(row, &digits), letters = false;
    for (size_t i = 0; i < digits.used; i++) {
        letters = letters || digits.at[i] > '9';
    }
    kept =
        kept && (letters || digits.used < EJBCA_DECIMAL ? buffer_append(into, buffer_bytes(&digits))
                                                        : put_serial_decimal(row, into));
    buffer_clear(&digits);
    return kept;
}

static bool put_serial_der(struct export_row *row, struct buffer *into)
{
    return hex_text_append(row->match->serial, into);
}

static bool put_serial_base64(struct export_row *row, struct buffer *into)
{
    return base64_text_write(row->match->serial, into);
}

static bool put_issuer(struct export_row *row, struct buffer *into)
{
    return buffer_append(into, row->match->issuer_dn);
}

static bool put_issuer_base64(struct export_row *row, struct buffer *into)
{
    return base64_text_write(buffer_bytes(&row->stored->issuer_der), into);
}

static bool put_issuer_key_id(struct export_row *row, struct buffer *into)
{
    return hex_text_append(row->match->authority_key_id, into);
}

static bool put_issuer_spki(struct export_row *row, struct buffer *into)
{
    if (!row->stored->has_issuer) {
        row->refusal = "no certificate of its issuer is known; give one with --issuers";
    }
    return hex_text_append(bytes_over(row->stored->issuer_spki_sha256, SHA256_LENGTH), into);
}

static bool put_sha256(struct export_row *row, struct buffer *into)
{
    return hex_text_append(match_fingerprint(row->match), into);
}

static bool put_certificate(struct export_row *row, struct buffer *into)
{
    return pem_text_write(buffer_bytes(&row->stored->der), "CERTIFICATE", into);
}

static bool put_key_name(struct export_row *row, struct buffer *into)
{
    return buffer_append_text(into, row->key_name);
}

static bool put_key_spki(struct export_row *row, struct buffer *into)
{
    return hex_text_append(bytes_over(row->key_spki_sha256, SHA256_LENGTH), into);
}

static bool put_key_pem(struct export_row *row, struct buffer *into)
{
    if (row->key_spki.left == 0) {
        row->refusal = "the case holds no proof that its public half could be taken from";
    }
    return pem_text_write(row->key_spki, "PUBLIC KEY", into);
}

static bool put_sealed(struct export_row *row, struct buffer *into)
{
    if (row->sealed.left == 0) {
        row->refusal = "its key is not sealed, and ACME takes its revocation from that key; see "
                       "--seal-to";
    }
    return pem_text_write(row->sealed, "CMS", into);
}

static const struct named_place {
    const char *name;
    bool (*put)(struct export_row *row, struct buffer *into);
} places[] = {
    { "serial", put_serial_lower },
    { "SERIAL", put_serial_upper },
    { "serial_colons", put_serial_colons },
    { "serial_decimal", put_serial_decimal },
    { "serial_boulder", put_serial_boulder },
    { "serial_ejbca", put_serial_ejbca },
    { "serial_der", put_serial_der },
    { "serial_base64", put_serial_base64 },
    { "issuer", put_issuer },
    { "issuer_base64", put_issuer_base64 },
    { "issuer_key_id", put_issuer_key_id },
    { "issuer_spki_sha256", put_issuer_spki },
    { "sha256", put_sha256 },
    { "certificate", put_certificate },
    { "sealed", put_sealed },
    { "key", put_key_name },
    { "key_spki_sha256", put_key_spki },
    { "key_pem", put_key_pem },
};

static const struct named_place *place_named(struct bytes name)
{
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (bytes_equal(name, bytes_over(places[i].name, strlen(places[i].name)))) {
            return &places[i];
        }
    }
    return NULL;
}

/* Within single quotes all is itself but a single quote. */
static bool put_quoted(struct bytes text, struct buffer *into)
{
    bool kept = buffer_append_byte(into, '\'');
    for (size_t i = 0; kept && i < text.left; i++) {
        kept = text.at[i] == '\'' ? buffer_append_text(into, "'\\''")
                                  : buffer_append_byte(into, text.at[i]);
    }
    return kept && buffer_append_byte(into, '\'');
}

bool export_place_put(struct bytes name, struct export_row *row, struct buffer *into)
{
    struct bytes plain = name;
    const bool quoted = bytes_take_until(&name, '|', &plain);
    const struct named_place *place = place_named(plain);
    assert(place != NULL && (!quoted || bytes_equal(name, bytes_over("sh", 2))));
    if (!quoted) {
        return place->put(row, into);
    }
    struct buffer text = { 0 };
    const bool kept = place->put(row, &text) && put_quoted(buffer_bytes(&text), into);
    buffer_clear(&text);
    return kept;
}
