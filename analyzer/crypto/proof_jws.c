#include "crypto/proof_jws.h"

#include <string.h>

#include "bytes/der.h"
#include "bytes/hex_text.h"
#include "bytes/pem_text.h"
#include "crypto/curve.h"

struct jws_row {
    enum key_algorithm algorithm;
    enum curve curve;
    const char *name, *curve_name; /* of JOSE */
    enum proof_scheme scheme;
};

/* A key that is named for PSS alone signs with PKCS#1 here: PS256 wants a salt of 32 octets,
 * which would have to come from somewhere. */
static const struct jws_row rows[] = {
    { KEY_RSA, CURVE_NONE, "RS256", NULL, PROOF_RSA_SHA256 },
    { KEY_EC, CURVE_P256, "ES256", "P-256", PROOF_ECDSA_SHA256 },
    { KEY_EC, CURVE_P384, "ES384", "P-384", PROOF_ECDSA_SHA384 },
    { KEY_EC, CURVE_P521, "ES512", "P-521", PROOF_ECDSA_SHA512 },
    { KEY_EC, CURVE_SECP256K1, "ES256K", "secp256k1", PROOF_ECDSA_SHA256 },
    { KEY_ED25519, CURVE_NONE, "EdDSA", "Ed25519", PROOF_ED25519 },
    { KEY_ED448, CURVE_NONE, "EdDSA", "Ed448", PROOF_ED448 },
};

static const struct jws_row *row_of(const struct public_numbers *numbers)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].algorithm == numbers->algorithm &&
            (numbers->algorithm != KEY_EC || rows[i].curve == numbers->curve)) {
            return &rows[i];
        }
    }
    return NULL;
}

/* RFC 4648 section 5, without padding. */
static bool put_base64url(struct bytes octets, struct buffer *text)
{
    const size_t front = text->used;
    if (!base64_text_write(octets, text)) {
        return false;
    }
    while (text->used > front && text->at[text->used - 1] == '=') {
        text->used--;
    }
    for (size_t i = front; i < text->used; i++) {
        text->at[i] = text->at[i] == '+' ? '-' : text->at[i] == '/' ? '_' : text->at[i];
    }
    return true;
}

static bool put_member(const char *name, struct bytes octets, struct buffer *text)
{
    return buffer_append_text(text, name) && put_base64url(octets, text) &&
           buffer_append_byte(text, '"');
}

static bool put_curve(const struct jws_row *row, const char *kind, struct buffer *text)
{
    return buffer_append_text(text, "\"crv\":\"") && buffer_append_text(text, row->curve_name) &&
           buffer_append_text(text, kind);
}

static bool put_point(const struct jws_row *row, struct bytes point, struct buffer *text)
{
    struct bytes mark, x;
    const size_t width = curve_field_octets(row->curve);
    return bytes_take(&point, 1, &mark) && bytes_take(&point, width, &x) && point.left == width &&
           put_curve(row, "\",\"kty\":\"EC\"", text) && put_member(",\"x\":\"", x, text) &&
           put_member(",\"y\":\"", point, text);
}

static bool put_key(const struct jws_row *row, const struct public_numbers *numbers,
                    struct buffer *text)
{
    if (numbers->algorithm == KEY_RSA) {
        return put_member("\"e\":\"", numbers->e, text) &&
               buffer_append_text(text, ",\"kty\":\"RSA\"") &&
               put_member(",\"n\":\"", numbers->n, text);
    }
    return numbers->algorithm == KEY_EC ? put_point(row, numbers->point, text)
                                        : put_curve(row, "\",\"kty\":\"OKP\"", text) &&
                                              put_member(",\"x\":\"", numbers->raw, text);
}

static bool write_header(const struct jws_row *row, const struct public_numbers *numbers,
                         struct buffer *header)
{
    struct public_identity identity;
    char kid[2 * SHA256_LENGTH + 1];
    if (public_identity_of(numbers, &identity) != OUTCOME_OK) {
        return false;
    }
    hex_text_write(bytes_over(identity.spki_sha256, SHA256_LENGTH), kid);
    return buffer_append_text(header, "{\"alg\":\"") && buffer_append_text(header, row->name) &&
           buffer_append_text(header, "\",\"jwk\":{") && put_key(row, numbers, header) &&
           buffer_append_text(header, "},\"kid\":\"") && buffer_append_text(header, kid) &&
           buffer_append_text(header, "\"}");
}

static bool put_padded(struct bytes number, size_t width, struct buffer *into)
{
    for (size_t i = number.left; i < width; i++) {
        if (!buffer_append_byte(into, 0)) {
            return false;
        }
    }
    return buffer_append(into, number);
}

bool proof_jws_signature(enum curve curve, struct bytes pair, struct buffer *signature)
{
    struct bytes fields, r, s;
    const size_t width = curve_order_octets(curve);
    return der_take(&pair, DER_STRICT, DER_SEQUENCE, &fields) == OUTCOME_OK &&
           der_take_natural(&fields, DER_STRICT, &r) == OUTCOME_OK &&
           der_take_natural(&fields, DER_STRICT, &s) == OUTCOME_OK && r.left <= width &&
           s.left <= width && put_padded(r, width, signature) && put_padded(s, width, signature);
}

static bool sign(const struct proof_signer *signer, const struct jws_row *row, struct bytes message,
                 struct buffer *signature)
{
    if (row->algorithm != KEY_EC) {
        return signer->sign(signer->key, row->scheme, message, signature);
    }
    struct buffer pair = { 0 };
    const bool made = signer->sign(signer->key, row->scheme, message, &pair) &&
                      proof_jws_signature(row->curve, buffer_bytes(&pair), signature);
    buffer_clear(&pair);
    return made;
}

/* header "." payload, each in base64url: what is signed (RFC 7515 section 5.1). */
static bool write_input(const struct jws_row *row, const struct public_numbers *numbers,
                        struct buffer *input, size_t *dot)
{
    struct buffer header = { 0 };
    bool made = write_header(row, numbers, &header) && put_base64url(buffer_bytes(&header), input);
    *dot = input->used;
    made = made && buffer_append_byte(input, '.') &&
           put_base64url(bytes_over(PROOF_JWS_STATEMENT, strlen(PROOF_JWS_STATEMENT)), input);
    buffer_clear(&header);
    return made;
}

static bool write_object(struct bytes input, size_t dot, struct bytes signature, struct buffer *jws)
{
    const struct bytes protected = bytes_over(input.at, dot);
    const struct bytes payload = bytes_over(input.at + dot + 1, input.left - dot - 1);
    return buffer_append_text(jws, "{\"payload\":\"") && buffer_append(jws, payload) &&
           buffer_append_text(jws, "\",\"protected\":\"") && buffer_append(jws, protected) &&
           put_member("\",\"signature\":\"", signature, jws) && buffer_append_text(jws, "}\n");
}

bool proof_jws_write(const struct proof_signer *signer, const struct public_numbers *derived,
                     struct buffer *jws)
{
    const struct jws_row *row = row_of(derived);
    struct buffer input = { 0 }, signature = { 0 };
    size_t dot = 0;
    const bool made = row != NULL && write_input(row, derived, &input, &dot) &&
                      sign(signer, row, buffer_bytes(&input), &signature) &&
                      write_object(buffer_bytes(&input), dot, buffer_bytes(&signature), jws);
    buffer_clear(&input);
    buffer_clear(&signature);
    return made;
}
