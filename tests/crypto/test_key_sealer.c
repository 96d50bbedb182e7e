#include "crypto/key_sealer.h"

#include <stdio.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "crypto/key_proof.h"
#include "suite.h"

/* A recipient of the test's own: key, and certificate in PEM. */
struct recipient {
    EVP_PKEY *key;
    X509 *certificate;
    struct buffer pem;
};

static struct recipient recipient_of(EVP_PKEY *key)
{
    struct recipient made = { .key = key, .certificate = X509_new() };
    ck_assert_ptr_nonnull(key);
    X509_NAME *name = X509_get_subject_name(made.certificate);
    must(X509_set_version(made.certificate, 2) == 1 &&
         ASN1_INTEGER_set(X509_get_serialNumber(made.certificate), 1) == 1 &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const uint8_t *)"Responder", -1, -1,
                                    0) == 1 &&
         X509_set_issuer_name(made.certificate, name) == 1 &&
         X509_gmtime_adj(X509_getm_notBefore(made.certificate), 0) != NULL &&
         X509_gmtime_adj(X509_getm_notAfter(made.certificate), 3600) != NULL &&
         X509_set_pubkey(made.certificate, key) == 1);
    (void)X509_sign(made.certificate, key, EVP_PKEY_is_a(key, "ED25519") ? NULL : EVP_sha256());
    BIO *into = BIO_new(BIO_s_mem());
    char *text;
    must(PEM_write_bio_X509(into, made.certificate) == 1);
    const long length = BIO_get_mem_data(into, &text);
    must(buffer_append(&made.pem, bytes_over(text, (size_t)length)));
    BIO_free(into);
    return made;
}

static void recipient_clear(struct recipient *recipient)
{
    EVP_PKEY_free(recipient->key);
    X509_free(recipient->certificate);
    buffer_clear(&recipient->pem);
}

/* As `openssl cms -decrypt` does it. */
static EVP_PKEY *unseal(const struct recipient *recipient, struct bytes content)
{
    const uint8_t *at = content.at;
    CMS_ContentInfo *message = d2i_CMS_ContentInfo(NULL, &at, (long)content.left);
    BIO *into = BIO_new(BIO_s_mem());
    ck_assert_ptr_nonnull(message);
    ck_assert(OBJ_obj2nid(CMS_get0_type(message)) == NID_id_smime_ct_authEnvelopedData);
    must(CMS_decrypt(message, recipient->key, NULL, NULL, into, 0) == 1);
    EVP_PKEY *key = d2i_PrivateKey_bio(into, NULL);
    ck_assert_ptr_nonnull(key);
    CMS_ContentInfo_free(message);
    BIO_free(into);
    return key;
}

static const uint8_t seed[57] = { 7, 1, 2 };
static const struct {
    const char *what, *type;
    struct private_key key;
} keys[] = {
    { "EC",
      "EC",
      { .public = { .algorithm = KEY_EC, .curve = CURVE_P256 }, .secret = { seed, 3 } } },
    { "EC of 521 bits",
      "EC",
      { .public = { .algorithm = KEY_EC, .curve = CURVE_P521 }, .secret = { seed, 40 } } },
    { "EC of Koblitz",
      "EC",
      { .public = { .algorithm = KEY_EC, .curve = CURVE_SECP256K1 }, .secret = { seed, 32 } } },
    { "Ed25519", "ED25519", { .public = { .algorithm = KEY_ED25519 }, .secret = { seed, 32 } } },
    { "Ed448", "ED448", { .public = { .algorithm = KEY_ED448 }, .secret = { seed, 57 } } },
    { "X25519", "X25519", { .public = { .algorithm = KEY_X25519 }, .secret = { seed, 32 } } },
    { "X448", "X448", { .public = { .algorithm = KEY_X448 }, .secret = { seed, 56 } } },
};
#define KEYS ((int)(sizeof(keys) / sizeof(keys[0])))

