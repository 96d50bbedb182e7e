#include "key_fixture.h"
#include "keys/key_reader.h"

/* Listings of openssl and certtool: from their text to numbers. */

static enum outcome read_text(struct bytes text, struct written_numbers *numbers,
                              struct private_key *key)
{
    ck_assert(written_numbers_begin(numbers, text.left + 16));
    return listing_key_read(text, numbers, key);
}

#define SCALAR                                                                                     \
    "priv:\n e6:cb:5b:dd:80:aa:45:ae:9c:95:e8:c1:54:76:67:9f:fe:c9:53:c1:68:51:e7:11:e7:43:93:"    \
    "95:89:c6:4f:c1\n"

static const struct {
    const char *what, *text;
    enum outcome outcome;
} refusals[] = {
    { "nothing at all", "", OUTCOME_MALFORMED },
    { "a header alone", "Private-Key: (256 bit)\n", OUTCOME_MALFORMED },
    { "a public key", "modulus: 00:b0:d1\npublicExponent: 65537 (0x10001)\n", OUTCOME_MALFORMED },
    { "the front of a scalar", "priv: e6:cb:5b:dd:80\nASN1 OID: prime256v1\n", OUTCOME_MALFORMED },
    { "the front of a scalar, no curve", "priv: e6:cb:5b:dd:80\n", OUTCOME_MALFORMED },
    { "a scalar that is too long", SCALAR "ASN1 OID: prime192v1\n", OUTCOME_MALFORMED },
    { "a scalar of zero", "priv: 00:00:00\nASN1 OID: prime192v1\n", OUTCOME_MALFORMED },
    { "the front of a seed", "ED25519 Private-Key:\npriv: e6:cb:5b:dd:80\n", OUTCOME_MALFORMED },
    { "a seed of another length", "ED448 Private-Key:\n" SCALAR, OUTCOME_MALFORMED },
    { "Diffie-Hellman with a secret of zero", "p: 01:03\ng: 02:02\nprivate-key: 00:00\n",
      OUTCOME_MALFORMED },
    { "a sign and an octet less, no point",
      "private key:\n\t00:e6:cb:5b:dd:80:aa:45:ae:9c:95:e8:c1:54:76:67\n"
      "\t9f:fe:c9:53:c1:68:51:e7:11:e7:43:93:95:89:c6:4f\ncurve: SECP256R1\n",
      OUTCOME_TRUNCATED },
    { "half an octet behind a scalar that is long enough, no point",
      "curve:\tSECP521R1\nprivate key:\n\t"
      "01:d9:24:dc:ca:0a:88:7f:8d:99:76:7a:37:d8:74:e6\n\t"
      "37:a1:2c:cb:47:7d:6e:08:66:53:56:69:4d:68:b7:65\n\t"
      "5e:50:69:63:8f:de:7b:45:c8:54:01:3d:c7:7a:35:b1\n\t"
      "86:55:b8:4c:96:6a:60:22:0d:40:f9:1e:d9:f5:14:58\n\t02:e",
      OUTCOME_TRUNCATED },
    { "a scalar that lacks an octet, no point, and the listing ends there",
      "curve:\tSECP521R1\nprivate key:\n\t"
      "01:d9:24:dc:ca:0a:88:7f:8d:99:76:7a:37:d8:74:e6\n\t"
      "37:a1:2c:cb:47:7d:6e:08:66:53:56:69:4d:68:b7:65\n\t"
      "5e:50:69:63:8f:de:7b:45:c8:54:01:3d:c7:7a:35:b1\n\t"
      "86:55:b8:4c:96:6a:60:22:0d:40:f9:1e:d9:f5:14:58\n\t02\n",
      OUTCOME_TRUNCATED },
    { "no curve and no point", SCALAR, OUTCOME_UNSUPPORTED },
    { "a curve that is not known", SCALAR "ASN1 OID: c2pnb163v1\n", OUTCOME_UNSUPPORTED },
    { "GOST",
      "curve: CryptoPro-A\ndigest: STREEBOG-256\nparamset: TC26-Z\n" SCALAR "x: 01:02\ny: 03:04\n",
      OUTCOME_UNSUPPORTED },
    { "a group by name",
      "private-key: 01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f\n"
      "public-key: 05:06\nGROUP: ffdhe2048\n",
      OUTCOME_UNSUPPORTED },
};

