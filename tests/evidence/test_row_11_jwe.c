/* Row 11 of the catalogue of forms: JSON Web Keys that are closed by a passphrase. */
#include "evidence/row_check.h"

static void prepare(void)
{
    run_prepare("wrong\ncorrect horse\n");
}

static const char *const files[] = {
    "keys/jwe/ecdsap256-rfc9500.jwe",
    "keys/jwe/ecdsap384-rfc9500.jwe",
    "keys/jwe/ecdsap521-rfc9500.jwe",
    "keys/jwe/rsa1024-rfc9500.jwe",
    "keys/jwe/rsa2048-rfc9500.jwe",
    "keys/jwe/ed25519-rfc8410.jwe",
    "keys/jwe/flattened-ecdsap256-rfc9500.json",
    "keys/jwe/general-rsa1024-rfc9500.json",
};
#define FILES ((int)(sizeof(files) / sizeof(files[0])))

static struct buffer key_file(const char *file, char name[KEY_IDENTITY_TEXT])
{
    char path[256];
    const char *key = strrchr(file, '/') + 1;
    key = strncmp(key, "flattened-", 10) == 0 ? key + 10 : key;
    key = strncmp(key, "general-", 8) == 0 ? key + 8 : key;
    snprintf(path, sizeof(path), "keys/spki/%.*s.key", (int)(strchr(key, '.') - key), key);
    row_name_of_spki(path, name);
    struct buffer text = fixture_read(file);
    while (text.used > 0 && text.at[text.used - 1] == '\n') {
        text.used--;
    }
    return text;
}

static void wrapped(struct bytes from, struct buffer *into)
{
    for (size_t at = 0; at < from.left; at++) {
        put_byte(into, from.at[at]);
        if (at % 64 == 63) {
            put(into, "\n");
        }
    }
}

static void wrapped_quoted(struct bytes from, struct buffer *into)
{
    struct buffer once = { 0 };
    wrapped(from, &once);
    quote(buffer_bytes(&once), into);
    buffer_clear(&once);
}

static void in_environment(struct bytes from, struct buffer *into)
{
    put(into, "SIGNING_KEY=");
    must(buffer_append(into, from));
    put(into, "\nOTHER=1\n");
}

/* In a string of JSON, by the number of each stroke. */
static void escaped_by_number(struct bytes from, struct buffer *into)
{
    struct buffer once = { 0 };
    escape_json(from, &once);
    escape_unicode(buffer_bytes(&once), into);
    buffer_clear(&once);
}

START_TEST(row_11_closed_key_is_proven_where_it_stands)
{
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = key_file(files[_i], name), content = { 0 };
    row_check_found(files[_i], "as a file", buffer_bytes(&key), name, 0, key.used);
    put(&content, "The key: ");
    must(buffer_append(&content, buffer_bytes(&key)));
    put(&content, "\nThat is all.\n");
    row_check_found(files[_i], "in a text", buffer_bytes(&content), name, 9, key.used);
    buffer_clear(&content);
    buffer_clear(&key);
}
END_TEST

START_TEST(row_11_damage_does_not_hide_it)
{
    static const struct damage lines[] = {
        ROW_DAMAGE(wrapped),
        ROW_DAMAGE(wrapped_quoted),
        ROW_DAMAGE(in_environment),
    };
    static const struct damage damages[] = {
        ROW_DAMAGE(escape_json),     ROW_DAMAGE(escaped_twice), ROW_DAMAGE(escaped_in_json),
        ROW_DAMAGE(line_ends_crlf),  ROW_DAMAGE(quote),         ROW_DAMAGE(quote_twice),
        ROW_DAMAGE(quoted_crlf),     ROW_DAMAGE(indent),        ROW_DAMAGE(log_iso),
        ROW_DAMAGE(in_mail),         ROW_DAMAGE(base64_line),   ROW_DAMAGE(base64_wrapped),
        ROW_DAMAGE(hex_plain),       ROW_DAMAGE(line_breaks),   ROW_DAMAGE(source_yaml),
        ROW_DAMAGE(trailing_blanks), ROW_DAMAGE(number_colon),  ROW_DAMAGE(escaped_by_number),
    };
    char name[KEY_IDENTITY_TEXT];
    struct buffer key = key_file(files[_i], name);
    row_check_damaged(files[_i], buffer_bytes(&key), name, damages,
                      sizeof(damages) / sizeof(damages[0]));
    if (strstr(files[_i], ".jwe") != NULL) {
        row_check_damaged(files[_i], buffer_bytes(&key), name, lines,
                          sizeof(lines) / sizeof(lines[0]));
    }
    buffer_clear(&key);
}
END_TEST