static void seals(struct recipient recipient, size_t which)
{
    struct key_sealer *sealer = key_sealer_new(buffer_bytes(&recipient.pem));
    ck_assert_ptr_nonnull(sealer);
    const struct key_proof_settings settings = { .sealer = sealer };
    struct key_proof proof;
    struct sealed_key sealed;
    char name[KEY_IDENTITY_TEXT];
    key_prove(&keys[which].key, &settings, &proof);
    ck_assert_msg(proof.count == 1 && proof.facts[0].verdict == VERDICT_PROVEN, "%s",
                  keys[which].what);
    key_finding_name(&proof.facts[0], name);
    ck_assert(key_sealer_give(sealer, name, &sealed));
    ck_assert_msg(sealed.note == NULL && sealed.content.left > 0, "%s", keys[which].what);
    EVP_PKEY *key = unseal(&recipient, sealed.content);
    ck_assert_msg(EVP_PKEY_is_a(key, keys[which].type), "%s", keys[which].what);
    uint8_t *spki = NULL;
    const int length = i2d_PUBKEY(key, &spki);
    uint8_t digest[SHA256_LENGTH];
    must(EVP_Digest(spki, (size_t)length, digest, NULL, EVP_sha256(), NULL) == 1);
    ck_assert_mem_eq(digest, proof.facts[0].identity.spki_sha256, SHA256_LENGTH);
    OPENSSL_free(spki);
    EVP_PKEY_free(key);
    ck_assert(!key_sealer_give(sealer, name, &sealed)); /* once */
    key_proof_clear(&proof);
    key_sealer_free(sealer);
    recipient_clear(&recipient);
}

START_TEST(each_kind_comes_back_by_an_rsa_key)
{
    seals(recipient_of(EVP_RSA_gen(2048)), (size_t)_i);
}
END_TEST

START_TEST(each_kind_comes_back_by_an_ec_key)
{
    seals(recipient_of(EVP_EC_gen("P-384")), (size_t)_i);
}
END_TEST

/* All numbers of an RSA key come back, also of one that had n, e and d alone. */
START_TEST(rsa_numbers_come_back)
{
    struct recipient recipient = recipient_of(EVP_EC_gen("P-256"));
    struct key_sealer *sealer = key_sealer_new(buffer_bytes(&recipient.pem));
    EVP_PKEY *own = EVP_RSA_gen(1024);
    static uint8_t n[128], e[8], d[128];
    BIGNUM *number = NULL;
    struct private_key key = { .public = { .algorithm = KEY_RSA }, .pss = _i == 1 };
    must(EVP_PKEY_get_bn_param(own, "n", &number) == 1);
    key.public.n = bytes_over(n, (size_t)BN_bn2bin(number, n));
    must(EVP_PKEY_get_bn_param(own, "e", &number) == 1);
    key.public.e = bytes_over(e, (size_t)BN_bn2bin(number, e));
    must(EVP_PKEY_get_bn_param(own, "d", &number) == 1);
    key.d = bytes_over(d, (size_t)BN_bn2bin(number, d));
    const struct key_proof_settings settings = { .sealer = sealer };
    struct key_proof proof;
    struct sealed_key sealed;
    char name[KEY_IDENTITY_TEXT];
    key_prove(&key, &settings, &proof);
    key_finding_name(&proof.facts[0], name);
    ck_assert(key_sealer_give(sealer, name, &sealed));
    EVP_PKEY *open = unseal(&recipient, sealed.content);
    ck_assert(EVP_PKEY_is_a(open, key.pss ? "RSA-PSS" : "RSA"));
    ck_assert(key.pss || EVP_PKEY_eq(open, own) == 1);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(open, NULL);
    ck_assert(EVP_PKEY_pairwise_check(context) == 1);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(open);
    EVP_PKEY_free(own);
    BN_free(number);
    key_proof_clear(&proof);
    key_sealer_free(sealer);
    recipient_clear(&recipient);
}
END_TEST

START_TEST(who_cannot_receive_is_refused)
{
    struct recipient recipient = recipient_of(EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"));
    ck_assert_ptr_null(key_sealer_new(buffer_bytes(&recipient.pem)));
    ck_assert_ptr_null(key_sealer_new(bytes_over("no certificate", 14)));
    ck_assert_ptr_null(key_sealer_new(bytes_over("", 0)));
    recipient_clear(&recipient);
}
END_TEST

static void is_refused(struct recipient recipient)
{
    ck_assert_ptr_null(key_sealer_new(buffer_bytes(&recipient.pem)));
    recipient_clear(&recipient);
}

START_TEST(a_small_key_is_refused)
{
    is_refused(recipient_of(EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024)));
    is_refused(recipient_of(EVP_PKEY_Q_keygen(NULL, NULL, "EC", "prime192v1")));
}
END_TEST

