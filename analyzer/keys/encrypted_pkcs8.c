#include <string.h>

#include "bytes/der.h"
#include "keys/closed_key.h"
#include "keys/cut_der.h"

#define PKCS5     "\x2a\x86\x48\x86\xf7\x0d\x01\x05"     /* 1.2.840.113549.1.5 */
#define PKCS12    "\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01" /* 1.2.840.113549.1.12.1 */
#define DIGESTS   "\x2a\x86\x48\x86\xf7\x0d\x02"         /* 1.2.840.113549.2 */
#define SUN       "\x2b\x06\x01\x04\x01\x2a\x02"         /* 1.3.6.1.4.1.42.2 */
#define NIST_HMAC "\x60\x86\x48\x01\x65\x03\x04\x02"     /* 2.16.840.1.101.3.4.2 */

static const char oid_pbes2[] = PKCS5 "\x0d";
static const char oid_pbkdf2[] = PKCS5 "\x0c";
static const char oid_scrypt[] = "\x2b\x06\x01\x04\x01\xda\x47\x04\x0b"; /* RFC 7914 section 7 */
static const char oid_rc2[] = "\x2a\x86\x48\x86\xf7\x0d\x03\x02";

/* Schemes of one OBJECT IDENTIFIER: RFC 8018 appendix A.3, RFC 7292 appendix C, and those
 * of JKS and JCEKS. */
static const struct {
    const char *oid;
    enum lock_derivation derivation;
    const char *digest; /* NULL: OpenSSL has none of it */
    const char *cipher; /* NULL: none, and no parameters */
} schemes[] = {
    { PKCS5 "\x01", LOCK_PBKDF1, NULL, "DES-CBC" },
    { PKCS5 "\x03", LOCK_PBKDF1, "MD5", "DES-CBC" },
    { PKCS5 "\x04", LOCK_PBKDF1, NULL, "RC2-64-CBC" },
    { PKCS5 "\x06", LOCK_PBKDF1, "MD5", "RC2-64-CBC" },
    { PKCS5 "\x0a", LOCK_PBKDF1, "SHA1", "DES-CBC" },
    { PKCS5 "\x0b", LOCK_PBKDF1, "SHA1", "RC2-64-CBC" },
    { PKCS12 "\x01", LOCK_PKCS12, "SHA1", "RC4" },
    { PKCS12 "\x02", LOCK_PKCS12, "SHA1", "RC4-40" },
    { PKCS12 "\x03", LOCK_PKCS12, "SHA1", "DES-EDE3-CBC" },
    { PKCS12 "\x04", LOCK_PKCS12, "SHA1", "DES-EDE-CBC" },
    { PKCS12 "\x05", LOCK_PKCS12, "SHA1", "RC2-CBC" },
    { PKCS12 "\x06", LOCK_PKCS12, "SHA1", "RC2-40-CBC" },
    { SUN "\x11\x01\x01", LOCK_JKS, "SHA1", NULL },
    { SUN "\x13\x01", LOCK_JCEKS, "MD5", "DES-EDE3-CBC" },
};

/* RFC 8018 appendix B.1.2, RFC 8018's successors for SHA-3. */
static const struct {
    const char *oid;
    const char *digest;
} functions[] = {
    { DIGESTS "\x06", "MD5" },
    { DIGESTS "\x07", "SHA1" },
    { DIGESTS "\x08", "SHA224" },
    { DIGESTS "\x09", "SHA256" },
    { DIGESTS "\x0a", "SHA384" },
    { DIGESTS "\x0b", "SHA512" },
    { DIGESTS "\x0c", "SHA512-224" },
    { DIGESTS "\x0d", "SHA512-256" },
    { NIST_HMAC "\x0d", "SHA3-224" },
    { NIST_HMAC "\x0e", "SHA3-256" },
    { NIST_HMAC "\x0f", "SHA3-384" },
    { NIST_HMAC "\x10", "SHA3-512" },
    { "\x2a\x81\x1c\xcf\x55\x01\x83\x11\x03\x01", "SM3" },
};

