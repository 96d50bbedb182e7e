#include "bounds.h"
#include "crypto/sha256.h"
#include "key_fixture.h"
#include "keys/key_reader.h"

/* Keys that real programs wrote as JSON and as XML, against the public half that OpenSSL
 * wrote of each. */
static const struct {
    const char *file, *public;
    enum candidate_form form;
} fixtures[] = {
    { "jwk/rsa512-rfc5702.jwk", "spki/rsa512-rfc5702.key", CANDIDATE_JWK },
    { "jwk/rsa1024-rfc9500.jwk", "spki/rsa1024-rfc9500.key", CANDIDATE_JWK },
    { "jwk/rsa2048-rfc9500.jwk", "spki/rsa2048-rfc9500.key", CANDIDATE_JWK },
    { "jwk/rsa4096-rfc9500.jwk", "spki/rsa4096-rfc9500.key", CANDIDATE_JWK },
    { "jwk/own-three-primes.jwk", "jwk/own-three-primes.spki", CANDIDATE_JWK },
    { "jwk/ecdsap256-rfc9500.jwk", "spki/ecdsap256-rfc9500.key", CANDIDATE_JWK },
    { "jwk/ecdsap384-rfc9500.jwk", "spki/ecdsap384-rfc9500.key", CANDIDATE_JWK },
    { "jwk/ecdsap521-rfc9500.jwk", "spki/ecdsap521-rfc9500.key", CANDIDATE_JWK },
    { "jwk/own-secp256k1.jwk", "jwk/own-secp256k1.spki", CANDIDATE_JWK },
    { "jwk/ed25519-rfc8410.jwk", "spki/ed25519-rfc8410.key", CANDIDATE_JWK },
    { "jwk/ed448-rfc8080.jwk", "spki/ed448-rfc8080.key", CANDIDATE_JWK },
    { "jwk/x25519-rfc7748.jwk", "jwk/x25519-rfc7748.spki", CANDIDATE_JWK },
    { "jwk/x448-rfc7748.jwk", "jwk/x448-rfc7748.spki", CANDIDATE_JWK },
    { "xml/mono-rsa1024-rfc9500.xml", "spki/rsa1024-rfc9500.key", CANDIDATE_XML },
    { "xml/mono-rsa2048-rfc9500.xml", "spki/rsa2048-rfc9500.key", CANDIDATE_XML },
    { "xml/mono-dsa1024-rfc6979.xml", "spki/dsa1024-rfc6979.key", CANDIDATE_XML },
    { "xml/xkms-rsa2048-rfc9500.xml", "spki/rsa2048-rfc9500.key", CANDIDATE_XML },
    { "xml/rfc4050-ecdsap256-rfc9500.xml", "spki/ecdsap256-rfc9500.key", CANDIDATE_XML },
    { "xml/rfc4050-ecdsap521-rfc9500.xml", "spki/ecdsap521-rfc9500.key", CANDIDATE_XML },
    { "xml/w3c-ecdsap256-rfc9500.xml", "spki/ecdsap256-rfc9500.key", CANDIDATE_XML },
    { "xml/w3c-ecdsap521-rfc9500.xml", "spki/ecdsap521-rfc9500.key", CANDIDATE_XML },
};

static struct delivered examine(enum candidate_form form, struct bytes content, bool last)
{
    struct key_examiner *examiner = examiner_with("");
    const struct candidate candidate = { .form = form,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = content };
    struct delivered delivered = examine_as(examiner, &candidate, last);
    key_examiner_free(examiner);
    return delivered;
}

static struct buffer read_key(const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), "keys/%s", name);
    return fixture_read(path);
}

START_TEST(key_of_a_real_program_is_proven)
{
    char path[256];
    struct buffer text = read_key(fixtures[_i].file);
    snprintf(path, sizeof(path), "keys/%s", fixtures[_i].public);
    struct pem_block public = pem_fixture(path);
    uint8_t expected[SHA256_LENGTH];
    sha256_of(buffer_bytes(&public.content), expected);
    struct delivered delivered = examine(fixtures[_i].form, buffer_bytes(&text), false);
    ck_assert_uint_eq(delivered.count, 1);
    const struct key_finding *finding = &delivered.findings[0];
    ck_assert_int_eq(finding->verdict, VERDICT_PROVEN);
    ck_assert_mem_eq(finding->identity.spki_sha256, expected, SHA256_LENGTH);
    ck_assert_str_eq(finding->encoding, fixtures[_i].form == CANDIDATE_JWK ? "jwk" : "xml");
    /* Nothing had to be mended, but for primes that are more than two. */
    ck_assert_ptr_null(finding->remark);
    delivered_clear(&delivered);
    buffer_clear(&public.content);
    buffer_clear(&text);
}
END_TEST

