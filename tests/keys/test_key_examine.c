#include <dirent.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "crypto/sha256.h"
#include "key_fixture.h"
#include "record/published_keys.h"

/* OpenSSL's own checks take seconds on large keys that an attacker made: these
 * stand in their place, and nothing may come here. */
int EVP_PKEY_check(EVP_PKEY_CTX *context)
{
    (void)context;
    abort();
}
int EVP_PKEY_private_check(EVP_PKEY_CTX *context)
{
    (void)context;
    abort();
}
int EVP_PKEY_pairwise_check(EVP_PKEY_CTX *context)
{
    (void)context;
    abort();
}
int RSA_check_key_ex(const RSA *key, BN_GENCB *callback)
{
    (void)key;
    (void)callback;
    abort();
}
int EC_KEY_check_key(const EC_KEY *key)
{
    (void)key;
    abort();
}

/* Every example key of an RFC, in every form, against the public half that
 * OpenSSL wrote of it. */
static const struct {
    const char *folder;
    enum candidate_form form;
    const char *encoding; /* NULL: by the kind of key */
    size_t files;
} folders[] = {
    { "keys/pkcs8", CANDIDATE_DER, "pkcs8", 35 },
    { "keys/traditional", CANDIDATE_DER, NULL, 29 },
    { "keys/openssh", CANDIDATE_OPENSSH, "openssh", 27 },
};

static void check_request(const struct key_finding *finding)
{
    const uint8_t *at = finding->proof.at;
    X509_REQ *request = d2i_X509_REQ(NULL, &at, (long)finding->proof.used);
    ck_assert_ptr_nonnull(request);
    ck_assert_ptr_eq(at, finding->proof.at + finding->proof.used);
    EVP_PKEY *key = X509_REQ_get_pubkey(request);
    ck_assert_ptr_nonnull(key);
    ck_assert_int_eq(X509_REQ_verify(request, key), 1);
    unsigned char *spki = NULL;
    int length = i2d_PUBKEY(key, &spki);
    uint8_t digest[SHA256_LENGTH];
    sha256_of(bytes_over(spki, (size_t)length), digest);
    ck_assert_mem_eq(digest, finding->identity.spki_sha256, SHA256_LENGTH);
    char text[256];
    X509_NAME_oneline(X509_REQ_get_subject_name(request), text, sizeof(text));
    ck_assert_str_eq(text, "/CN=Proof of Key Compromise");
    OPENSSL_free(spki);
    EVP_PKEY_free(key);
    X509_REQ_free(request);
}

static const char *encoding_of(const char *file)
{
    return strncmp(file, "rsa", 3) == 0 ? "pkcs1" : strncmp(file, "dsa", 3) == 0 ? "dsa" : "sec1";
}

static void check_file(const char *folder, const char *file, enum candidate_form form,
                       const char *encoding)
{
    char name[256];
    snprintf(name, sizeof(name), "%s/%s", folder, file);
    struct pem_block block = pem_fixture(name);
    snprintf(name, sizeof(name), "keys/spki/%s", file);
    struct pem_block public = pem_fixture(name);
    uint8_t expected[SHA256_LENGTH];
    sha256_of(buffer_bytes(&public.content), expected);

    struct key_examiner *examiner = examiner_with("");
    const struct candidate candidate = { .form = form,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = buffer_bytes(&block.content) };
    struct delivered delivered = examine_as(examiner, &candidate, false);
    ck_assert_msg(delivered.offer == OFFER_TAKEN, "%s/%s", folder, file);
    ck_assert_uint_eq(delivered.count, 1);
    const struct key_finding *finding = &delivered.findings[0];
    ck_assert_msg(finding->verdict == VERDICT_PROVEN, "%s: %s", file, finding->failure);
    ck_assert_msg(memcmp(finding->identity.spki_sha256, expected, SHA256_LENGTH) == 0, "%s", file);
    ck_assert_ptr_null(finding->failure);
    ck_assert(finding->has_identity && !finding->has_claim);
    ck_assert_str_eq(finding->encoding, encoding != NULL ? encoding : encoding_of(file));
    ck_assert_ptr_null(finding->remark);
    const char *source = published_key_source(&finding->identity);
    ck_assert_msg(source != NULL && strncmp(source, "RFC ", 4) == 0, "%s", file);
    check_request(finding);

    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&block.content);
    buffer_clear(&public.content);
}

START_TEST(every_published_key_is_proven)
{
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", FIXTURES, folders[_i].folder);
    DIR *folder = opendir(path);
    ck_assert_ptr_nonnull(folder);
    size_t files = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.') {
            check_file(folders[_i].folder, entry->d_name, folders[_i].form, folders[_i].encoding);
            files++;
        }
    }
    closedir(folder);
    ck_assert_uint_eq(files, folders[_i].files);
}
END_TEST

