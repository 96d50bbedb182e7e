#include "crypto/proof_of_compromise.h"

#include <string.h>

#include "bytes/der.h"
#include "crypto/der_writer.h"

struct scheme_row {
    const char *oid;
    size_t oid_length;
    const char *parameters; /* DER */
    size_t parameters_length;
};

/* RSASSA-PSS-params: SHA-256, MGF1 with SHA-256, saltLength 0 (RFC 4055 section 3.1). */
static const char pss_parameters[] =
    "\x30\x30\xa0\x0d\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"
    "\xa1\x1a\x30\x18\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08"
    "\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"
    "\xa2\x03\x02\x01\x00";

static const struct scheme_row rows[] = {
    [PROOF_RSA_SHA256] = { "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b", 9, "\x05\x00", 2 },
    [PROOF_RSA_PSS_SHA256] = { "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", 9, pss_parameters,
                               sizeof(pss_parameters) - 1 },
    [PROOF_ECDSA_SHA256] = { "\x2a\x86\x48\xce\x3d\x04\x03\x02", 8, "", 0 },
    [PROOF_DSA_SHA256] = { "\x60\x86\x48\x01\x65\x03\x04\x03\x02", 9, "", 0 },
    [PROOF_ED25519] = { "\x2b\x65\x70", 3, "", 0 },
    [PROOF_ED448] = { "\x2b\x65\x71", 3, "", 0 },
};

static const uint8_t common_name[] = { 0x55, 0x04, 0x03 }; /* 2.5.4.3 */

static void write_subject(struct der_writer *der, struct bytes cn)
{
    size_t name = der_writer_open(der, DER_SEQUENCE);
    if (cn.left > 0) {
        size_t set = der_writer_open(der, DER_SET);
        size_t attribute = der_writer_open(der, DER_SEQUENCE);
        der_writer_put(der, DER_OBJECT_IDENTIFIER, bytes_over(common_name, sizeof(common_name)));
        der_writer_put(der, DER_UTF8_STRING, cn);
        der_writer_close(der, attribute);
        der_writer_close(der, set);
    }
    der_writer_close(der, name);
}

/* A key that may only be used with PSS is named so, without restricting parameters. */
static void write_pss_key(struct der_writer *der, const struct public_numbers *numbers)
{
    const struct scheme_row *row = &rows[PROOF_RSA_PSS_SHA256];
    size_t spki = der_writer_open(der, DER_SEQUENCE);
    size_t algorithm = der_writer_open(der, DER_SEQUENCE);
    der_writer_put(der, DER_OBJECT_IDENTIFIER, bytes_over(row->oid, row->oid_length));
    der_writer_close(der, algorithm);
    size_t bits = der_writer_open(der, DER_BIT_STRING);
    der_writer_raw(der, bytes_over("", 1));
    size_t key = der_writer_open(der, DER_SEQUENCE);
    der_writer_natural(der, numbers->n);
    der_writer_natural(der, numbers->e);
    der_writer_close(der, key);
    der_writer_close(der, bits);
    der_writer_close(der, spki);
}

static void write_key(struct der_writer *der, const struct public_numbers *numbers,
                      enum proof_scheme scheme)
{
    if (scheme == PROOF_RSA_PSS_SHA256) {
        write_pss_key(der, numbers);
    } else if (!der->failed && !spki_write(numbers, der->into)) {
        der->failed = true;
    }
}

static void write_algorithm(struct der_writer *der, enum proof_scheme scheme)
{
    const struct scheme_row *row = &rows[scheme];
    size_t algorithm = der_writer_open(der, DER_SEQUENCE);
    der_writer_put(der, DER_OBJECT_IDENTIFIER, bytes_over(row->oid, row->oid_length));
    der_writer_raw(der, bytes_over(row->parameters, row->parameters_length));
    der_writer_close(der, algorithm);
}

bool proof_statement_write(const struct public_numbers *numbers, enum proof_scheme scheme,
                           struct bytes cn, struct buffer *statement)
{
    struct der_writer der = { .into = statement };
    size_t info = der_writer_open(&der, DER_SEQUENCE);
    der_writer_natural(&der, bytes_over(NULL, 0)); /* version v1(0) */
    write_subject(&der, cn);
    write_key(&der, numbers, scheme);
    der_writer_put(&der, DER_CONTEXT_0, bytes_over(NULL, 0)); /* no attributes */
    der_writer_close(&der, info);
    return !der.failed;
}

