#include "crypto/public_numbers.h"

#include <string.h>

#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/x509.h>

#include "crypto/der_writer.h"
#include "crypto/sha256.h"
#include "suite.h"

#define RSA_OID "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
#define PSS_OID "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"

/* A SubjectPublicKeyInfo from the algorithm's DER and the key's octets. */
static struct buffer spki_from(struct bytes algorithm, struct bytes key)
{
    struct buffer spki = { 0 };
    struct der_writer der = { .into = &spki };
    size_t whole = der_writer_open(&der, 0x30);
    der_writer_put(&der, 0x30, algorithm);
    der_writer_bits(&der, key);
    der_writer_close(&der, whole);
    ck_assert(!der.failed);
    return spki;
}

static struct public_identity identity_from(struct bytes algorithm, struct bytes key)
{
    struct buffer spki = spki_from(algorithm, key);
    struct public_numbers numbers;
    struct public_identity identity;
    ck_assert_int_eq(spki_read(buffer_bytes(&spki), &numbers), OUTCOME_OK);
    ck_assert_int_eq(public_identity_of(&numbers, &identity), OUTCOME_OK);
    ck_assert_uint_eq(identity.probe, public_numbers_probe(&numbers));
    buffer_clear(&spki);
    return identity;
}

/* n is b1 02 ... 40 (512 bits), written as its INTEGER stands in `key`. */
static struct buffer rsa_key(const char *front, size_t front_length, uint8_t exponent)
{
    struct buffer key = { 0 };
    struct der_writer der = { .into = &key };
    uint8_t modulus[80];
    memcpy(modulus, front, front_length);
    for (size_t i = 0; i < 64; i++) {
        modulus[front_length + i] = (uint8_t)(i == 0 ? 0xb1 : i + 1);
    }
    size_t fields = der_writer_open(&der, 0x30);
    der_writer_put(&der, 0x02, bytes_over(modulus, front_length + 64));
    der_writer_put(&der, 0x02, bytes_over(&exponent, 1));
    der_writer_close(&der, fields);
    ck_assert(!der.failed);
    return key;
}

static const struct {
    const char *what, *algorithm;
    size_t algorithm_length;
    const char *front; /* octets before the modulus */
    size_t front_length;
    bool same_spki; /* canonically; the exponent is in it */
    uint8_t exponent;
} rsa_rows[] = {
    { "canonical", RSA_OID "\x05\x00", 13, "\0", 1, true, 3 },
    { "parameters absent", RSA_OID, 11, "\0", 1, true, 3 },
    { "spare zeros in n", RSA_OID "\x05\x00", 13, "\0\0\0", 3, true, 3 },
    { "\"negative\" n", RSA_OID "\x05\x00", 13, "", 0, true, 3 },
    { "RSASSA-PSS", PSS_OID, 11, "\0", 1, true, 3 },
    { "RSASSA-PSS with parameters", PSS_OID "\x30\x00", 13, "\0", 1, true, 3 },
    { "another exponent", RSA_OID "\x05\x00", 13, "\0", 1, false, 17 },
};

START_TEST(rsa_encodings_have_one_identity)
{
    struct buffer canonical = rsa_key("\0", 1, 3);
    struct buffer other =
        rsa_key(rsa_rows[_i].front, rsa_rows[_i].front_length, rsa_rows[_i].exponent);
    struct public_identity expected =
        identity_from(bytes_over(RSA_OID "\x05\x00", 13), buffer_bytes(&canonical));
    struct public_identity identity = identity_from(
        bytes_over(rsa_rows[_i].algorithm, rsa_rows[_i].algorithm_length), buffer_bytes(&other));
    ck_assert_int_eq(identity.algorithm, KEY_RSA);
    ck_assert_uint_eq(identity.bits, 512);
    ck_assert_uint_eq(identity.probe, 0x393a3b3c3d3e3f40);
    ck_assert_mem_eq(identity.digest, expected.digest, SHA256_LENGTH);
    ck_assert_msg((memcmp(identity.spki_sha256, expected.spki_sha256, SHA256_LENGTH) == 0) ==
                      rsa_rows[_i].same_spki,
                  "%s", rsa_rows[_i].what);
    buffer_clear(&canonical);
    buffer_clear(&other);
}
END_TEST

