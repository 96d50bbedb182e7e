#define OPENSSL_SUPPRESS_DEPRECATED /* EC_KEY: writes what its successor does not */

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "crypto/curve.h"
#include "crypto/der_writer.h"
#include "crypto/public_numbers.h"
#include "crypto/sha256.h"
#include "key_fixture.h"

/* Rows 2, 3, 4 and 23: the same structures as other programs write them, with
 * scripts/fixtures/make-key-dialects; and every curve. */

static const struct {
    const char *file; /* under keys/dialects; its public half beside it */
    enum verdict verdict;
    const char *encoding;
    const char *said; /* a part of the failure of a lead, or of the remark; NULL for none */
    bool fingerprint; /* of a lead */
} files[] = {
    { "rsa-pss", VERDICT_PROVEN, "pkcs8", NULL, true },
    { "rsa-pss-sha512", VERDICT_PROVEN, "pkcs8", NULL, true },
    { "rsa-three-primes", VERDICT_PROVEN, "pkcs1", NULL, true },
    { "rsa-four-primes-pkcs8", VERDICT_PROVEN, "pkcs8", NULL, true },
    { "rsa-16384", VERDICT_PROVEN, "pkcs1", NULL, true },
    { "rsa-512-exponent-3", VERDICT_PROVEN, "pkcs8", NULL, true },
    { "rsa-exponent-over-64-bits", VERDICT_PROVEN, "pkcs8", NULL, true },
    { "ec-p256-explicit", VERDICT_PROVEN, "sec1", NULL, true },
    { "ec-p384-compressed", VERDICT_PROVEN, "sec1", NULL, true },
    { "ec-p521-hybrid", VERDICT_PROVEN, "sec1", NULL, true },
    { "ec-p256-no-public", VERDICT_PROVEN, "sec1", NULL, true },
    { "ec-brainpool320t1-explicit", VERDICT_PROVEN, "sec1", NULL, true },
    { "ec-secp224k1", VERDICT_PROVEN, "sec1", NULL, true },
    { "ec-sect283k1", VERDICT_PROVEN, "sec1", NULL, true },
    { "ec-sm2", VERDICT_PROVEN, "sec1", NULL, true },
    { "ec-sm2-pkcs8", VERDICT_PROVEN, "pkcs8", NULL, true },
    { "ml-dsa-44-seed", VERDICT_UNSUPPORTED, "pkcs8", "ML-DSA-44", false },
    { "ml-dsa-44-expanded", VERDICT_UNSUPPORTED, "pkcs8", "ML-DSA-44", false },
    { "ml-dsa-44-both", VERDICT_UNSUPPORTED, "pkcs8", "ML-DSA-44", false },
    { "ml-dsa-65-seed", VERDICT_UNSUPPORTED, "pkcs8", "ML-DSA-65", false },
    { "ml-dsa-65-both", VERDICT_UNSUPPORTED, "pkcs8", "ML-DSA-65", false },
    { "ml-dsa-87-seed", VERDICT_UNSUPPORTED, "pkcs8", "ML-DSA-87", false },
    { "ml-kem-1024-seed", VERDICT_UNSUPPORTED, "pkcs8", "ML-KEM-1024", false },
    { "ml-kem-512-seed", VERDICT_UNSUPPORTED, "pkcs8", "ML-KEM-512", false },
    { "ml-kem-512-expanded", VERDICT_UNSUPPORTED, "pkcs8", "ML-KEM-512", true },
    { "ml-kem-512-both", VERDICT_UNSUPPORTED, "pkcs8", "ML-KEM-512", true },
    { "ml-kem-768-both", VERDICT_UNSUPPORTED, "pkcs8", "ML-KEM-768", true },
    { "slh-dsa-sha2-128f", VERDICT_UNSUPPORTED, "pkcs8", "SLH-DSA-SHA2-128f", true },
    { "slh-dsa-shake-192f", VERDICT_UNSUPPORTED, "pkcs8", "SLH-DSA-SHAKE-192f", true },
};

