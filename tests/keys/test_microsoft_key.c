#include "key_fixture.h"
#include "keys/cng_numbers.h"
#include "keys/microsoft_numbers.h"

/* Key blobs of Windows and PVK files: from their bytes to numbers and verdicts. */

typedef enum outcome blob_read(struct bytes blob, struct written_numbers *numbers,
                               struct private_key *key);

static const struct {
    const char *what;
    blob_read *read;
    const char *bytes;
    size_t length;
    enum outcome outcome;
} refusals[] = {
    { "nothing at all", microsoft_numbers_read, "", 0, OUTCOME_TRUNCATED },
    { "a magic number alone", microsoft_numbers_read, "RSA2", 4, OUTCOME_TRUNCATED },
    { "another magic number", microsoft_numbers_read, "RSA1\0\x04\0\0", 8, OUTCOME_UNEXPECTED },
    { "no modulus", microsoft_numbers_read, "RSA2\0\x04\0\0\x01\0\x01\0", 12, OUTCOME_TRUNCATED },
    { "4,294,967,295 bits", microsoft_numbers_read, "RSA2\xff\xff\xff\xff\x01\0\x01\0", 12,
      OUTCOME_TRUNCATED },
    { "DSS without its secret", microsoft_numbers_read, "DSS2\x08\0\0\0\x07", 9,
      OUTCOME_TRUNCATED },
    { "DSS of 4,294,967,295 bits", microsoft_numbers_read, "DSS2\xff\xff\xff\xff\x07", 9,
      OUTCOME_TRUNCATED },
    { "nothing at all for CNG", cng_numbers_read, "", 0, OUTCOME_TRUNCATED },
    { "another magic number for CNG", cng_numbers_read, "DPPV\x20\0\0\0", 8, OUTCOME_UNEXPECTED },
    { "lengths alone", cng_numbers_read, "RSA3\0\x04\0\0\x03\0\0\0\x80\0\0\0\x40\0\0\0\x40\0\0\0",
      24, OUTCOME_TRUNCATED },
    { "a modulus of 4 GiB", cng_numbers_read,
      "RSA3\0\x04\0\0\x01\0\0\0\xff\xff\xff\xff\x40\0\0\0\x40\0\0\0\x03\x05", 26,
      OUTCOME_TRUNCATED },
    { "a curve of 4 GiB", cng_numbers_read, "ECS2\xff\xff\xff\xff\x01\x02\x03", 11,
      OUTCOME_TRUNCATED },
    { "a curve that is not known", cng_numbers_read, "ECS9\x01\0\0\0\x01\x02\x03", 11,
      OUTCOME_MALFORMED },
    { "a short header of DSA", cng_numbers_read, "DSPV\x80\0\0\0\0\0\0\1", 12, OUTCOME_TRUNCATED },
    { "DSA of 4 GiB", cng_numbers_read,
      "DPV2\xff\xff\xff\xff\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\0\0\0\1\5\7\3", 31, OUTCOME_TRUNCATED },
    { "DSA without a subgroup", cng_numbers_read,
      "DPV2\1\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\7\2\4", 31, OUTCOME_MALFORMED },
    { "DH with a secret of zero", cng_numbers_read, "DHPV\1\0\0\0\7\3\2\0", 12, OUTCOME_MALFORMED },
    { "DH of 4 GiB", cng_numbers_read, "DHPV\xff\xff\xff\xff\7\3\2\1", 12, OUTCOME_TRUNCATED },
    { "a curve of no such width", cng_numbers_read, "ECDV\2\0\0\0\1\2\3\4\5\6", 14,
      OUTCOME_MALFORMED },
    { "a curve written out that is not known", cng_numbers_read,
      "ECKV\1\0\0\0\1\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\7\1\2\3\4\5\1\6\7\1", 42,
      OUTCOME_MALFORMED },
    { "a curve written out of 4 GiB", cng_numbers_read,
      "ECKV\1\0\0\0\1\0\0\0\0\0\0\0\xff\xff\xff\xff\1\0\0\0\1\0\0\0\0\0\0\0\7", 33,
      OUTCOME_TRUNCATED },
    { "a scalar of zero", cng_numbers_read, "ECS2\x01\0\0\0\x01\x02\0", 11, OUTCOME_MALFORMED },
};

START_TEST(what_is_no_key_is_refused)
{
    uint8_t *copy = exact_copy(refusals[_i].bytes, refusals[_i].length);
    struct written_numbers numbers = { 0 };
    struct private_key key = { .multi_prime = true };
    ck_assert(written_numbers_begin(&numbers, refusals[_i].length + 16));
    ck_assert_msg(refusals[_i].read(bytes_over(copy, refusals[_i].length), &numbers, &key) ==
                      refusals[_i].outcome,
                  "%s", refusals[_i].what);
    ck_assert(key.multi_prime);
    ck_assert_int_eq(key.public.algorithm, KEY_ALGORITHM_NONE);
    written_numbers_clear(&numbers);
    free(copy);
}
END_TEST

static struct delivered examine_blob(struct bytes blob, const char *passphrases)
{
    struct key_examiner *examiner = examiner_with(passphrases);
    const struct candidate candidate = { .form = CANDIDATE_MICROSOFT,
                                         .origin = ORIGIN_BINARY,
                                         .content = blob };
    struct delivered delivered = examine_as(examiner, &candidate, true);
    key_examiner_free(examiner);
    return delivered;
}