static const char unreadable[] = "its encryption parameters cannot be read";
static const char unknown_cipher[] = "it is closed by a cipher that is not known";
static const char unknown_derivation[] = "it is closed by a key derivation that is not known";

const char closed_key_cut[] = "it is cut off: the end of the encrypted bytes is missing";

static bool is_oid(struct bytes oid, const char *own)
{
    return bytes_equal(oid, bytes_over(own, strlen(own)));
}

static uint64_t count_of(struct bytes magnitude)
{
    uint64_t count;
    if (magnitude.left == 0) {
        return 0;
    }
    return magnitude.left <= 8 && bytes_take_number(&magnitude, magnitude.left, &count)
               ? count
               : UINT64_MAX;
}

static bool take_count(struct bytes *fields, uint64_t *count)
{
    struct bytes magnitude;
    if (der_take_natural(fields, DER_LENIENT, &magnitude) != OUTCOME_OK) {
        return false;
    }
    *count = count_of(magnitude);
    return true;
}

/* AlgorithmIdentifier */
static bool take_algorithm(struct bytes *from, struct bytes *oid, struct bytes *parameters)
{
    return der_take(from, DER_LENIENT, DER_SEQUENCE, parameters) == OUTCOME_OK &&
           der_take(parameters, DER_LENIENT, DER_OBJECT_IDENTIFIER, oid) == OUTCOME_OK;
}

/* PBEParameter and pkcs-12PbeParams are the same: salt, iterations. */
static const char *read_salted(struct bytes parameters, struct lock *lock)
{
    struct bytes fields;
    if (der_take(&parameters, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK ||
        der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &lock->salt) != OUTCOME_OK ||
        !take_count(&fields, &lock->iterations)) {
        return unreadable;
    }
    return NULL;
}

static const char *read_function(struct bytes fields, struct lock *lock)
{
    struct bytes oid, parameters;
    lock->digest = "SHA1"; /* the DEFAULT */
    if (fields.left == 0) {
        return NULL;
    }
    if (!take_algorithm(&fields, &oid, &parameters)) {
        return unreadable;
    }
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        if (is_oid(oid, functions[i].oid)) {
            lock->digest = functions[i].digest;
            return NULL;
        }
    }
    return unknown_derivation;
}

/* A length that is given has to be the cipher's. */
static bool length_fits(struct bytes *fields, const struct lock *lock)
{
    uint64_t length;
    return !der_next_is(*fields, DER_INTEGER) ||
           (take_count(fields, &length) && length == cipher_key_octets(lock->cipher));
}

static const char *read_pbkdf2(struct bytes parameters, struct lock *lock)
{
    struct bytes fields;
    lock->derivation = LOCK_PBKDF2;
    if (der_take(&parameters, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK ||
        der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &lock->salt) != OUTCOME_OK ||
        !take_count(&fields, &lock->iterations) || !length_fits(&fields, lock)) {
        return unreadable;
    }
    return read_function(fields, lock);
}

static const char *read_scrypt(struct bytes parameters, struct lock *lock)
{
    struct bytes fields;
    lock->derivation = LOCK_SCRYPT;
    if (der_take(&parameters, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK ||
        der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &lock->salt) != OUTCOME_OK ||
        !take_count(&fields, &lock->iterations) || !take_count(&fields, &lock->block) ||
        !take_count(&fields, &lock->lanes) || !length_fits(&fields, lock)) {
        return unreadable;
    }
    return NULL;
}