static const struct {
    int nid;
    enum curve curve;
    const char *name;
    uint16_t bits;
    const char *text; /* how its identity begins */
} curve_rows[] = {
    { NID_X9_62_prime192v1, CURVE_P192, "P-192", 192, "ec-p192-" },
    { NID_secp224r1, CURVE_P224, "P-224", 224, "ec-p224-" },
    { NID_X9_62_prime256v1, CURVE_P256, "P-256", 256, "ec-p256-" },
    { NID_secp384r1, CURVE_P384, "P-384", 384, "ec-p384-" },
    { NID_secp521r1, CURVE_P521, "P-521", 521, "ec-p521-" },
    { NID_secp256k1, CURVE_SECP256K1, "secp256k1", 256, "ec-secp256k1-" },
    { NID_brainpoolP256r1, CURVE_BRAINPOOLP256R1, "brainpoolP256r1", 256, "ec-brainpoolp256r1-" },
    { NID_brainpoolP384r1, CURVE_BRAINPOOLP384R1, "brainpoolP384r1", 384, "ec-brainpoolp384r1-" },
    { NID_brainpoolP512r1, CURVE_BRAINPOOLP512R1, "brainpoolP512r1", 512, "ec-brainpoolp512r1-" },
    { NID_brainpoolP160r1, CURVE_BRAINPOOLP160R1, "brainpoolP160r1", 160, "ec-brainpoolp160r1-" },
    { NID_brainpoolP160t1, CURVE_BRAINPOOLP160T1, "brainpoolP160t1", 160, "ec-brainpoolp160t1-" },
    { NID_brainpoolP192r1, CURVE_BRAINPOOLP192R1, "brainpoolP192r1", 192, "ec-brainpoolp192r1-" },
    { NID_brainpoolP192t1, CURVE_BRAINPOOLP192T1, "brainpoolP192t1", 192, "ec-brainpoolp192t1-" },
    { NID_brainpoolP224r1, CURVE_BRAINPOOLP224R1, "brainpoolP224r1", 224, "ec-brainpoolp224r1-" },
    { NID_brainpoolP224t1, CURVE_BRAINPOOLP224T1, "brainpoolP224t1", 224, "ec-brainpoolp224t1-" },
    { NID_brainpoolP256t1, CURVE_BRAINPOOLP256T1, "brainpoolP256t1", 256, "ec-brainpoolp256t1-" },
    { NID_brainpoolP320r1, CURVE_BRAINPOOLP320R1, "brainpoolP320r1", 320, "ec-brainpoolp320r1-" },
    { NID_brainpoolP320t1, CURVE_BRAINPOOLP320T1, "brainpoolP320t1", 320, "ec-brainpoolp320t1-" },
    { NID_brainpoolP384t1, CURVE_BRAINPOOLP384T1, "brainpoolP384t1", 384, "ec-brainpoolp384t1-" },
    { NID_brainpoolP512t1, CURVE_BRAINPOOLP512T1, "brainpoolP512t1", 512, "ec-brainpoolp512t1-" },
    { NID_secp160k1, CURVE_SECP160K1, "secp160k1", 160, "ec-secp160k1-" },
    { NID_secp160r1, CURVE_SECP160R1, "secp160r1", 160, "ec-secp160r1-" },
    { NID_secp160r2, CURVE_SECP160R2, "secp160r2", 160, "ec-secp160r2-" },
    { NID_secp192k1, CURVE_SECP192K1, "secp192k1", 192, "ec-secp192k1-" },
    { NID_secp224k1, CURVE_SECP224K1, "secp224k1", 224, "ec-secp224k1-" },
    { NID_X9_62_prime192v2, CURVE_PRIME192V2, "prime192v2", 192, "ec-prime192v2-" },
    { NID_X9_62_prime192v3, CURVE_PRIME192V3, "prime192v3", 192, "ec-prime192v3-" },
    { NID_X9_62_prime239v1, CURVE_PRIME239V1, "prime239v1", 239, "ec-prime239v1-" },
    { NID_X9_62_prime239v2, CURVE_PRIME239V2, "prime239v2", 239, "ec-prime239v2-" },
    { NID_X9_62_prime239v3, CURVE_PRIME239V3, "prime239v3", 239, "ec-prime239v3-" },
    { NID_sm2, CURVE_SM2, "SM2", 256, "ec-sm2-" },
    { NID_sect163k1, CURVE_SECT163K1, "sect163k1", 163, "ec-sect163k1-" },
    { NID_sect163r2, CURVE_SECT163R2, "sect163r2", 163, "ec-sect163r2-" },
    { NID_sect233k1, CURVE_SECT233K1, "sect233k1", 233, "ec-sect233k1-" },
    { NID_sect233r1, CURVE_SECT233R1, "sect233r1", 233, "ec-sect233r1-" },
    { NID_sect283k1, CURVE_SECT283K1, "sect283k1", 283, "ec-sect283k1-" },
    { NID_sect283r1, CURVE_SECT283R1, "sect283r1", 283, "ec-sect283r1-" },
    { NID_sect409k1, CURVE_SECT409K1, "sect409k1", 409, "ec-sect409k1-" },
    { NID_sect409r1, CURVE_SECT409R1, "sect409r1", 409, "ec-sect409r1-" },
    { NID_sect571k1, CURVE_SECT571K1, "sect571k1", 571, "ec-sect571k1-" },
    { NID_sect571r1, CURVE_SECT571R1, "sect571r1", 571, "ec-sect571r1-" },
};