static struct delivered examine_der(struct bytes der, enum candidate_origin origin)
{
    struct key_examiner *examiner = examiner_with("");
    const struct candidate candidate = { .form = CANDIDATE_DER, .origin = origin, .content = der };
    struct delivered delivered = examine_as(examiner, &candidate, true);
    key_examiner_free(examiner);
    return delivered;
}

/* The identity of the public half that the other program wrote. */
static void identity_of(const char *file, struct public_identity *identity)
{
    char name[256];
    snprintf(name, sizeof(name), "keys/dialects/%s.spki", file);
    struct pem_block block = pem_fixture(name);
    struct public_numbers numbers;
    ck_assert_int_eq(spki_read(buffer_bytes(&block.content), &numbers), OUTCOME_OK);
    ck_assert_int_eq(public_identity_of(&numbers, identity), OUTCOME_OK);
    buffer_clear(&block.content);
}

static void check_request(const struct key_finding *finding)
{
    const uint8_t *at = finding->proof.at;
    X509_REQ *request = d2i_X509_REQ(NULL, &at, (long)finding->proof.used);
    ck_assert_ptr_nonnull(request);
    EVP_PKEY *key = X509_REQ_get_pubkey(request);
    ck_assert_int_eq(X509_REQ_verify(request, key), 1);
    EVP_PKEY_free(key);
    X509_REQ_free(request);
}

START_TEST(dialect_is_read)
{
    char name[256];
    snprintf(name, sizeof(name), "keys/dialects/%s.pem", files[_i].file);
    struct pem_block block = pem_fixture(name);
    struct public_identity expected;
    identity_of(files[_i].file, &expected);
    for (enum candidate_origin origin = ORIGIN_ARMOUR; origin <= ORIGIN_WHOLE; origin++) {
        struct delivered delivered = examine_der(buffer_bytes(&block.content), origin);
        ck_assert_uint_eq(delivered.count, 1);
        const struct key_finding *finding = &delivered.findings[0];
        ck_assert_msg(finding->verdict == files[_i].verdict, "%s: %s", name, finding->failure);
        ck_assert_str_eq(finding->encoding, files[_i].encoding);
        const char *said = finding->verdict == VERDICT_PROVEN ? finding->remark : finding->failure;
        ck_assert((said == NULL) == (files[_i].said == NULL));
        ck_assert(said == NULL || strstr(said, files[_i].said) != NULL);
        ck_assert(finding->has_identity == files[_i].fingerprint);
        if (finding->has_identity) {
            ck_assert_mem_eq(&finding->identity, &expected, sizeof(expected));
        }
        ck_assert((finding->proof.used > 0) ==
                  (finding->verdict == VERDICT_PROVEN && strstr(name, "sm2") == NULL));
        if (finding->proof.used > 0) {
            check_request(finding);
        }
        delivered_clear(&delivered);
    }
    buffer_clear(&block.content);
}
END_TEST

/* Every shorter one is refused, or is a key that says that it is cut off. */
START_TEST(shorter_dialect_is_no_other_key)
{
    char name[256];
    snprintf(name, sizeof(name), "keys/dialects/%s.pem", files[_i].file);
    struct pem_block block = pem_fixture(name);
    struct public_identity expected;
    identity_of(files[_i].file, &expected);
    const size_t step = block.content.used > 6000 ? 701 : block.content.used > 600 ? 37 : 1;
    for (size_t kept = 0; kept < block.content.used; kept += step) {
        uint8_t *copy = exact_copy(block.content.at, kept);
        struct delivered delivered = examine_der(bytes_over(copy, kept), ORIGIN_ARMOUR);
        for (size_t i = 0; i < delivered.count; i++) {
            const struct key_finding *finding = &delivered.findings[i];
            ck_assert(finding->verdict != VERDICT_PROVEN ||
                      memcmp(finding->identity.digest, expected.digest, SHA256_LENGTH) == 0 ||
                      strstr(finding->remark, "inferred") != NULL);
        }
        delivered_clear(&delivered);
        free(copy);
    }
    buffer_clear(&block.content);
}
END_TEST

/* Dialects of one EC key on every curve that OpenSSL has. */
enum dialect { NAMED, COMPRESSED, EXPLICIT, NO_PUBLIC, NO_PARAMETERS, BARE, DIALECTS };

