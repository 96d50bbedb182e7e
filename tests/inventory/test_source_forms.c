#include "inventory/scan_log.h"

#include "bytes/der.h"
#include "certificates/pem_block.h"
#include "inventory/form_text.h"

/* The certificates of one fixture in each form that inventories come in. */

#define CERTIFICATES 26
#define MATCHED      3

static const char *const two_keys[] = { "leaf_rsa.der", "leaf_explicit.der" };

static void csv_base64(struct buffer *out, struct bytes der, size_t row)
{
    put(out, row == 1 ? "id,name,der\n1,\"a, \"\"b\"\"\"," : "");
    if (row > 1) {
        put_number(out, row);
        put(out, ",plain,");
    }
    put_base64(out, der, true);
    put(out, "\n");
}

static void csv_unpadded(struct buffer *out, struct bytes der, size_t row)
{
    put_number(out, row);
    put(out, ",");
    put_base64(out, der, false);
    put(out, "\r\n");
}

static void csv_pem(struct buffer *out, struct bytes der, size_t row)
{
    put(out, row == 1 ? "\"Subject\",\"PEM Info\"\n" : "");
    put(out, "\"CN=a\nO=b\",\"'");
    put_pem(out, der, "\n");
    put(out, "'\"\n");
}

static void tsv_bytea(struct buffer *out, struct bytes der, size_t row)
{
    put_number(out, row);
    put(out, row == 1 ? "\tx\t\\x" : "\t\t\\\\x");
    put_hex(out, der);
    put(out, "\n");
}

static void lines_of_base64(struct buffer *out, struct bytes der, size_t row)
{
    (void)row;
    put_base64(out, der, true);
    put(out, "\n");
}

static void json_lines(struct buffer *out, struct bytes der, size_t row)
{
    put(out, "{\"data\": {\"leaf_cert\" : {\"as_der\": \"");
    put_base64(out, der, true);
    put(out, "\", \"subject\": \"say \\\"hello\\\\\"}}, \"seen\": ");
    put_number(out, row);
    put(out, "}\n");
}

static void json_array(struct buffer *out, struct bytes der, size_t row)
{
    put(out, row == 1 ? "[" : ",");
    put(out, "{\"id\":1,\"pem\":\"subject=x\\n");
    put_pem(out, der, "\\n");
    put(out, row == CERTIFICATES ? "\"}]" : "\"}");
}

static void json_solidi(struct buffer *out, struct bytes der, size_t row)
{
    put(out, row == 1 ? "[\n\"" : ",\n\"");
    struct buffer text = { 0 };
    put_base64(&text, der, true);
    for (size_t i = 0; i < text.used; i++) {
        const char octet[2] = { (char)text.at[i], 0 };
        put(out, octet[0] == '/' ? "\\/" : octet);
    }
    put(out, row == CERTIFICATES ? "\"]" : "\"");
    buffer_clear(&text);
}

static void environment(struct buffer *out, struct bytes der, size_t row)
{
    put(out, "NAME=value\nCERT_");
    put_number(out, row);
    put(out, "=\"");
    put_pem(out, der, "\\n");
    put(out, "\"\n");
}

/* certutil -view -out "RequestID,RawCertificate" csv */
static void certutil(struct buffer *out, struct bytes der, size_t row)
{
    put(out,
        row == 1 ? "\"Issued Request ID\",\"Binary Certificate\",\"Issued Common Name\"\r\n" : "");
    put_number(out, row);
    put(out, ",\"");
    put_pem(out, der, "\r\n");
    put(out, "\",\"www.example.org\"\r\n");
}

/* zgrab2 tls, a host a line. */
static void zgrab(struct buffer *out, struct bytes der, size_t row)
{
    put(out, row == 1 ? "" : "\n");
    put(out, "{\"ip\":\"192.0.2.1\",\"data\":{\"tls\":{\"status\":\"success\",\"result\":{"
             "\"handshake_log\":{\"server_certificates\":{\"certificate\":{\"raw\":\"");
    put_base64(out, der, true);
    put(out, "\",\"parsed\":{\"version\":3,\"serial_number\":\"1\",\"subject_key_info\":{"
             "\"fingerprint_sha256\":\"308201ab\"}}}}}}}}}");
}

