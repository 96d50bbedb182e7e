#include "crypto/der_writer.h"
#include "crypto/sha256.h"
#include "key_fixture.h"

/* The same bytes from different places: what is believed where. */

/* PKCS#8 of Ed25519, version 1, seed 0 1 2 ... */
static struct buffer ed25519_key(const uint8_t *public_key)
{
    struct buffer key = { 0 };
    struct der_writer der = { .into = &key };
    uint8_t seed[32];
    for (size_t i = 0; i < sizeof(seed); i++) {
        seed[i] = (uint8_t)i;
    }
    size_t whole = der_writer_open(&der, 0x30);
    der_writer_natural(&der, bytes_over("\x01", public_key != NULL ? 1 : 0));
    der_writer_put(&der, 0x30, bytes_over("\x06\x03\x2b\x65\x70", 5));
    size_t inside = der_writer_open(&der, 0x04);
    der_writer_put(&der, 0x04, bytes_over(seed, sizeof(seed)));
    der_writer_close(&der, inside);
    if (public_key != NULL) {
        size_t bits = der_writer_open(&der, 0x81);
        der_writer_raw(&der, bytes_over("", 1));
        der_writer_raw(&der, bytes_over(public_key, 32));
        der_writer_close(&der, bits);
    }
    der_writer_close(&der, whole);
    ck_assert(!der.failed);
    return key;
}

/* RFC 8032's A = [s]B for this seed: made once with OpenSSL. */
static const uint8_t ed25519_public[32] = {
    0x03, 0xa1, 0x07, 0xbf, 0xf3, 0xce, 0x10, 0xbe, 0x1d, 0x70, 0xdd, 0x18, 0xe7, 0x4b, 0xc0, 0x99,
    0x67, 0xe4, 0xd6, 0x30, 0x9b, 0xa5, 0x0d, 0x5f, 0x1d, 0xdc, 0x86, 0x64, 0x12, 0x55, 0x31, 0xb8,
};

static struct delivered examine_bytes(struct bytes content, enum candidate_origin origin, bool last)
{
    struct key_examiner *examiner = examiner_with("");
    const struct candidate candidate = { .form = CANDIDATE_DER,
                                         .origin = origin,
                                         .content = content };
    struct delivered delivered = examine_as(examiner, &candidate, last);
    key_examiner_free(examiner);
    return delivered;
}

static bool is_proven(struct bytes content, enum candidate_origin origin)
{
    struct delivered delivered = examine_bytes(content, origin, true);
    bool proven = delivered.count == 1 && delivered.findings[0].verdict == VERDICT_PROVEN;
    ck_assert(proven || delivered.count == 0);
    ck_assert_int_eq(delivered.offer, proven ? OFFER_TAKEN : OFFER_REFUSED);
    delivered_clear(&delivered);
    return proven;
}

START_TEST(bare_seed_needs_its_place)
{
    struct buffer key = ed25519_key(NULL);
    ck_assert(is_proven(buffer_bytes(&key), ORIGIN_ARMOUR));
    ck_assert(is_proven(buffer_bytes(&key), ORIGIN_BASE64));
    ck_assert(is_proven(buffer_bytes(&key), ORIGIN_WHOLE));
    ck_assert(!is_proven(buffer_bytes(&key), ORIGIN_BINARY));
    ck_assert(buffer_append_byte(&key, 0x0a));
    ck_assert(is_proven(buffer_bytes(&key), ORIGIN_ARMOUR));
    ck_assert(!is_proven(buffer_bytes(&key), ORIGIN_WHOLE));
    buffer_clear(&key);
}
END_TEST

/* PKCS#8 of P-256 whose public half was damaged on the way: the scalar may be too. */
START_TEST(scalar_before_damage_needs_its_armour)
{
    static const char broken[] = "\x30\x43\x02\x01\x00\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"
                                 "\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x04\x29\x30\x27\x02\x01"
                                 "\x01\x04\x20"
                                 "0123456789abcdef0123456789abcdef"
                                 "\x77\x00";
    struct bytes whole = bytes_over(broken, sizeof(broken) - 1);
    ck_assert(is_proven(whole, ORIGIN_ARMOUR));
    ck_assert(!is_proven(whole, ORIGIN_BASE64));
    ck_assert(!is_proven(whole, ORIGIN_BINARY));
}
END_TEST

START_TEST(seed_with_its_public_key_proves_itself_anywhere)
{
    struct buffer key = ed25519_key(ed25519_public);
    for (enum candidate_origin origin = ORIGIN_ARMOUR; origin <= ORIGIN_WHOLE; origin++) {
        ck_assert(is_proven(buffer_bytes(&key), origin));
    }
    buffer_clear(&key);
    key = ed25519_key((const uint8_t *)"a foreign public key, 32 octets.");
    ck_assert(!is_proven(buffer_bytes(&key), ORIGIN_BINARY));
    struct delivered delivered = examine_bytes(buffer_bytes(&key), ORIGIN_ARMOUR, true);
    ck_assert_uint_eq(delivered.count, 2);
    delivered_clear(&delivered);
    buffer_clear(&key);
}
END_TEST

/* ECPrivateKey without parameters: the curve is in an EC PARAMETERS block before
 * it, or in the public point, or in nothing but its length. */
static struct buffer sec1_key(bool with_point)
{
    struct pem_block block = pem_fixture("keys/traditional/ecdsap256-rfc9500.key");
    struct buffer key = { 0 };
    struct der_writer der = { .into = &key };
    const uint8_t *at = block.content.at; /* 30 77 02 01 01 04 20 ..., a0 0a ..., a1 44 ... */
    size_t whole = der_writer_open(&der, 0x30);
    der_writer_raw(&der, bytes_over(at + 2, 3 + 34));
    if (with_point) {
        der_writer_raw(&der, bytes_over(at + 2 + 3 + 34 + 12, 70));
    }
    der_writer_close(&der, whole);
    ck_assert(!der.failed);
    buffer_clear(&block.content);
    return key;
}