/* A text that was cut off anywhere proves the same key or none, and reads no byte behind. */
START_TEST(every_prefix_is_the_same_key_or_none)
{
    struct buffer text = read_key(fixtures[_i].file);
    struct delivered whole = examine(fixtures[_i].form, buffer_bytes(&text), true);
    size_t step = text.used > 1000 ? 7 : 1;
    for (size_t length = 0; length < text.used; length += step) {
        uint8_t *copy = exact_copy(text.at, length);
        struct private_key key = { .left_over = true };
        struct written_numbers numbers = { 0 };
        ck_assert(written_numbers_begin(&numbers, length + WRITTEN_SPARE));
        const struct key_reader *reader = key_reader_of(fixtures[_i].form);
        if (reader->read(bytes_over(copy, length), &numbers, &key) != OUTCOME_OK) {
            ck_assert(key.left_over && key.public.algorithm == KEY_ALGORITHM_NONE);
        }
        written_numbers_clear(&numbers);
        if (length % 97 == 0) {
            struct delivered cut = examine(fixtures[_i].form, bytes_over(copy, length), true);
            for (size_t i = 0; i < cut.count; i++) {
                if (cut.findings[i].verdict == VERDICT_PROVEN) {
                    ck_assert_mem_eq(&cut.findings[i].identity, &whole.findings[0].identity,
                                     sizeof(struct public_identity));
                }
            }
            delivered_clear(&cut);
        }
        free(copy);
    }
    delivered_clear(&whole);
    buffer_clear(&text);
}
END_TEST

/* RFC 8410's key, and RFC 9500's of P-256. */
#define SEED       "1O5y2_kTWErVttjx92n4rTr-fCjL8dT74Jeoj0R1WEI"
#define ED_X       "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE"
#define EC_D       "5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnGT8E"
#define EC_X       "QiVI-I-3gv-17KN0RFLHKh5Vj71vc75eSOkyMsxFxbE"
#define EC_Y       "bEzRDEy41bihcTnpSILImSVymTQl9BQZq36QpCpJQnI"
#define EC_D_FRONT "5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnG"
#define EC         "\"kty\":\"EC\",\"crv\":\"P-256\","

/* Each row: a text, and what it comes to. */
static const struct {
    const char *what, *text;
    enum outcome outcome;
} jwks[] = {
    { "without its public half", "{" EC "\"d\":\"" EC_D "\"}", OUTCOME_OK },
    { "members in another order", "{\"d\":\"" EC_D "\",\"crv\":\"P-256\",\"kty\":\"EC\"}",
      OUTCOME_OK },
    { "unknown members, nested ones too",
      "{\"x5c\":[\"MIIB\"],\"ext\":true,\"a\":{\"kty\":\"oct\",\"d\":\"x\"}," EC "\"d\":\"" EC_D
      "\",\"key_ops\":[\"sign\"]}",
      OUTCOME_OK },
    { "escapes in names and values",
      "{\"kty\":\"\\u0045C\",\"c\\u0072v\":\"P-256\",\"\\u0064\":\"5stb3YCqRa6clejBVHZnn\\/"
      "7JU8FoUecR50OTlYnGT8E\"}",
      OUTCOME_OK },
    { "standard base64 with padding",
      "{" EC "\"d\":\"5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnGT8E=\"}", OUTCOME_OK },
    { "JavaScript", "{kty: 'EC', crv: 'P-256', d: '" EC_D "'}", OUTCOME_OK },
    { "a member twice", "{" EC "\"d\":\"AAAA\",\"d\":\"" EC_D "\"}", OUTCOME_OK },
    { "cut off behind d", "{" EC "\"d\":\"" EC_D "\",\"x\":\"QiVI", OUTCOME_OK },
    { "a seed with its public half behind it",
      "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\""
      "1O5y2_kTWErVttjx92n4rTr-fCjL8dT74Jeoj0R1WEIZv0QJaYTN_oVBusFn3DuWyFCGqjC2tssMXDitcDFm4Q"
      "\"}",
      OUTCOME_OK },
    { "Ed25519 as EC", "{\"kty\":\"EC\",\"crv\":\"Ed25519\",\"d\":\"" SEED "\"}", OUTCOME_OK },
    { "no braces and quotes", "kty: EC\ncrv: P-256\nd: " EC_D, OUTCOME_OK },
    { "no braces and quotes, cut off within d", "kty: EC\ncrv: P-256\nd: " EC_D_FRONT,
      OUTCOME_TRUNCATED },
    { "no braces and quotes, two octets of zero left out", "kty: EC\nd: " EC_D_FRONT "\ncrv: P-256",
      OUTCOME_OK },
    { "no braces, two octets of zero left out", "kty: EC\ncrv: P-256\nd: \"" EC_D_FRONT "\"",
      OUTCOME_OK },
    { "no object", "\"kty\":\"EC\"", OUTCOME_UNEXPECTED },
    { "nothing", "", OUTCOME_UNEXPECTED },
    { "a public key", "{" EC "\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\"}", OUTCOME_UNEXPECTED },
    { "a public RSA key", "{\"kty\":\"RSA\",\"n\":\"" EC_X "\",\"e\":\"AQAB\"}",
      OUTCOME_UNEXPECTED },
    { "a symmetric key", "{\"kty\":\"oct\",\"k\":\"" EC_D "\",\"d\":\"" EC_D "\"}",
      OUTCOME_UNEXPECTED },
    { "no kind", "{\"crv\":\"P-256\",\"d\":\"" EC_D "\"}", OUTCOME_UNEXPECTED },
    { "d in a nested object", "{" EC "\"a\":{\"d\":\"" EC_D "\"}}", OUTCOME_UNEXPECTED },
    { "a placeholder", "{" EC "\"d\":\"...\"}", OUTCOME_MALFORMED },
    { "a redacted d", "{" EC "\"d\":\"5stb3YCqRa6clejBVHZ******\"}", OUTCOME_MALFORMED },
    { "an empty d", "{" EC "\"d\":\"\"}", OUTCOME_UNEXPECTED },
    { "a seed too short", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"AQID\"}",
      OUTCOME_MALFORMED },
    { "RSA without a modulus", "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"d\":\"" EC_D "\"}",
      OUTCOME_MALFORMED },
    { "a curve that is none of ours", "{\"kty\":\"EC\",\"crv\":\"SM2\",\"d\":\"" EC_D "\"}",
      OUTCOME_UNSUPPORTED },
    { "a post-quantum seed", "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"priv\":\"" EC_D "\"}",
      OUTCOME_UNSUPPORTED },
    { "a post-quantum public key", "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"pub\":\"" EC_D "\"}",
      OUTCOME_UNEXPECTED },
};

