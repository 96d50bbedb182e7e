#include "evidence_run.h"
#include "text_damage.h"

static void prepare(void)
{
    run_prepare_scanning("");
}

static const struct {
    const char *file, *name; /* of the key */
} fixtures[] = {
    { "keys/jwk/rsa1024-rfc9500.jwk", "rsa" },
    { "keys/jwk/rsa4096-rfc9500.jwk", "rsa" },
    { "keys/jwk/ecdsap256-rfc9500.jwk", "ec-p256" },
    { "keys/jwk/ecdsap521-rfc9500.jwk", "ec-p521" },
    { "keys/jwk/ed25519-rfc8410.jwk", "ed25519" },
    { "keys/jwk/own-three-primes.jwk", "rsa" },
    { "keys/xml/mono-rsa2048-rfc9500.xml", "rsa" },
    { "keys/xml/mono-dsa1024-rfc6979.xml", "dsa" },
    { "keys/xml/xkms-rsa2048-rfc9500.xml", "rsa" },
    { "keys/xml/rfc4050-ecdsap256-rfc9500.xml", "ec-p256" },
    { "keys/xml/w3c-ecdsap521-rfc9500.xml", "ec-p521" },
    { "keys/xml/xmlsec-rsa1024-rfc9500.xml", "rsa" },
    { "keys/xml/xmlsec-dsa1024-rfc6979.xml", "dsa" },
};
#define FIXTURES_COUNT (int)(sizeof(fixtures) / sizeof(fixtures[0]))

static const struct {
    const char *what;
    void (*put)(struct bytes text, struct buffer *into);
    const char *reading; /* NULL: the key stands in the text itself */
    bool json_alone;
} damages[] = {
    { "as it is", put_as_it_is, NULL, false },
    { "quoted", put_quoted, NULL, false },
    { "on wrapped lines", put_wrapped, NULL, true },
    { "on wrapped and quoted lines", put_wrapped_and_quoted, NULL, true },
    { "in a log", put_in_log, NULL, false },
    { "in a JSON string", put_json_string, NULL, false },
    { "in a JSON string in a JSON string", put_json_string_twice, NULL, false },
    { "in CSV", put_csv, NULL, false },
    { "in HTML", put_html, NULL, false },
    { "in an address", put_percent, NULL, false },
    { "in source code", put_literal, NULL, false },
    { "in base64", put_base64, "base64", false },
    { "in hex", put_hex, "hex", false },
    { "in UTF-16", put_utf16, "utf-16le", false },
};

/* One place, once, as the same key that the fixture itself gives. */
static void check_damage(const char *file, size_t damage, const char *name)
{
    struct buffer key = fixture_read(file), text = { 0 };
    struct record_list plain = { 0 }, list = { 0 };
    run_scan(buffer_bytes(&key), &plain);
    ck_assert_msg(plain.keys == 1, "%s: %s", file, record_list_text(&plain));
    ck_assert_int_eq(strncmp(plain.name, name, strlen(name)), 0);

    put(&text, damages[damage].reading == NULL ? "It is here:\n\n" : "");
    const size_t from = text.used;
    damages[damage].put(buffer_bytes(&key), &text);
    const size_t to = text.used;
    put(&text, damages[damage].reading == NULL ? "\nDo not lose it.\n" : "");
    run_scan(buffer_bytes(&text), &list);
    ck_assert_msg(list.keys == 1, "%s %s: %s", file, damages[damage].what, record_list_text(&list));
    ck_assert_msg(strncmp(record_list_text(&list), "proven", 6) == 0 &&
                      strcmp(list.name, plain.name) == 0,
                  "%s %s: %s %s", file, damages[damage].what, list.name, record_list_text(&list));
    ck_assert(bytes_equal(buffer_bytes(&list.proof), buffer_bytes(&plain.proof)));
    unsigned long long offset, length;
    if (damages[damage].reading != NULL) {
        ck_assert_msg(strstr(record_list_text(&list), damages[damage].reading) != NULL, "%s",
                      record_list_text(&list));
    } else {
        ck_assert_int_eq(sscanf(record_list_text(&list), "proven@%llu+%llu", &offset, &length), 2);
        ck_assert_uint_ge(offset, from);
        ck_assert_uint_le(offset + length, to);
        ck_assert_uint_ge(length, 100);
    }
    record_list_clear(&plain);
    record_list_clear(&list);
    buffer_clear(&key);
    buffer_clear(&text);
}