/* Extension ::= SEQUENCE { extnID, critical TRUE, extnValue } */
static void write_critical(struct der_writer *der, struct bytes oid, struct bytes value)
{
    size_t extension = der_writer_open(der, DER_SEQUENCE);
    der_writer_put(der, DER_OBJECT_IDENTIFIER, oid);
    der_writer_put(der, DER_BOOLEAN, bytes_over("\xff", 1));
    der_writer_put(der, DER_OCTET_STRING, value);
    der_writer_close(der, extension);
}

/* extensionRequest (PKCS#9, 1.2.840.113549.1.9.14) with id-pe-nsa (1.3.6.1.5.5.7.1.23). */
static void write_no_secrecy(struct der_writer *der)
{
    static const char extension_request[] = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x0e";
    static const char no_secrecy_afforded[] = "\x2b\x06\x01\x05\x05\x07\x01\x17";
    size_t attribute = der_writer_open(der, DER_SEQUENCE);
    der_writer_put(der, DER_OBJECT_IDENTIFIER, bytes_over(extension_request, 9));
    size_t values = der_writer_open(der, DER_SET);
    size_t extensions = der_writer_open(der, DER_SEQUENCE);
    write_critical(der, bytes_over(no_secrecy_afforded, 8), bytes_over("\x01\x01\xff", 3));
    der_writer_close(der, extensions);
    der_writer_close(der, values);
    der_writer_close(der, attribute);
}

bool proof_attestation_write(const struct public_numbers *numbers, enum proof_scheme scheme,
                             struct buffer *statement)
{
    struct der_writer der = { .into = statement };
    size_t info = der_writer_open(&der, DER_SEQUENCE);
    der_writer_natural(&der, bytes_over(NULL, 0)); /* version v1(0) */
    write_subject(&der, bytes_over(PROOF_CN_ATTESTATION, strlen(PROOF_CN_ATTESTATION)));
    write_key(&der, numbers, scheme);
    size_t attributes = der_writer_open(&der, DER_CONTEXT_0);
    write_no_secrecy(&der);
    der_writer_close(&der, attributes);
    der_writer_close(&der, info);
    return !der.failed;
}

static void write_front(struct der_writer *der, enum proof_scheme scheme)
{
    size_t version = der_writer_open(der, DER_CONTEXT_0);
    der_writer_natural(der, bytes_over("\x02", 1)); /* v3 */
    der_writer_close(der, version);
    der_writer_natural(der, bytes_over("\x01", 1)); /* serial */
    write_algorithm(der, scheme);
}

static void write_dates(struct der_writer *der)
{
    size_t validity = der_writer_open(der, DER_SEQUENCE);
    der_writer_put(der, DER_UTC_TIME, bytes_over("500101000000Z", 13));
    der_writer_put(der, DER_UTC_TIME, bytes_over("500101000000Z", 13));
    der_writer_close(der, validity);
}

bool proof_certificate_write(const struct public_numbers *numbers, enum proof_scheme scheme,
                             struct buffer *statement)
{
    static const char basic_constraints[] = "\x55\x1d\x13";
    const struct bytes name = bytes_over(PROOF_CN_CERTIFICATE, strlen(PROOF_CN_CERTIFICATE));
    struct der_writer der = { .into = statement };
    size_t certificate = der_writer_open(&der, DER_SEQUENCE);
    write_front(&der, scheme);
    write_subject(&der, name);
    write_dates(&der);
    write_subject(&der, name);
    write_key(&der, numbers, scheme);
    size_t tagged = der_writer_open(&der, DER_CONTEXT_3);
    size_t extensions = der_writer_open(&der, DER_SEQUENCE);
    write_critical(&der, bytes_over(basic_constraints, 3), bytes_over("\x30\x00", 2)); /* no CA */
    der_writer_close(&der, extensions);
    der_writer_close(&der, tagged);
    der_writer_close(&der, certificate);
    return !der.failed;
}

bool proof_of_compromise_write(struct bytes statement, enum proof_scheme scheme,
                               struct bytes signature, struct buffer *request)
{
    struct der_writer der = { .into = request };
    size_t whole = der_writer_open(&der, DER_SEQUENCE);
    der_writer_raw(&der, statement);
    write_algorithm(&der, scheme);
    der_writer_bits(&der, signature);
    der_writer_close(&der, whole);
    return !der.failed;
}

bool proof_signature_write(struct bytes r, struct bytes s, struct buffer *signature)
{
    struct der_writer der = { .into = signature };
    size_t pair = der_writer_open(&der, DER_SEQUENCE);
    der_writer_natural(&der, r);
    der_writer_natural(&der, s);
    der_writer_close(&der, pair);
    return !der.failed;
}
