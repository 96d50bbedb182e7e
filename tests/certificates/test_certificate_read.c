#include "certificates/certificate_read.h"

#include <check.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "certificates/fixture.h"
#include "certificates/pem_block.h"
#include "suite.h"

/* What the openssl command says of a fixture: fixtures/certificates/expected.txt. */
struct expected {
    char name[64], serial[64], subject[256], issuer[256], not_before[64], not_after[64];
    char fingerprint[128];
};

static void keep(const char *line, const char *key, char *value, size_t room)
{
    size_t length = strlen(key);
    if (strncmp(line, key, length) == 0) {
        snprintf(value, room, "%.*s", (int)strcspn(line + length, "\n"), line + length);
    }
}

/* The nth entry; false past the last. */
static bool expected_at(int wanted, struct expected *expected)
{
    FILE *file = fopen(FIXTURES "/certificates/expected.txt", "r");
    char line[512];
    int number = -1;
    ck_assert_ptr_nonnull(file);
    *expected = (struct expected){ 0 };
    while (fgets(line, sizeof(line), file) != NULL) {
        number += strncmp(line, "name=", 5) == 0;
        if (number != wanted) {
            continue;
        }
        keep(line, "name=", expected->name, sizeof(expected->name));
        keep(line, "serial=", expected->serial, sizeof(expected->serial));
        keep(line, "subject=", expected->subject, sizeof(expected->subject));
        keep(line, "issuer=", expected->issuer, sizeof(expected->issuer));
        keep(line, "notBefore=", expected->not_before, sizeof(expected->not_before));
        keep(line, "notAfter=", expected->not_after, sizeof(expected->not_after));
        keep(line, "sha256 Fingerprint=", expected->fingerprint, sizeof(expected->fingerprint));
    }
    fclose(file);
    return expected->name[0] != 0;
}

static int64_t seconds_of(const char *text)
{
    struct tm broken = { 0 };
    ck_assert_ptr_nonnull(strptime(text, "%b %d %H:%M:%S %Y GMT", &broken));
    return (int64_t)timegm(&broken);
}

/* The number as the openssl command prints it: a sign and its magnitude in hex. */
static void print_serial(struct bytes serial, char text[64])
{
    uint8_t magnitude[32];
    bool negative = (serial.at[0] & 0x80) != 0;
    unsigned carry = 1;
    ck_assert_uint_le(serial.left, sizeof(magnitude));
    for (size_t i = serial.left; i > 0; i--) {
        unsigned octet = negative ? (serial.at[i - 1] ^ 0xffu) + carry : serial.at[i - 1];
        carry = negative ? octet >> 8 : 0;
        magnitude[i - 1] = (uint8_t)octet;
    }
    size_t at = 0;
    while (at + 1 < serial.left && magnitude[at] == 0) {
        at++;
    }
    int used = negative ? snprintf(text, 64, "-") : 0;
    for (; at < serial.left; at++) {
        used += snprintf(text + used, 64 - (size_t)used, "%02X", magnitude[at]);
    }
}

static void check_text(struct bytes text, const char *expected)
{
    ck_assert_msg(bytes_equal(text, bytes_over(expected, strlen(expected))), "%.*s, expected %s",
                  (int)text.left, (const char *)text.at, expected);
}

/* These differ from RFC 4514: OpenSSL knows more short names than its section 3. */
static bool is_spelt_otherwise(const char *subject)
{
    return strstr(subject, "emailAddress") != NULL || strstr(subject, "street") != NULL;
}

static void check_fingerprint(const uint8_t digest[SHA256_LENGTH], const char *expected)
{
    char text[3 * SHA256_LENGTH + 1];
    for (size_t i = 0; i < SHA256_LENGTH; i++) {
        snprintf(text + 3 * i, 4, "%02X:", digest[i]);
    }
    text[3 * SHA256_LENGTH - 1] = 0;
    ck_assert_str_eq(text, expected);
}

