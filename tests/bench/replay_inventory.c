#include "replay.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include "give_up.h"

#define CERTIFICATES_PER_FILE 5000
#define IN_PKCS7_MAX          200

/* One brand's folder: PEM bundles, single DER files, one PKCS#7. */
struct shelf {
    const struct replay *replay;
    const struct issuing_brand *brand;
    size_t written;
    FILE *bundle;
    STACK_OF(X509) * in_pkcs7;
};

struct shelves {
    struct replay *replay;
    FILE *expected;
    struct shelf shelf[BRANDS];
    size_t issued;
};

static void serial_make(uint8_t serial[SERIAL_OCTETS], size_t number)
{
    char text[64];
    uint8_t digest[SHA256_DIGEST_LENGTH];
    int length = snprintf(text, sizeof(text), "replay serial %zu", number);
    SHA256((const uint8_t *)text, (size_t)length, digest);
    memcpy(serial, digest, SERIAL_OCTETS);
    serial[0] |= 1; /* never a leading zero, often a top bit */
}

static void der_file_write(const struct shelf *shelf, X509 *certificate)
{
    char path[256];
    snprintf(path, sizeof(path), "certs/%s/single/%06zu.crt", shelf->brand->name, shelf->written);
    FILE *file = replay_file(shelf->replay, path);
    insist(i2d_X509_fp(file, certificate) == 1 && fclose(file) == 0, path);
}

static void bundle_write(struct shelf *shelf, X509 *certificate)
{
    if (shelf->bundle == NULL) {
        char path[256];
        snprintf(path, sizeof(path), "certs/%s/issued-%03zu.pem", shelf->brand->name,
                 shelf->written / CERTIFICATES_PER_FILE);
        shelf->bundle = replay_file(shelf->replay, path);
    }
    insist(PEM_write_X509(shelf->bundle, certificate), "certificate");
}

static void bundle_end(struct shelf *shelf)
{
    if (shelf->bundle != NULL) {
        insist(fclose(shelf->bundle) == 0, "bundle");
        shelf->bundle = NULL;
    }
}

/* Takes over the certificate. */
static void shelf_put(struct shelf *shelf, X509 *certificate)
{
    size_t place = shelf->written % 40;
    if (place == 13) {
        der_file_write(shelf, certificate);
    } else if (place == 14 && sk_X509_num(shelf->in_pkcs7) < IN_PKCS7_MAX) {
        sk_X509_push(shelf->in_pkcs7, certificate);
        certificate = NULL;
    } else {
        bundle_write(shelf, certificate);
    }
    shelf->written++;
    if (shelf->written % CERTIFICATES_PER_FILE == 0) {
        bundle_end(shelf);
    }
    X509_free(certificate);
}

static void pkcs7_write(struct shelf *shelf)
{
    char path[256];
    snprintf(path, sizeof(path), "certs/%s/bundle.p7b", shelf->brand->name);
    FILE *file = replay_file(shelf->replay, path);
    PKCS7 *bag = PKCS7_new();
    insist(bag != NULL && PKCS7_set_type(bag, NID_pkcs7_signed) &&
               PKCS7_content_new(bag, NID_pkcs7_data),
           "PKCS#7");
    for (int i = 0; i < sk_X509_num(shelf->in_pkcs7); i++) {
        insist(PKCS7_add_certificate(bag, sk_X509_value(shelf->in_pkcs7, i)), "PKCS#7");
    }
    insist(PKCS7_set_detached(bag, 1) && i2d_PKCS7_fp(file, bag) == 1 && fclose(file) == 0, path);
    PKCS7_free(bag);
}

/* What is to be issued for one key, and what must become of it. */
struct fate {
    const char *status; /* NULL: unrelated, stands on no list */
    enum order_kind kind;
    time_t not_before, not_after;
    int revoked; /* 0, or 1 with `reason` */
    int reason;
};

static struct fate fate_of(const char *status, size_t number)
{
    time_t not_before = RECEIVED - 300 * DAY - (time_t)(number % 1440) * 60;
    return (struct fate){ status, ORDER_SERVER, not_before, not_before + 730 * DAY, 0, 0 };
}