START_TEST(key_is_found_whatever_happened_to_it)
{
    const bool json = strstr(fixtures[_i].file, "/jwk/") != NULL;
    for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
        if (json || !damages[i].json_alone) {
            check_damage(fixtures[_i].file, i, fixtures[_i].name);
        }
    }
}
END_TEST

#define EC_PUBLIC                                                                                  \
    "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"QiVI-I-3gv-17KN0RFLHKh5Vj71vc75eSOkyMsxFxbE\","      \
    "\"y\":\"bEzRDEy41bihcTnpSILImSVymTQl9BQZq36QpCpJQnI\""
#define EC_D   "\"d\":\"5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnGT8E\""
#define EC_KEY "{" EC_PUBLIC "," EC_D "}"
#define OKP_KEY                                                                                    \
    "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"1O5y2_kTWErVttjx92n4rTr-fCjL8dT74Jeoj0R1WEI\"}"
#define CURVE "<NamedCurve URI=\"urn:oid:1.2.840.10045.3.1.7\"/>"
#define XML_D "<D>5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnGT8E=</D>"

/* Each row: a text, and where its keys stand. */
static const struct {
    const char *what, *text, *lines;
} texts[] = {
    { "a set of keys", "{\"keys\":[" EC_KEY "," OKP_KEY "]}", "proven@9+176\nproven@186+79\n" },
    { "a key within a key that is none", "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"epk\":" EC_KEY "}",
      "proven@30+176\n" },
    { "a key within a key", "{" EC_PUBLIC "," EC_D ",\"next\":[" OKP_KEY "]}",
      "proven@0+265\nproven@184+79\n" },
    { "public keys", "{\"keys\":[{" EC_PUBLIC "},{" EC_PUBLIC ",\"use\":\"sig\"}]}", "" },
    { "a symmetric key",
      "{\"kty\":\"oct\",\"k\":\""
      "5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnG\"}",
      "" },
    { "a public key beside a word", "{" EC_PUBLIC "}, {\"d\":\"e\"}", "" },
    { "a placeholder", "{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"<your key>\"}", "" },
    { "a schema", "{\"required\":[\"kty\",\"d\"],\"kty\":{\"enum\":[\"RSA\",\"EC\"]}}", "" },
    { "Python",
      "key = {'kty': 'EC', 'crv': 'P-256', 'use': \"it's\", 'd': "
      "'5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnGT8E'}\n",
      "proven@6+96\n" },
    { "JavaScript",
      "const key = {\n  kty: 'EC',\n  crv: 'P-256', // the curve\n  d: "
      "'5stb3YCqRa6clejBVHZnn_7JU8FoUecR50OTlYnGT8E'\n};\n",
      "proven@12+96\n" },
    { "an apostrophe before it",
      "Here's the key:\n{ \"note\": \"it's ours\", " EC_PUBLIC ", " EC_D " }\n",
      "proven@16+200\n" },
    { "cut off at the end of the text", "{" EC_PUBLIC "," EC_D ",\"ext\":tr", "proven@0+184\n" },
    { "cut off before the next one", EC_D " {" EC_PUBLIC "," EC_D ",\n" OKP_KEY "\n",
      "proven@50+175\nproven@227+79\n" },
    { "an element in two prefixes",
      "<a:KeyValue xmlns:a=\"a\">\n<b:ECKeyValue xmlns:b=\"b\">" CURVE
      "<b:D>5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnGT8E=</b:D></b:ECKeyValue></a:KeyValue>",
      "proven@25+143\n" },
    { "in CDATA", "<v><![CDATA[<ECKeyValue>" CURVE XML_D "</ECKeyValue>]]></v>",
      "proven@12+123\n" },
    { "a public element", "<ECKeyValue>" CURVE "<PublicKey>QiVI</PublicKey></ECKeyValue>", "" },
    { "a public element before a private one",
      "<ECKeyValue>" CURVE "</ECKeyValue>\n<ECKeyValue>" CURVE XML_D "</ECKeyValue>",
      "proven@73+123\n" },
    { "without an end, before another",
      "<ECKeyValue>" CURVE XML_D "\n<ECKeyValue>" CURVE "</ECKeyValue>", "proven@0+110\n" },
    { "names in a program", "new RSAKeyValue(); class RSAKeyPair {} </RSAKeyValue>", "" },
};

