#include "certificates/proof_check.h"

#include <string.h>

#include "bounds.h"
#include "buffer.h"
#include "certificates/certificate_frame.h"
#include "certificates/fixture.h"
#include "certificates/jws_algorithm.h"
#include "certificates/pem_block.h"
#include "suite.h"

static const struct proof_setting no_setting = { .cn = { 0 } };

/* scripts/fixtures/make-proof-fixtures: what others made, with openssl. */
static const struct row {
    const char *file;
    enum proof_structure structure;
    enum proof_statement statement;
    bool signature_holds;
    const char *failure; /* its begin; NULL: the proof holds */
} rows[] = {
    { "digicert.csr", STRUCTURE_REQUEST, STATES_REQUEST, true, NULL },
    { "p256.der", STRUCTURE_REQUEST, STATES_REQUEST, true, NULL },
    { "kca.csr", STRUCTURE_REQUEST, STATES_ATTESTATION, true, NULL },
    { "pock.crt", STRUCTURE_CERTIFICATE, STATES_CERTIFICATE, true, NULL },
    { "es256-compact.jws", STRUCTURE_JWS, STATES_PWNEDKEYS, true, NULL },
    { "plain.csr", STRUCTURE_REQUEST, STATES_NOTHING, true, "it states no compromise" },
    { "kca-uncritical.csr", STRUCTURE_REQUEST, STATES_NOTHING, true, "it names itself" },
    { "plain.crt", STRUCTURE_CERTIFICATE, STATES_NOTHING, true, "it states no compromise" },
    { "pock-of-2026.crt", STRUCTURE_CERTIFICATE, STATES_NOTHING, true, "it states no" },
    { "rsa-2048.crt", STRUCTURE_CERTIFICATE, STATES_NOTHING, true, "it states no compromise" },
    { "exponent-one.der", STRUCTURE_REQUEST, STATES_REQUEST, false, "anybody can sign" },
    { "pwnedkeys.jws", STRUCTURE_JWS, STATES_PWNEDKEYS, false, "its key is not in it" },
    { "es256-fine.jws", STRUCTURE_JWS, STATES_NOTHING, true, "it states no compromise" },
    { "es256-other-kid.jws", STRUCTURE_JWS, STATES_PWNEDKEYS, false, "the fingerprint" },
    { "es256-critical.jws", STRUCTURE_JWS, STATES_PWNEDKEYS, false, "its header has an" },
    { "es256-zero.jws", STRUCTURE_JWS, STATES_PWNEDKEYS, false, "the signature does not hold" },
    { "none.jws", STRUCTURE_JWS, STATES_PWNEDKEYS, false, "its algorithm is none" },
    { "hs256.jws", STRUCTURE_JWS, STATES_PWNEDKEYS, false, "its algorithm is none" },
    /* in form as those above */
    { "md5.csr", STRUCTURE_REQUEST, STATES_REQUEST, true, "it is signed by a hash" },
    { "sha1.csr", STRUCTURE_REQUEST, STATES_REQUEST, true, "it is signed by a hash" },
    { "sha1-pss.csr", STRUCTURE_REQUEST, STATES_REQUEST, true, "it is signed by a hash" },
};

#define IN_FORM_AS_OTHERS 3

struct found {
    size_t count, holding;
    struct checked_proof last;
};

static void take(void *context, const struct checked_proof *checked)
{
    struct found *found = context;
    found->count++;
    found->holding += checked->failure == NULL ? 1 : 0;
    found->last = *checked;
}

static struct found check(struct bytes content, const struct proof_setting *setting)
{
    struct found found = { 0 };
    proof_check_file(content, setting, &found, take);
    return found;
}

static struct bytes proof_read(const char *file)
{
    char name[64];
    (void)snprintf(name, sizeof(name), "proofs/%s", file);
    return fixture_read(name);
}

