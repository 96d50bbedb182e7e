#include "candidates/packed/der_candidate.h"

#include <string.h>

#include "bounds.h"
#include "bytes/der.h"

/* Shortest modulus or prime worth a look: RSA-256 fell in an afternoon of 1990. */
#define MODULUS_MIN 32
/* Distinct values among the 32 bytes of an Ed25519 key: fewer than 20 is no chance
 * (about 1 in 10^7), but usual where a program carries the prefix as a constant. */
#define DISTINCT_MIN 20
/* Of a modulus and an exponent that leave no doubt, in octets; what stands around the numbers. */
#define MODULUS_SURE  64
#define EXPONENT_SURE 8
#define HEADERS_MAX   64
/* Of a private key blob of ssh.com: magic number, length, and three strings. */
#define SSHCOM_MAGIC  0x3f6ff9ebu
#define SSHCOM_HEADER 20

static bool take_version(struct bytes *from)
{
    struct bytes version;
    if (der_take_natural(from, DER_LENIENT, &version) != OUTCOME_OK) {
        return false;
    }
    return version.left == 0 || (version.left == 1 && version.at[0] <= 2);
}

/* RSAPrivateKey and the DSA form of OpenSSL begin alike: a version and a large
 * number, and at least three more. */
static bool numbers_shape(struct bytes fields)
{
    struct bytes number, rest;
    return der_take_natural(&fields, DER_LENIENT, &number) == OUTCOME_OK &&
           number.left >= MODULUS_MIN &&
           der_take_natural(&fields, DER_LENIENT, &rest) == OUTCOME_OK && rest.left > 0 &&
           der_take_natural(&fields, DER_LENIENT, &rest) == OUTCOME_OK &&
           der_take_natural(&fields, DER_LENIENT, &rest) == OUTCOME_OK;
}

/* ECPrivateKey, RFC 5915. With neither parameters nor public key it is any
 * short octet string with a number before it, so one of them must be there. */
static bool sec1_shape(struct bytes fields)
{
    struct bytes octets;
    return der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &octets) == OUTCOME_OK &&
           octets.left >= 14 && octets.left <= 80 &&
           (der_next_is(fields, DER_CONTEXT_0) || der_next_is(fields, DER_CONTEXT_1));
}

static bool is_montgomery_or_edwards(struct bytes oid)
{
    /* RFC 8410 section 3: 1.3.101.110 to 1.3.101.113 */
    return oid.left == 3 && oid.at[0] == 0x2b && oid.at[1] == 0x65 && oid.at[2] >= 0x6e &&
           oid.at[2] <= 0x71;
}

/* Any 32 bytes are such a key, so they have to look drawn by lot. */
static bool looks_drawn(struct bytes key)
{
    struct bytes inner;
    return der_take(&key, DER_LENIENT, DER_OCTET_STRING, &inner) == OUTCOME_OK &&
           inner.left >= 32 && bytes_distinct(inner) >= DISTINCT_MIN;
}

/* OneAsymmetricKey, RFC 5958 section 2. */
static bool pkcs8_shape(struct bytes fields)
{
    struct bytes algorithm, oid, key;
    if (der_take(&fields, DER_LENIENT, DER_SEQUENCE, &algorithm) != OUTCOME_OK ||
        der_take(&algorithm, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) != OUTCOME_OK ||
        oid.left < 3 || der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &key) != OUTCOME_OK) {
        return false;
    }
    return !is_montgomery_or_edwards(oid) || looks_drawn(key);
}

/* A scheme of PKCS#5, PKCS#12, or one of those of JKS and JCEKS. */
static bool is_password_scheme(struct bytes oid)
{
    static const uint8_t pkcs5[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05 };
    static const uint8_t pkcs12[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01 };
    static const uint8_t sun[] = { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x2a, 0x02 };
    return (oid.left > sizeof(pkcs5) && memcmp(oid.at, pkcs5, sizeof(pkcs5)) == 0) ||
           (oid.left > sizeof(pkcs12) && memcmp(oid.at, pkcs12, sizeof(pkcs12)) == 0) ||
           (oid.left > sizeof(sun) && memcmp(oid.at, sun, sizeof(sun)) == 0);
}