/* RC2-CBC-Parameter ::= SEQUENCE { rc2ParameterVersion, iv } (RFC 8018 appendix B.2.3) */
static const char *read_rc2(struct bytes parameters, struct lock *lock)
{
    struct bytes fields;
    uint64_t version;
    if (der_take(&parameters, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK ||
        !take_count(&fields, &version) ||
        der_take(&fields, DER_LENIENT, DER_OCTET_STRING, &lock->iv) != OUTCOME_OK) {
        return unreadable;
    }
    const char *name = version == 160 ? "RC2-40-CBC" : version == 120 ? "RC2-64-CBC" : "RC2-CBC";
    lock->cipher = cipher_named(name);
    return version == 160 || version == 120 || version == 58 ? NULL : unknown_cipher;
}

static const char *read_cipher(struct bytes oid, struct bytes parameters, struct lock *lock)
{
    if (is_oid(oid, oid_rc2)) {
        return read_rc2(parameters, lock);
    }
    lock->cipher = cipher_of_oid(oid);
    if (lock->cipher == NULL) {
        return unknown_cipher;
    }
    if (der_take(&parameters, DER_LENIENT, DER_OCTET_STRING, &lock->iv) != OUTCOME_OK ||
        lock->iv.left != cipher_iv_octets(lock->cipher)) {
        return unreadable;
    }
    return NULL;
}

/* PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme } */
static const char *read_pbes2(struct bytes parameters, struct lock *lock)
{
    struct bytes fields, derivation, derivation_parameters, scheme, scheme_parameters;
    if (der_take(&parameters, DER_LENIENT, DER_SEQUENCE, &fields) != OUTCOME_OK ||
        !take_algorithm(&fields, &derivation, &derivation_parameters) ||
        !take_algorithm(&fields, &scheme, &scheme_parameters)) {
        return unreadable;
    }
    const char *obstacle = read_cipher(scheme, scheme_parameters, lock);
    if (obstacle != NULL) {
        return obstacle;
    }
    if (is_oid(derivation, oid_pbkdf2)) {
        return read_pbkdf2(derivation_parameters, lock);
    }
    if (is_oid(derivation, oid_scrypt)) {
        return read_scrypt(derivation_parameters, lock);
    }
    return unknown_derivation;
}

static enum outcome read_scheme(struct bytes oid, struct bytes parameters, struct closed_key *key)
{
    if (is_oid(oid, oid_pbes2)) {
        key->obstacle = read_pbes2(parameters, &key->lock);
        return OUTCOME_OK;
    }
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        if (is_oid(oid, schemes[i].oid)) {
            key->lock.derivation = schemes[i].derivation;
            key->lock.digest = schemes[i].digest;
            if (schemes[i].cipher == NULL) {
                return OUTCOME_OK;
            }
            key->lock.cipher = cipher_named(schemes[i].cipher);
            key->obstacle = schemes[i].digest == NULL ? unknown_derivation
                                                      : read_salted(parameters, &key->lock);
            return OUTCOME_OK;
        }
    }
    return OUTCOME_UNEXPECTED;
}

enum outcome encrypted_pkcs8_scheme(struct bytes *from, struct closed_key *key)
{
    struct closed_key read = { .lock = { .padded = true } };
    struct bytes rest = *from, oid, parameters;
    if (!take_algorithm(&rest, &oid, &parameters)) {
        return OUTCOME_UNEXPECTED;
    }
    enum outcome outcome = read_scheme(oid, parameters, &read);
    if (outcome == OUTCOME_OK) {
        *key = read;
        *from = rest;
    }
    return outcome;
}

enum outcome encrypted_pkcs8_read(struct bytes der, struct closed_key *key)
{
    struct closed_key read;
    struct bytes fields;
    bool cut = false;
    enum outcome outcome = cut_der_take(&der, DER_SEQUENCE, &cut, &fields);
    if (outcome != OUTCOME_OK || (outcome = encrypted_pkcs8_scheme(&fields, &read)) != OUTCOME_OK ||
        (outcome = cut_der_take(&fields, DER_OCTET_STRING, &cut, &read.closed)) != OUTCOME_OK) {
        return outcome;
    }
    if (read.closed.left == 0) {
        return OUTCOME_TRUNCATED;
    }
    if (cut) {
        read.obstacle = closed_key_cut;
    }
    *key = read;
    return OUTCOME_OK;
}
