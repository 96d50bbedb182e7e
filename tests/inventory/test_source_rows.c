#include "inventory/scan_log.h"

#include "inventory/form_text.h"

/* Each kind of place that certificates come from, in the layout that its programs write, one
 * test a row: the certificate of a leaked key is matched, and nothing is left unread. What the
 * programs themselves wrote is read in test_sql_source, test_sqlite_source, test_store_source,
 * and by the authorities that the whole-run checks make. */

static const char *const leaf[] = { "leaf_rsa.der" };

static struct buffer content;

static void setup(void)
{
    content = (struct buffer){ 0 };
}

static void teardown(void)
{
    buffer_clear(&content);
}

static void check_content(size_t parsed, size_t matched)
{
    struct buffer table = { 0 };
    struct key_index index;
    index_of(leaf, 1, &table, &index);
    struct seen seen = scan_bytes(buffer_bytes(&content), &index);
    ck_assert_uint_eq(seen.done.parsed, parsed);
    ck_assert_uint_eq(seen.done.failed, 0);
    ck_assert_uint_eq(seen.matched, matched);
    ck_assert_int_eq(seen.done.outcome, OUTCOME_OK);
    for (size_t i = 0; i < seen.journalled; i++) {
        ck_assert_int_eq(seen.journal[i].weight, JOURNAL_NOTE);
    }
    buffer_clear(&table);
}

static void put_der(void (*write)(struct buffer *out, struct bytes der), const char *name)
{
    struct bytes der = whole(name);
    write(&content, der);
    fixture_free(der);
}

static void as_base64(struct buffer *out, struct bytes der)
{
    put_base64(out, der, true);
}

static void as_raw(struct buffer *out, struct bytes der)
{
    ck_assert(buffer_append(out, der));
}

static void as_pem_lines(struct buffer *out, struct bytes der)
{
    put_pem(out, der, "\n");
}

static void as_escaped_pem(struct buffer *out, struct bytes der)
{
    put_pem(out, der, "\\n");
}

/* PEM / DER / PKCS#7 / PKCS#12 / Java keystores: files or folders, any mix. */
START_TEST(row_pem_and_der)
{
    put_der(as_pem_lines, "leaf_rsa.der");
    put_der(as_pem_lines, "leaf_ec.der");
    check_content(2, 1);
    buffer_reset(&content);
    put_der(as_raw, "leaf_rsa.der");
    put_der(as_raw, "leaf_ec.der");
    check_content(2, 1);
}
END_TEST

START_TEST(row_pkcs7)
{
    put_der(as_raw, "bag_der.p7b");
    check_content(3, 1);
}
END_TEST

/* newcerts/HEX.pem: what `openssl x509 -text` says, then the certificate. */
START_TEST(row_openssl_ca)
{
    put(&content, "Certificate:\n    Data:\n        Version: 3 (0x2)\n        Serial Number: 4096\n"
                  "        Subject: CN=a\n");
    put_der(as_pem_lines, "leaf_rsa.der");
    check_content(1, 1);
}
END_TEST

/* A certificate that is larger than the column goes into a table of its own. */
START_TEST(row_ejbca)
{
    put(&content,
        "INSERT INTO `CertificateData` (`fingerprint`, `base64Cert`, `issuerDN`, `serialNumber`,"
        " `status`, `revocationReason`) VALUES ('f1', '");
    put_der(as_base64, "leaf_ec.der");
    put(&content, "', 'CN=CA', '4711', 20, -1), ('f2', NULL, 'CN=CA', '4712', 40, 1);\n"
                  "INSERT INTO `Base64CertData` (`fingerprint`, `base64Cert`) VALUES ('f2', '");
    put_der(as_base64, "leaf_rsa.der");
    put(&content, "');\n");
    check_content(2, 1);
}
END_TEST

START_TEST(row_boulder)
{
    struct bytes final = whole("leaf_rsa.der"), early = whole("precertificate.der");
    put(&content,
        "INSERT INTO `certificates` (`id`,`serial`,`digest`,`der`) VALUES (1,'03ab','x',0x");
    put_hex(&content, final);
    put(&content, ");\nINSERT INTO `precertificates` (`id`,`serial`,`der`) VALUES (1,'03ab',0x");
    put_hex(&content, early);
    put(&content, ");\n");
    check_content(2, 2);
    fixture_free(final);
    fixture_free(early);
}
END_TEST