static void check_certificate(const struct expected *expected)
{
    char name[128], serial[64];
    struct certificate certificate = { 0 };
    snprintf(name, sizeof(name), "certificates/%s.der", expected->name);
    struct bytes der = fixture_read(name);
    ck_assert_ptr_null(certificate_read(der, &certificate));
    print_serial(certificate.serial, serial);
    ck_assert_str_eq(serial, expected->serial);
    check_text(certificate.issuer_dn, expected->issuer);
    if (!is_spelt_otherwise(expected->subject)) {
        check_text(certificate.subject_dn, expected->subject);
    }
    ck_assert_int_eq(certificate.not_before, seconds_of(expected->not_before));
    ck_assert_int_eq(certificate.not_after, seconds_of(expected->not_after));
    check_fingerprint(certificate.sha256, expected->fingerprint);
    certificate_clear(&certificate);
    fixture_free(der);
}

START_TEST(facts_are_those_of_the_openssl_command)
{
    struct expected expected;
    int count = 0;
    while (expected_at(count, &expected)) {
        check_certificate(&expected);
        count++;
    }
    ck_assert_int_eq(count, 26);
}
END_TEST

#define ROOT_FLAGS                                                                                 \
    (CERTIFICATE_CA | CERTIFICATE_SELF_ISSUED | CERTIFICATE_SELF_SIGNED | CERTIFICATE_SERVER_AUTH)

static const struct {
    const char *name;
    uint32_t flags;
    enum key_algorithm algorithm;
    const char *dns_names;
} facts[] = {
    { "root", ROOT_FLAGS | CERTIFICATE_CRL_SIGN, KEY_RSA, "" },
    { "no_crl", ROOT_FLAGS, KEY_EC, "" },
    { "pss_root", ROOT_FLAGS | CERTIFICATE_CRL_SIGN, KEY_RSA, "" },
    { "ed_root", ROOT_FLAGS | CERTIFICATE_CRL_SIGN, KEY_ED25519, "" },
    { "sub", CERTIFICATE_CA | CERTIFICATE_SERVER_AUTH | CERTIFICATE_CRL_SIGN, KEY_RSA, "" },
    { "leaf_rsa", CERTIFICATE_SERVER_AUTH, KEY_RSA,
      "www.example.org *.example.org 192.0.2.1 2001:db8::1" },
    { "precertificate", CERTIFICATE_SERVER_AUTH | CERTIFICATE_PRECERTIFICATE, KEY_RSA,
      "www.example.org *.example.org 192.0.2.1 2001:db8::1" },
    { "leaf_compressed", CERTIFICATE_SERVER_AUTH, KEY_EC,
      "www.example.org *.example.org 192.0.2.1 2001:db8::1" },
    { "leaf_explicit", CERTIFICATE_SERVER_AUTH, KEY_EC,
      "www.example.org *.example.org 192.0.2.1 2001:db8::1" },
    { "leaf_code", CERTIFICATE_CODE_SIGNING | CERTIFICATE_CRL_SIGN, KEY_EC, "" },
    { "leaf_mail", CERTIFICATE_EMAIL | CERTIFICATE_CRL_SIGN, KEY_EC, "" },
    { "leaf_any", CERTIFICATE_SERVER_AUTH | CERTIFICATE_EMAIL | CERTIFICATE_CRL_SIGN, KEY_EC, "" },
    { "leaf_p384", CERTIFICATE_SERVER_AUTH | CERTIFICATE_CRL_SIGN, KEY_EC, "" },
    { "self_signed", CERTIFICATE_SELF_ISSUED | CERTIFICATE_SELF_SIGNED | CERTIFICATE_SERVER_AUTH,
      KEY_EC, "www.example.org *.example.org 192.0.2.1 2001:db8::1" },
};

START_TEST(extensions_become_flags)
{
    char name[128];
    struct certificate certificate = { 0 };
    snprintf(name, sizeof(name), "certificates/%s.der", facts[_i].name);
    struct bytes der = fixture_read(name);
    ck_assert_ptr_null(certificate_read(der, &certificate));
    ck_assert_msg(certificate.flags == facts[_i].flags, "%s: %x", facts[_i].name,
                  certificate.flags);
    ck_assert_int_eq(certificate.identity.algorithm, facts[_i].algorithm);
    check_text(certificate.dns_names, facts[_i].dns_names);
    ck_assert_uint_eq(certificate_span(der), der.left);
    certificate_clear(&certificate);
    fixture_free(der);
}
END_TEST