START_TEST(each_comes_to_what_it_is)
{
    const struct row *row = &rows[_i];
    struct bytes content = proof_read(row->file);
    const struct found found = check(content, &no_setting);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_int_eq(found.last.structure, row->structure);
    ck_assert_int_eq(found.last.statement, row->statement);
    ck_assert_msg(found.last.signature_holds == row->signature_holds, "%s", row->file);
    if (row->failure == NULL) {
        ck_assert_msg(found.last.failure == NULL, "%s: %s", row->file, found.last.failure);
        ck_assert(found.last.has_identity);
    } else {
        ck_assert_msg(found.last.failure != NULL &&
                          strncmp(found.last.failure, row->failure, strlen(row->failure)) == 0,
                      "%s: %s", row->file, found.last.failure);
    }
    fixture_free(content);
}
END_TEST

/* A front part may still hold where all but blanks and a closing brace stands there: a proof
 * that holds is then the same one. */
START_TEST(every_shorter_prefix)
{
    struct bytes content = proof_read(rows[_i].file);
    const struct found whole = check(content, &no_setting);
    for (size_t length = 0; length < content.left; length++) {
        uint8_t *copy = exact_copy(content.at, length);
        const struct found found = check(bytes_over(copy, length), &no_setting);
        must(found.count > 0);
        must(found.holding == 0 || (whole.holding == 1 && length + 3 >= content.left));
        free(copy);
    }
    fixture_free(content);
}
END_TEST

/* Whatever one octet is changed to: what holds afterwards speaks of the same key, and says the
 * same. (Some are spare: a letter case of PEM's label is not, the last bits of base64 are.) */
START_TEST(every_changed_octet)
{
    struct bytes content = proof_read(rows[_i].file);
    const struct found whole = check(content, &no_setting);
    uint8_t *copy = exact_copy(content.at, content.left);
    for (size_t at = 0; at < content.left; at++) {
        for (unsigned bit = 0; bit < 8; bit += 5) {
            copy[at] ^= (uint8_t)(1u << bit);
            const struct found found = check(bytes_over(copy, content.left), &no_setting);
            must(found.count > 0);
            must(found.last.failure != NULL || found.count > 1 ||
                 (whole.last.failure == NULL &&
                  memcmp(found.last.identity.spki_sha256, whole.last.identity.spki_sha256,
                         SHA256_LENGTH) == 0 &&
                  found.last.statement == whole.last.statement));
            copy[at] = content.at[at];
        }
    }
    free(copy);
    fixture_free(content);
}
END_TEST

/* In DER no octet is spare. */
START_TEST(no_changed_octet_of_der_holds)
{
    struct bytes content = proof_read("p256.der");
    uint8_t *copy = exact_copy(content.at, content.left);
    for (size_t at = 0; at < content.left; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            copy[at] ^= (uint8_t)(1u << bit);
            must(check(bytes_over(copy, content.left), &no_setting).holding == 0);
            copy[at] = content.at[at];
        }
    }
    free(copy);
    fixture_free(content);
}
END_TEST

/* A certificate names the algorithm of its signature twice; either one changed alone is told as
 * what it is, and not only as a signature that fails. */
START_TEST(a_certificate_of_two_algorithms_is_told)
{
    struct bytes content = proof_read("pock.crt");
    struct buffer room = { 0 };
    struct pem_block block;
    enum pem_end end;
    struct certificate_frame frame;
    ck_assert(pem_block_next(content, true, &room, &block, &end) && end == PEM_BLOCK);
    ck_assert_ptr_null(certificate_frame_read(block.content, &frame));
    const struct bytes named = _i == 0 ? frame.signed_algorithm : frame.algorithm;
    const size_t last = (size_t)(named.at - block.content.at) + named.left - 1;
    uint8_t *copy = exact_copy(block.content.at, block.content.left);
    ck_assert_int_eq(copy[last], 2); /* ecdsa-with-SHA256, of SHA-384 is 3: RFC 5758 section 3.2 */
    copy[last] = 3;
    const struct found found = check(bytes_over(copy, block.content.left), &no_setting);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_uint_eq(found.holding, 0);
    ck_assert_str_eq(found.last.failure, "it names two different signature algorithms");
    free(copy);
    buffer_clear(&room);
    fixture_free(content);
}
END_TEST