static enum outcome read_text(enum candidate_form form, const char *text, struct private_key *key)
{
    struct written_numbers numbers = { 0 };
    const size_t length = strlen(text);
    uint8_t *copy = exact_copy(text, length);
    ck_assert(written_numbers_begin(&numbers, length + WRITTEN_SPARE));
    enum outcome outcome = key_reader_of(form)->read(bytes_over(copy, length), &numbers, key);
    written_numbers_clear(&numbers);
    free(copy);
    return outcome;
}

static void check_row(enum candidate_form form, const char *what, const char *text,
                      enum outcome expected)
{
    struct private_key key = { .left_over = true };
    enum outcome outcome = read_text(form, text, &key);
    ck_assert_msg(outcome == expected, "%s: %s", what, outcome_name(outcome));
    ck_assert_msg(key.left_over == (expected != OUTCOME_OK), "%s", what);
    struct delivered delivered = examine(form, bytes_over(text, strlen(text)), true);
    const enum verdict verdict = expected == OUTCOME_OK            ? VERDICT_PROVEN
                                 : expected == OUTCOME_UNSUPPORTED ? VERDICT_UNSUPPORTED
                                 : expected == OUTCOME_TRUNCATED   ? VERDICT_MALFORMED
                                                                   : VERDICT_NONE;
    ck_assert_msg(delivered.count == (verdict != VERDICT_NONE), "%s", what);
    if (verdict != VERDICT_NONE) {
        ck_assert_msg(delivered.findings[0].verdict == verdict, "%s: %s", what,
                      delivered.findings[0].failure);
    }
    delivered_clear(&delivered);
}

START_TEST(row_11_jwk)
{
    check_row(CANDIDATE_JWK, jwks[_i].what, jwks[_i].text, jwks[_i].outcome);
}
END_TEST

#define DECIMAL_D "104391259158917071978407711721107043429867940075141872734078280965367206924225"
#define CURVE     "<NamedCurve URN='urn:oid:1.2.840.10045.3.1.7'/>"