/* Sonar: SHA-1 and the certificate, without padding. */
static void sonar(struct buffer *out, struct bytes der, size_t row)
{
    put(out, row % 2 == 0 ? "30820a0b0c0d0e0f101112131415161718191a1b,"
                          : "3081aa0b0c0d0e0f101112131415161718191a1b,");
    put_base64(out, der, false);
    put(out, "\n");
}

/* crt.sh and Censys: digits, and a chain in the same row. */
static void csv_hex(struct buffer *out, struct bytes der, size_t row)
{
    put(out, row == 1 ? "ID;NAME_VALUE;CERTIFICATE;\"LEAF TYPE\"\n" : "");
    put_number(out, row);
    put(out, ";www.example.org;");
    put_hex(out, der);
    put(out, ";certificate\n");
}

static void text_with_pem(struct buffer *out, struct bytes der, size_t row)
{
    put(out, row == 1 ? "what came first\n" : "\n");
    for (size_t i = 0; row == 1 && i < CONTENT_HEAD / 8; i++) {
        put(out, "a, b, c\n"); /* so that the head shows no PEM */
    }
    put_pem(out, der, "\n");
}

static const struct {
    const char *name;
    void (*write)(struct buffer *out, struct bytes der, size_t row);
    uint64_t row; /* of the last certificate; 0 where none is told */
} forms[] = {
    { "base64 in CSV", csv_base64, 1 + CERTIFICATES },
    { "base64 without padding", csv_unpadded, CERTIFICATES },
    { "PEM in CSV", csv_pem, 0 },
    { "bytea in TSV", tsv_bytea, CERTIFICATES },
    { "a line of base64 each", lines_of_base64, CERTIFICATES },
    { "CSV of AD CS", certutil, 0 },
    { "zgrab", zgrab, CERTIFICATES },
    { "Sonar", sonar, CERTIFICATES },
    { "hexadecimal in CSV", csv_hex, 1 + CERTIFICATES },
    { "JSON lines", json_lines, CERTIFICATES },
    { "one line of JSON", json_array, 1 },
    { "JSON with escaped solidi", json_solidi, 1 + CERTIFICATES },
    { "settings of an environment", environment, 2 * CERTIFICATES },
    { "PEM far behind other text", text_with_pem, 0 },
};
#define FORMS (sizeof(forms) / sizeof(forms[0]))

static void write_form(size_t form, struct buffer *out)
{
    struct bytes text = whole("all.pem"), rest = text, taken;
    struct buffer room = { 0 };
    struct pem_block block;
    enum pem_end end;
    for (size_t row = 1; row <= CERTIFICATES; row++) {
        ck_assert(pem_block_next(rest, true, &room, &block, &end) && end == PEM_BLOCK);
        forms[form].write(out, block.content, row);
        ck_assert(bytes_take(&rest, block.end, &taken));
    }
    buffer_clear(&room);
    fixture_free(text);
}

static void check_all(const struct seen *seen, const char *name)
{
    ck_assert_msg(seen->done.rows == CERTIFICATES, "%s: %u rows", name, (unsigned)seen->done.rows);
    ck_assert_msg(seen->done.parsed == CERTIFICATES, "%s", name);
    ck_assert_msg(seen->matched == MATCHED, "%s: %zu matched", name, seen->matched);
    ck_assert_msg(seen->journalled == 0, "%s: %s", name, seen->journal[0].sentence);
    ck_assert_int_eq(seen->done.outcome, OUTCOME_OK);
}