/* OpenSSL's own encoding of 3 G on a curve. */
static struct buffer ec_spki(EC_GROUP *group, point_conversion_form_t form)
{
    struct buffer spki = { 0 };
    EC_POINT *point = EC_POINT_new(group);
    BIGNUM *three = BN_new();
    uint8_t octets[256];
    unsigned char *parameters = NULL;
    ck_assert_int_eq(BN_set_word(three, 3), 1);
    ck_assert_int_eq(EC_POINT_mul(group, point, three, NULL, NULL, NULL), 1);
    size_t length = EC_POINT_point2oct(group, point, form, octets, sizeof(octets), NULL);
    int parameters_length = i2d_ECPKParameters(group, &parameters);
    ck_assert_int_gt(parameters_length, 0);
    struct buffer algorithm = { 0 };
    ck_assert(buffer_append(&algorithm, bytes_over("\x06\x07\x2a\x86\x48\xce\x3d\x02\x01", 9)));
    ck_assert(buffer_append(&algorithm, bytes_over(parameters, (size_t)parameters_length)));
    spki = spki_from(buffer_bytes(&algorithm), bytes_over(octets, length));
    buffer_clear(&algorithm);
    OPENSSL_free(parameters);
    BN_free(three);
    EC_POINT_free(point);
    return spki;
}

START_TEST(ec_encodings_have_one_identity)
{
    static const point_conversion_form_t forms[] = { POINT_CONVERSION_UNCOMPRESSED,
                                                     POINT_CONVERSION_COMPRESSED,
                                                     POINT_CONVERSION_HYBRID };
    EC_GROUP *group = EC_GROUP_new_by_curve_name(curve_rows[_i].nid);
    struct public_identity first = { 0 };
    uint8_t raw[SHA256_LENGTH];
    const bool prime = EC_GROUP_get_field_type(group) == NID_X9_62_prime_field;
    for (int flag = 1; flag >= (prime ? 0 : 1); flag--) { /* named, then written out */
        EC_GROUP_set_asn1_flag(group, flag);
        for (size_t i = 0; i < 3; i++) {
            EC_GROUP_set_point_conversion_form(group, forms[i]);
            struct buffer spki = ec_spki(group, forms[i]);
            struct public_numbers numbers;
            struct public_identity identity;
            ck_assert_int_eq(spki_read(buffer_bytes(&spki), &numbers), OUTCOME_OK);
            ck_assert_int_eq(numbers.curve, curve_rows[_i].curve);
            ck_assert_int_eq(public_identity_of(&numbers, &identity), OUTCOME_OK);
            ck_assert_uint_eq(identity.probe, public_numbers_probe(&numbers));
            if (flag == 1 && i == 0) {
                first = identity;
                sha256_of(buffer_bytes(&spki), raw);
                ck_assert_mem_eq(identity.spki_sha256, raw, SHA256_LENGTH);
            }
            ck_assert_mem_eq(&identity, &first, sizeof(first));
            buffer_clear(&spki);
        }
    }
    char text[KEY_IDENTITY_TEXT];
    public_identity_text(&first, text);
    ck_assert_int_eq(strncmp(text, curve_rows[_i].text, strlen(curve_rows[_i].text)), 0);
    ck_assert_uint_eq(strlen(text), strlen(curve_rows[_i].text) + 64);
    ck_assert_str_eq(curve_name(first.curve), curve_rows[_i].name);
    ck_assert_uint_eq(first.bits, curve_rows[_i].bits);
    EC_GROUP_free(group);
}
END_TEST

