#include <stdio.h>

#include "evidence_run.h"

/* Stores of keys, however they lie in the evidence: files of scripts/fixtures/make-key-stores. */

static void prepare(void)
{
    run_prepare_scanning("correct horse\nbattery staple\n");
}

/* Keys and journal as record_list has them, and certificates with their places too. */
static void add_record(void *context, const struct record *record)
{
    struct record_list *list = context;
    record_list_add(list, record);
    if (record->kind == RECORD_CERTIFICATE && list->certificates <= 8) {
        ck_assert(buffer_append_text(&list->lines, "certificate "));
        ck_assert(buffer_append_text(
            &list->lines, key_algorithm_name(record->certificate.certificate.identity.algorithm)));
        ck_assert(provenance_print(record->certificate.provenance, &list->lines));
        ck_assert(buffer_append_text(&list->lines, "\n"));
    }
}

static void scan(struct bytes content, struct record_list *list)
{
    const struct record_sink sink = { list, add_record };
    run_scan_into(content, &sink);
    ck_assert_uint_eq(list->done.examined, content.left);
}

static void expect_replay(struct bytes content, struct record_list *list)
{
    int descriptor = memory_file(content);
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.left, .mode = SCAN_WHOLE
    };
    struct record_list again = { 0 };
    const struct record_sink sink = { &again, record_list_add };
    evidence_replay(run_examiner, &file, buffer_bytes(&list->provenance), 42, &sink);
    ck_assert_uint_eq(again.replays, 1);
    ck_assert_str_eq(again.replayed.identity, list->name);
    ck_assert(bytes_equal(buffer_bytes(&again.proof), buffer_bytes(&list->proof)));
    record_list_clear(&again);
    (void)close(descriptor);
}

static struct buffer store_read(const char *name)
{
    char path[512];
    snprintf(path, sizeof(path), "keys/stores/%s", name);
    return fixture_read(path);
}

static void add_base64(struct bytes content, size_t width, const char *front, const char *end,
                       struct buffer *into)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t column = 0;
    for (size_t at = 0; at < content.left; at += 3) {
        uint32_t group = 0;
        size_t octets = content.left - at < 3 ? content.left - at : 3;
        for (size_t i = 0; i < 3; i++) {
            group = group << 8 | (i < octets ? content.at[at + i] : 0u);
        }
        for (size_t i = 0; i < 4; i++) {
            if (column == 0) {
                ck_assert(buffer_append_text(into, front));
            }
            char character = i <= octets ? alphabet[group >> (18 - 6 * i) & 63] : '=';
            ck_assert(buffer_append_byte(into, (uint8_t)character));
            if (++column == width) {
                ck_assert(buffer_append_text(into, end));
                column = 0;
            }
        }
    }
    if (column > 0) {
        ck_assert(buffer_append_text(into, end));
    }
}

static void add_hex(struct bytes content, struct buffer *into)
{
    char digits[3];
    for (size_t i = 0; i < content.left; i++) {
        snprintf(digits, sizeof(digits), "%02x", content.at[i]);
        ck_assert(buffer_append_text(into, digits));
    }
}

static void add_wide(struct bytes text, struct buffer *into)
{
    for (size_t i = 0; i < text.left; i++) {
        ck_assert(buffer_append_byte(into, text.at[i]));
        ck_assert(buffer_append_byte(into, 0));
    }
}

static void add_noise(size_t count, struct buffer *into)
{
    uint32_t state = 12345;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        ck_assert(buffer_append_byte(into, (uint8_t)(state >> 24)));
    }
}

enum dress {
    AS_FILE,
    IN_NOISE,
    IN_YAML,
    IN_POWERSHELL,
    QUOTED,
    IN_JSON,
    IN_HEX,
    WIDE,
    ARMOURED,
    SOFT_ARMOURED
};