/* Signatures, and encryption that is of no key. */
static const char *const nothings[] = {
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0."
    "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAAAAAAAAAAAAAA.AAAAAAAAAAAA."
    "AAAAAAAAAAAAAAAAAAAAAA",
    "eyJeyJeyJeyJeyJeyJeyJeyJeyJeyJeyJeyJeyJ.eyJeyJ.eyJ.eyJ.eyJ",
    "{\"ciphertext\": \"the method is PBES2-HS256+A128KW\", \"of\": {\"PBES2-\": \"PBES2-\"}}",
    "{\"alg\": \"PBES2-HS256+A128KW\"} and its ciphertext",
};

START_TEST(row_11_other_token_gives_none)
{
    row_check_nothing(nothings[_i], bytes_over(nothings[_i], strlen(nothings[_i])));
}
END_TEST

/* RFC 7516 section 7.2: no header is protected, and all of them stand in clear. Made by
 * cryptography of Python, of the key of RFC 8410, closed by "correct horse". */
#define CLEAR_METHOD                                                                               \
    "\"alg\": \"PBES2-HS256+A128KW\", \"p2c\": 1000, \"p2s\": \"AAECAwQFBgcICQoLDA0ODw\""
#define CLEAR_KEY "\"encrypted_key\": \"E1Vl_DYQr6E_8xTdZ6y28XMppTpSSE3D\""
#define CLEAR_PARTS                                                                                \
    "\"iv\": \"AAECAwQFBgcICQoL\",\n\"ciphertext\": "                                              \
    "\"6E7EvBA5zXYOtlO_A5JJKp8EfsRpz8y501jDcn8Q9Sn38q"                                             \
    "-DnviO0S7Ae7OypLHRptMslFCwAjFLIRji-H1BodMs2WwnbvA8ZFJIGj9tZR4SyrMtWP7vgKzEsODQOuJZCFQkY2J5vT" \
    "jkGQnrgbGXY4Gm_sKPb2GNXJ6kUIOhrFsT\",\n\"tag\": \"SLdgvZnCM36ubNA_M3VIyw\"}"
static const char *const clears[] = {
    "{\"unprotected\": {\"enc\": \"A128GCM\", \"cty\": \"jwk+json\"}, \"header\": {" CLEAR_METHOD
    "}, " CLEAR_KEY ", " CLEAR_PARTS,
    "{\"unprotected\": {\"enc\": \"A128GCM\", \"cty\": \"jwk+json\"}, \"recipients\": "
    "[{\"header\": {\"alg\": \"A128KW\"}, " CLEAR_KEY "}, {\"header\": {" CLEAR_METHOD
    "}, " CLEAR_KEY "}], " CLEAR_PARTS,
    "{\"header\": {" CLEAR_METHOD ", \"enc\": \"A128GCM\", \"cty\": \"jwk+json\"}, " CLEAR_KEY
    ", " CLEAR_PARTS,
};
#define CLEARS ((int)(sizeof(clears) / sizeof(clears[0])))

START_TEST(row_11_nothing_is_protected)
{
    static const struct damage damages[] = {
        ROW_DAMAGE(escape_json), ROW_DAMAGE(escaped_in_json), ROW_DAMAGE(line_ends_crlf),
        ROW_DAMAGE(quote),       ROW_DAMAGE(log_iso),         ROW_DAMAGE(base64_line),
    };
    char name[KEY_IDENTITY_TEXT];
    struct buffer content = { 0 };
    const struct bytes key = bytes_over(clears[_i], strlen(clears[_i]));
    row_name_of_spki("keys/spki/ed25519-rfc8410.key", name);
    row_check_found("in clear", "as a file", key, name, 0, key.left);
    put(&content, "PBES2-HS256 with a ciphertext: ");
    must(buffer_append(&content, key));
    put(&content, "\nThat is PBES2-HS256.\n");
    row_check_found("in clear", "in a text", buffer_bytes(&content), name, 31, key.left);
    row_check_damaged("in clear", key, name, damages, sizeof(damages) / sizeof(damages[0]));
    buffer_clear(&content);
}
END_TEST

