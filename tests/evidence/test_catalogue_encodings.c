/* Rows 14 to 17 of the catalogue of forms: the structures of rows 1 to 5 without armour, in
 * bytes, base64 and hex, and armour in base64. */
#include "evidence/catalogue.h"

static void prepare(void)
{
    run_prepare("correct horse\n");
}

/* Each with the RFC's key that it is. */
static const struct {
    const char *file, *public;
    bool bare_seed; /* any bytes would do: no finding in the middle of others */
} keys[] = {
    { "keys/traditional/rsa1024-rfc9500.key", "keys/spki/rsa1024-rfc9500.key", false },
    { "keys/traditional/rsa4096-rfc9500.key", "keys/spki/rsa4096-rfc9500.key", false },
    { "keys/pkcs8/rsa2048-rfc9500.key", "keys/spki/rsa2048-rfc9500.key", false },
    { "keys/traditional/ecdsap256-rfc9500.key", "keys/spki/ecdsap256-rfc9500.key", false },
    { "keys/pkcs8/ecdsap521-rfc9500.key", "keys/spki/ecdsap521-rfc9500.key", false },
    { "keys/traditional/dsa2048-rfc6979.key", "keys/spki/dsa2048-rfc6979.key", false },
    { "keys/pkcs8/dsa1024-rfc6979.key", "keys/spki/dsa1024-rfc6979.key", false },
    { "keys/pkcs8/ed25519-rfc8410.key", "keys/spki/ed25519-rfc8410.key", true },
    { "keys/dialects/version2-ed25519-rfc8410.pem", "keys/spki/ed25519-rfc8410.key", false },
    { "keys/pkcs8/ed448-rfc8080.key", "keys/spki/ed448-rfc8080.key", true },
    { "keys/encrypted/pkcs8-pbes2-aes128.pem", "keys/spki/ecdsap256-rfc9500.key", false },
    { "keys/encrypted/pkcs8-scrypt.pem", "keys/spki/ecdsap256-rfc9500.key", false },
    { "keys/encrypted/pkcs8-pbe-sha1-3des.pem", "keys/spki/ecdsap256-rfc9500.key", false },
    { "keys/encrypted/pkcs8-ed25519.pem", "keys/spki/ed25519-rfc8410.key", true },
};
#define KEYS ((int)(sizeof(keys) / sizeof(keys[0])))

START_TEST(row_14_raw_der)
{
    char name[KEY_IDENTITY_TEXT];
    struct pem_block block = pem_fixture(keys[_i].file);
    struct catalogue_case expected = {
        .what = keys[_i].file, .how = "as a file", .verdict = "proven", .name = name, .places = 1
    };
    row_name_of_spki(keys[_i].public, name);
    catalogue_check(&expected, buffer_bytes(&block.content));
    if (!keys[_i].bare_seed) {
        catalogue_in_program(expected, buffer_bytes(&block.content));
    }
    catalogue_in_containers(expected, buffer_bytes(&block.content));
    buffer_clear(&block.content);
}
END_TEST

/* As texts carry an encoding. */
static const struct {
    const char *front, *end;
} carriers[] = {
    { "", "\n" },
    { "key=", "\n" },
    { "export TLS_KEY='", "'\n" },
    { "tls:\n  port: 443\n  key: ", "\n  name: a\n" },
    { "<entry key=\"private\"><value>", "</value></entry>\n" },
    { "INSERT INTO keys VALUES (17, 'server', '", "', NOW());\n" },
    { "17;server;\"", "\";2026-11-03\r\n" },
    { "{\"alg\":\"RS256\",\"key\":\"", "\",\"exp\":1}\n" },
    { "String key = \"", "\";\n" },
    { "He wrote: the key is ", " and the rest you know.\n" },
};
#define CARRIERS (sizeof(carriers) / sizeof(carriers[0]))

static void check_carried(int row, const struct damage *damage, struct bytes content,
                          const char *within)
{
    char name[KEY_IDENTITY_TEXT];
    row_name_of_spki(keys[row].public, name);
    for (size_t i = 0; i < CARRIERS; i++) {
        struct buffer text = { 0 };
        char how[128];
        snprintf(how, sizeof(how), "%s in %s", damage->name, carriers[i].front);
        const struct catalogue_case expected = { .what = keys[row].file,
                                                 .how = how,
                                                 .verdict = "proven",
                                                 .name = name,
                                                 .within = within,
                                                 .places = 1 };
        put(&text, carriers[i].front);
        damage->apply(content, &text);
        put(&text, carriers[i].end);
        catalogue_check(&expected, buffer_bytes(&text));
        buffer_clear(&text);
    }
}

static const struct damage base64_lines[] = {
    ROW_DAMAGE(base64_line),
    ROW_DAMAGE(base64_url),
    ROW_DAMAGE(base64_wrapped),
};

START_TEST(row_15_base64_der)
{
    struct pem_block block = pem_fixture(keys[_i].file);
    for (size_t i = 0; i < sizeof(base64_lines) / sizeof(base64_lines[0]); i++) {
        check_carried(_i, &base64_lines[i], buffer_bytes(&block.content), NULL);
    }
    buffer_clear(&block.content);
}
END_TEST

static void base64_twice(struct bytes from, struct buffer *into)
{
    struct buffer once = { 0 };
    base64_line(from, &once);
    base64_line(buffer_bytes(&once), into);
    buffer_clear(&once);
}