static EC_KEY *draw_key(enum curve curve)
{
    EC_KEY *key = EC_KEY_new();
    ck_assert_int_eq(EC_KEY_set_group(key, curve_group(curve)), 1);
    ck_assert_int_eq(EC_KEY_generate_key(key), 1);
    return key;
}

static struct buffer write_dialect(const EC_KEY *drawn, enum dialect dialect)
{
    EC_KEY *key = EC_KEY_dup(drawn);
    struct buffer der = { 0 };
    unsigned char *octets = NULL;
    EC_KEY_set_asn1_flag(key,
                         dialect == EXPLICIT ? OPENSSL_EC_EXPLICIT_CURVE : OPENSSL_EC_NAMED_CURVE);
    EC_KEY_set_conv_form(key, dialect == COMPRESSED ? POINT_CONVERSION_COMPRESSED
                                                    : POINT_CONVERSION_UNCOMPRESSED);
    unsigned flags = 0;
    flags |= dialect == NO_PUBLIC || dialect == BARE ? EC_PKEY_NO_PUBKEY : 0;
    flags |= dialect == NO_PARAMETERS || dialect == BARE ? EC_PKEY_NO_PARAMETERS : 0;
    EC_KEY_set_enc_flags(key, flags);
    int length = i2d_ECPrivateKey(key, &octets);
    ck_assert_int_gt(length, 0);
    ck_assert(buffer_append(&der, bytes_over(octets, (size_t)length)));
    OPENSSL_free(octets);
    EC_KEY_free(key);
    return der;
}

static void check_same_key(struct bytes der, const EC_KEY *drawn, enum curve curve, bool request)
{
    uint8_t point[POINT_OCTETS_MAX];
    struct public_numbers numbers = { .algorithm = KEY_EC, .curve = curve };
    size_t length = EC_POINT_point2oct(curve_group(curve), EC_KEY_get0_public_key(drawn),
                                       POINT_CONVERSION_UNCOMPRESSED, point, sizeof(point), NULL);
    numbers.point = bytes_over(point, length);
    struct public_identity expected;
    ck_assert_int_eq(public_identity_of(&numbers, &expected), OUTCOME_OK);
    struct delivered delivered = examine_der(der, ORIGIN_ARMOUR);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_mem_eq(&delivered.findings[0].identity, &expected, sizeof(expected));
    if (request) {
        check_request(&delivered.findings[0]);
    }
    delivered_clear(&delivered);
}

/* RFC 5958: version 1, the key, the public key behind it. */
static struct buffer write_pkcs8(const EC_KEY *drawn, enum curve curve, bool public)
{
    struct buffer inside = write_dialect(drawn, BARE), der = { 0 };
    struct der_writer writer = { .into = &der };
    size_t whole = der_writer_open(&writer, 0x30);
    der_writer_natural(&writer, bytes_over("\x01", public ? 1 : 0));
    size_t algorithm = der_writer_open(&writer, 0x30);
    der_writer_put(&writer, 0x06, bytes_over("\x2a\x86\x48\xce\x3d\x02\x01", 7));
    der_writer_put(&writer, 0x06, curve_oid(curve));
    der_writer_close(&writer, algorithm);
    der_writer_put(&writer, 0x04, buffer_bytes(&inside));
    if (public) {
        uint8_t point[1 + POINT_OCTETS_MAX] = { 0 };
        size_t length =
            EC_POINT_point2oct(curve_group(curve), EC_KEY_get0_public_key(drawn),
                               POINT_CONVERSION_COMPRESSED, point + 1, POINT_OCTETS_MAX, NULL);
        der_writer_put(&writer, 0x81, bytes_over(point, length + 1));
    }
    der_writer_close(&writer, whole);
    ck_assert(!writer.failed);
    buffer_clear(&inside);
    return der;
}