static void check_same(const struct delivered *one, const struct delivered *other)
{
    ck_assert_int_eq(one->offer, other->offer);
    ck_assert_uint_eq(one->count, other->count);
    for (size_t i = 0; i < one->count; i++) {
        const struct key_finding *left = &one->findings[i], *right = &other->findings[i];
        ck_assert_int_eq(left->verdict, right->verdict);
        ck_assert_mem_eq(&left->identity, &right->identity, sizeof(left->identity));
        ck_assert_mem_eq(&left->claimed, &right->claimed, sizeof(left->claimed));
        ck_assert_mem_eq(left->blob_sha256, right->blob_sha256, SHA256_LENGTH);
        ck_assert(left->has_identity == right->has_identity);
        ck_assert(left->has_claim == right->has_claim);
        ck_assert_pstr_eq(left->failure, right->failure);
        ck_assert_pstr_eq(left->clause, right->clause);
        ck_assert_pstr_eq(left->encoding, right->encoding);
        ck_assert_pstr_eq(left->remark, right->remark);
        ck_assert(bytes_equal(buffer_bytes(&left->proof), buffer_bytes(&right->proof)));
    }
}

static const struct {
    const char *file;
    enum candidate_form form;
} samples[] = {
    { "keys/pkcs8/rsa2048-rfc9500.key", CANDIDATE_DER },
    { "keys/pkcs8/ecdsap521-rfc9500.key", CANDIDATE_DER },
    { "keys/pkcs8/dsa1024-rfc6979.key", CANDIDATE_DER },
    { "keys/pkcs8/ed448-rfc8080.key", CANDIDATE_DER },
    { "keys/openssh/ed25519-rfc8410.key", CANDIDATE_OPENSSH },
    { "keys/openssh/ed25519-rfc8410.key", CANDIDATE_DER },           /* a wrong label */
    { "keys/pkcs8/ecdsap256-rfc9500.key", CANDIDATE_PEM_ENCRYPTED }, /* a header left behind */
    { "hostile/ec_foreign_public_point.pem", CANDIDATE_DER },
    { "hostile/rsa_p_is_one.pem", CANDIDATE_DER },
    { "keys/encrypted/pkcs8-scrypt.pem", CANDIDATE_DER },
};

/* The second time comes from the memo, the third from another examiner. */
START_TEST(findings_do_not_depend_on_what_was_seen_before)
{
    struct pem_block block = pem_fixture(samples[_i].file);
    const struct candidate candidate = { .form = samples[_i].form,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = buffer_bytes(&block.content) };
    struct key_examiner *examiner = examiner_with(""), *another = examiner_with("");
    struct delivered first = examine_as(examiner, &candidate, true);
    struct delivered again = examine_as(examiner, &candidate, true);
    struct delivered fresh = examine_as(another, &candidate, true);
    ck_assert_uint_gt(first.count, 0);
    check_same(&first, &again);
    check_same(&first, &fresh);

    /* Whether a key is delivered that is refuted, or that nothing opens, is not kept with it. */
    struct delivered early = examine_as(examiner, &candidate, false);
    const bool unproven =
        strstr(samples[_i].file, "p_is_one") != NULL || strstr(samples[_i].file, "scrypt") != NULL;
    ck_assert_int_eq(early.offer, unproven ? OFFER_REFUSED : OFFER_TAKEN);
    delivered_clear(&first);
    delivered_clear(&again);
    delivered_clear(&fresh);
    delivered_clear(&early);
    key_examiner_free(examiner);
    key_examiner_free(another);
    buffer_clear(&block.content);
}
END_TEST

START_TEST(without_proofs_the_verdict_is_the_same)
{
    struct pem_block block = pem_fixture("keys/pkcs8/rsa2048-rfc9500.key");
    const struct candidate candidate = { .form = CANDIDATE_DER,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = buffer_bytes(&block.content) };
    struct key_examiner *examiner = key_examiner_new(&(struct key_examiner_settings){ 0 });
    struct delivered delivered = examine_as(examiner, &candidate, false);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_uint_eq(delivered.findings[0].proof.used, 0);
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&block.content);
}
END_TEST