/* The front of an EncryptedPrivateKeyInfo, RFC 5958 section 3. */
static bool take_password_scheme(struct bytes *fields)
{
    struct bytes algorithm, oid;
    return der_take(fields, DER_LENIENT, DER_SEQUENCE, &algorithm) == OUTCOME_OK &&
           der_take(&algorithm, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) == OUTCOME_OK &&
           is_password_scheme(oid);
}

static bool encrypted_shape(struct bytes fields)
{
    struct bytes data;
    return take_password_scheme(&fields) &&
           der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &data) == OUTCOME_OK &&
           data.left >= 8 && der_end(fields) == OUTCOME_OK;
}

static bool key_shape(struct bytes fields)
{
    if (der_next_is(fields, DER_SEQUENCE)) {
        return encrypted_shape(fields);
    }
    if (!take_version(&fields) || fields.left == 0) {
        return false;
    }
    switch (fields.at[0]) {
    case DER_INTEGER:
        return numbers_shape(fields);
    case DER_OCTET_STRING:
        return sec1_shape(fields);
    case DER_SEQUENCE:
        return pkcs8_shape(fields);
    default:
        return false;
    }
}

static bool take_algorithm(struct bytes *from)
{
    struct bytes algorithm, oid;
    return der_take(from, DER_LENIENT, DER_SEQUENCE, &algorithm) == OUTCOME_OK &&
           der_take(&algorithm, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) == OUTCOME_OK;
}

static bool take_validity(struct bytes *from)
{
    struct bytes validity;
    return der_take(from, DER_LENIENT, DER_SEQUENCE, &validity) == OUTCOME_OK &&
           (der_next_is(validity, DER_UTC_TIME) || der_next_is(validity, DER_GENERALIZED_TIME));
}

/* TBSCertificate, RFC 5280 section 4.1, down to the public key. */
static bool tbs_shape(struct bytes fields)
{
    struct bytes version, serial, name, key, bits;
    if (der_next_is(fields, DER_CONTEXT_0) &&
        (der_take(&fields, DER_LENIENT, DER_CONTEXT_0, &version) != OUTCOME_OK ||
         !take_version(&version))) {
        return false;
    }
    return der_take(&fields, DER_LENIENT, DER_INTEGER, &serial) == OUTCOME_OK &&
           take_algorithm(&fields) &&
           der_take(&fields, DER_LENIENT, DER_SEQUENCE, &name) == OUTCOME_OK &&
           take_validity(&fields) &&
           der_take(&fields, DER_LENIENT, DER_SEQUENCE, &name) == OUTCOME_OK &&
           der_take(&fields, DER_LENIENT, DER_SEQUENCE, &key) == OUTCOME_OK &&
           take_algorithm(&key) && der_take(&key, DER_LENIENT, DER_BIT_STRING, &bits) == OUTCOME_OK;
}

static bool certificate_shape(struct bytes fields)
{
    struct bytes tbs, signature;
    return der_take(&fields, DER_LENIENT, DER_SEQUENCE, &tbs) == OUTCOME_OK && tbs_shape(tbs) &&
           take_algorithm(&fields) &&
           der_take(&fields, DER_LENIENT, DER_BIT_STRING, &signature) == OUTCOME_OK &&
           der_end(fields) == OUTCOME_OK;
}

/* CertificationRequest, RFC 2986 section 4: of the version that has the value 0. */
static bool request_shape(struct bytes fields)
{
    struct bytes info, name, key, bits, attributes, signature;
    return der_take(&fields, DER_LENIENT, DER_SEQUENCE, &info) == OUTCOME_OK &&
           take_version(&info) && der_take(&info, DER_LENIENT, DER_SEQUENCE, &name) == OUTCOME_OK &&
           der_take(&info, DER_LENIENT, DER_SEQUENCE, &key) == OUTCOME_OK && take_algorithm(&key) &&
           der_take(&key, DER_LENIENT, DER_BIT_STRING, &bits) == OUTCOME_OK &&
           (info.left == 0 ||
            der_take(&info, DER_LENIENT, DER_CONTEXT_0, &attributes) == OUTCOME_OK) &&
           take_algorithm(&fields) &&
           der_take(&fields, DER_LENIENT, DER_BIT_STRING, &signature) == OUTCOME_OK &&
           der_end(fields) == OUTCOME_OK;
}