static void spki_of(const char *file, struct buffer *spki)
{
    struct bytes content = proof_read(file);
    struct buffer room = { 0 };
    struct pem_block block;
    enum pem_end end;
    struct certificate_frame frame;
    ck_assert(pem_block_next(content, true, &room, &block, &end) && end == PEM_BLOCK);
    ck_assert_ptr_null(certificate_frame_read(block.content, &frame));
    ck_assert(buffer_append(spki, frame.spki));
    buffer_clear(&room);
    fixture_free(content);
}

START_TEST(a_jws_finds_its_key_in_a_certificate)
{
    struct buffer spkis = { 0 };
    struct bytes content = proof_read("pwnedkeys.jws");
    spki_of("pock.crt", &spkis);
    const struct proof_setting other = { .spkis = buffer_bytes(&spkis) };
    ck_assert_uint_eq(check(content, &other).holding, 0);
    spki_of("rsa-2048.crt", &spkis);
    const struct proof_setting both = { .spkis = buffer_bytes(&spkis) };
    ck_assert_uint_eq(check(content, &both).holding, 1);
    /* What stands behind the first piece that is no key is not read. */
    const struct proof_setting cut = { .spkis = { spkis.at, spkis.used - 1 } };
    ck_assert_uint_eq(check(content, &cut).holding, 0);
    buffer_clear(&spkis);
    fixture_free(content);
}
END_TEST

/* As many signatures that only name their key as there are certificates beside them: each key is
 * read once, or this takes minutes. The last one has the key. */
START_TEST(many_signatures_find_their_keys_among_many)
{
    enum { KEYS = 8000 };
    struct buffer spkis = { 0 }, one = { 0 }, file = { 0 };
    struct bytes content = proof_read("pwnedkeys.jws");
    spki_of("pock.crt", &one);
    for (size_t i = 0; i < KEYS; i++) {
        ck_assert(buffer_append(&spkis, buffer_bytes(&one)));
        /* {"kid":"00..."} */
        ck_assert(buffer_append_text(&file, "eyJraWQiOiIwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"
                                            "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwIn0.AA.AA"
                                            "\n"));
    }
    spki_of("rsa-2048.crt", &spkis);
    ck_assert(buffer_append(&file, content));
    const struct proof_setting setting = { .spkis = buffer_bytes(&spkis) };
    const struct found found = check(buffer_bytes(&file), &setting);
    ck_assert_uint_eq(found.holding, 1);
    ck_assert_ptr_null(found.last.failure);
    buffer_clear(&spkis);
    buffer_clear(&one);
    buffer_clear(&file);
    fixture_free(content);
}
END_TEST

START_TEST(another_common_name_may_be_given)
{
    struct bytes content = proof_read("plain.csr");
    const struct proof_setting given = { .cn = bytes_over("www.example.com", 15) };
    const struct found found = check(content, &given);
    ck_assert_ptr_null(found.last.failure);
    ck_assert_int_eq(found.last.statement, STATES_GIVEN);
    const struct proof_setting shorter = { .cn = bytes_over("www.example.co", 14) };
    ck_assert_uint_eq(check(content, &shorter).holding, 0);
    fixture_free(content);
}
END_TEST

static void append_signature(struct buffer *text, const char *between)
{
    ck_assert(buffer_append_text(text, between) &&
              buffer_append_text(text, "{\"protected\":\"e30\",\"signature\":\"AAAA\"}"));
}