/* A key that may sign with PSS alone has a request of its own kind. */
START_TEST(pss_key_signs_with_pss)
{
    struct pem_block block = pem_fixture("keys/pkcs8/rsa2048-rfc9500.key");
    struct pem_block plain = pem_fixture("keys/pkcs8/rsa2048-rfc9500.key");
    static const uint8_t rsa[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01 };
    uint8_t *oid = memmem(block.content.at, block.content.used, rsa, sizeof(rsa));
    ck_assert_ptr_nonnull(oid);
    oid[8] = 0x0a;
    struct key_examiner *examiner = examiner_with("");
    struct candidate candidate = { .form = CANDIDATE_DER,
                                   .origin = ORIGIN_ARMOUR,
                                   .content = buffer_bytes(&block.content) };
    struct delivered delivered = examine_as(examiner, &candidate, false);
    candidate.content = buffer_bytes(&plain.content);
    struct delivered usual = examine_as(examiner, &candidate, false);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_mem_eq(&delivered.findings[0].identity, &usual.findings[0].identity,
                     sizeof(struct public_identity));
    const uint8_t *at = delivered.findings[0].proof.at;
    X509_REQ *request = d2i_X509_REQ(NULL, &at, (long)delivered.findings[0].proof.used);
    ck_assert_int_eq(X509_REQ_get_signature_nid(request), NID_rsassaPss);
    EVP_PKEY *key = X509_REQ_get_pubkey(request);
    ck_assert_int_eq(EVP_PKEY_get_base_id(key), EVP_PKEY_RSA_PSS);
    ck_assert_int_eq(X509_REQ_verify(request, key), 1);
    EVP_PKEY_free(key);
    X509_REQ_free(request);
    delivered_clear(&delivered);
    delivered_clear(&usual);
    key_examiner_free(examiner);
    buffer_clear(&block.content);
    buffer_clear(&plain.content);
}
END_TEST

static const struct {
    const char *file, *name;
    size_t list; /* where the list of private keys begins */
} openssh[] = {
    { "keys/openssh/rsa2048-rfc9500.key", "openssh", 322 },
    { "keys/openssh/ed25519-rfc8410.key", "openssh", 98 },
    { "keys/openssh/ecdsap256-rfc9500.key", "openssh", 147 },
    { "keys/encrypted/openssh-ed25519.key", "openssh-encrypted", 0 },
    { "keys/encrypted/openssh-rsa.key", "openssh-encrypted", 0 },
};

/* In an armour with its END: of two lines on it is told of, whatever became of the rest. */
START_TEST(every_shorter_openssh_key_is_told_of)
{
    struct pem_block block = pem_fixture(openssh[_i].file);
    struct key_examiner *examiner = examiner_with("");
    for (size_t kept = 30; kept < block.content.used; kept += kept < 340 ? 1 : 61) {
        uint8_t *copy = exact_copy(block.content.at, kept);
        const struct candidate candidate = { .form = CANDIDATE_OPENSSH,
                                             .origin = ORIGIN_ARMOUR,
                                             .content = bytes_over(copy, kept) };
        struct delivered delivered = examine_as(examiner, &candidate, true);
        ck_assert_msg(delivered.count == (kept < 90 ? 0 : 1), "%s at %zu", openssh[_i].file, kept);
        if (kept >= 90) {
            ck_assert_str_eq(delivered.findings[0].encoding, openssh[_i].name);
        }
        if (kept >= 90 && kept < openssh[_i].list + 8) {
            ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_MALFORMED);
        }
        delivered_clear(&delivered);
        free(copy);
    }
    key_examiner_free(examiner);
    buffer_clear(&block.content);
}
END_TEST

/* One octet of the front is another, or what is behind it is no key's. */
START_TEST(what_is_no_front_of_openssh_is_passed_over)
{
    static const size_t others[] = { 13, 18, 46, 50 }; /* of the magic, lengths, the type */
    struct pem_block block = pem_fixture(openssh[0].file);
    struct key_examiner *examiner = examiner_with("");
    const struct candidate candidate = { .form = CANDIDATE_OPENSSH,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = bytes_over(block.content.at, 105) };
    for (size_t i = 0; i <= sizeof(others) / sizeof(others[0]); i++) {
        const bool other = i < sizeof(others) / sizeof(others[0]);
        if (other) {
            block.content.at[others[i]] ^= 0x40;
        } else {
            memset(block.content.at + 65, 0xaa, 40);
        }
        struct delivered delivered = examine_as(examiner, &candidate, true);
        ck_assert_msg(delivered.count == 0, "row %zu", i);
        delivered_clear(&delivered);
        if (other) {
            block.content.at[others[i]] ^= 0x40;
        }
    }
    key_examiner_free(examiner);
    buffer_clear(&block.content);
}
END_TEST

int main(void)
{
    if (!key_examine_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("key_examine");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, every_published_key_is_proven, 0,
                        (int)(sizeof(folders) / sizeof(folders[0])));
    tcase_add_loop_test(tests, findings_do_not_depend_on_what_was_seen_before, 0,
                        (int)(sizeof(samples) / sizeof(samples[0])));
    tcase_add_test(tests, without_proofs_the_verdict_is_the_same);
    tcase_add_test(tests, pss_key_signs_with_pss);
    tcase_add_loop_test(tests, every_shorter_openssh_key_is_told_of, 0,
                        (int)(sizeof(openssh) / sizeof(openssh[0])));
    tcase_add_test(tests, what_is_no_front_of_openssh_is_passed_over);
    return suite_run("key_examine", tests);
}