static struct fate fate_expired(const char *status, size_t number)
{
    struct fate fate = fate_of(status, number);
    fate.not_before = RECEIVED - 800 * DAY;
    fate.not_after = RECEIVED - 20 * DAY - (time_t)(number % 1440) * 60;
    return fate;
}

static struct fate fate_revoked(const char *status, size_t number, int reason)
{
    struct fate fate = fate_of(status, number);
    fate.revoked = 1;
    fate.reason = reason;
    return fate;
}

static void issue(struct shelves *shelves, size_t brand_number, EVP_PKEY *key,
                  const struct fate *fate, size_t serial_number)
{
    struct issuing_brand *brand = &shelves->replay->brands[brand_number];
    char host[64];
    snprintf(host, sizeof(host), "shop-%zu.example.com", serial_number);
    struct certificate_order order = { .subject_key = key,
                                       .not_before = fate->not_before,
                                       .not_after = fate->not_after,
                                       .host = host,
                                       .kind = fate->kind };
    serial_make(order.serial, serial_number);
    X509 *certificate = issuing_brand_issue(brand, &order);
    if (fate->revoked && fate->kind != ORDER_PRECERTIFICATE) {
        issuing_brand_revoke(brand, order.serial, RECEIVED - 5 * DAY, fate->reason);
    }
    if (fate->status != NULL) {
        replay_expect(shelves->expected, certificate, fate->status, brand->name);
    }
    shelf_put(&shelves->shelf[brand_number], certificate);
    shelves->issued++;
}

/* A precertificate and its certificate: one serial, one fate. */
static void issue_twins(struct shelves *shelves, size_t brand, EVP_PKEY *key, struct fate fate,
                        size_t number)
{
    fate.kind = ORDER_PRECERTIFICATE;
    issue(shelves, brand, key, &fate, 10 * number);
    fate.kind = ORDER_SERVER;
    issue(shelves, brand, key, &fate, 10 * number);
}

/* The twentieths of the keys that have something special; the others have one
 * certificate that is to be revoked. */
static void issue_special(struct shelves *shelves, size_t brand, EVP_PKEY *key, size_t number)
{
    struct fate fate = fate_of("revoke", number);
    struct fate expired = fate_expired("expired", number);
    switch (number % 20) {
    case 10:
        issue(shelves, brand, key, &expired, 10 * number);
        return;
    case 11: /* revoked comes before expired */
        fate = number % 40 == 31 ? expired : fate;
        fate.status = "revoked";
        fate.revoked = 1;
        fate.reason = 1;
        break;
    case 12: /* superseded, cessationOfOperation, affiliationChanged, privilegeWithdrawn */
        fate = fate_revoked("revoked_other_reason", number, "\4\5\3\11"[number / 20 % 4]);
        break;
    case 13:
        issue_twins(shelves, brand, key, fate, number);
        return;
    case 14: /* the same key twice, by two brands */
        issue(shelves, (brand + 1) % BRANDS, key, &fate, 10 * number + 1);
        break;
    case 15:
        issue(shelves, brand, key, &expired, 10 * number + 1);
        break;
    case 16: /* a precertificate alone */
        fate.kind = ORDER_PRECERTIFICATE;
        break;
    case 17:
        issue_twins(shelves, brand, key, fate_revoked("revoked", number, 1), number);
        return;
    case 18: /* leaked, without a certificate */
        return;
    case 19: /* certificateHold counts as not revoked */
        fate = number % 40 == 19 ? fate_revoked("revoke", number, 6)
                                 : fate_revoked("revoked_reason_unknown", number, -1);
        break;
    default:
        break;
    }
    issue(shelves, brand, key, &fate, 10 * number);
}

static void issue_for_key(struct shelves *shelves, EVP_PKEY *key, size_t number)
{
    size_t brand = number / 3 % BRANDS;
    if (number % 20 >= 10) {
        issue_special(shelves, brand, key, number);
        return;
    }
    struct fate fate = fate_of("revoke", number);
    if (number % 100 == 1) { /* not yet valid */
        fate.not_before = RECEIVED + 90 * DAY;
        fate.not_after = RECEIVED + 455 * DAY;
    }
    if (number % 100 == 2) { /* runs out during the incident */
        fate.not_after = RECEIVED + 3600;
    }
    if (number == 4) {
        fate.status = "revoke_ca";
        fate.kind = ORDER_AUTHORITY;
    }
    issue(shelves, brand, key, &fate, 10 * number);
}