/* Two of its keys have signed (RFC 7515 section 7.2.1); the third signature is nobody's. */
START_TEST(each_signature_of_a_general_jws_is_judged)
{
    struct bytes content = proof_read("general.jws");
    const struct found whole = check(content, &no_setting);
    ck_assert_uint_eq(whole.count, 3);
    ck_assert_uint_eq(whole.holding, 2);
    ck_assert_int_eq(whole.last.structure, STRUCTURE_JWS);
    ck_assert_str_eq(whole.last.failure, "its key is not in it: give a certificate with that key");
    for (size_t length = 0; length < content.left; length++) {
        uint8_t *copy = exact_copy(content.at, length);
        const struct found found = check(bytes_over(copy, length), &no_setting);
        must(found.count > 0 && (found.holding == 0 || length + 3 >= content.left));
        free(copy);
    }
    /* The payload that one key has signed is no other's. */
    uint8_t *copy = exact_copy(content.at, content.left);
    copy[20] ^= 1;
    ck_assert_uint_eq(check(bytes_over(copy, content.left), &no_setting).holding, 0);
    free(copy);
    fixture_free(content);
}
END_TEST

static const char *const no_general[] = {
    "{\"payload\":\"eA\",\"signatures\":[]}",
    "{\"payload\":\"eA\",\"signatures\":[1]}",
    "{\"payload\":\"eA\",\"signatures\":{}}",
    "{\"payload\":\"eA\",\"signatures\":\"eA\"}",
    "{\"payload\":\"!\",\"signatures\":[{\"protected\":\"e30\",\"signature\":\"AAAA\"}]}",
    "{\"signatures\":[{\"protected\":\"e30\",\"signature\":\"AAAA\"}]}",
    "{\"payload\":\"eA\",\"signatures\":[{\"signature\":\"AAAA\"}]}",
    ("{\"payload\":\"eA\",\"signature\":\"AAAA\",\"protected\":\"e30\","
     "\"signatures\":[{\"protected\":\"e30\",\"signature\":\"AAAA\"}]}"),
};

START_TEST(what_is_no_general_jws)
{
    const struct found found =
        check(bytes_over(no_general[_i], strlen(no_general[_i])), &no_setting);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_str_eq(found.last.failure, "no signature in one of the forms of JWS");
}
END_TEST

START_TEST(signatures_of_a_jws_are_bounded)
{
    struct buffer text = { 0 };
    append_signature(&text, "{\"payload\":\"eA\",\"signatures\":[");
    for (size_t i = 0; i < JWS_SIGNATURES_MAX; i++) {
        append_signature(&text, ",");
    }
    ck_assert(buffer_append_text(&text, "]}"));
    const struct found found = check(buffer_bytes(&text), &no_setting);
    ck_assert_uint_eq(found.count, JWS_SIGNATURES_MAX + 1);
    ck_assert_str_eq(found.last.failure, "it has more signatures than are judged");
    buffer_clear(&text);
}
END_TEST

/* As in proofs/proofs.pem: a line with the key's name before each. */
START_TEST(a_file_may_hold_many)
{
    static const char *const files[] = { "digicert.csr", "es256-compact.jws", "pock.crt",
                                         "kca.csr",      "none.jws",          "es256-fine.jws" };
    struct buffer all = { 0 };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct bytes content = proof_read(files[i]);
        ck_assert(buffer_append_text(&all, "rsa-0123\n") && buffer_append(&all, content));
        fixture_free(content);
    }
    const struct found found = check(buffer_bytes(&all), &no_setting);
    ck_assert_uint_eq(found.count, 6);
    ck_assert_uint_eq(found.holding, 4);
    buffer_clear(&all);
}
END_TEST

static const char *const nothings[] = {
    "",
    " \n",
    "text",
    "{}",
    "{\"a\":1}",
    "eyJ.",
    "eyJ.a.b",
    "-----BEGIN CERTIFICATE-----\n",
    "-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END CERTIFICATE REQUEST-----\n",
    "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n",
    "0\001\001",
    "{\"protected\":",
    "{\"protected\":\"e30\",\"payload\":\"\",\"signature\":\"AA\"}",
    "{\"protected\":[\"e30\"],\"payload\":\"AA\",\"signature\":\"AA\"}",
    "{\"protected\":\"e30=\",\"payload\":\"AA\",\"signature\":\"AA\"}",
};

