#include "key_fixture.h"
#include "keys/key_reader.h"

/* Private key files of BIND: from their text to numbers. */

#define P256 "PrivateKey: 5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnGT8E=\n" /* of RFC 9500 */
#define V13  "Private-key-format: v1.3\n"

static enum outcome read_text(struct bytes text, struct written_numbers *numbers,
                              struct private_key *key)
{
    ck_assert(written_numbers_begin(numbers, text.left + 16));
    return dnssec_key_read(text, numbers, key);
}

static const struct {
    const char *what, *text;
    enum outcome outcome;
} refusals[] = {
    { "nothing at all", "", OUTCOME_MALFORMED },
    { "no algorithm and no number", V13, OUTCOME_MALFORMED },
    { "no number", V13 "Algorithm: 8 (RSASHA256)\n", OUTCOME_MALFORMED },
    { "a public key alone", V13 "Algorithm: 8 (RSASHA256)\nModulus: 1wUV\nPublicExponent: AQAB\n",
      OUTCOME_MALFORMED },
    { "numbers that are no base64",
      V13 "Algorithm: 8 (RSASHA256)\nModulus: ***\nPublicExponent: a=b\nPrime1: ?\n",
      OUTCOME_MALFORMED },
    { "a scalar without its end", V13 "Algorithm: 13 (ECDSAP256SHA256)\nPrivateKey: 5stb3YCqRa6c\n",
      OUTCOME_MALFORMED },
    { "a scalar that lacks two octets, and nothing shows that it ends there",
      V13 "Algorithm: 13 (ECDSAP256SHA256)\n"
          "PrivateKey: 5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnG\n",
      OUTCOME_TRUNCATED },
    { "one that lacks an octet and a half",
      V13 "Algorithm: 13 (ECDSAP256SHA256)\n"
          "PrivateKey: 5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnGT8",
      OUTCOME_TRUNCATED },
    { "a scalar of P-256 under P-384", V13 "Algorithm: 14 (ECDSAP384SHA384)\n" P256,
      OUTCOME_TRUNCATED },
    { "an empty scalar", V13 "Algorithm: 13 (ECDSAP256SHA256)\nPrivateKey:\nCreated: 2026\n",
      OUTCOME_MALFORMED },
    { "a seed that is too short", V13 "Algorithm: 15 (ED25519)\nPrivateKey: 5stb3YCqRa4=\n",
      OUTCOME_MALFORMED },
    { "a seed of Ed25519 under Ed448", V13 "Algorithm: 16 (ED448)\n" P256, OUTCOME_MALFORMED },
    { "DSA without the private value",
      V13 "Algorithm: 3 (DSA)\nPrime(p): 1wUV\nSubprime(q): 1wUV\nBase(g): Ag==\n"
          "Public_value(y): 1wUV\n",
      OUTCOME_MALFORMED },
    { "DH without the private value",
      V13 "Algorithm: 2 (DH)\nPrime(p): 1wUV\nGenerator(g): Ag==\nPublic_value(y): 1wUV\n",
      OUTCOME_MALFORMED },
    { "DH with a private value that nothing shows to be whole",
      V13 "Algorithm: 2 (DH)\nPrime(p): 1wUV\nGenerator(g): Ag==\nPrivate_value(x): 1wUV",
      OUTCOME_MALFORMED },
    { "DSA with a private value that nothing shows to be whole",
      V13 "Algorithm: 3 (DSA)\nPrime(p): 1wUV\nSubprime(q): 1wUV\nBase(g): Ag==\n"
          "Private_value(x): 1wUV\n",
      OUTCOME_MALFORMED },
    { "a secret of HMAC", V13 "Algorithm: 163 (HMAC_SHA256)\nKey: 5stb3YCqRa4=\nBits: AAA=\n",
      OUTCOME_MALFORMED },
    { "GOST", V13 "Algorithm: 12 (ECC_GOST)\nGostAsn1: MEUCAQAwHAYGKoUDAgITMBIGByqFAwICIwE=\n",
      OUTCOME_UNSUPPORTED },
    { "an algorithm that is not known", V13 "Algorithm: 17 (SM2SM3)\n" P256, OUTCOME_UNSUPPORTED },
};

START_TEST(what_is_no_key_is_refused)
{
    uint8_t *copy = exact_copy(refusals[_i].text, strlen(refusals[_i].text));
    struct written_numbers numbers = { 0 };
    struct private_key key = { .cut = true };
    ck_assert_msg(read_text(bytes_over(copy, strlen(refusals[_i].text)), &numbers, &key) ==
                      refusals[_i].outcome,
                  "%s", refusals[_i].what);
    ck_assert(key.cut);
    ck_assert_int_eq(key.public.algorithm, KEY_ALGORITHM_NONE);
    written_numbers_clear(&numbers);
    free(copy);
}
END_TEST