static const struct {
    const char *what, *text;
    enum outcome outcome;
} elements[] = {
    { "without its public half", "<ECKeyValue>" CURVE "<D>" EC_D "</D></ECKeyValue>", OUTCOME_OK },
    { "in decimal", "<ECDSAKeyValue>" CURVE "<D>\n " DECIMAL_D "</D></ECDSAKeyValue>", OUTCOME_OK },
    { "in an attribute", "<ECDSAKeyValue>" CURVE "<D Value='" DECIMAL_D "'></D></ECDSAKeyValue>",
      OUTCOME_OK },
    { "comments, CDATA, line breaks and references",
      "<x:ECKeyValue a='>'><!-- <D>AA</D> -->" CURVE
      "<x:D><![CDATA[5stb3YCqRa6clejBVHZnn/]]>7JU8FoUec&#13;\r\n<br/>R50OTlYnGT8E&#61;</x:D>"
      "</x:ECKeyValue>",
      OUTCOME_OK },
    { "cut off behind D", "<ECKeyValue>" CURVE "<D>" EC_D "</D><Public", OUTCOME_OK },
    { "nothing", "", OUTCOME_UNEXPECTED },
    { "no such element", "<KeyValue>" CURVE "<D>" EC_D "</D></KeyValue>", OUTCOME_UNEXPECTED },
    { "an end tag first", "</ECKeyValue>", OUTCOME_UNEXPECTED },
    { "a public key", "<ECKeyValue>" CURVE "<PublicKey>" EC_X "</PublicKey></ECKeyValue>",
      OUTCOME_UNEXPECTED },
    { "a public RSA key",
      "<RSAKeyValue><Modulus>" EC_X "</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>",
      OUTCOME_UNEXPECTED },
    { "a public DSA key", "<DSAKeyValue><P>AQ==</P><Q>AQ==</Q><G>AQ==</G><Y>AQ==</Y></DSAKeyValue>",
      OUTCOME_UNEXPECTED },
    { "D behind the element", "<ECKeyValue>" CURVE "</ECKeyValue><D>" EC_D "</D>",
      OUTCOME_UNEXPECTED },
    { "D without an end", "<ECKeyValue>" CURVE "<D>" EC_D "</ECKeyValue>", OUTCOME_UNEXPECTED },
    { "a placeholder", "<ECKeyValue>" CURVE "<D>...</D></ECKeyValue>", OUTCOME_MALFORMED },
    { "RSA without a modulus", "<RSAKeyPair><Exponent>AQAB</Exponent><D>" EC_D "</D></RSAKeyPair>",
      OUTCOME_MALFORMED },
    { "DSA without a generator", "<DSAKeyValue><P>AQ==</P><Q>AQ==</Q><X>AQ==</X></DSAKeyValue>",
      OUTCOME_MALFORMED },
    { "a curve that is none of ours",
      "<ECKeyValue><NamedCurve URI='urn:oid:1.2.156.10197.1.301'/><D>" EC_D "</D></ECKeyValue>",
      OUTCOME_UNSUPPORTED },
};

START_TEST(row_12_xml)
{
    check_row(CANDIDATE_XML, elements[_i].what, elements[_i].text, elements[_i].outcome);
}
END_TEST

/* A public half that stands there is a claim: another one is a forgery. */
static const struct {
    enum candidate_form form;
    const char *text;
} forgeries[] = {
    { CANDIDATE_JWK,
      "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"" EC_D "\",\"x\":\"" ED_X "\"}" },
    { CANDIDATE_JWK, "{" EC "\"d\":\"" SEED "\",\"x\":\"" EC_X "\",\"y\":\"" EC_Y "\"}" },
    { CANDIDATE_XML,
      "<ECKeyValue>" CURVE "<X>" EC_X "</X><Y>" EC_Y "</Y><D>" SEED "</D></ECKeyValue>" },
};

START_TEST(foreign_public_half_is_a_forgery)
{
    const char *text = forgeries[_i].text;
    struct delivered delivered = examine(forgeries[_i].form, bytes_over(text, strlen(text)), true);
    ck_assert_uint_eq(delivered.count, 2);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_int_eq(delivered.findings[1].verdict, VERDICT_FORGED);
    ck_assert(delivered.findings[1].has_claim);
    ck_assert_mem_ne(delivered.findings[0].identity.digest, delivered.findings[1].claimed.digest,
                     SHA256_LENGTH);
    delivered_clear(&delivered);
}
END_TEST

/* With the private exponent, or one prime, all else is made from the modulus. */
static const char *const without[] = {
    "\"p\" \"q\" \"dp\" \"dq\" \"qi\"",
    "\"d\" \"q\" \"dp\" \"dq\" \"qi\"",
    "\"d\" \"dp\" \"dq\" \"qi\"",
};