static bool take_signed_data(struct bytes fields, struct bytes *data)
{
    static const uint8_t id_signed_data[] = {
        0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02
    };
    struct bytes oid, outer;
    return der_take(&fields, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) == OUTCOME_OK &&
           bytes_equal(oid, bytes_over(id_signed_data, sizeof(id_signed_data))) &&
           der_take(&fields, DER_LENIENT, DER_CONTEXT_0, &outer) == OUTCOME_OK &&
           der_take(&outer, DER_LENIENT, DER_SEQUENCE, data) == OUTCOME_OK;
}

bool signed_data_certificates(struct bytes from, struct bytes *certificates)
{
    struct bytes fields, data, version, digests, content;
    return der_take(&from, DER_LENIENT, DER_SEQUENCE, &fields) == OUTCOME_OK &&
           take_signed_data(fields, &data) &&
           der_take(&data, DER_LENIENT, DER_INTEGER, &version) == OUTCOME_OK &&
           der_take(&data, DER_LENIENT, DER_SET, &digests) == OUTCOME_OK &&
           der_take(&data, DER_LENIENT, DER_SEQUENCE, &content) == OUTCOME_OK &&
           der_take(&data, DER_LENIENT, DER_CONTEXT_0, certificates) == OUTCOME_OK;
}