START_TEST(nothing_is_said_to_be_nothing)
{
    const size_t length = strlen(nothings[_i]);
    uint8_t *copy = exact_copy(nothings[_i], length);
    const struct found found = check(bytes_over(copy, length), &no_setting);
    ck_assert_uint_eq(found.count, 1);
    ck_assert_uint_eq(found.holding, 0);
    ck_assert_ptr_nonnull(found.last.failure);
    free(copy);
}
END_TEST

/* Lines that begin an object each, none of which ends: read once, not once a line. */
START_TEST(open_objects_are_not_read_again)
{
    struct buffer text = { 0 };
    while (text.used < (4u << 20)) {
        ck_assert(buffer_append_text(&text, "{\"a\":\"\n"));
    }
    ck_assert_uint_eq(check(buffer_bytes(&text), &no_setting).holding, 0);
    buffer_reset(&text);
    while (text.used < (4u << 20)) {
        ck_assert(buffer_append_text(&text, "{\n"));
    }
    ck_assert_uint_eq(check(buffer_bytes(&text), &no_setting).holding, 0);
    buffer_clear(&text);
}
END_TEST

START_TEST(a_curve_has_one_algorithm)
{
    struct jws_algorithm algorithm;
    const struct public_identity p384 = { .algorithm = KEY_EC, .curve = CURVE_P384 };
    const struct public_identity dsa = { .algorithm = KEY_DSA };
    ck_assert(jws_algorithm_find(bytes_over("ES384", 5), &p384, &algorithm));
    ck_assert_uint_eq(algorithm.width, 48);
    ck_assert(!jws_algorithm_find(bytes_over("ES256", 5), &p384, &algorithm));
    ck_assert(!jws_algorithm_find(bytes_over("es384", 5), &p384, &algorithm));
    ck_assert(!jws_algorithm_find(bytes_over("RS256", 5), &p384, &algorithm));
    ck_assert(!jws_algorithm_find(bytes_over("", 0), &p384, &algorithm));
    ck_assert(!jws_algorithm_find(bytes_over("RS256", 5), &dsa, &algorithm));
}
END_TEST

int main(void)
{
    const int count = (int)(sizeof(rows) / sizeof(rows[0]));
    TCase *tests = tcase_create("proof_check");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, each_comes_to_what_it_is, 0, count);
    tcase_add_loop_test(tests, every_shorter_prefix, 0, count - IN_FORM_AS_OTHERS);
    tcase_add_loop_test(tests, every_changed_octet, 0, count - IN_FORM_AS_OTHERS);
    tcase_add_test(tests, no_changed_octet_of_der_holds);
    tcase_add_loop_test(tests, a_certificate_of_two_algorithms_is_told, 0, 2);
    tcase_add_test(tests, a_jws_finds_its_key_in_a_certificate);
    tcase_add_test(tests, many_signatures_find_their_keys_among_many);
    tcase_add_test(tests, another_common_name_may_be_given);
    tcase_add_test(tests, each_signature_of_a_general_jws_is_judged);
    tcase_add_loop_test(tests, what_is_no_general_jws, 0,
                        (int)(sizeof(no_general) / sizeof(no_general[0])));
    tcase_add_test(tests, signatures_of_a_jws_are_bounded);
    tcase_add_test(tests, a_file_may_hold_many);
    tcase_add_loop_test(tests, nothing_is_said_to_be_nothing, 0,
                        (int)(sizeof(nothings) / sizeof(nothings[0])));
    tcase_add_test(tests, open_objects_are_not_read_again);
    tcase_add_test(tests, a_curve_has_one_algorithm);
    return suite_run("proof_check", tests);
}