/* How lines, their order and their names differ, and the key does not. */
static const struct {
    const char *what, *text;
} spellings[] = {
    { "as it is", V13 "Algorithm: 13 (ECDSAP256SHA256)\n" P256 },
    { "version 1.2", "Private-key-format: v1.2\nAlgorithm: 13 (ECDSAP256SHA256)\n" P256 },
    { "another order", V13 P256 "Created: 20260101000000\nAlgorithm: 13 (ECDSAP256SHA256)\n" },
    { "CRLF", "Private-key-format: v1.3\r\nAlgorithm: 13 (ECDSAP256SHA256)\r\n"
              "PrivateKey: 5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnGT8E=\r\n" },
    { "no line end at its end",
      V13 "Algorithm: 13\nPrivateKey: 5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnGT8E=" },
    { "a broken line",
      V13 "Algorithm: 13\nPrivateKey: 5stb3YCqRa6clejBVHZnn/7J\nU8FoUecR50OTlYnGT8E=\n" },
    { "one line", "Private-key-format: v1.3 Algorithm: 13 (ECDSAP256SHA256) PrivateKey: "
                  "5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnGT8E= Created: 20260101000000" },
    { "no padding", V13 "Algorithm: 13\nPrivateKey: 5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnGT8E" },
};

START_TEST(spelling_does_not_matter)
{
    static const uint8_t front[] = { 0xe6, 0xcb, 0x5b, 0xdd }, end[] = { 0xc6, 0x4f, 0xc1 };
    struct written_numbers numbers = { 0 };
    struct private_key key;
    const struct bytes text = bytes_over(spellings[_i].text, strlen(spellings[_i].text));
    ck_assert_msg(read_text(text, &numbers, &key) == OUTCOME_OK, "%s", spellings[_i].what);
    ck_assert_int_eq(key.public.algorithm, KEY_EC);
    ck_assert_int_eq(key.public.curve, CURVE_P256);
    ck_assert_uint_eq(key.secret.left, 32);
    ck_assert_mem_eq(key.secret.at, front, sizeof(front));
    ck_assert_mem_eq(key.secret.at + 29, end, sizeof(end));
    written_numbers_clear(&numbers);
}
END_TEST

static const struct {
    const char *file;
    enum key_algorithm algorithm;
} files[] = {
    { "keys/dnssec/bind-rsasha256.private", KEY_RSA },
    { "keys/dnssec/ldns-rsamd5.private", KEY_RSA },
    { "keys/dnssec/ldns-dsa.private", KEY_DSA },
    { "keys/dnssec/bind-dh.private", KEY_DH },
    { "keys/dnssec/bind-ecdsap384sha384.private", KEY_EC },
    { "keys/dnssec/bind-ed25519.private", KEY_ED25519 },
    { "keys/dnssec/bind-ed448.private", KEY_ED448 },
};

/* What is read of a front of it says that it is cut, or is whole in what counts. */
START_TEST(every_shorter_file_is_cut_or_refused)
{
    struct buffer file = fixture_read(files[_i].file);
    for (size_t kept = 0; kept < file.used; kept++) {
        uint8_t *copy = exact_copy(file.at, kept);
        struct written_numbers numbers = { 0 };
        struct private_key key = { .multi_prime = true };
        if (read_text(bytes_over(copy, kept), &numbers, &key) == OUTCOME_OK) {
            ck_assert_int_eq(key.public.algorithm, files[_i].algorithm);
            ck_assert(key.public.algorithm == KEY_RSA || key.secret.left > 0);
            ck_assert(!key.multi_prime);
        } else {
            ck_assert(key.multi_prime);
        }
        written_numbers_clear(&numbers);
        free(copy);
    }
    buffer_clear(&file);
}
END_TEST

/* By its padding, by what follows it, or by the public value before it. */
START_TEST(private_value_is_shown_whole)
{
    static const char *const ends[] = { "Private_value(x): 1wU=",
                                        "Private_value(x): 1wUV\nCreated: 2",
                                        "Public_value(y): 1wUV\nPrivate_value(x): 1wUV" };
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        char text[256];
        struct written_numbers numbers = { 0 };
        struct private_key key = { 0 };
        snprintf(text, sizeof(text),
                 V13 "Algorithm: 2 (DH)\nPrime(p): 1wUV\nGenerator(g): Ag==\n%s", ends[i]);
        ck_assert_int_eq(read_text(bytes_over(text, strlen(text)), &numbers, &key), OUTCOME_OK);
        written_numbers_clear(&numbers);
    }
}
END_TEST