static void base64_thrice(struct bytes from, struct buffer *into)
{
    struct buffer once = { 0 };
    base64_twice(from, &once);
    base64_line(buffer_bytes(&once), into);
    buffer_clear(&once);
}

static void base64_behind_one(struct bytes from, struct buffer *into)
{
    struct buffer moved = { 0 };
    put(&moved, "\n");
    must(buffer_append(&moved, from));
    base64_line(buffer_bytes(&moved), into);
    buffer_clear(&moved);
}

static void base64_behind_two(struct bytes from, struct buffer *into)
{
    struct buffer moved = { 0 };
    put(&moved, "\r\n");
    must(buffer_append(&moved, from));
    base64_line(buffer_bytes(&moved), into);
    buffer_clear(&moved);
}

static const struct damage base64_armours[] = {
    ROW_DAMAGE(base64_line),  ROW_DAMAGE(base64_behind_one), ROW_DAMAGE(base64_behind_two),
    ROW_DAMAGE(base64_twice), ROW_DAMAGE(base64_thrice),     ROW_DAMAGE(base64_wrapped),
};

START_TEST(row_16_base64_of_pem)
{
    struct buffer pem = fixture_read(keys[_i].file);
    for (size_t i = 0; i < sizeof(base64_armours) / sizeof(base64_armours[0]); i++) {
        check_carried(_i, &base64_armours[i], buffer_bytes(&pem), "base64");
    }
    buffer_clear(&pem);
}
END_TEST

static const struct damage hexes[] = {
    ROW_DAMAGE(hex_plain),   ROW_DAMAGE(hex_colons), ROW_DAMAGE(hex_upper_colons),
    ROW_DAMAGE(hex_escapes), ROW_DAMAGE(hex_array),
};

START_TEST(row_17_hex_of_der_and_of_pem)
{
    struct pem_block block = pem_fixture(keys[_i].file);
    struct buffer pem = fixture_read(keys[_i].file);
    for (size_t i = 0; i < sizeof(hexes) / sizeof(hexes[0]); i++) {
        check_carried(_i, &hexes[i], buffer_bytes(&block.content), "hex");
        check_carried(_i, &hexes[i], buffer_bytes(&pem), "hex");
    }
    buffer_clear(&block.content);
    buffer_clear(&pem);
}
END_TEST

static const struct damage hex_texts[] = {
    ROW_DAMAGE(hex_xxd_include), ROW_DAMAGE(hex_sql),  ROW_DAMAGE(dump_hexdump),
    ROW_DAMAGE(dump_xxd),        ROW_DAMAGE(dump_od),  ROW_DAMAGE(dump_wireshark),
    ROW_DAMAGE(hex_quoted),      ROW_DAMAGE(hex_diff), ROW_DAMAGE(hex_escaped_crlf),
};

START_TEST(row_17_hex_of_dumps_and_programs)
{
    char name[KEY_IDENTITY_TEXT];
    struct pem_block block = pem_fixture(keys[_i].file);
    row_name_of_spki(keys[_i].public, name);
    row_check_damaged(keys[_i].file, buffer_bytes(&block.content), name, hex_texts,
                      sizeof(hex_texts) / sizeof(hex_texts[0]));
    buffer_clear(&block.content);
}
END_TEST

/* The blobs of row 8 without their armour. */
static const struct {
    const char *file, *public;
} sshcom[] = {
    { "keys/sshcom/rsa1024-rfc9500.key", "keys/spki/rsa1024-rfc9500.key" },
    { "keys/sshcom/closed-rsa2048-rfc9500.key", "keys/spki/rsa2048-rfc9500.key" },
    { "keys/sshcom/dsa1024-rfc6979.key", "keys/spki/dsa1024-rfc6979.key" },
    { "keys/sshcom/closed-dsa1024-rfc6979.key", "keys/spki/dsa1024-rfc6979.key" },
};

START_TEST(row_08_sshcom_without_armour)
{
    char name[KEY_IDENTITY_TEXT];
    struct pem_block block = pem_fixture(sshcom[_i].file);
    const struct catalogue_case expected = {
        .what = sshcom[_i].file, .how = "as a file", .verdict = "proven", .name = name, .places = 1
    };
    row_name_of_spki(sshcom[_i].public, name);
    catalogue_check(&expected, buffer_bytes(&block.content));
    catalogue_in_program(expected, buffer_bytes(&block.content));
    catalogue_in_containers(expected, buffer_bytes(&block.content));
    row_check_damaged(sshcom[_i].file, buffer_bytes(&block.content), name, base64_lines,
                      sizeof(base64_lines) / sizeof(base64_lines[0]));
    row_check_damaged(sshcom[_i].file, buffer_bytes(&block.content), name, hexes,
                      sizeof(hexes) / sizeof(hexes[0]));
    buffer_clear(&block.content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("catalogue_encodings");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 240);
    tcase_add_loop_test(tests, row_08_sshcom_without_armour, 0, 4);
    tcase_add_loop_test(tests, row_14_raw_der, 0, KEYS);
    tcase_add_loop_test(tests, row_15_base64_der, 0, KEYS);
    tcase_add_loop_test(tests, row_16_base64_of_pem, 0, KEYS);
    tcase_add_loop_test(tests, row_17_hex_of_der_and_of_pem, 0, KEYS);
    tcase_add_loop_test(tests, row_17_hex_of_dumps_and_programs, 0, KEYS);
    return run_suite("catalogue_encodings", tests);
}