static const struct {
    const char *file, *encoding;
    size_t needed; /* octets that suffice for a proof */
} files[] = {
    { "keys/microsoft/rsa1024-rfc9500.blob", "privatekeyblob", 20 + 128 + 64 },
    { "keys/microsoft/dsa1024-rfc6979.blob", "privatekeyblob", 336 - 24 },
    { "keys/microsoft/rsa1024-rfc9500.pvk", "pvk", 24 + 20 + 128 + 64 },
    { "keys/microsoft/dsa1024-rfc6979.pvk", "pvk", 360 - 24 },
    { "keys/microsoft/cng-rsa1024-rfc9500.blob", "cng-blob", 24 + 3 + 128 + 64 },
    { "keys/microsoft/cngfull-rsa1024-rfc9500.blob", "cng-blob", 24 + 3 + 128 + 64 },
    { "keys/microsoft/cngS-ecdsap256-rfc9500.blob", "cng-blob", 104 },
    { "keys/microsoft/cngK-ecdsap521-rfc9500.blob", "cng-blob", 206 },
    { "keys/microsoft/cng-dsa1024-rfc6979.blob", "cng-blob", 456 },
    { "keys/microsoft/cng-dsa2048-rfc6979.blob", "cng-blob", 892 },
    { "keys/microsoft/cng-own-dh2048.blob", "cng-blob", 1032 },
    { "keys/microsoft/cnggeneric-ecdsap224-rfc6979.blob", "cng-blob", 92 },
    { "keys/microsoft/cnggeneric-own-brainpoolP256r1.blob", "cng-blob", 104 },
    { "keys/microsoft/cngcurve-ecdsap256-rfc9500.blob", "cng-blob", 321 },
    { "keys/microsoft/cngcurve-own-brainpoolP320r1.blob", "cng-blob", 393 },
    { "keys/microsoft/strong-rsa1024-rfc9500.pvk", "pvk-encrypted", 636 },
    { "keys/microsoft/weak-rsa1024-rfc9500.pvk", "pvk-encrypted", 636 },
    { "keys/microsoft/strong-dsa1024-rfc6979.pvk", "pvk-encrypted", 376 - 24 },
    { "keys/microsoft/weak-dsa1024-rfc6979.pvk", "pvk-encrypted", 376 - 24 },
};

/* From the octet on that makes it whole it is proven, before that never. */
START_TEST(every_shorter_blob_is_proven_by_what_is_left_or_not)
{
    struct buffer file = fixture_read(files[_i].file);
    for (size_t kept = 0; kept <= file.used; kept++) {
        uint8_t *copy = exact_copy(file.at, kept);
        struct delivered delivered = examine_blob(bytes_over(copy, kept), "wrong\ncorrect horse");
        const bool proven = delivered.count == 1 && delivered.findings[0].verdict == VERDICT_PROVEN;
        ck_assert_msg(proven == (kept >= files[_i].needed), "%s: %zu", files[_i].file, kept);
        if (proven) {
            ck_assert_str_eq(delivered.findings[0].encoding, files[_i].encoding);
        }
        delivered_clear(&delivered);
        free(copy);
    }
    buffer_clear(&file);
}
END_TEST

START_TEST(what_stays_shut_is_a_lead)
{
    struct buffer file = fixture_read("keys/microsoft/strong-rsa1024-rfc9500.pvk");
    struct delivered delivered = examine_blob(buffer_bytes(&file), "wrong\nCorrect Horse\n");
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_ENCRYPTED);
    ck_assert_str_eq(delivered.findings[0].encoding, "pvk-encrypted");
    ck_assert_str_eq(delivered.findings[0].failure, "no passphrase opens it");
    ck_assert(!delivered.findings[0].has_identity);
    delivered_clear(&delivered);
    buffer_clear(&file);
}
END_TEST

/* The point of another key beside the scalar. */
START_TEST(foreign_point_is_a_forgery)
{
    struct buffer file = fixture_read("keys/microsoft/cngS-ecdsap256-rfc9500.blob");
    static const uint8_t generator[] = {
        0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63,
        0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1,
        0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f,
        0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57,
        0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
    };
    memcpy(file.at + 8, generator, sizeof(generator));
    struct delivered delivered = examine_blob(buffer_bytes(&file), "");
    ck_assert_uint_eq(delivered.count, 2);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_int_eq(delivered.findings[1].verdict, VERDICT_FORGED);
    delivered_clear(&delivered);
    buffer_clear(&file);
}
END_TEST

/* With another generator every point has a secret (CVE-2020-0601). */
START_TEST(foreign_generator_is_no_curve)
{
    struct buffer file = fixture_read("keys/microsoft/cngcurve-ecdsap256-rfc9500.blob");
    file.at[32 + 3 * 32] ^= 1;
    struct delivered delivered = examine_blob(buffer_bytes(&file), "");
    ck_assert_uint_eq(delivered.count, 0);
    delivered_clear(&delivered);
    buffer_clear(&file);
}
END_TEST

static void prepare(void)
{
    ck_assert(key_examine_prepare());
}

int main(void)
{
    TCase *tests = tcase_create("microsoft_key");
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, what_is_no_key_is_refused, 0,
                        (int)(sizeof(refusals) / sizeof(refusals[0])));
    tcase_add_loop_test(tests, every_shorter_blob_is_proven_by_what_is_left_or_not, 0,
                        (int)(sizeof(files) / sizeof(files[0])));
    tcase_add_test(tests, what_stays_shut_is_a_lead);
    tcase_add_test(tests, foreign_point_is_a_forgery);
    tcase_add_test(tests, foreign_generator_is_no_curve);
    return suite_run("microsoft_key", tests);
}