START_TEST(row_cfssl)
{
    put(&content,
        "COPY public.certificates (serial_number, authority_key_identifier, status, reason,"
        " pem) FROM stdin;\n3100722879\t\tgood\t0\t");
    put_der(as_escaped_pem, "leaf_rsa.der");
    put(&content, "\n3100722880\t\trevoked\t1\t");
    put_der(as_escaped_pem, "leaf_ec.der");
    put(&content, "\n\\.\n");
    check_content(2, 1);
}
END_TEST

/* certutil -view -restrict ... -out "RequestID,RawCertificate" csv */
START_TEST(row_ad_cs)
{
    put(&content,
        "\"Request ID\",\"Binary Certificate\"\r\n\"2\",\"-----BEGIN CERTIFICATE-----\r\n");
    put_der(as_base64, "leaf_rsa.der");
    put(&content, "\r\n-----END CERTIFICATE-----\r\n\"\r\n\"3\",\"-----BEGIN CERTIFICATE-----\r\n");
    put_der(as_base64, "leaf_ec.der");
    put(&content, "\r\n-----END CERTIFICATE-----\r\n\"\r\n");
    check_content(2, 1);
}
END_TEST

/* MerkleTreeLeaf without a chain. */
static void put_log_entry(const char *name)
{
    static const uint8_t front[] = { 0, 0, 0, 0, 1, 0x9b, 0, 0, 0, 0, 0, 0 };
    struct buffer leaf_input = { 0 };
    struct bytes der = whole(name);
    ck_assert(buffer_append(&leaf_input, bytes_over(front, sizeof(front))));
    ck_assert(buffer_append_number(&leaf_input, 3, der.left));
    ck_assert(buffer_append(&leaf_input, der));
    ck_assert(buffer_append_number(&leaf_input, 2, 0));
    put(&content, "{\"leaf_input\":\"");
    put_base64(&content, buffer_bytes(&leaf_input), true);
    put(&content, "\",\"extra_data\":\"AAAA\"}");
    fixture_free(der);
    buffer_clear(&leaf_input);
}

START_TEST(row_ct_get_entries)
{
    put(&content, "{\"entries\":[");
    put_log_entry("leaf_rsa.der");
    put(&content, ",");
    put_log_entry("leaf_ec.der");
    put(&content, "]}");
    check_content(2, 1);
}
END_TEST

/* TileLeaf: time, type 0, the certificate, no extensions, a list of two issuers. */
static void put_tile_leaf(const char *name)
{
    struct bytes der = whole(name);
    const uint8_t issuers[2 * SHA256_LENGTH] = { 1 };
    ck_assert(buffer_append_number(&content, 8, UINT64_C(0x19b00000000)));
    ck_assert(buffer_append_number(&content, 2, 0));
    ck_assert(buffer_append_number(&content, 3, der.left));
    ck_assert(buffer_append(&content, der));
    ck_assert(buffer_append_number(&content, 2, 0));
    ck_assert(buffer_append_number(&content, 2, sizeof(issuers)));
    ck_assert(buffer_append(&content, bytes_over(issuers, sizeof(issuers))));
    fixture_free(der);
}

START_TEST(row_static_ct)
{
    put_tile_leaf("leaf_ec.der");
    put_tile_leaf("leaf_rsa.der");
    put_tile_leaf("leaf_ec.der");
    check_content(3, 1);
}
END_TEST

START_TEST(row_crt_sh)
{
    struct bytes der = whole("leaf_rsa.der");
    put(&content, "ID;ISSUER_CA_ID;CERTIFICATE\n1;16418;\\x");
    put_hex(&content, der);
    put(&content, "\n");
    fixture_free(der);
    check_content(1, 1);
}
END_TEST

START_TEST(row_censys)
{
    put(&content, "{\"fingerprint_sha256\":\"00ff\",\"raw\":\"");
    put_der(as_base64, "leaf_rsa.der");
    put(&content, "\",\"parsed\":{\"names\":[\"a.example\"]}}\n");
    check_content(1, 1);
}
END_TEST

START_TEST(row_sonar)
{
    struct buffer packed = { 0 };
    struct bytes der = whole("leaf_rsa.der");
    put(&content, "000102030405060708090a0b0c0d0e0f10111213,");
    put_base64(&content, der, false);
    put(&content, "\n");
    put_gzip(&packed, buffer_bytes(&content));
    buffer_clear(&content);
    content = packed;
    fixture_free(der);
    check_content(1, 1);
}
END_TEST

START_TEST(row_ccadb)
{
    put(&content, "\"CA Owner\",\"Certificate Name\",\"PEM Info\",\"Status\"\n\"A, Inc.\",\"Root "
                  "\"\"1\"\"\",\"'");
    put_der(as_pem_lines, "leaf_rsa.der");
    put(&content, "'\",\"Included\"\n");
    check_content(1, 1);
}
END_TEST