START_TEST(every_curve_in_every_dialect)
{
    const enum curve curve = (enum curve)_i;
    if (curve_group(curve) == NULL) {
        printf("skipped: %s is not in this build of OpenSSL\n", curve_name(curve));
        return;
    }
    const bool prime = EC_GROUP_get_field_type(curve_group(curve)) == NID_X9_62_prime_field;
    EC_KEY *drawn = draw_key(curve);
    for (enum dialect dialect = NAMED; dialect < DIALECTS; dialect++) {
        struct buffer der = write_dialect(drawn, dialect);
        /* A curve is inferred by its length and point alone; by its length alone only NIST's. */
        bool known = (dialect != EXPLICIT || prime) &&
                     (dialect != NO_PARAMETERS || curve < CURVE_PRIME192V2 || curve == CURVE_SM2) &&
                     (dialect != BARE || (curve >= CURVE_P192 && curve <= CURVE_P521));
        if (known) {
            check_same_key(buffer_bytes(&der), drawn, curve,
                           dialect == NAMED && curve != CURVE_SM2);
        }
        buffer_clear(&der);
    }
    for (int public = 0; public < 2; public ++) {
        struct buffer der = write_pkcs8(drawn, curve, public != 0);
        check_same_key(buffer_bytes(&der), drawn, curve, false);
        buffer_clear(&der);
    }
    EC_KEY_free(drawn);
}
END_TEST

/* Known by its OID: the lead says what it is. */
static const struct {
    const char *oid, *name;
    size_t length;
} named[] = {
    { "\x2a\x85\x03\x07\x01\x01\x01\x01", "GOST R 34.10-2012 key of 256 bits", 8 },
    { "\x2a\x85\x03\x07\x01\x01\x01\x02", "GOST R 34.10-2012 key of 512 bits", 8 },
    { "\x2a\x85\x03\x02\x02\x13", "GOST R 34.10-2001", 6 },
    { "\x60\x86\x48\x01\x65\x03\x04\x03\x13", "ML-DSA-87", 9 },
    { "\x60\x86\x48\x01\x65\x03\x04\x04\x03", "ML-KEM-1024", 9 },
    { "\x60\x86\x48\x01\x65\x03\x04\x03\x1e", "SLH-DSA-SHAKE-256s", 9 },
    { "\x2b\x06\x01\x04\x01\x02\x03", "cannot be proven by this program", 7 }, /* nobody's */
};

START_TEST(unproven_algorithm_has_a_name)
{
    struct buffer der = { 0 };
    struct der_writer writer = { .into = &der };
    uint8_t secret[32];
    memset(secret, 0x5a, sizeof(secret));
    size_t whole = der_writer_open(&writer, 0x30);
    der_writer_natural(&writer, bytes_over(NULL, 0));
    size_t algorithm = der_writer_open(&writer, 0x30);
    der_writer_put(&writer, 0x06, bytes_over(named[_i].oid, named[_i].length));
    der_writer_close(&writer, algorithm);
    size_t inside = der_writer_open(&writer, 0x04);
    der_writer_put(&writer, 0x04, bytes_over(secret, sizeof(secret)));
    der_writer_close(&writer, inside);
    der_writer_close(&writer, whole);
    ck_assert(!writer.failed);
    struct delivered delivered = examine_der(buffer_bytes(&der), ORIGIN_ARMOUR);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_UNSUPPORTED);
    ck_assert_ptr_nonnull(strstr(delivered.findings[0].failure, named[_i].name));
    ck_assert(!delivered.findings[0].has_identity);
    delivered_clear(&delivered);
    buffer_clear(&der);
}
END_TEST

int main(void)
{
    if (!key_examine_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("key_dialects");
    tcase_set_timeout(tests, 120);
    const int count = (int)(sizeof(files) / sizeof(files[0]));
    tcase_add_loop_test(tests, dialect_is_read, 0, count);
    tcase_add_loop_test(tests, shorter_dialect_is_no_other_key, 0, count);
    tcase_add_loop_test(tests, every_curve_in_every_dialect, CURVE_P192, CURVE_LAST + 1);
    tcase_add_loop_test(tests, unproven_algorithm_has_a_name, 0,
                        (int)(sizeof(named) / sizeof(named[0])));
    return suite_run("key_dialects", tests);
}