START_TEST(what_is_no_key_is_refused)
{
    uint8_t *copy = exact_copy(refusals[_i].text, strlen(refusals[_i].text));
    struct written_numbers numbers = { 0 };
    struct private_key key = { .left_over = true };
    ck_assert_msg(read_text(bytes_over(copy, strlen(refusals[_i].text)), &numbers, &key) ==
                      refusals[_i].outcome,
                  "%s", refusals[_i].what);
    ck_assert(key.left_over);
    ck_assert_int_eq(key.public.algorithm, KEY_ALGORITHM_NONE);
    written_numbers_clear(&numbers);
    free(copy);
}
END_TEST

/* The names of one curve. */
static const struct {
    const char *line;
    enum curve curve;
} curves[] = {
    { "ASN1 OID: prime256v1\nNIST CURVE: P-256\n", CURVE_P256 },
    { "NIST CURVE: P-256\n", CURVE_P256 },
    { "curve:\tSECP256R1\n", CURVE_P256 },
    { "ASN1 OID: secp256k1\n", CURVE_SECP256K1 },
    { "ASN1 OID: brainpoolP256r1\n", CURVE_BRAINPOOLP256R1 },
};

START_TEST(curve_is_known_by_each_name)
{
    char text[512];
    snprintf(text, sizeof(text), "%s%s", SCALAR, curves[_i].line);
    struct written_numbers numbers = { 0 };
    struct private_key key;
    ck_assert_int_eq(read_text(bytes_over(text, strlen(text)), &numbers, &key), OUTCOME_OK);
    ck_assert_int_eq(key.public.curve, curves[_i].curve);
    ck_assert_uint_eq(key.secret.left, 32);
    ck_assert(!key.curve_inferred);
    written_numbers_clear(&numbers);
}
END_TEST

#define P521_FRONT                                                                                 \
    "    d9:24:dc:ca:0a:88:7f:8d:99:76:7a:37:d8:74:e6:\n"                                          \
    "    37:a1:2c:cb:47:7d:6e:08:66:53:56:69:4d:68:b7:\n"                                          \
    "    5e:50:69:63:8f:de:7b:45:c8:54:01:3d:c7:7a:35:\n"                                          \
    "    86:55:b8:4c:96:6a:60:22:0d:40:f9:1e:d9:f5:14:\n"                                          \
    "    58:02:e1:4c:97\n"

/* Half of the keys of P-521 are, where the zero at their front is left out. */
START_TEST(short_scalar_is_whole_where_the_listing_goes_on)
{
    static const char text[] = "priv:\n" P521_FRONT "ASN1 OID: secp521r1\nNIST CURVE: P-521\n";
    struct written_numbers numbers = { 0 };
    struct private_key key = { 0 };
    ck_assert_int_eq(read_text(bytes_over(text, sizeof(text) - 1), &numbers, &key), OUTCOME_OK);
    ck_assert_int_eq(key.public.curve, CURVE_P521);
    ck_assert_uint_eq(key.secret.left, 65);
    written_numbers_clear(&numbers);
}
END_TEST

static const char *const files[] = {
    "keys/listing/openssl-rsa1024-rfc9500.txt",   "keys/listing/certtool-rsa1024-rfc9500.txt",
    "keys/listing/openssl-ecdsap256-rfc9500.txt", "keys/listing/certtool-ecdsap256-rfc9500.txt",
    "keys/listing/openssl-dsa1024-rfc6979.txt",   "keys/listing/openssl-ed25519-rfc8410.txt",
    "keys/listing/openssl-ed448-rfc8080.txt",     "keys/listing/certtool-own-x25519.txt",
};