START_TEST(unknown_types_are_printed_as_numbers)
{
    struct certificate certificate = { 0 };
    struct bytes der = fixture_read("certificates/leaf_explicit.der");
    ck_assert_ptr_null(certificate_read(der, &certificate));
    check_text(certificate.subject_dn, "2.5.4.5=#13023432,"
                                       "1.2.840.113549.1.9.1=#160D61406578616D706C652E6F7267,"
                                       "CN=explicit");
    certificate_clear(&certificate);
    fixture_free(der);
    der = fixture_read("certificates/leaf_compressed.der");
    ck_assert_ptr_null(certificate_read(der, &certificate));
    check_text(certificate.subject_dn, "CN=compressed,STREET=Way 1,UID=u1,DC=example,DC=org");
    certificate_clear(&certificate);
    fixture_free(der);
}
END_TEST

START_TEST(key_identifiers_join_issuer_and_issued)
{
    struct certificate leaf = { 0 }, issuer = { 0 };
    struct bytes one = fixture_read("certificates/leaf_rsa.der");
    struct bytes other = fixture_read("certificates/sub.der");
    ck_assert_ptr_null(certificate_read(one, &leaf));
    ck_assert_ptr_null(certificate_read(other, &issuer));
    ck_assert_uint_eq(leaf.authority_key_id.left, 20);
    ck_assert(bytes_equal(leaf.authority_key_id, issuer.subject_key_id));
    ck_assert(bytes_equal(leaf.issuer_der, issuer.subject_der));
    ck_assert(!bytes_equal(issuer.authority_key_id, issuer.subject_key_id));
    certificate_clear(&leaf);
    certificate_clear(&issuer);
    fixture_free(one);
    fixture_free(other);
}
END_TEST

/* A precertificate and its certificate have one key; encodings of one key one identity. */
START_TEST(one_key_has_one_identity)
{
    struct certificate one = { 0 }, other = { 0 };
    struct bytes first = fixture_read("certificates/leaf_rsa.der");
    struct bytes second = fixture_read("certificates/precertificate.der");
    ck_assert_ptr_null(certificate_read(first, &one));
    ck_assert_ptr_null(certificate_read(second, &other));
    ck_assert_mem_eq(one.identity.digest, other.identity.digest, SHA256_LENGTH);
    ck_assert_mem_eq(one.spki_sha256, other.spki_sha256, SHA256_LENGTH);
    ck_assert(bytes_equal(one.serial, other.serial));
    ck_assert_mem_ne(one.twin_sha256, other.twin_sha256, SHA256_LENGTH); /* a second apart */
    ck_assert_mem_ne(one.sha256, other.sha256, SHA256_LENGTH);
    certificate_clear(&one);
    certificate_clear(&other);
    fixture_free(first);
    fixture_free(second);
}
END_TEST

/* All pairs of one serial in a file: a certificate and its precertificate say the same. */
START_TEST(precertificate_and_certificate_are_twins)
{
    struct bytes text = fixture_read("case/certs/north.pem"), rest = text, taken;
    struct buffer room = { 0 };
    struct pem_block block;
    enum pem_end end;
    uint8_t twins[64][SHA256_LENGTH];
    uint32_t flags[64];
    size_t count = 0, pairs = 0;
    while (pem_block_next(rest, true, &room, &block, &end) && end == PEM_BLOCK && count < 64) {
        struct certificate certificate = { 0 };
        ck_assert_ptr_null(certificate_read(block.content, &certificate));
        memcpy(twins[count], certificate.twin_sha256, SHA256_LENGTH);
        flags[count++] = certificate.flags;
        certificate_clear(&certificate);
        ck_assert(bytes_take(&rest, block.end, &taken));
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (memcmp(twins[i], twins[j], SHA256_LENGTH) == 0) {
                ck_assert_uint_eq((flags[i] ^ flags[j]) & CERTIFICATE_PRECERTIFICATE,
                                  CERTIFICATE_PRECERTIFICATE);
                pairs++;
            }
        }
    }
    ck_assert_uint_eq(pairs, 1);
    buffer_clear(&room);
    fixture_free(text);
}
END_TEST