START_TEST(each_form_gives_the_same_certificates)
{
    struct buffer table = { 0 }, content = { 0 };
    struct key_index index;
    index_of(two_keys, 2, &table, &index);
    write_form((size_t)_i, &content);
    struct seen seen = scan_bytes(buffer_bytes(&content), &index);
    check_all(&seen, forms[_i].name);
    uint64_t last = 0;
    for (size_t i = 0; i < seen.certificates; i++) {
        last = seen.row[i] > last ? seen.row[i] : last;
    }
    ck_assert_msg(forms[_i].row == 0 || last <= forms[_i].row, "%s", forms[_i].name);
    ck_assert_msg(forms[_i].row == 0 || last + 8 > forms[_i].row, "%s", forms[_i].name);
    buffer_clear(&content);
    buffer_clear(&table);
}
END_TEST

/* The same, compressed: its certificates lie in a reading of the file. */
START_TEST(compressed_form_is_read_like_the_plain_one)
{
    struct buffer table = { 0 }, content = { 0 }, packed = { 0 };
    struct key_index index;
    index_of(two_keys, 2, &table, &index);
    write_form((size_t)_i, &content);
    put_gzip(&packed, buffer_bytes(&content));
    struct seen seen = scan_bytes(buffer_bytes(&packed), &index);
    check_all(&seen, forms[_i].name);
    buffer_clear(&packed);
    buffer_clear(&content);
    buffer_clear(&table);
}
END_TEST

/* As Windows writes what a command prints. */
START_TEST(form_in_utf16_is_read_like_the_plain_one)
{
    struct buffer table = { 0 }, content = { 0 }, wide = { 0 };
    struct key_index index;
    index_of(two_keys, 2, &table, &index);
    write_form((size_t)_i, &content);
    ck_assert(buffer_reserve(&wide, 2 * content.used + 2));
    wide.at[wide.used++] = 0xff;
    wide.at[wide.used++] = 0xfe;
    for (size_t i = 0; i < content.used; i++) {
        wide.at[wide.used++] = content.at[i];
        wide.at[wide.used++] = 0;
    }
    struct seen seen = scan_bytes(buffer_bytes(&wide), &index);
    check_all(&seen, forms[_i].name);
    buffer_clear(&wide);
    buffer_clear(&content);
    buffer_clear(&table);
}
END_TEST

/* What openssl ca keeps beside its certificates is no file that could not be read. */
static const char *const kept_by_authorities[] = {
    ("V\t361123120000Z\t\t1000\tunknown\t/C=DE/CN=www.example.org\n"
     "R\t20361123120000Z\t261123120000Z,keyCompromise\t1001\tunknown\t/CN=a\n"),
    "R\t361123120000Z\t261123120000Z\tFF\tunknown\t/CN=a\n",
    "E\t061123120000Z\t\t0A0B0C0D0E0F\tnewcerts/0A.pem\t/CN=a\tb\n",
    "unique_subject = yes\n",
    "1002\n",
};

START_TEST(database_of_openssl_ca_is_known)
{
    const struct key_index none = { 0 };
    const char *text = kept_by_authorities[_i];
    struct seen seen = scan_bytes(bytes_over(text, strlen(text)), &none);
    ck_assert_uint_eq(seen.done.rows, 0);
    ck_assert_int_eq(seen.done.outcome, OUTCOME_OK);
    ck_assert_uint_eq(seen.journalled, 1);
    ck_assert_int_eq(seen.journal[0].weight, JOURNAL_NOTE);
}
END_TEST

static const char *const not_kept[] = {
    "V\t361123120000\t\t1000\tunknown\t/CN=a\n",
    "X\t361123120000Z\t\t1000\tunknown\t/CN=a\n",
    "V\t361123120000Z\tx\t1000\tunknown\t/CN=a\n",
    "V\t361123120000Z\t\t10g0\tunknown\t/CN=a\n",
    "V\t361123120000Z\t\t1000\n",
    "100\n",
    "1002\nother\n",
};