START_TEST(rsa_is_proven_from_what_is_left)
{
    struct buffer text = read_key("jwk/rsa2048-rfc9500.jwk");
    struct delivered whole = examine(CANDIDATE_JWK, buffer_bytes(&text), true);
    char names[64];
    snprintf(names, sizeof(names), "%s", without[_i]);
    for (char *rest = names, *name; (name = strtok_r(rest, " ", &rest)) != NULL;) {
        uint8_t *place = memmem(text.at, text.used, name, strlen(name));
        ck_assert_ptr_nonnull(place);
        place[1] = '_';
    }
    struct delivered left = examine(CANDIDATE_JWK, buffer_bytes(&text), true);
    ck_assert_uint_eq(left.count, 1);
    ck_assert_int_eq(left.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_mem_eq(&left.findings[0].identity, &whole.findings[0].identity,
                     sizeof(struct public_identity));
    delivered_clear(&whole);
    delivered_clear(&left);
    buffer_clear(&text);
}
END_TEST

static const struct {
    const char *text, *hex; /* NULL: refused */
} decimals[] = {
    { "0", "" },
    { "1", "01" },
    { "255", "ff" },
    { "256", "0100" },
    { " 12 34\n", "04d2" },
    { "007", "07" },
    { "18446744073709551616", "010000000000000000" },
    { "99999999999999999999", "056bc75e2d630fffff" },
    { "", NULL },
    { " ", NULL },
    { "12a", NULL },
    { "-1", NULL },
};

START_TEST(decimal_is_read)
{
    struct written_numbers numbers = { 0 };
    struct bytes number = bytes_over("before", 6);
    const size_t length = strlen(decimals[_i].text);
    ck_assert(written_numbers_begin(&numbers, length + 1));
    bool read = written_number_decimal(&numbers, bytes_over(decimals[_i].text, length), &number);
    ck_assert(read == (decimals[_i].hex != NULL));
    if (read) {
        char hex[2 * 32 + 1] = "";
        for (size_t i = 0; i < number.left; i++) {
            snprintf(hex + 2 * i, 3, "%02x", number.at[i]);
        }
        ck_assert_str_eq(hex, decimals[_i].hex);
    } else {
        ck_assert_uint_eq(number.left, 6);
        ck_assert_uint_eq(numbers.octets.used, 0);
    }
    written_numbers_clear(&numbers);
}
END_TEST

START_TEST(decimal_is_bounded)
{
    struct written_numbers numbers = { 0 };
    struct bytes number = { 0 };
    char digits[DECIMAL_DIGITS_MAX + 1];
    memset(digits, '9', sizeof(digits));
    ck_assert(written_numbers_begin(&numbers, sizeof(digits)));
    ck_assert(!written_number_decimal(&numbers, bytes_over(digits, sizeof(digits)), &number));
    ck_assert(written_number_decimal(&numbers, bytes_over(digits, sizeof(digits) - 1), &number));
    ck_assert_uint_eq(number.left, 2077); /* 5,000 log 10 / log 256 */
    written_numbers_clear(&numbers);
}
END_TEST

START_TEST(point_is_as_wide_as_the_field)
{
    struct written_numbers numbers = { 0 };
    struct bytes point = bytes_over("before", 6);
    const struct bytes x = bytes_over("\x01", 1), y = bytes_over("\x02\x03\x04", 3);
    ck_assert(written_numbers_begin(&numbers, 16));
    ck_assert(!written_point(&numbers, x, y, 2, &point));
    ck_assert(!written_point(&numbers, x, bytes_over(NULL, 0), 2, &point));
    ck_assert(!written_point(&numbers, x, y, 4096, &point));
    ck_assert_uint_eq(point.left, 6);
    ck_assert(written_point(&numbers, x, y, 3, &point));
    ck_assert(bytes_equal(point, bytes_over("\x04\0\0\x01\x02\x03\x04", 7)));
    written_numbers_clear(&numbers);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
    if (!key_examine_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("written_key");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, key_of_a_real_program_is_proven, 0, ROWS(fixtures));
    tcase_add_loop_test(tests, every_prefix_is_the_same_key_or_none, 0, ROWS(fixtures));
    tcase_add_loop_test(tests, row_11_jwk, 0, ROWS(jwks));
    tcase_add_loop_test(tests, row_12_xml, 0, ROWS(elements));
    tcase_add_loop_test(tests, foreign_public_half_is_a_forgery, 0, ROWS(forgeries));
    tcase_add_loop_test(tests, rsa_is_proven_from_what_is_left, 0, ROWS(without));
    tcase_add_loop_test(tests, decimal_is_read, 0, ROWS(decimals));
    tcase_add_test(tests, decimal_is_bounded);
    tcase_add_test(tests, point_is_as_wide_as_the_field);
    return suite_run("written_key", tests);
}