enum der_shape der_candidate_shape(struct bytes from, size_t *length)
{
    struct bytes rest = from, fields, data;
    if (der_take(&rest, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK || fields.left < 8) {
        return DER_SHAPE_NONE;
    }
    size_t whole = from.left - rest.left;
    enum der_shape shape = DER_SHAPE_NONE;
    if (whole <= KEY_DER_MAX && key_shape(fields)) {
        shape = DER_SHAPE_KEY;
    } else if (whole <= CERTIFICATE_DER_MAX && certificate_shape(fields)) {
        shape = DER_SHAPE_CERTIFICATE;
    } else if (whole <= CERTIFICATE_DER_MAX && request_shape(fields)) {
        shape = DER_SHAPE_REQUEST;
    } else if (der_next_is(fields, DER_OBJECT_IDENTIFIER) && take_signed_data(fields, &data)) {
        shape = DER_SHAPE_SIGNED_DATA;
    }
    if (shape != DER_SHAPE_NONE) {
        *length = whole;
    }
    return shape;
}

uint64_t der_candidate_long_key(struct bytes from)
{
    struct bytes fields = from, header;
    const uint64_t span = der_span(from);
    if (span <= KEY_DER_MAX || !bytes_take(&fields, 2u + (from.at[1] & 0x7fu), &header) ||
        fields.left > span) {
        return 0;
    }
    const bool holds = der_next_is(fields, DER_SEQUENCE)
                           ? take_password_scheme(&fields) && der_next_is(fields, DER_OCTET_STRING)
                           : key_shape(fields);
    return holds ? span : 0;
}

size_t sshcom_blob_length(struct bytes from)
{
    uint64_t magic, length;
    if (!bytes_take_number(&from, 4, &magic) || magic != SSHCOM_MAGIC ||
        !bytes_take_number(&from, 4, &length) || length < SSHCOM_HEADER || length > KEY_DER_MAX) {
        return 0;
    }
    return (size_t)length;
}

bool der_candidate_front(struct bytes front)
{
    uint64_t tag, octet;
    if (front.left < 12 || !bytes_take_number(&front, 1, &tag) || tag != DER_SEQUENCE ||
        !bytes_take_number(&front, 1, &octet)) {
        return false;
    }
    struct bytes length;
    if (octet > 0x84 || (octet > 0x80 && !bytes_take(&front, (size_t)(octet & 0x7f), &length)) ||
        !bytes_take_number(&front, 1, &tag)) {
        return false;
    }
    if (tag == DER_INTEGER) {
        return front.at[0] == 1 && front.at[1] <= 1;
    }
    return tag == DER_SEQUENCE || tag == DER_OBJECT_IDENTIFIER;
}

/* Of an element that may be cut off. */
static bool step_into(struct bytes *from, unsigned tag)
{
    struct bytes header;
    return from->left > 2 && from->at[0] == tag &&
           bytes_take(from, from->at[1] > 0x80 ? 2u + (from->at[1] & 0x7fu) : 2u, &header);
}

bool der_candidate_scalar(struct bytes front)
{
    struct bytes octets;
    if (!step_into(&front, DER_SEQUENCE) || !take_version(&front)) {
        return false;
    }
    if (der_next_is(front, DER_SEQUENCE) &&
        (!take_algorithm(&front) || !step_into(&front, DER_OCTET_STRING) ||
         !step_into(&front, DER_SEQUENCE) || !take_version(&front))) {
        return false;
    }
    return der_take(&front, DER_LENIENT, DER_OCTET_STRING, &octets) == OUTCOME_OK &&
           octets.left >= 14 && octets.left <= 80;
}

static bool take_rsa_algorithm(struct bytes *from)
{
    static const uint8_t rsa_encryption[] = {
        0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01
    };
    struct bytes algorithm, oid;
    return der_take(from, DER_LENIENT, DER_SEQUENCE, &algorithm) == OUTCOME_OK &&
           der_take(&algorithm, DER_LENIENT, DER_OBJECT_IDENTIFIER, &oid) == OUTCOME_OK &&
           bytes_equal(oid, bytes_over(rsa_encryption, sizeof(rsa_encryption)));
}

static bool is_odd(struct bytes number)
{
    return number.left > 0 && (number.at[number.left - 1] & 1) != 0;
}

bool der_candidate_rsa_front(struct bytes from, size_t *length)
{
    struct bytes front = from, n, e;
    const uint64_t span = der_span(front);
    if (!step_into(&front, DER_SEQUENCE) || !take_version(&front)) {
        return false;
    }
    if (der_next_is(front, DER_SEQUENCE) &&
        (!take_rsa_algorithm(&front) || !step_into(&front, DER_OCTET_STRING) ||
         !step_into(&front, DER_SEQUENCE) || !take_version(&front))) {
        return false;
    }
    if (der_take_natural(&front, DER_LENIENT, &n) != OUTCOME_OK || n.left < MODULUS_SURE ||
        n.left % 8 != 0 || !is_odd(n) || der_take_natural(&front, DER_LENIENT, &e) != OUTCOME_OK ||
        e.left > EXPONENT_SURE || !is_odd(e) || (e.left == 1 && e.at[0] < 3) ||
        !der_next_is(front, DER_INTEGER)) {
        return false;
    }
    const uint64_t d = der_span(front);
    if (d <= n.left / 2 || d > n.left + HEADERS_MAX || span <= 4 * n.left ||
        span > 6 * n.left + HEADERS_MAX) {
        return false;
    }
    *length = from.left - front.left;
    return true;
}

static const char openssh_magic[] = "openssh-key-v1";

static bool skip_string(struct bytes *from)
{
    uint64_t length;
    struct bytes string;
    return bytes_take_number(from, 4, &length) && bytes_take(from, (size_t)length, &string);
}

size_t openssh_blob_length(struct bytes from)
{
    struct bytes rest = from, magic;
    uint64_t keys, length;
    if (!bytes_take(&rest, sizeof(openssh_magic), &magic) ||
        memcmp(magic.at, openssh_magic, sizeof(openssh_magic)) != 0) {
        return 0;
    }
    for (int i = 0; i < 3; i++) { /* cipher, key derivation and its options */
        if (!skip_string(&rest)) {
            return 0;
        }
    }
    if (!bytes_take_number(&rest, 4, &keys) || keys == 0) {
        return 0;
    }
    for (uint64_t i = 0; i < keys; i++) {
        if (!skip_string(&rest)) {
            return 0;
        }
    }
    if (!bytes_take_number(&rest, 4, &length) || length > KEY_DER_MAX) {
        return 0;
    }
    return from.left - rest.left + (size_t)length;
}
