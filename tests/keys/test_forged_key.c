#include "crypto/sha256.h"
#include "key_fixture.h"
#include "record/published_keys.h"

/* Forged and damaged keys, made by scripts/fixtures/make-forgeries. */

static void spki_digest_of(const char *file, uint8_t digest[SHA256_LENGTH])
{
    char name[256];
    snprintf(name, sizeof(name), "keys/spki/%s", file);
    struct pem_block block = pem_fixture(name);
    sha256_of(buffer_bytes(&block.content), digest);
    buffer_clear(&block.content);
}

#define VICTIM_RSA  "rsa2048-rfc9500.key"
#define VICTIM_P256 "ecdsap256-rfc9500.key"
#define VICTIM_ED   "ed25519-rfc8410.key"

static const struct {
    const char *file;
    enum candidate_form form;
    enum verdict refuted;  /* of the one that is refuted; NONE where there is none */
    const char *claimed;   /* whose public key it claims; NULL for none */
    const char *failure;   /* a part of it */
    const char *proven;    /* whose key is proven nevertheless; "" for one of nobody's */
    const char *published; /* where that key was, a part of it; NULL for nowhere */
} rows[] = {
    { "rsa_victim_modulus_foreign_d.pem", CANDIDATE_DER, VERDICT_FORGED, VICTIM_RSA,
      "do not belong to the modulus", "rsa2048-rfc9635.key", "RFC 9635" },
    { "rsa_victim_modulus_noise.pem", CANDIDATE_DER, VERDICT_FORGED, VICTIM_RSA,
      "do not belong to the modulus", NULL, NULL },
    { "rsa_p_is_one.pem", CANDIDATE_DER, VERDICT_FORGED, VICTIM_RSA, "a factor is 1", NULL, NULL },
    { "rsa_e_is_one.pem", CANDIDATE_DER, VERDICT_MALFORMED, NULL, "cannot be those of a key", NULL,
      NULL },
    { "rsa_wrong_dp.pem", CANDIDATE_DER, VERDICT_NONE, NULL, NULL, VICTIM_RSA, "RFC 9500" },
    { "rsa_wrong_d.pem", CANDIDATE_DER, VERDICT_NONE, NULL, NULL, VICTIM_RSA, "RFC 9500" },
    { "rsa_wrong_q.pem", CANDIDATE_DER, VERDICT_NONE, NULL, NULL, VICTIM_RSA, "RFC 9500" },
    { "rsa_wrong_primes.pem", CANDIDATE_DER, VERDICT_NONE, NULL, NULL, VICTIM_RSA, "RFC 9500" },
    { "rsa_wrong_modulus.pem", CANDIDATE_DER, VERDICT_FORGED, "", "do not belong", VICTIM_RSA,
      "RFC 9500" },
    { "ec_foreign_public_point.pem", CANDIDATE_DER, VERDICT_FORGED, VICTIM_P256,
      "not the one that the private numbers make", "ecdsap256-rfc6979.key", "RFC 6979" },
    { "ec_scalar_zero.pem", CANDIDATE_DER, VERDICT_MALFORMED, VICTIM_P256, "scalar is zero", NULL,
      NULL },
    { "ec_point_on_no_curve.pem", CANDIDATE_DER, VERDICT_NONE, NULL, NULL, "ecdsap256-rfc6979.key",
      "RFC 6979" },
    { "ed25519_foreign_public_key.pem", CANDIDATE_DER, VERDICT_FORGED, VICTIM_ED,
      "not the one that the private numbers make", "", NULL },
    { "openssh_foreign_public_key.pem", CANDIDATE_OPENSSH, VERDICT_FORGED, VICTIM_ED,
      "not the one that the private numbers make", "", NULL },
};

static const struct key_finding *with_verdict(const struct delivered *delivered, bool proven)
{
    for (size_t i = 0; i < delivered->count; i++) {
        if ((delivered->findings[i].verdict == VERDICT_PROVEN) == proven) {
            return &delivered->findings[i];
        }
    }
    return NULL;
}

static void check_refuted(const struct key_finding *finding, int row)
{
    uint8_t digest[SHA256_LENGTH];
    ck_assert_int_eq(finding->verdict, rows[row].refuted);
    ck_assert_ptr_nonnull(strstr(finding->failure, rows[row].failure));
    ck_assert_ptr_nonnull(finding->clause);
    ck_assert_uint_eq(finding->proof.used, 0);
    ck_assert(finding->has_claim == (rows[row].claimed != NULL));
    if (rows[row].claimed != NULL && rows[row].claimed[0] != '\0') {
        spki_digest_of(rows[row].claimed, digest);
        ck_assert_mem_eq(finding->claimed.spki_sha256, digest, SHA256_LENGTH);
    }
    if (finding->verdict == VERDICT_FORGED) {
        ck_assert(finding->has_identity);
        ck_assert_mem_eq(&finding->identity, &finding->claimed, sizeof(finding->identity));
    } else {
        ck_assert(!finding->has_identity);
    }
}

static void check_proven(const struct key_finding *finding, int row)
{
    uint8_t digest[SHA256_LENGTH];
    ck_assert(finding->has_identity && !finding->has_claim);
    ck_assert_uint_gt(finding->proof.used, 0);
    if (rows[row].proven[0] != '\0') {
        spki_digest_of(rows[row].proven, digest);
        ck_assert_mem_eq(finding->identity.spki_sha256, digest, SHA256_LENGTH);
    }
    const char *source = published_key_source(&finding->identity);
    ck_assert_int_eq(source != NULL, rows[row].published != NULL);
    ck_assert(source == NULL || strstr(source, rows[row].published) != NULL);
}

START_TEST(forgery_is_told_from_what_it_claims)
{
    char name[256];
    snprintf(name, sizeof(name), "hostile/%s", rows[_i].file);
    struct pem_block block = pem_fixture(name);
    struct key_examiner *examiner = examiner_with("");
    const struct candidate candidate = { .form = rows[_i].form,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = buffer_bytes(&block.content) };
    const bool refuted = rows[_i].refuted != VERDICT_NONE, proven = rows[_i].proven != NULL;
    struct delivered delivered = examine_as(examiner, &candidate, true);
    ck_assert_int_eq(delivered.offer, OFFER_TAKEN);
    ck_assert_uint_eq(delivered.count, (refuted ? 1u : 0u) + (proven ? 1u : 0u));
    if (refuted) {
        check_refuted(with_verdict(&delivered, false), _i);
    }
    if (proven) {
        check_proven(with_verdict(&delivered, true), _i);
    }
    delivered_clear(&delivered);

    /* As long as another way of reading is left, only what is proven counts. */
    delivered = examine_as(examiner, &candidate, false);
    ck_assert_int_eq(delivered.offer, proven ? OFFER_TAKEN : OFFER_REFUSED);
    ck_assert(proven || delivered.count == 0);
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&block.content);
}
END_TEST

/* OpenSSL verifies no such exponent: proven by one exponentiation, no request. */
START_TEST(exponent_over_64_bits_is_proven)
{
    struct pem_block block = pem_fixture("hostile/rsa_exponent_of_81_bits.pem");
    struct key_examiner *examiner = examiner_with("");
    const struct candidate candidate = { .form = CANDIDATE_DER,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = buffer_bytes(&block.content) };
    struct delivered delivered = examine_as(examiner, &candidate, false);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&block.content);
}
END_TEST

int main(void)
{
    if (!key_examine_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("forged_key");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, forgery_is_told_from_what_it_claims, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, exponent_over_64_bits_is_proven);
    return suite_run("forged_key", tests);
}