/* CVE-2020-0601: the curve of another, with a generator of one's own choice. */
START_TEST(another_generator_is_another_curve)
{
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    EC_POINT *generator = EC_POINT_dup(EC_GROUP_get0_generator(group), group);
    ck_assert_int_eq(EC_POINT_dbl(group, generator, generator, NULL), 1);
    ck_assert_int_eq(EC_GROUP_set_generator(group, generator, EC_GROUP_get0_order(group),
                                            EC_GROUP_get0_cofactor(group)),
                     1);
    EC_GROUP_set_asn1_flag(group, OPENSSL_EC_EXPLICIT_CURVE);
    struct buffer spki = ec_spki(group, POINT_CONVERSION_UNCOMPRESSED);
    struct public_numbers numbers;
    ck_assert_int_eq(spki_read(buffer_bytes(&spki), &numbers), OUTCOME_OK);
    ck_assert_int_eq(numbers.algorithm, KEY_OTHER);
    ck_assert_int_eq(numbers.curve, CURVE_NONE);
    buffer_clear(&spki);
    EC_POINT_free(generator);
    EC_GROUP_free(group);
}
END_TEST

START_TEST(numbers_that_make_no_key_are_refused)
{
    static const uint8_t off_curve[65] = { 4, [64] = 1 };
    static const struct public_numbers wrong[] = {
        { .algorithm = KEY_ALGORITHM_NONE },
        { .algorithm = KEY_RSA, .e = { (const uint8_t *)"\x03", 1 } },
        { .algorithm = KEY_RSA, .n = { (const uint8_t *)"\x0f", 1 } },
        { .algorithm = KEY_EC, .curve = CURVE_P256, .point = { off_curve, 65 } },
        { .algorithm = KEY_EC, .curve = CURVE_P256, .point = { (const uint8_t *)"\0", 1 } },
        { .algorithm = KEY_EC, .curve = CURVE_P256 },
        { .algorithm = KEY_EC, .point = { off_curve, 65 } },
        { .algorithm = KEY_ED25519, .raw = { off_curve, 31 } },
        { .algorithm = KEY_X448, .raw = { off_curve, 57 } },
        { .algorithm = KEY_DSA, .p = { off_curve, 1 }, .y = { off_curve, 1 } },
        { .algorithm = KEY_OTHER, .raw = { off_curve, 1 } },
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct public_identity identity = { .bits = 77 };
        ck_assert_msg(public_identity_of(&wrong[i], &identity) == OUTCOME_MALFORMED, "%zu", i);
        ck_assert_uint_eq(identity.bits, 77);
    }
}
END_TEST

START_TEST(every_shorter_spki_is_refused)
{
    struct buffer key = rsa_key("\0", 1, 3);
    struct buffer spki = spki_from(bytes_over(RSA_OID "\x05\x00", 13), buffer_bytes(&key));
    for (size_t kept = 0; kept < spki.used; kept++) {
        uint8_t *copy = exact_copy(spki.at, kept);
        struct public_numbers numbers = { .curve = CURVE_P521 };
        ck_assert_int_eq(spki_read(bytes_over(copy, kept), &numbers), OUTCOME_TRUNCATED);
        ck_assert_int_eq(numbers.curve, CURVE_P521);
        free(copy);
    }
    buffer_clear(&key);
    buffer_clear(&spki);
}
END_TEST

START_TEST(canonical_spki_reads_back)
{
    struct buffer key = rsa_key("", 0, 3), canonical = { 0 };
    struct buffer spki = spki_from(bytes_over(PSS_OID, 11), buffer_bytes(&key));
    struct buffer own = rsa_key("\0", 1, 3);
    struct buffer expected = spki_from(bytes_over(RSA_OID "\x05\x00", 13), buffer_bytes(&own));
    struct public_numbers numbers;
    ck_assert_int_eq(spki_read(buffer_bytes(&spki), &numbers), OUTCOME_OK);
    ck_assert(spki_write(&numbers, &canonical));
    ck_assert(bytes_equal(buffer_bytes(&canonical), buffer_bytes(&expected)));
    buffer_clear(&key);
    buffer_clear(&own);
    buffer_clear(&spki);
    buffer_clear(&expected);
    buffer_clear(&canonical);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("public_numbers");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, rsa_encodings_have_one_identity, 0,
                        (int)(sizeof(rsa_rows) / sizeof(rsa_rows[0])));
    tcase_add_loop_test(tests, ec_encodings_have_one_identity, 0,
                        (int)(sizeof(curve_rows) / sizeof(curve_rows[0])));
    tcase_add_test(tests, another_generator_is_another_curve);
    tcase_add_test(tests, numbers_that_make_no_key_are_refused);
    tcase_add_test(tests, every_shorter_spki_is_refused);
    tcase_add_test(tests, canonical_spki_reads_back);
    return suite_run("public_numbers", tests);
}