/* Signed by another key: only the recipient's own counts. Under an exponent of 1 what is closed
 * lies open. */
START_TEST(a_broken_exponent_is_refused)
{
    static const unsigned long exponents[] = { 1, 65536, 3 };
    struct recipient recipient = recipient_of(EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048));
    BIGNUM *n = NULL, *e = BN_new();
    EVP_PKEY *broken = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    must(EVP_PKEY_get_bn_param(recipient.key, "n", &n) == 1 && BN_set_word(e, exponents[_i]) == 1 &&
         OSSL_PARAM_BLD_push_BN(build, "n", n) == 1 && OSSL_PARAM_BLD_push_BN(build, "e", e) == 1);
    OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(build);
    must(EVP_PKEY_fromdata_init(context) == 1 &&
         EVP_PKEY_fromdata(context, &broken, EVP_PKEY_PUBLIC_KEY, parameters) == 1 &&
         X509_set_pubkey(recipient.certificate, broken) == 1 &&
         X509_sign(recipient.certificate, recipient.key, EVP_sha256()) > 0);
    uint8_t *der = NULL;
    const int length = i2d_X509(recipient.certificate, &der);
    must(length > 0);
    struct key_sealer *sealer = key_sealer_new(bytes_over(der, (size_t)length));
    ck_assert_int_eq(sealer != NULL, exponents[_i] == 3);
    key_sealer_free(sealer);
    OPENSSL_free(der);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(build);
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(broken);
    BN_free(n);
    BN_free(e);
    recipient_clear(&recipient);
}
END_TEST

static const struct {
    const char *type, *usage;
    bool receives;
} usages[] = {
    { "RSA", "digitalSignature", false },
    { "RSA", "keyEncipherment", true },
    { "EC", "digitalSignature", false },
    { "EC", "keyAgreement", true },
};

START_TEST(a_key_for_other_uses_is_refused)
{
    const bool rsa = strcmp(usages[_i].type, "RSA") == 0;
    struct recipient recipient =
        recipient_of(rsa ? EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048)
                         : EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"));
    X509_EXTENSION *usage = X509V3_EXT_conf_nid(NULL, NULL, NID_key_usage, usages[_i].usage);
    uint8_t *der = NULL;
    must(usage != NULL && X509_add_ext(recipient.certificate, usage, -1) == 1 &&
         X509_sign(recipient.certificate, recipient.key, EVP_sha256()) > 0);
    const int length = i2d_X509(recipient.certificate, &der);
    must(length > 0);
    struct key_sealer *sealer = key_sealer_new(bytes_over(der, (size_t)length));
    ck_assert_int_eq(sealer != NULL, usages[_i].receives);
    key_sealer_free(sealer);
    OPENSSL_free(der);
    X509_EXTENSION_free(usage);
    recipient_clear(&recipient);
}
END_TEST

START_TEST(nobody_is_no_recipient)
{
    const struct public_numbers numbers = { .algorithm = KEY_ED25519, .raw = { seed, 32 } };
    ck_assert(!key_sealer_wants(NULL, &numbers));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("key_sealer");
    tcase_add_loop_test(tests, each_kind_comes_back_by_an_rsa_key, 0, KEYS);
    tcase_add_loop_test(tests, each_kind_comes_back_by_an_ec_key, 0, KEYS);
    tcase_add_loop_test(tests, rsa_numbers_come_back, 0, 2);
    tcase_add_test(tests, who_cannot_receive_is_refused);
    tcase_add_test(tests, a_small_key_is_refused);
    tcase_add_loop_test(tests, a_broken_exponent_is_refused, 0, 3);
    tcase_add_loop_test(tests, a_key_for_other_uses_is_refused, 0,
                        (int)(sizeof(usages) / sizeof(usages[0])));
    tcase_add_test(tests, nobody_is_no_recipient);
    return suite_run("key_sealer", tests);
}