START_TEST(text_that_is_no_database_is_told_as_unread)
{
    const struct key_index none = { 0 };
    struct seen seen = scan_bytes(bytes_over(not_kept[_i], strlen(not_kept[_i])), &none);
    ck_assert_int_eq(seen.done.outcome, OUTCOME_UNEXPECTED);
    ck_assert_int_eq(seen.journal[0].weight, JOURNAL_UNREAD);
}
END_TEST

/* Wherever the content is cut: no crash, no match that is none, and what was lost is told. */
START_TEST(every_prefix_is_read_as_far_as_it_goes)
{
    struct buffer content = { 0 };
    const struct key_index none = { 0 };
    write_form((size_t)_i, &content);
    for (size_t length = 1; length < content.used; length += length < 4096 ? 61 : 1499) {
        struct seen seen = scan_bytes(bytes_over(content.at, length), &none);
        ck_assert_uint_le(seen.done.rows, CERTIFICATES);
        ck_assert(seen.done.failed == 0 || seen.journalled > 0);
    }
    buffer_clear(&content);
}
END_TEST

static const struct {
    const char *what, *front; /* before a good cell */
    const char *behind;
    const char *sentence;
    uint64_t row, failed, parsed;
} refusals[] = {
    { "a cell that is none", "id,der\n1,", "\n2,MIIE broken\n3,\n4,NULL\n",
      "no certificate in a cell where one should be", 3, 1, 1 },
    { "a cell before the first good one", "id,der\n0,not yet\n1,", "\n",
      "no certificate in a cell where one should be", 2, 1, 1 },
    { "a public key in another column", "key,der\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A,", "\n", NULL, 0,
      0, 1 },
    { "a string of JSON cut off", "{\"a\":\"", "\"}\n{\"a\":\"MIIDdTCCAl2gAwIBAgIL",
      "the string does not end", 2, 1, 1 },
    { "a quote that never closes", "id,der\n\"1,", "\n", NULL, 0, 0, 1 },
    { "JSON of other things in it", "{\"key\":\"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\",\"a\":\"", "\"}",
      NULL, 0, 0, 1 },
};
#define REFUSALS (sizeof(refusals) / sizeof(refusals[0]))

START_TEST(row_that_cannot_be_read_is_told_with_its_line)
{
    struct buffer content = { 0 };
    struct bytes der = whole("leaf_rsa.der");
    const struct key_index none = { 0 };
    put(&content, refusals[_i].front);
    put_base64(&content, der, true);
    put(&content, refusals[_i].behind);
    struct seen seen = scan_bytes(buffer_bytes(&content), &none);
    ck_assert_msg(seen.done.parsed == refusals[_i].parsed, "%s", refusals[_i].what);
    ck_assert_msg(seen.done.failed == refusals[_i].failed, "%s", refusals[_i].what);
    ck_assert_msg(seen.journalled == refusals[_i].failed, "%s", refusals[_i].what);
    if (refusals[_i].sentence != NULL) {
        ck_assert_str_eq(seen.journal[0].sentence, refusals[_i].sentence);
        ck_assert_msg(seen.journal[0].row == refusals[_i].row, "%s: row %u", refusals[_i].what,
                      (unsigned)seen.journal[0].row);
        ck_assert_int_eq(seen.journal[0].weight, JOURNAL_UNREAD);
    }
    fixture_free(der);
    buffer_clear(&content);
}
END_TEST

/* A row of 20 megabytes is stepped over, the next one is read. */
START_TEST(row_longer_than_the_bound_is_stepped_over)
{
    struct buffer content = { 0 };
    struct bytes der = whole("leaf_rsa.der");
    const struct key_index none = { 0 };
    put(&content, "id,der\n");
    const size_t length = (size_t)(ROW_HELD_MAX + 4 * MIB);
    ck_assert(buffer_reserve(&content, length));
    memset(content.at + content.used, 'A', length);
    content.used += length;
    put(&content, "\n1,");
    put_base64(&content, der, true);
    struct seen seen = scan_bytes(buffer_bytes(&content), &none);
    ck_assert_uint_eq(seen.done.parsed, 1);
    ck_assert_uint_eq(seen.done.failed, 1);
    ck_assert_str_eq(seen.journal[0].sentence, "row longer than this program reads");
    ck_assert_uint_eq(seen.journal[0].row, 2);
    fixture_free(der);
    buffer_clear(&content);
}
END_TEST