/* What is cut off says in its header what it was; the name of the method alone is nothing. */
START_TEST(row_11_nothing_is_protected_and_it_is_cut)
{
    const size_t whole = strlen(clears[0]);
    for (size_t length = 0; length < whole; length += 3) {
        uint8_t *cut = exact_copy(clears[0], length);
        struct record_list list = { 0 };
        run_scan(bytes_over(cut, length), &list);
        const char *told = record_list_text(&list);
        ck_assert_msg(list.keys == 0 || strncmp(told, "encrypted@0+", 12) == 0, "%zu: %s", length,
                      told);
        ck_assert_msg(length < whole - 30 || list.keys == 1, "%zu: %s", length, told);
        record_list_clear(&list);
        free(cut);
    }
}
END_TEST

/* Two keys of one set, and a lead for what no passphrase opens. */
START_TEST(row_11_set_and_lead)
{
    struct buffer text = fixture_read("keys/jwe/set-of-two.jwe");
    struct record_list list = { 0 };
    struct buffer lead = fixture_read("keys/jwe/rfc7517.jwe");
    run_scan(buffer_bytes(&text), &list);
    ck_assert_uint_eq(list.keys, 2);
    record_list_clear(&list);
    list = (struct record_list){ 0 };
    run_scan(buffer_bytes(&lead), &list);
    char expected[64];
    snprintf(expected, sizeof(expected), "encrypted@0+%zu\n", lead.used - 1);
    ck_assert_str_eq(record_list_text(&list), expected);
    record_list_clear(&list);
    buffer_clear(&lead);
    buffer_clear(&text);
}
END_TEST

/* What follows one that is cut off; the last of them is no end of it. */
static const struct {
    const char *behind;
    bool whole;
} cuts[] = {
    { "\n\n-- \nBest regards, (Tom)\n", false },
    { "[...]\n", false },
    { "...\n(the rest is in the vault)\n", false },
    { "\"\nOTHER=1\n", false },
    { NULL, true },
};
#define CUTS ((int)(sizeof(cuts) / sizeof(cuts[0])))

START_TEST(row_11_cut_one_is_a_lead)
{
    struct buffer key = fixture_read("keys/jwe/rfc7517.jwe"), content = { 0 };
    struct record_list list = { 0 };
    const struct bytes part = bytes_over(key.at, key.used * 7 / 10);
    put(&content, "Here: ");
    if (cuts[_i].whole) {
        wrapped_quoted(buffer_bytes(&key), &content);
    } else {
        must(buffer_append(&content, part));
        put(&content, cuts[_i].behind);
    }
    run_scan(buffer_bytes(&content), &list);
    size_t length = 0;
    ck_assert_msg(list.keys == 1 &&
                      sscanf(record_list_text(&list), "encrypted@%*u+%zu", &length) == 1,
                  "%d: %s", _i, record_list_text(&list));
    ck_assert_uint_ge(length, cuts[_i].whole ? key.used : part.left);
    record_list_clear(&list);
    buffer_clear(&content);
    buffer_clear(&key);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("row_11_jwe");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, row_11_closed_key_is_proven_where_it_stands, 0, FILES);
    tcase_add_loop_test(tests, row_11_damage_does_not_hide_it, 0, FILES);
    tcase_add_loop_test(tests, row_11_other_token_gives_none, 0, 5);
    tcase_add_loop_test(tests, row_11_nothing_is_protected, 0, CLEARS);
    tcase_add_test(tests, row_11_nothing_is_protected_and_it_is_cut);
    tcase_add_test(tests, row_11_set_and_lead);
    tcase_add_loop_test(tests, row_11_cut_one_is_a_lead, 0, CUTS);
    return run_suite("row_11_jwe", tests);
}