/* From the first name on, as the scan delivers it. */
static struct bytes listing_in(const struct buffer *file)
{
    static const char *const firsts[] = { "modulus", "curve", "Private-Key", "ED" };
    struct bytes text = buffer_bytes(file);
    for (size_t i = 0; i < 4 && memcmp(text.at, "Public", 6) == 0; i++) {
        const uint8_t *at = memmem(text.at, text.left, firsts[i], strlen(firsts[i]));
        if (at != NULL) {
            return bytes_over(at, (size_t)(text.at + text.left - at));
        }
    }
    return text;
}

START_TEST(every_shorter_listing_is_cut_or_refused)
{
    struct buffer file = fixture_read(files[_i]);
    const struct bytes text = listing_in(&file);
    for (size_t kept = 0; kept < text.left; kept++) {
        uint8_t *copy = exact_copy(text.at, kept);
        struct written_numbers numbers = { 0 };
        struct private_key key = { .left_over = true };
        if (read_text(bytes_over(copy, kept), &numbers, &key) == OUTCOME_OK) {
            ck_assert(!key.left_over);
            ck_assert(key.public.algorithm == KEY_RSA || key.secret.left > 0);
        } else {
            ck_assert(key.left_over);
        }
        written_numbers_clear(&numbers);
        free(copy);
    }
    buffer_clear(&file);
}
END_TEST

static struct delivered examine_text(struct bytes text, bool last)
{
    struct key_examiner *examiner = examiner_with("");
    const struct candidate candidate = { .form = CANDIDATE_LISTING,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = text };
    struct delivered delivered = examine_as(examiner, &candidate, last);
    key_examiner_free(examiner);
    return delivered;
}

/* One digit of the public half changed: the key is proven, the claim a forgery. */
START_TEST(foreign_public_half_is_a_forgery)
{
    static const char *const claims[] = { "pub:\n    19:b", "pub: \n    5d:f" };
    static const char *const from[] = { "keys/listing/openssl-ed25519-rfc8410.txt",
                                        "keys/listing/openssl-dsa1024-rfc6979.txt" };
    struct buffer file = fixture_read(from[_i]);
    uint8_t *at = memmem(file.at, file.used, claims[_i], strlen(claims[_i]));
    ck_assert_ptr_nonnull(at);
    at[strlen(claims[_i]) - 1] = '0';
    struct delivered delivered = examine_text(buffer_bytes(&file), false);
    ck_assert_uint_eq(delivered.count, 2);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_str_eq(delivered.findings[0].encoding, "listing");
    ck_assert_int_eq(delivered.findings[1].verdict, VERDICT_FORGED);
    delivered_clear(&delivered);
    buffer_clear(&file);
}
END_TEST

/* A lead waits for all other ways of reading the text. */
START_TEST(lead_comes_last)
{
    const struct bytes text = bytes_over(SCALAR, strlen(SCALAR));
    struct delivered delivered = examine_text(text, false);
    ck_assert_uint_eq(delivered.count, 0);
    delivered = examine_text(text, true);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_UNSUPPORTED);
    delivered_clear(&delivered);
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
    TCase *tests = tcase_create("listing_key");
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_set_timeout(tests, 60);
    LOOP(tests, what_is_no_key_is_refused, refusals);
    LOOP(tests, curve_is_known_by_each_name, curves);
    tcase_add_test(tests, short_scalar_is_whole_where_the_listing_goes_on);
    LOOP(tests, every_shorter_listing_is_cut_or_refused, files);
    tcase_add_loop_test(tests, foreign_public_half_is_a_forgery, 0, 2);
    tcase_add_test(tests, lead_comes_last);
    return suite_run("listing_key", tests);
}
