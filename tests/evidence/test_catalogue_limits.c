/* What the catalogue of forms says below its tables: what arithmetic gives back of an RSA key,
 * and what is never a finding. */
#include "bytes/json_object.h"
#include "evidence/catalogue.h"
#include "record/published_keys.h"

static void prepare(void)
{
    run_prepare("");
}

/* The members of a JSON Web Key that are left. */
static struct buffer members_left(const char *fixture, const char *left)
{
    struct buffer whole = fixture_read(fixture), made = { 0 };
    struct json_object object;
    struct json_member member;
    ck_assert(json_object_begin(buffer_bytes(&whole), &object));
    put(&made, "{\"kty\":\"RSA\"");
    while (json_object_next(&object, &member)) {
        char word[16];
        snprintf(word, sizeof(word), " %.*s ", (int)member.name.left, (const char *)member.name.at);
        if (strstr(left, word) != NULL) {
            put(&made, ",\"");
            must(buffer_append(&made, member.name));
            put(&made, "\":\"");
            must(buffer_append(&made, member.value));
            put(&made, "\"");
        }
    }
    put(&made, "}\n");
    buffer_clear(&whole);
    return made;
}

static const char *const enough[] = {
    " n e d ",   " n d ",   " n e p ", " n e q ",        " n e dp ",    " n e dq ",
    " n dp dq ", " e p q ", " p q d ", " p q dp dq qi ", " n e d p q ",
};

START_TEST(arithmetic_gives_the_key_back)
{
    static const char *const keys[] = { "rsa1024-rfc9500", "rsa2048-rfc9500" };
    for (size_t i = 0; i < 2; i++) {
        char path[64], name[KEY_IDENTITY_TEXT];
        snprintf(path, sizeof(path), "keys/spki/%s.key", keys[i]);
        row_name_of_spki(path, name);
        snprintf(path, sizeof(path), "keys/jwk/%s.jwk", keys[i]);
        struct buffer key = members_left(path, enough[_i]);
        row_check_found(keys[i], enough[_i], buffer_bytes(&key), name, 0, key.used - 1);
        buffer_clear(&key);
    }
}
END_TEST

/* Cut off behind d, or behind p: of DER, and of its base64. */
START_TEST(arithmetic_of_a_cut_key)
{
    char name[KEY_IDENTITY_TEXT];
    struct pem_block block = pem_fixture("keys/traditional/rsa2048-rfc9500.key");
    const size_t behind_d = 4 + 3 + 4 + 257 + 5 + 4 + 256, behind_p = behind_d + 4 + 129;
    const size_t ends[] = { behind_d, behind_d + 40, behind_p, behind_p + 40 };
    row_name_of_spki("keys/spki/rsa2048-rfc9500.key", name);
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        struct buffer text = { 0 };
        struct bytes left = bytes_over(block.content.at, ends[i] + 4);
        row_check_found("rsa2048", "cut DER", left, name, 0, 0);
        put(&text, "-----BEGIN RSA PRIVATE KEY-----\n");
        base64_wrapped(left, &text);
        put(&text, "-----END RSA PRIVATE KEY-----\n");
        row_check_found("rsa2048", "cut base64", buffer_bytes(&text), name, 0, 0);
        buffer_clear(&text);
    }
    buffer_clear(&block.content);
}
END_TEST