/* A public key that nobody has the private half of: a random odd number is as good a
 * modulus as any for a certificate that only has to lie beside the others. */
static EVP_PKEY *stranger_rsa(void)
{
    RSA *rsa = RSA_new();
    BIGNUM *n = BN_new(), *e = BN_new();
    EVP_PKEY *key = EVP_PKEY_new();
    insist(rsa != NULL && n != NULL && e != NULL && key != NULL &&
               BN_rand(n, 2048, BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ODD) && BN_set_word(e, 65537) &&
               RSA_set0_key(rsa, n, e, NULL) && EVP_PKEY_assign_RSA(key, rsa),
           "RSA key");
    return key;
}

static EVP_PKEY *stranger_ec(void)
{
    EC_KEY *ec = EC_KEY_new_by_curve_name(NID_X9_62_prime256v1);
    EVP_PKEY *key = EVP_PKEY_new();
    insist(ec != NULL && key != NULL && EC_KEY_generate_key(ec) && EVP_PKEY_assign_EC_KEY(key, ec),
           "EC key");
    return key;
}

static void issue_victims(struct shelves *shelves)
{
    struct fate fate = fate_of("do_not_revoke", 0);
    shelves->replay->victim_rsa = stranger_rsa();
    shelves->replay->victim_ec = stranger_ec();
    size_t number = 10 * shelves->replay->count;
    issue(shelves, 0, shelves->replay->victim_rsa, &fate, number + 1);
    issue(shelves, 1, shelves->replay->victim_ec, &fate, number + 2);
    serial_make(shelves->replay->victim_serial, number + 2);
}

static void issue_unrelated(struct shelves *shelves)
{
    size_t wanted = 2 * shelves->replay->count;
    for (size_t i = 3; shelves->issued < wanted; i++) {
        EVP_PKEY *key = i % 4 != 3 ? stranger_rsa() : stranger_ec();
        struct fate fate = i % 5 == 0 ? fate_expired(NULL, i) : fate_of(NULL, i);
        issue(shelves, i % BRANDS, key, &fate, 10 * shelves->replay->count + i);
        EVP_PKEY_free(key);
    }
}

static void brand_files_write(const struct replay *replay, struct issuing_brand *brand, int der)
{
    char path[256];
    snprintf(path, sizeof(path), "certs/%s/root.pem", brand->name);
    FILE *file = replay_file(replay, path);
    insist(PEM_write_X509(file, brand->root) && fclose(file) == 0, path);
    issuing_brand_sign_crl(brand, RECEIVED - DAY, RECEIVED + 6 * DAY);
    snprintf(path, sizeof(path), "crl/%s.crl", brand->name);
    file = replay_file(replay, path);
    insist(der ? i2d_X509_CRL_fp(file, brand->crl) : PEM_write_X509_CRL(file, brand->crl), path);
    insist(fclose(file) == 0, path);
}

void replay_inventory_write(struct replay *replay, FILE *expected)
{
    struct shelves shelves = { .replay = replay, .expected = expected };
    for (size_t i = 0; i < BRANDS; i++) {
        shelves.shelf[i] = (struct shelf){ .replay = replay, .brand = &replay->brands[i] };
        shelves.shelf[i].in_pkcs7 = sk_X509_new_null();
    }
    for (size_t number = 0; number < replay->count; number++) {
        EVP_PKEY *key = replay_key(replay, number);
        issue_for_key(&shelves, key, number);
        EVP_PKEY_free(key);
    }
    issue_victims(&shelves);
    issue_unrelated(&shelves);
    for (size_t i = 0; i < BRANDS; i++) {
        bundle_end(&shelves.shelf[i]);
        pkcs7_write(&shelves.shelf[i]);
        sk_X509_pop_free(shelves.shelf[i].in_pkcs7, X509_free);
        brand_files_write(replay, &replay->brands[i], i % 2 == 0);
    }
}