static void dress(struct bytes store, enum dress dress, struct buffer *into)
{
    struct buffer text = { 0 };
    switch (dress) {
    case AS_FILE:
        ck_assert(buffer_append(into, store));
        break;
    case IN_NOISE:
        add_noise(5000, into);
        ck_assert(buffer_append(into, store));
        add_noise(5000, into);
        break;
    case IN_YAML:
        ck_assert(
            buffer_append_text(into, "apiVersion: v1\nkind: Secret\ndata:\n  keystore.p12: "));
        add_base64(store, SIZE_MAX, "", "\n", into);
        ck_assert(buffer_append_text(into, "  password: Y29ycmVjdCBob3JzZQ==\n"));
        break;
    case IN_POWERSHELL:
        ck_assert(buffer_append_text(into, "$pfx = [Convert]::FromBase64String(\""));
        add_base64(store, SIZE_MAX, "", "\")\r\n", into);
        ck_assert(buffer_append_text(into, "Import-PfxCertificate -Password $secret\r\n"));
        break;
    case QUOTED:
        ck_assert(buffer_append_text(into, "On Monday somebody wrote:\n> here it is\n>\n"));
        add_base64(store, 76, "> ", "\n", into);
        ck_assert(buffer_append_text(into, ">\nThanks\n"));
        break;
    case IN_JSON:
        ck_assert(buffer_append_text(into, "{\"name\":\"store\",\"value\":\""));
        add_base64(store, 64, "", "\\n", into);
        ck_assert(buffer_append_text(into, "\"}\n"));
        break;
    case IN_HEX:
        ck_assert(buffer_append_text(into, "blob: "));
        add_hex(store, into);
        ck_assert(buffer_append_text(into, "\n"));
        break;
    case WIDE:
        ck_assert(buffer_append_text(&text, "$pfx = \""));
        add_base64(store, SIZE_MAX, "", "\"\r\n", &text);
        ck_assert(buffer_append(into, bytes_over("\xff\xfe", 2)));
        add_wide(buffer_bytes(&text), into);
        break;
    case ARMOURED:
        ck_assert(buffer_append_text(into, "-----BEGIN PKCS12-----\n"));
        add_base64(store, 64, "", "\n", into);
        ck_assert(buffer_append_text(into, "-----END PKCS12-----\n"));
        break;
    case SOFT_ARMOURED: /* a soft hyphen every few characters, as in a web page */
        ck_assert(buffer_append_text(into, "-----BEGIN PKCS12-----\n"));
        add_base64(store, 21, "", "\xc2\xad", into);
        ck_assert(buffer_append_text(into, "\n-----END PKCS12-----\n"));
        break;
    }
    buffer_clear(&text);
}

#define P12(chain)                                                                                 \
    "certificate ec" chain " Schl\xc3\xbcssel 1\nproven" chain " Schl\xc3\xbcssel 1\n"
#define JKS(chain)                                                                                 \
    "certificate ec" chain " schl\xc3\xbcssel 1\nproven" chain " schl\xc3\xbcssel 1\n"

static const struct {
    const char *file;
    enum dress dress;
    const char *lines;
} rows[] = {
    { "openssl-modern.p12", AS_FILE, P12("@0+1143") },
    { "openssl-modern.p12", IN_NOISE, P12("@5000+1143") },
    { "openssl-modern.p12", IN_YAML, P12("!reading @50 base64@0+1143") },
    { "openssl-modern.p12", IN_POWERSHELL, P12("!reading @36 base64@0+1143") },
    { "openssl-modern.p12", QUOTED, P12("!reading @43 base64@0+1143") },
    { "openssl-modern.p12", IN_JSON, P12("!reading @25 base64@0+1143") },
    { "openssl-modern.p12", IN_HEX, P12("!reading @6 hex@0+1143") },
    { "openssl-modern.p12", WIDE, P12("!reading @0 utf-16le!reading @8 base64@0+1143") },
    { "openssl-modern.p12", ARMOURED, P12("@0+1591") },
    { "openssl-modern.p12", SOFT_ARMOURED, P12("@0+1714") },
    /* 600,000 iterations: what a passphrase costs here is spent after the scan. */
    { "nss-3des.p12", IN_NOISE, "encrypted@5000+1058 Schl\xc3\xbcssel 1\n" },
    { "keytool.jks", AS_FILE, JKS("@0+680") },
    { "keytool.jks", IN_NOISE, JKS("@5000+680") },
    { "keytool.jks", IN_YAML, JKS("!reading @50 base64@0+680") },
    { "keytool.jks", QUOTED, JKS("!reading @43 base64@0+680") },
    { "keytool.jks", IN_HEX, JKS("!reading @6 hex@0+680") },
};