START_TEST(text_gives_its_keys)
{
    struct record_list list = { 0 };
    run_scan(bytes_over(texts[_i].text, strlen(texts[_i].text)), &list);
    ck_assert_msg(strcmp(record_list_text(&list), texts[_i].lines) == 0, "%s: %s", texts[_i].what,
                  record_list_text(&list));
    record_list_clear(&list);
}
END_TEST

/* The certificate in a key is seen as well. */
START_TEST(certificate_in_a_key_is_found)
{
    struct buffer pem = fixture_read("candidates/certificate.pem"), text = { 0 };
    struct record_list list = { 0 };
    struct bytes rest = buffer_bytes(&pem), line;
    put(&text, "{" EC_PUBLIC "," EC_D ",\"x5c\":[\"");
    while (bytes_take_until(&rest, '\n', &line)) {
        if (line.left > 0 && line.at[0] != '-') {
            ck_assert(buffer_append(&text, line));
        }
    }
    put(&text, "\"]}");
    run_scan(buffer_bytes(&text), &list);
    ck_assert_uint_eq(list.keys, 1);
    ck_assert_uint_eq(list.certificates, 1);
    record_list_clear(&list);
    buffer_clear(&pem);
    buffer_clear(&text);
}
END_TEST

/* A key with much else in it, before and behind. */
START_TEST(key_is_found_in_a_long_object)
{
    static const char value[] = "AAECAwQFBgcICQoLDA0ODw";
    struct buffer text = { 0 };
    struct record_list list = { 0 };
    put(&text, "{\"x5c\":[\"");
    while (text.used < 12000) {
        put(&text, value);
    }
    put(&text, "\"],\"kty\":\"EC\",\"crv\":\"P-256\",\"more\":\"");
    while (text.used < 60000) {
        put(&text, value);
    }
    put(&text, "\"," EC_D "}");
    char expected[64];
    snprintf(expected, sizeof(expected), "proven@0+%zu\n", text.used);
    run_scan(buffer_bytes(&text), &list);
    ck_assert_msg(strstr(record_list_text(&list), expected) != NULL, "%s", record_list_text(&list));
    ck_assert_uint_eq(list.keys, 1);
    record_list_clear(&list);
    buffer_clear(&text);
}
END_TEST

/* 64 KiB that look like the fronts of keys throughout are given up, and that is said; sets
 * of public keys are not. */
static const struct {
    const char *what, *piece;
    unsigned unread;
} crowds[] = {
    { "names of members", "\"kty\":\"RSA\",\"d\":\"", 1 },
    { "objects that do not end", "{\"kty\":\"RSA\",\"d\":\"AQAB\",", 1 },
    { "objects within objects", "{\"kty\":\"RSA\",\"d\":{", 1 },
    { "escaped names of members", "{\\\"kty\\\":\\\"RSA\\\",", 1 },
    { "elements that do not end", "&lt;RSAKeyValue&gt;&lt;D&gt;", 1 },
    { "start tags that do not end", "<RSAKeyValue \"", 1 },
    { "public keys", "{" EC_PUBLIC "},\n", 0 },
    { "symmetric keys", "{\"kty\":\"oct\",\"k\":\"AQAB\"},", 0 },
    { "public elements",
      "<RSAKeyValue><Modulus>QiVI</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>\n", 0 },
    { "words", "keyValue, keyPair: RSAKeyValue RSAKeyPair kty kty: ", 0 },
};

START_TEST(crowd_of_anchors_is_bounded)
{
    struct buffer text = { 0 };
    struct record_list list = { 0 };
    while (text.used < ((size_t)64 << 10)) {
        put(&text, crowds[_i].piece);
    }
    run_scan(buffer_bytes(&text), &list);
    ck_assert_uint_eq(list.keys, 0);
    ck_assert_msg((list.unread > 0) == (crowds[_i].unread > 0), "%s: %s", crowds[_i].what,
                  record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("written_key_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, key_is_found_whatever_happened_to_it, 0, FIXTURES_COUNT);
    tcase_add_loop_test(tests, text_gives_its_keys, 0, (int)(sizeof(texts) / sizeof(texts[0])));
    tcase_add_test(tests, certificate_in_a_key_is_found);
    tcase_add_test(tests, key_is_found_in_a_long_object);
    tcase_add_loop_test(tests, crowd_of_anchors_is_bounded, 0,
                        (int)(sizeof(crowds) / sizeof(crowds[0])));
    tcase_set_timeout(tests, 60);
    return run_suite("written_key_scan", tests);
}
