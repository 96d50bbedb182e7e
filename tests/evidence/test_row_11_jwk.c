/* Row 11 of the catalogue of forms: JSON Web Keys that are no JSON any more. Whole ones are in
 * test_catalogue_fixtures.c and test_written_key_scan.c. */
#include "bytes/json_object.h"
#include "evidence/row_check.h"

static void prepare(void)
{
    run_prepare("");
}

static const char *const keys[] = { "rsa1024-rfc9500", "rsa2048-rfc9500", "ecdsap256-rfc9500",
                                    "ecdsap521-rfc9500", "ed25519-rfc8410" };
#define KEYS ((int)(sizeof(keys) / sizeof(keys[0])))

/* How each member is written: NAME between the first two, VALUE between the next two, and what
 * stands between two members. */
static const struct {
    const char *what, *front, *name, *colon, *value, *between, *end;
} ways[] = {
    { "JSON without its front brace", "  ", "\"", "\": \"", "\"", ",\n  ", "\n}\n" },
    { "JSON without its end", "{\n  ", "\"", "\": \"", "\"", ",\n  ", "\n" },
    { "JSON without both", "  ", "\"", "\": \"", "\"", ",\n  ", "\n" },
    { "JSON on one line without braces", "key: ", "\"", "\":\"", "\"", ",", "\n" },
    { "YAML", "jwk:\n  ", "", ": ", "", "\n  ", "\nother: 1\n" },
    { "YAML at the front", "", "", ": ", "", "\n", "\n" },
    { "a list of YAML", "keys:\n  - ", "", ": \"", "\"", "\n    ", "\nother: 1\n" },
    { "YAML with quotes", "jwk:\n", "\"", "\": '", "'", "\n", "\nother: 1\n" },
    { "Python", "KEY = {", "'", "': '", "'", ", ", "}\n" },
    { "named arguments", "KEY = dict(", "", "='", "'", ", ", ")\n" },
    { "JavaScript", "const jwk = {\n  ", "", ": '", "'", ",\n  ", ",\n};\n" },
    { "Go", "var k = map[string]string{\n\t", "\"", "\": \"", "\"", ",\n\t", ",\n}\n" },
    { "Ruby", "k = {", ":", " => \"", "\"", ", ", "}\n" },
    { "PHP", "$k = ['", "", "' => '", "'", ", '", "];\n" },
    { "TOML", "[jwk]\n", "", " = \"", "\"", "\n", "\n" },
    { "lines of a configuration", "[jwk]\n", "", "=", "", "\n", "\n" },
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

static struct buffer written(struct bytes jwk, size_t way)
{
    struct buffer made = { 0 };
    struct json_object object;
    struct json_member member;
    ck_assert(json_object_begin(jwk, &object));
    put(&made, ways[way].front);
    for (bool first = true; json_object_next(&object, &member); first = false) {
        put(&made, first ? "" : ways[way].between);
        put(&made, ways[way].name);
        must(buffer_append(&made, member.name));
        put(&made, ways[way].colon);
        must(buffer_append(&made, member.value));
        put(&made, ways[way].value);
    }
    put(&made, ways[way].end);
    return made;
}

START_TEST(row_11_key_that_is_no_object)
{
    static const struct damage damages[] = {
        ROW_DAMAGE(quote),       ROW_DAMAGE(quoted_crlf), ROW_DAMAGE(line_ends_crlf),
        ROW_DAMAGE(indent),      ROW_DAMAGE(log_iso),     ROW_DAMAGE(escape_json),
        ROW_DAMAGE(in_mail),     ROW_DAMAGE(base64_line), ROW_DAMAGE(hex_plain),
        ROW_DAMAGE(line_breaks),
    };
    char path[64], name[KEY_IDENTITY_TEXT];
    snprintf(path, sizeof(path), "keys/spki/%s.key", keys[_i]);
    row_name_of_spki(path, name);
    snprintf(path, sizeof(path), "keys/jwk/%s.jwk", keys[_i]);
    struct buffer jwk = fixture_read(path);
    for (size_t way = 0; way < WAYS; way++) {
        struct buffer text = written(buffer_bytes(&jwk), way);
        row_check_found(keys[_i], ways[way].what, buffer_bytes(&text), name, 0, 0);
        row_check_damaged(ways[way].what, buffer_bytes(&text), name, damages,
                          sizeof(damages) / sizeof(damages[0]));
        buffer_clear(&text);
    }
    buffer_clear(&jwk);
}
END_TEST

/* Keys in a list of YAML are told apart. */
START_TEST(row_11_list_of_keys_in_yaml)
{
    struct buffer text = { 0 };
    struct record_list list = { 0 };
    put(&text, "keys:\n");
    for (int i = 0; i < KEYS; i++) {
        char path[64];
        struct json_object object;
        struct json_member member;
        snprintf(path, sizeof(path), "keys/jwk/%s.jwk", keys[i]);
        struct buffer jwk = fixture_read(path);
        ck_assert(json_object_begin(buffer_bytes(&jwk), &object));
        for (bool first = true; json_object_next(&object, &member); first = false) {
            put(&text, first ? "- " : "  ");
            must(buffer_append(&text, member.name));
            put(&text, ": ");
            must(buffer_append(&text, member.value));
            put(&text, "\n");
        }
        buffer_clear(&jwk);
    }
    run_scan(buffer_bytes(&text), &list);
    ck_assert_msg(list.keys == (unsigned)KEYS, "%s", record_list_text(&list));
    ck_assert_ptr_null(strstr(record_list_text(&list), "forged"));
    record_list_clear(&list);
    buffer_clear(&text);
}
END_TEST

static const char *const nothings[] = {
    "kty: RSA\nn: AQAB\ne: AQAB\n",
    "kty: EC\ncrv: P-256\nd: <your key>\n",
    "kty: RSA, d: the private exponent, n: the modulus\n",
    "\"kty\": \"oct\", \"k\": \"5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnGT8E\"\n",
    "properties:\n  kty:\n    type: string\n  d:\n    type: string\n",
};

START_TEST(never_a_key_that_is_no_object)
{
    row_check_nothing(nothings[_i], bytes_over(nothings[_i], strlen(nothings[_i])));
}
END_TEST

/* RSAParameters of .NET as its writer of JSON makes them: names begin in lower case. */
START_TEST(row_11_parameters_in_camel_case)
{
    static const char *const names[] = { "Modulus", "Exponent", "InverseQ", "DP",
                                         "DQ",      "D",        "P",        "Q" };
    char name[KEY_IDENTITY_TEXT], quoted[16];
    struct buffer json = fixture_read("keys/jwk/parameters-rsa2048-rfc9500.json");
    row_name_of_spki("keys/spki/rsa2048-rfc9500.key", name);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(quoted, sizeof(quoted), "\"%s\":", names[i]);
        uint8_t *found = memmem(json.at, json.used, quoted, strlen(quoted));
        ck_assert_msg(found != NULL, "%s", names[i]);
        found[1] |= 0x20;
        found[2] |= names[i][0] == 'D' && names[i][1] != '\0' ? 0x20 : 0;
    }
    row_check_found("RSAParameters", "in camel case", buffer_bytes(&json), name, 0, 0);
    buffer_clear(&json);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("row_11_jwk");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 240);
    tcase_add_loop_test(tests, row_11_key_that_is_no_object, 0, KEYS);
    tcase_add_test(tests, row_11_list_of_keys_in_yaml);
    tcase_add_loop_test(tests, never_a_key_that_is_no_object, 0,
                        (int)(sizeof(nothings) / sizeof(nothings[0])));
    tcase_add_test(tests, row_11_parameters_in_camel_case);
    return run_suite("row_11_jwk", tests);
}