/* As old versions of BIND write it: zeros at its front are left out. */
START_TEST(short_scalar_is_shown_whole)
{
    static const char *const ends[] = { "5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnGTw==",
                                        "5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnG\nCreated: 2" };
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        char text[256];
        struct written_numbers numbers = { 0 };
        struct private_key key = { 0 };
        snprintf(text, sizeof(text), V13 "Algorithm: 13 (ECDSAP256SHA256)\nPrivateKey: %s",
                 ends[i]);
        ck_assert_int_eq(read_text(bytes_over(text, strlen(text)), &numbers, &key), OUTCOME_OK);
        ck_assert_uint_eq(key.secret.left, 31 - i);
        written_numbers_clear(&numbers);
    }
}
END_TEST

static struct delivered examine_text(const char *text, bool last)
{
    struct key_examiner *examiner = examiner_with("");
    const struct candidate candidate = { .form = CANDIDATE_DNSSEC,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = bytes_over(text, strlen(text)) };
    struct delivered delivered = examine_as(examiner, &candidate, last);
    key_examiner_free(examiner);
    return delivered;
}

START_TEST(gost_is_a_lead)
{
    struct delivered delivered = examine_text(
        V13 "Algorithm: 12 (ECC_GOST)\nGostAsn1: MEUCAQAwHAYGKoUDAgITMBIGByqFAwICIwE=\n", true);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_UNSUPPORTED);
    ck_assert_str_eq(delivered.findings[0].encoding, "dnssec");
    delivered_clear(&delivered);
}
END_TEST

START_TEST(foreign_public_value_is_a_forgery)
{
    struct buffer file = fixture_read("keys/dnssec/ldns-dsa.private");
    ck_assert(buffer_append_byte(&file, 0));
    char *value = strstr((char *)file.at, "Public_value(y): ");
    ck_assert_ptr_nonnull(value);
    value[20] = value[20] == 'A' ? 'B' : 'A';
    struct delivered delivered = examine_text((const char *)file.at, false);
    ck_assert_uint_eq(delivered.count, 2);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_int_eq(delivered.findings[1].verdict, VERDICT_FORGED);
    delivered_clear(&delivered);
    buffer_clear(&file);
}
END_TEST

/* RSA that ends behind the private exponent, and within it. */
START_TEST(cut_rsa_is_proven_from_what_is_left)
{
    static const char *const marks[] = { "Prime1:", "Exponent1:" };
    for (size_t i = 0; i < 2; i++) {
        struct buffer file = fixture_read("keys/dnssec/bind-rsasha256.private");
        ck_assert(buffer_append_byte(&file, 0));
        char *end = strstr((char *)file.at, marks[i]);
        ck_assert_ptr_nonnull(end);
        *end = 0;
        struct delivered delivered = examine_text((const char *)file.at, false);
        ck_assert_uint_eq(delivered.count, 1);
        ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
        ck_assert_ptr_nonnull(strstr(delivered.findings[0].remark, "cut off"));
        delivered_clear(&delivered);
        if (i == 0) {
            end[-10] = 0;
            delivered = examine_text((const char *)file.at, true);
            ck_assert_uint_eq(delivered.count, 1);
            ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_MALFORMED);
            delivered_clear(&delivered);
        }
        buffer_clear(&file);
    }
}
END_TEST

static void prepare(void)
{
    ck_assert(key_examine_prepare());
}

#define LOOP(tests, test, rows)                                                                    \
    tcase_add_loop_test(tests, test, 0, (int)(sizeof(rows) / sizeof((rows)[0])))

int main(void)
{
    TCase *tests = tcase_create("dnssec_key");
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_set_timeout(tests, 60);
    LOOP(tests, what_is_no_key_is_refused, refusals);
    LOOP(tests, spelling_does_not_matter, spellings);
    tcase_add_test(tests, short_scalar_is_shown_whole);
    LOOP(tests, every_shorter_file_is_cut_or_refused, files);
    tcase_add_test(tests, private_value_is_shown_whole);
    tcase_add_test(tests, gost_is_a_lead);
    tcase_add_test(tests, foreign_public_value_is_a_forgery);
    tcase_add_test(tests, cut_rsa_is_proven_from_what_is_left);
    return suite_run("dnssec_key", tests);
}