START_TEST(row_certstream)
{
    put(&content,
        "{\"message_type\":\"certificate_update\",\"data\":{\"update_type\":\"X509LogEntry\","
        "\"leaf_cert\":{\"subject\":{\"CN\":\"a\"},\"as_der\":\"");
    put_der(as_base64, "leaf_rsa.der");
    put(&content, "\"},\"chain\":[{\"as_der\":\"");
    put_der(as_base64, "sub.der");
    put(&content, "\"}],\"cert_index\":1}}\n");
    check_content(2, 1);
}
END_TEST

START_TEST(row_zgrab)
{
    put(&content, "{\"ip\":\"192.0.2.1\",\"data\":{\"tls\":{\"result\":{\"handshake_log\":{"
                  "\"server_certificates\":{\"certificate\":{\"raw\":\"");
    put_der(as_base64, "leaf_rsa.der");
    put(&content, "\"},\"chain\":[{\"raw\":\"");
    put_der(as_base64, "sub.der");
    put(&content, "\"}]}}}}}}\n");
    check_content(2, 1);
}
END_TEST

/* Cells that the holder of a certificate can choose: what stands there hides no row. */
static const struct {
    const char *heading, *before, *between, *behind;
    uint64_t row; /* of the leaf */
} chosen[] = {
    { "id,der,cn\n1,", ",-----BEGIN CERTIFICATE-----\n2,", ",b\n3,", ",c\n", 3 },
    { "id,cn,der\n1,a,", "\n2,-----BEGIN X,", "\n3,b,", "\n", 3 },
    { "cn,der\na,", "\n-----BEGIN CERTIFICATE-----,", "\nb,", "\n", 3 },
    { "cn,der\n-----BEGIN CERTIFICATE-----,", "\na,", "\nb,", "\n", 3 },
    { "id,cn,der\n1,\"a\n-----BEGIN X-----\n\",", "\n2,b,", "\n3,c,", "\n", 5 },
    { "id\tcn\tder\n1\t\"a\t", "\n2\tb\t", "\n3\tc\"\t", "\n", 3 },
    { "id,cn,der,o\n1,\"a,", ",d\"\n2,b,", ",e\n3,c,", ",f\n", 3 },
    { "id,cn,der\n1,a,", "\n2,\"b,", "\n3,c,", "\n4,\"d,e\n", 3 },
};

START_TEST(chosen_cell_hides_no_row)
{
    struct buffer table = { 0 };
    struct key_index index;
    put(&content, chosen[_i].heading);
    put_der(as_base64, "leaf_ec.der");
    put(&content, chosen[_i].before);
    put_der(as_base64, "leaf_rsa.der");
    put(&content, chosen[_i].between);
    put_der(as_base64, "leaf_ec.der");
    put(&content, chosen[_i].behind);
    index_of(leaf, 1, &table, &index);
    struct seen seen = scan_bytes(buffer_bytes(&content), &index);
    ck_assert_uint_eq(seen.done.parsed, 3);
    ck_assert_uint_eq(seen.matched, 1);
    ck_assert_uint_eq(seen.certificates, 1);
    ck_assert_uint_eq(seen.row[0], chosen[_i].row);
    buffer_clear(&table);
}
END_TEST

/* A subject that is written before its block. */
START_TEST(chosen_subject_hides_no_block)
{
    put_der(as_pem_lines, "leaf_ec.der");
    put(&content, "subject=CN=-----BEGIN X\n");
    put_der(as_pem_lines, "leaf_rsa.der");
    check_content(2, 1);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rows");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, chosen_cell_hides_no_row, 0,
                        (int)(sizeof(chosen) / sizeof(chosen[0])));
    tcase_add_test(tests, chosen_subject_hides_no_block);
    tcase_add_test(tests, row_pem_and_der);
    tcase_add_test(tests, row_pkcs7);
    tcase_add_test(tests, row_openssl_ca);
    tcase_add_test(tests, row_ejbca);
    tcase_add_test(tests, row_boulder);
    tcase_add_test(tests, row_cfssl);
    tcase_add_test(tests, row_ad_cs);
    tcase_add_test(tests, row_ct_get_entries);
    tcase_add_test(tests, row_static_ct);
    tcase_add_test(tests, row_crt_sh);
    tcase_add_test(tests, row_censys);
    tcase_add_test(tests, row_sonar);
    tcase_add_test(tests, row_ccadb);
    tcase_add_test(tests, row_certstream);
    tcase_add_test(tests, row_zgrab);
    return suite_run("source_rows", tests);
}