START_TEST(store_is_found_wherever_it_lies)
{
    struct buffer store = store_read(rows[_i].file), content = { 0 };
    struct record_list list = { 0 };
    dress(buffer_bytes(&store), rows[_i].dress, &content);
    scan(buffer_bytes(&content), &list);
    const char *text = record_list_text(&list), *line = strchr(text, '\n');
    /* A closed key whose base64 happens to begin at a group of four is seen in the text of the
     * store too; the case file folds the two places. */
    bool seen = strncmp(text, "proven", 6) == 0 && strstr(rows[_i].lines, "base64") != NULL;
    ck_assert_msg(strcmp(seen && line != NULL ? line + 1 : text, rows[_i].lines) == 0,
                  "%s as %d: %s", rows[_i].file, (int)rows[_i].dress, text);
    expect_replay(buffer_bytes(&content), &list);
    record_list_clear(&list);
    buffer_clear(&store);
    buffer_clear(&content);
}
END_TEST

/* A truststore with so many entries, of one certificate. */
static struct buffer truststore(size_t entries)
{
    struct buffer store = store_read("java-trusted.jks"), made = { 0 };
    const struct bytes entry = bytes_over(store.at + 12, store.used - 12 - 20);
    ck_assert(buffer_append(&made, bytes_over(store.at, 8)));
    ck_assert(buffer_append_number(&made, 4, entries));
    for (size_t i = 0; i < entries; i++) {
        ck_assert(buffer_append(&made, entry));
    }
    ck_assert(buffer_append(&made, bytes_over(store.at + store.used - 20, 20)));
    buffer_clear(&store);
    return made;
}

/* Far more than is seen from an anchor; alone it is held whole. */
START_TEST(store_that_is_a_file_is_read_to_its_end)
{
    struct buffer store = truststore(2000);
    struct record_list list = { 0 };
    ck_assert_uint_gt(store.used, 4 * CANDIDATE_SPAN_MAX);
    scan(buffer_bytes(&store), &list);
    ck_assert_uint_eq(list.certificates, 2000);
    ck_assert_uint_eq(list.unread + list.notes, 0);
    char place[64];
    snprintf(place, sizeof(place), "certificate rsa@0+%zu trusted\n", store.used);
    ck_assert_ptr_nonnull(strstr(record_list_text(&list), place));
    record_list_clear(&list);
    buffer_clear(&store);
}
END_TEST

/* Behind other bytes it is not: then its certificates are found by themselves, and what was
 * not read as a store is said. */
START_TEST(long_store_among_other_bytes_is_journalled)
{
    struct buffer store = truststore(1000), content = { 0 };
    struct record_list list = { 0 };
    add_noise(1000, &content);
    ck_assert(buffer_append(&content, buffer_bytes(&store)));
    add_noise(1000, &content);
    scan(buffer_bytes(&content), &list);
    ck_assert_uint_ge(list.certificates, 999); /* but for the one at the border */
    ck_assert_uint_eq(list.unread, 1);
    ck_assert_ptr_nonnull(strstr(record_list_text(&list), "a key store is longer than is held"));
    record_list_clear(&list);
    buffer_clear(&store);
    buffer_clear(&content);
}
END_TEST

/* Whatever pieces the bytes come in: the leaf reader of a range cuts them otherwise. */
START_TEST(ranges_agree_on_a_long_store)
{
    struct buffer store = truststore(600);
    int descriptor = memory_file(buffer_bytes(&store));
    struct record_list list = { 0 };
    const struct record_sink sink = { &list, add_record };
    const uint64_t cuts[] = { 0, 100000, 200000, store.used };
    for (size_t i = 0; i + 1 < sizeof(cuts) / sizeof(cuts[0]); i++) {
        const struct job_file file = { .number = 1,
                                       .fd = descriptor,
                                       .size = store.used,
                                       .mode = SCAN_RANGE,
                                       .from = cuts[i],
                                       .to = cuts[i + 1] };
        evidence_scan(run_examiner, &file, &sink);
    }
    ck_assert_uint_ge(list.certificates, 600);
    ck_assert_uint_eq(list.unread, 0);
    record_list_clear(&list);
    buffer_clear(&store);
    (void)close(descriptor);
}
END_TEST