START_TEST(every_shorter_certificate_is_refused)
{
    struct bytes der = fixture_read("certificates/leaf_rsa.der");
    struct certificate certificate = { 0 };
    for (size_t kept = 0; kept < der.left; kept++) {
        uint8_t *copy = exact_copy(der.at, kept);
        const struct fault *fault = certificate_read(bytes_over(copy, kept), &certificate);
        ck_assert_ptr_nonnull(fault);
        ck_assert_int_eq(fault->outcome, OUTCOME_TRUNCATED);
        size_t span = certificate_span(bytes_over(copy, kept));
        ck_assert(span == 0 || span == der.left);
        ck_assert_ptr_null(certificate.der.at);
        ck_assert_ptr_null(certificate.text.at);
        free(copy);
    }
    fixture_free(der);
}
END_TEST

/* Each octet made odd, one after the other: nothing is read past, and what is refused
 * leaves nothing behind. */
START_TEST(every_odd_octet_is_survived)
{
    static const uint8_t odd[] = { 0x00, 0x01, 0x30, 0x7f, 0x80, 0x84, 0xff };
    struct bytes der = fixture_read(_i == 0 ? "certificates/root.der" : "certificates/leaf_ec.der");
    size_t refused = 0;
    for (size_t at = 0; at < der.left; at++) {
        uint8_t *copy = exact_copy(der.at, der.left);
        for (size_t i = 0; i < sizeof(odd); i++) {
            struct certificate certificate = { 0 };
            copy[at] = odd[i];
            if (certificate_read(bytes_over(copy, der.left), &certificate) != NULL) {
                refused++;
                ck_assert_ptr_null(certificate.text.at);
            }
            certificate_clear(&certificate);
        }
        free(copy);
    }
    ck_assert_uint_gt(refused, der.left);
    fixture_free(der);
}
END_TEST

START_TEST(anything_left_over_is_refused)
{
    struct bytes der = fixture_read("certificates/leaf_rsa.der");
    struct certificate certificate = { 0 };
    uint8_t *longer = malloc(der.left + 1);
    ck_assert_ptr_nonnull(longer);
    memcpy(longer, der.at, der.left);
    longer[der.left] = 0;
    const struct fault *fault = certificate_read(bytes_over(longer, der.left + 1), &certificate);
    ck_assert_ptr_nonnull(fault);
    ck_assert_str_eq(fault->sentence, "bytes after the end of the certificate");
    ck_assert_uint_eq(certificate_span(bytes_over(longer, der.left + 1)), der.left);
    free(longer);
    fixture_free(der);
}
END_TEST

START_TEST(other_objects_are_no_certificates)
{
    static const char *const names[] = { "certificates/good.crl", "certificates/bag_der.p7b",
                                         "certificates/all.pem" };
    struct bytes content = fixture_read(names[_i]);
    ck_assert_uint_eq(certificate_span(content), 0);
    struct certificate certificate = { 0 };
    ck_assert_ptr_nonnull(certificate_read(content, &certificate));
    fixture_free(content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("reading");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, facts_are_those_of_the_openssl_command);
    tcase_add_loop_test(tests, extensions_become_flags, 0, (int)(sizeof(facts) / sizeof(facts[0])));
    tcase_add_test(tests, unknown_types_are_printed_as_numbers);
    tcase_add_test(tests, key_identifiers_join_issuer_and_issued);
    tcase_add_test(tests, one_key_has_one_identity);
    tcase_add_test(tests, precertificate_and_certificate_are_twins);
    tcase_add_test(tests, every_shorter_certificate_is_refused);
    tcase_add_loop_test(tests, every_odd_octet_is_survived, 0, 2);
    tcase_add_test(tests, anything_left_over_is_refused);
    tcase_add_loop_test(tests, other_objects_are_no_certificates, 0, 3);
    return suite_run("certificate_read", tests);
}