/* Another column holds certificates, too, and cells of the one that was named are broken. */
static const struct {
    const char *what, *column, *front, *between, *behind;
    size_t parsed, failed;
} named[] = {
    { "a column of CSV", "der", "DER,chain\n", ",", "\nMIIE broken,\n", 1, 1 },
    { "the other one", "chain", "der,chain\n", ",", "\nMIIE broken,\n", 1, 0 },
    { "a number", "2", "", ",", "\n", 1, 0 },
    { "a name of JSON", "pem", "{\"pem\":\"", "\",\"chain\":\"", "\"}", 1, 0 },
    { "a column of SQL", "b", "INSERT INTO t (a,b) VALUES ('", "','", "');", 1, 0 },
    { "a column of SQL with its table", "t.A", "INSERT INTO t (a,b) VALUES ('", "','", "');", 1,
      0 },
    { "a column that is not there", "x", "a,b\n", ",", "\n", 0, 1 },
};
#define NAMED (sizeof(named) / sizeof(named[0]))

START_TEST(only_the_column_that_was_named_is_read)
{
    struct buffer content = { 0 };
    struct bytes der = whole("leaf_rsa.der");
    const struct key_index none = { 0 };
    struct seen seen = { 0 };
    const struct record_sink sink = { .context = &seen, .record = note };
    const char *column = named[_i].column;
    const struct inventory_setting setting = { .index = &none,
                                               .column = bytes_over(column, strlen(column)) };
    put(&content, named[_i].front);
    put_base64(&content, der, true);
    put(&content, named[_i].between);
    put_base64(&content, der, true);
    put(&content, named[_i].behind);
    FILE *file = tmpfile();
    ck_assert_uint_eq(fwrite(content.at, 1, content.used, file), content.used);
    ck_assert_int_eq(fflush(file), 0);
    const struct job_file job = {
        .number = 7, .fd = fileno(file), .size = content.used, .mode = SCAN_WHOLE
    };
    inventory_scan(&job, &setting, &sink);
    fclose(file);
    ck_assert_msg(seen.done.parsed == named[_i].parsed, "%s: %u parsed", named[_i].what,
                  (unsigned)seen.done.parsed);
    ck_assert_msg(seen.done.failed == named[_i].failed, "%s: %u failed", named[_i].what,
                  (unsigned)seen.done.failed);
    fixture_free(der);
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("forms");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, each_form_gives_the_same_certificates, 0, (int)FORMS);
    tcase_add_loop_test(tests, compressed_form_is_read_like_the_plain_one, 0, (int)FORMS);
    tcase_add_loop_test(tests, form_in_utf16_is_read_like_the_plain_one, 0, (int)FORMS);
    tcase_add_loop_test(tests, database_of_openssl_ca_is_known, 0,
                        (int)(sizeof(kept_by_authorities) / sizeof(kept_by_authorities[0])));
    tcase_add_loop_test(tests, text_that_is_no_database_is_told_as_unread, 0,
                        (int)(sizeof(not_kept) / sizeof(not_kept[0])));
    tcase_add_loop_test(tests, every_prefix_is_read_as_far_as_it_goes, 0, (int)FORMS);
    tcase_add_loop_test(tests, row_that_cannot_be_read_is_told_with_its_line, 0, (int)REFUSALS);
    tcase_add_test(tests, row_longer_than_the_bound_is_stepped_over);
    tcase_add_loop_test(tests, only_the_column_that_was_named_is_read, 0, (int)NAMED);
    return suite_run("source_forms", tests);
}