static void expect_p256(struct delivered *delivered, const char *file)
{
    struct pem_block public = pem_fixture(file);
    uint8_t digest[SHA256_LENGTH];
    sha256_of(buffer_bytes(&public.content), digest);
    ck_assert_uint_eq(delivered->count, 1);
    ck_assert_int_eq(delivered->findings[0].verdict, VERDICT_PROVEN);
    ck_assert_mem_eq(delivered->findings[0].identity.spki_sha256, digest, SHA256_LENGTH);
    delivered_clear(delivered);
    buffer_clear(&public.content);
}

START_TEST(curve_is_found_where_it_stands)
{
    struct buffer with = sec1_key(true), without = sec1_key(false);
    struct delivered delivered = examine_bytes(buffer_bytes(&with), ORIGIN_BINARY, true);
    expect_p256(&delivered, "keys/spki/ecdsap256-rfc9500.key");
    delivered = examine_bytes(buffer_bytes(&without), ORIGIN_ARMOUR, true);
    expect_p256(&delivered, "keys/spki/ecdsap256-rfc9500.key");
    delivered = examine_bytes(buffer_bytes(&without), ORIGIN_BINARY, true);
    ck_assert_uint_eq(delivered.count, 0);

    static const char k1[] = "\x06\x05\x2b\x81\x04\x00\x0a"; /* secp256k1 */
    const struct candidate candidate = { .form = CANDIDATE_DER,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = buffer_bytes(&without),
                                         .parameters = bytes_over(k1, sizeof(k1) - 1) };
    struct key_examiner *examiner = examiner_with("");
    delivered = examine_as(examiner, &candidate, true);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].identity.curve, CURVE_SECP256K1);
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&with);
    buffer_clear(&without);
}
END_TEST

/* RFC 8017's numbers in their order: what stands before the cut proves the key
 * from the private exponent on. */
START_TEST(rsa_key_is_proven_from_what_is_left)
{
    struct pem_block block = pem_fixture("keys/traditional/rsa1024-rfc9500.key");
    const struct {
        size_t kept;
        enum verdict verdict;
    } rows[] = {
        { 4 + 3 + 132, VERDICT_NONE },                  /* n alone */
        { 4 + 3 + 132 + 5, VERDICT_MALFORMED },         /* n, e */
        { 4 + 3 + 132 + 5 + 100, VERDICT_MALFORMED },   /* part of d */
        { 4 + 3 + 132 + 5 + 132, VERDICT_PROVEN },      /* n, e, d */
        { 4 + 3 + 132 + 5 + 132 + 80, VERDICT_PROVEN }, /* n, e, d, p */
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct bytes front = bytes_over(block.content.at, rows[i].kept);
        struct delivered delivered = examine_bytes(front, ORIGIN_BASE64, true);
        ck_assert_uint_eq(delivered.count, rows[i].verdict == VERDICT_NONE ? 0 : 1);
        if (delivered.count > 0) {
            ck_assert_int_eq(delivered.findings[0].verdict, rows[i].verdict);
            ck_assert(delivered.findings[0].has_claim == (rows[i].verdict == VERDICT_MALFORMED));
        }
        delivered_clear(&delivered);
        delivered = examine_bytes(front, ORIGIN_BASE64, false);
        ck_assert_uint_eq(delivered.count, rows[i].verdict == VERDICT_PROVEN ? 1 : 0);
        delivered_clear(&delivered);
        delivered = examine_bytes(front, ORIGIN_BINARY, true);
        ck_assert_uint_eq(delivered.count, rows[i].verdict == VERDICT_PROVEN ? 1 : 0);
        delivered_clear(&delivered);
    }
    buffer_clear(&block.content);
}
END_TEST

/* A post-quantum key: RFC 9881's OBJECT IDENTIFIER of ML-DSA-44. */
START_TEST(unknown_algorithm_is_a_lead)
{
    struct buffer key = { 0 };
    struct der_writer der = { .into = &key };
    uint8_t seed[34] = { 0x80, 0x20 };
    size_t whole = der_writer_open(&der, 0x30);
    der_writer_natural(&der, bytes_over(NULL, 0));
    der_writer_put(&der, 0x30, bytes_over("\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x11", 11));
    der_writer_put(&der, 0x04, bytes_over(seed, sizeof(seed)));
    der_writer_close(&der, whole);
    struct delivered delivered = examine_bytes(buffer_bytes(&key), ORIGIN_ARMOUR, true);
    ck_assert_int_eq(delivered.offer, OFFER_TAKEN);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_UNSUPPORTED);
    char name[KEY_IDENTITY_TEXT];
    key_finding_name(&delivered.findings[0], name);
    ck_assert_int_eq(strncmp(name, "unsupported-", 12), 0);
    ck_assert_uint_eq(strlen(name), 12 + 64);
    delivered_clear(&delivered);
    buffer_clear(&key);
}
END_TEST

int main(void)
{
    if (!key_examine_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("key_admission");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, bare_seed_needs_its_place);
    tcase_add_test(tests, scalar_before_damage_needs_its_armour);
    tcase_add_test(tests, seed_with_its_public_key_proves_itself_anywhere);
    tcase_add_test(tests, curve_is_found_where_it_stands);
    tcase_add_test(tests, rsa_key_is_proven_from_what_is_left);
    tcase_add_test(tests, unknown_algorithm_is_a_lead);
    return suite_run("key_admission", tests);
}