/* Databases of keys that are leads by name. */
static const struct {
    const char *what, *front;
    size_t front_length;
    const char *word, *lines;
} leads[] = {
    { "key4.db", "SQLite format 3\0", 16, "nssPrivate metaData", "unsupported@0+4000\n" },
    { "cert9.db", "SQLite format 3\0", 16, "nssPublic metaData", "" },
    { "key3.db", "\x00\x06\x15\x61\x00\x00\x00\x02", 8, "global-salt", "unsupported@0+4000\n" },
    { "cert8.db", "\x00\x06\x15\x61\x00\x00\x00\x02", 8, "global", "" },
    { "a keychain", "kych\0\1\0\0\0\0\0\x10", 12, "", "unsupported@0+4000\n" },
    { "a word", "kych", 4, "", "" },
};

START_TEST(row_26_databases_are_leads)
{
    struct buffer content = { 0 };
    struct record_list list = { 0 };
    ck_assert(buffer_append(&content, bytes_over(leads[_i].front, leads[_i].front_length)));
    ck_assert(buffer_append_text(&content, leads[_i].word));
    while (content.used < 4000) {
        ck_assert(buffer_append_byte(&content, 0));
    }
    scan(buffer_bytes(&content), &list);
    ck_assert_msg(strcmp(record_list_text(&list), leads[_i].lines) == 0, "%s: %s", leads[_i].what,
                  record_list_text(&list));
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

static void add_low(uint32_t number, struct buffer *into)
{
    for (size_t i = 0; i < 4; i++) {
        ck_assert(buffer_append_byte(into, (uint8_t)(number >> (8 * i))));
    }
}

static void add_counted(size_t octets, struct buffer *into)
{
    add_low((uint32_t)octets, into);
    add_noise(octets, into);
}

/* DPAPI_BLOB as Windows writes it around a key of the CryptoAPI. */
static struct buffer dpapi_blob(const char *description)
{
    static const uint8_t front[] = { 1,    0,    0,    0,    0xd0, 0x8c, 0x9d, 0xdf, 0x01, 0x15,
                                     0xd1, 0x11, 0x8c, 0x7a, 0x00, 0xc0, 0x4f, 0xc2, 0x97, 0xeb };
    struct buffer blob = { 0 };
    const struct bytes text = bytes_over(description, strlen(description));
    ck_assert(buffer_append(&blob, bytes_over(front, sizeof(front))));
    add_low(1, &blob);
    add_noise(16, &blob);
    add_low(0, &blob);
    add_low((uint32_t)(2 * text.left + 2), &blob);
    add_wide(text, &blob);
    ck_assert(buffer_append(&blob, bytes_over("\0\0", 2)));
    add_low(0x6610, &blob);
    add_low(256, &blob);
    add_counted(32, &blob);
    add_counted(0, &blob);
    add_low(0x800e, &blob);
    add_low(512, &blob);
    add_counted(32, &blob);
    add_counted(1312, &blob);
    add_counted(64, &blob);
    return blob;
}

START_TEST(row_26_dpapi_around_a_private_key_is_a_lead)
{
    static const struct {
        const char *description;
        bool lead;
    } blobs[] = { { "CryptoAPI Private Key", true },
                  { "Private Key", true },
                  { "Private Key Properties", false },
                  { "", false },
                  { "Cookies", false } };
    for (size_t i = 0; i < sizeof(blobs) / sizeof(blobs[0]); i++) {
        struct buffer blob = dpapi_blob(blobs[i].description), content = { 0 };
        struct record_list list = { 0 };
        char line[64];
        snprintf(line, sizeof(line), "unsupported@300+%zu\n", blob.used);
        add_noise(300, &content);
        ck_assert(buffer_append(&content, buffer_bytes(&blob)));
        add_noise(300, &content);
        scan(buffer_bytes(&content), &list);
        ck_assert_str_eq(record_list_text(&list), blobs[i].lead ? line : "");
        record_list_clear(&list);
        buffer_clear(&blob);
        buffer_clear(&content);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("key_store_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, store_is_found_wherever_it_lies, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, store_that_is_a_file_is_read_to_its_end);
    tcase_add_test(tests, long_store_among_other_bytes_is_journalled);
    tcase_add_test(tests, ranges_agree_on_a_long_store);
    tcase_add_loop_test(tests, row_26_databases_are_leads, 0,
                        (int)(sizeof(leads) / sizeof(leads[0])));
    tcase_add_test(tests, row_26_dpapi_around_a_private_key_is_a_lead);
    tcase_set_timeout(tests, 240);
    return run_suite("key_store_scan", tests);
}