/* The public half of each kind, and certificates. */
START_TEST(never_public_keys)
{
    glob_t found;
    ck_assert_int_eq(glob(FIXTURES "/keys/spki/*.key", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *file = found.gl_pathv[i] + strlen(FIXTURES) + 1;
        struct buffer key = fixture_read(file);
        struct pem_block block = pem_fixture(file);
        row_check_nothing(file, buffer_bytes(&key));
        row_check_nothing(file, buffer_bytes(&block.content));
        buffer_clear(&block.content);
        buffer_clear(&key);
    }
    globfree(&found);
}
END_TEST

START_TEST(never_certificates)
{
    static const char *const files[] = {
        "candidates/certificate.pem",         "candidates/certificate-rsa.pem",
        "candidates/certificate-trusted.pem", "candidates/certificates.p7.pem",
        "candidates/p256-parameters.pem",     "keys/stores/ecdsap256-rfc9500.cer"
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct buffer content = fixture_read(files[i]);
        row_check_nothing(files[i], buffer_bytes(&content));
        buffer_clear(&content);
    }
}
END_TEST

static const char *const documents[] = {
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE...\n-----END RSA PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\n<your private key>\n-----END PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ...==\n"
    "-----END PRIVATE KEY-----\n",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ...\n"
    "-----END OPENSSH PRIVATE KEY-----\n",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n...\n-----END PGP PRIVATE KEY BLOCK-----\n",
    "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: ...\nPublic-Lines: 6\n...\n",
    "Private-key-format: v1.3\nAlgorithm: 8 (RSASHA256)\nModulus: ...\n",
    "{\"kty\":\"RSA\",\"n\":\"...\",\"e\":\"AQAB\",\"d\":\"...\"}\n",
    "<RSAKeyValue><Modulus>...</Modulus><Exponent>AQAB</Exponent><D>...</D></RSAKeyValue>\n",
    "priv:\n    00:aa:...\n",
    "key: MIIEpAIBAAKCAQEA... (2048 bits)\n",
};

START_TEST(never_placeholders_of_documents)
{
    row_check_nothing(documents[_i], bytes_over(documents[_i], strlen(documents[_i])));
}
END_TEST

/* 64 KiB that decode to a picture: the front of a PNG, and noise. */
START_TEST(never_a_picture)
{
    static const uint8_t front[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0,
                                     0,    13,  'I', 'H', 'D',  'R',  0,    0,    2, 0,
                                     0,    0,   2,   0,   8,    2,    0,    0,    0 };
    struct buffer picture = { 0 }, text = { 0 };
    uint64_t seed = 42;
    must(buffer_append(&picture, bytes_over(front, sizeof(front))));
    while (picture.used < ((size_t)48 << 10)) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        put_byte(&picture, (uint8_t)(seed >> 33));
    }
    put(&text, "<img src=\"data:image/png;base64,");
    base64_line(buffer_bytes(&picture), &text);
    put(&text, "\">\n");
    row_check_nothing("a picture", buffer_bytes(&text));
    buffer_clear(&text);
    buffer_clear(&picture);
}
END_TEST

/* 48 bytes in the middle of a binary that have the form of a seed. */
START_TEST(never_a_seed_within_bytes)
{
    static const char *const seeds[] = { "keys/pkcs8/ed25519-rfc8410.key",
                                         "keys/pkcs8/ed448-rfc8080.key" };
    for (size_t i = 0; i < 2; i++) {
        struct pem_block block = pem_fixture(seeds[i]);
        struct buffer content = { 0 };
        catalogue_program(buffer_bytes(&block.content), &content);
        row_check_nothing(seeds[i], buffer_bytes(&content));
        buffer_clear(&content);
        buffer_clear(&block.content);
    }
}
END_TEST

/* Numbers that do not hold together are told of, with the reason, and prove nothing. */
START_TEST(numbers_that_do_not_hold_are_not_proven)
{
    static const char *const files[] = {
        "hostile/rsa_p_is_one.pem",
        "hostile/rsa_e_is_one.pem",
        "hostile/ec_scalar_zero.pem",
        "hostile/rsa_victim_modulus_noise.pem",
    };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct buffer content = fixture_read(files[i]);
        struct record_list list = { 0 };
        run_scan(buffer_bytes(&content), &list);
        ck_assert_msg(list.keys == 1 && strstr(record_list_text(&list), "proven") == NULL, "%s: %s",
                      files[i], record_list_text(&list));
        record_list_clear(&list);
        buffer_clear(&content);
    }
}
END_TEST

/* It says which one it is. */
static void source(void *context, const struct record *record)
{
    if (record->kind == RECORD_KEY) {
        ck_assert(record->key.finding.has_identity);
        *(const char **)context = published_key_source(&record->key.finding.identity);
    }
}

START_TEST(published_test_key_is_told)
{
    static const char *const rows[][2] = {
        { "keys/pkcs8/rsa2048-rfc9500.key", "RFC 9500" },
        { "keys/pkcs8/ed25519-rfc8410.key", "RFC 8410" },
        { "keys/openssh/rsa2048-rfc7520.key", "RFC 7520" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *said = NULL;
        struct buffer content = fixture_read(rows[i][0]);
        const struct record_sink sink = { &said, source };
        run_scan_into(buffer_bytes(&content), &sink);
        ck_assert_msg(said != NULL && strncmp(said, rows[i][1], strlen(rows[i][1])) == 0, "%s: %s",
                      rows[i][0], said != NULL ? said : "not known");
        buffer_clear(&content);
    }
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

int main(void)
{
    TCase *tests = tcase_create("catalogue_limits");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 240);
    tcase_add_loop_test(tests, arithmetic_gives_the_key_back, 0, COUNT(enough));
    tcase_add_test(tests, arithmetic_of_a_cut_key);
    tcase_add_test(tests, never_public_keys);
    tcase_add_test(tests, never_certificates);
    tcase_add_loop_test(tests, never_placeholders_of_documents, 0, COUNT(documents));
    tcase_add_test(tests, never_a_picture);
    tcase_add_test(tests, never_a_seed_within_bytes);
    tcase_add_test(tests, numbers_that_do_not_hold_are_not_proven);
    tcase_add_test(tests, published_test_key_is_told);
    return run_suite("catalogue_limits", tests);
}
