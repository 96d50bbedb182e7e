#include "candidates/leaf_scan.h"

#include "bounds.h"
#include "damage.h"
#include "leaf_log.h"

static const struct {
    const char *name;
    enum candidate_form form;
    enum candidate_origin origin;
    const char *label, *dek_info;
} armours[] = {
    { "rsa2048", CANDIDATE_DER, ORIGIN_ARMOUR, "RSA PRIVATE KEY", "" },
    { "rsa2048-pkcs8", CANDIDATE_DER, ORIGIN_ARMOUR, "PRIVATE KEY", "" },
    { "p256", CANDIDATE_DER, ORIGIN_ARMOUR, "EC PRIVATE KEY", "" },
    { "p256-pkcs8", CANDIDATE_DER, ORIGIN_ARMOUR, "PRIVATE KEY", "" },
    { "p384", CANDIDATE_DER, ORIGIN_ARMOUR, "EC PRIVATE KEY", "" },
    { "dsa1024", CANDIDATE_DER, ORIGIN_ARMOUR, "DSA PRIVATE KEY", "" },
    { "ed25519-pkcs8", CANDIDATE_DER, ORIGIN_ARMOUR, "PRIVATE KEY", "" },
    { "p256-encrypted", CANDIDATE_DER, ORIGIN_ARMOUR, "ENCRYPTED PRIVATE KEY", "" },
    { "rsa1024-aes128", CANDIDATE_PEM_ENCRYPTED, ORIGIN_ARMOUR, "RSA PRIVATE KEY", "AES-128-CBC," },
    { "p256-des3", CANDIDATE_PEM_ENCRYPTED, ORIGIN_ARMOUR, "EC PRIVATE KEY", "DES-EDE3-CBC," },
    { "ed25519-openssh", CANDIDATE_OPENSSH, ORIGIN_ARMOUR, "OPENSSH PRIVATE KEY", "" },
    { "ed25519-openssh-bcrypt", CANDIDATE_OPENSSH, ORIGIN_ARMOUR, "OPENSSH PRIVATE KEY", "" },
};
#define ARMOURS ((int)(sizeof(armours) / sizeof(armours[0])))

static char seen_label[64], seen_dek[96];

static enum offer note_windows(void *context, const struct candidate *candidate, bool last)
{
    snprintf(seen_label, sizeof(seen_label), "%.*s", (int)candidate->label.left,
             candidate->label.left > 0 ? (const char *)candidate->label.at : "");
    snprintf(seen_dek, sizeof(seen_dek), "%.*s", (int)candidate->dek_info.left,
             candidate->dek_info.left > 0 ? (const char *)candidate->dek_info.at : "");
    return log_key(context, candidate, last);
}

static void scan_noting(struct leaf_log *log, struct bytes leaf)
{
    struct scan_sink sink = log_sink(log);
    sink.key = note_windows;
    struct leaf_scan *scan = leaf_scan_new(&sink, &whole_leaf);
    ck_assert_ptr_nonnull(scan);
    leaf_scan_push(scan, leaf);
    leaf_scan_finish(scan);
    leaf_scan_free(scan);
}

START_TEST(armour_is_found_as_it_stands)
{
    const struct known_key *key = known_by_name(armours[_i].name);
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    put(&text, "some text before\n\n");
    ck_assert(buffer_append(&text, buffer_bytes(&key->pem)));
    put(&text, "and after\n");
    scan_noting(&log, buffer_bytes(&text));
    ck_assert_msg(log.keys == 1 && log.refused == 0 && log.readings == 0, "%s: %.*s", key->name,
                  (int)log.lines.used, (const char *)log.lines.at);
    ck_assert_int_eq(log.found.form, armours[_i].form);
    ck_assert_int_eq(log.found.origin, armours[_i].origin);
    ck_assert_str_eq(seen_label, armours[_i].label);
    ck_assert(strncmp(seen_dek, armours[_i].dek_info, strlen(armours[_i].dek_info)) == 0);
    ck_assert_uint_eq(strlen(seen_dek) > 0, strlen(armours[_i].dek_info) > 0);
    ck_assert_uint_eq(log.found.offset, 18);
    ck_assert_uint_eq(log.found.length, key->pem.used - 1);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

START_TEST(raw_structure_is_found_in_a_binary_and_as_a_whole)
{
    const struct known_key *key = known_by_name(armours[_i].name);
    if (armours[_i].form == CANDIDATE_PEM_ENCRYPTED) {
        return; /* without its armour it is noise */
    }
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    in_binary(buffer_bytes(&key->content), &text);
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_msg(log.keys == 1, "%s: %.*s", key->name, (int)log.lines.used,
                  (const char *)log.lines.at);
    ck_assert_uint_eq(log.found.offset, 502);
    ck_assert_uint_eq(log.found.length, key->content.used);
    ck_assert_int_eq(log.found.origin, ORIGIN_BINARY);
    ck_assert_int_eq(log.found.form, armours[_i].form);
    log_clear(&log);
    scan_leaf(&log, buffer_bytes(&key->content));
    ck_assert_uint_eq(log.keys, 1);
    ck_assert_int_eq(log.found.origin, ORIGIN_WHOLE);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

static const struct {
    const char *before, *after;
    unsigned width;
} bare[] = {
    { "", "", 0 },
    { "", "\n", 64 },
    { "<key>", "</key>\n<next>QUJD</next>", 0 },
    { "PRIVATE_KEY=", "\nOTHER=1\n", 0 },
    { "  key: \"", "\"\n  next: \"abc\"\n", 0 },
    { "INSERT INTO keys VALUES (7, '", "', 'www');\n", 0 },
    { "7,", ",www\n", 0 },
    { "-----BEGIN SOMETHING-----\n", "\n-----END SOMETHING-----\n", 76 },
};

START_TEST(base64_without_armour_is_found)
{
    const int row = _i / ARMOURS;
    const struct known_key *key = known_by_name(armours[_i % ARMOURS].name);
    if (armours[_i % ARMOURS].form == CANDIDATE_PEM_ENCRYPTED) {
        return;
    }
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    put(&text, bare[row].before);
    base64(buffer_bytes(&key->content), bare[row].width, STANDARD, &text);
    text.used--;
    put(&text, bare[row].after);
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_msg(log.keys == 1 && log.refused == 0, "%s %d: %.*s", key->name, row,
                  (int)log.lines.used, (const char *)log.lines.at);
    ck_assert_uint_eq(log.depth, 0);
    ck_assert_uint_eq(log.found.offset, strlen(bare[row].before));
    ck_assert_int_eq(log.found.origin, ORIGIN_BASE64);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

START_TEST(parameters_before_an_ec_key_come_with_it)
{
    const struct known_key *key = known_by_name("p256");
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    read_file("p256-parameters.pem", &text);
    ck_assert(buffer_append(&text, buffer_bytes(&key->pem)));
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_eq(log.keys, 1);
    ck_assert_uint_eq(log.found.parameters.left, 10);
    ck_assert_uint_eq(log.found.offset, 75);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

START_TEST(key_within_a_key_gives_both)
{
    const struct known_key *outer = known_by_name("rsa2048"), *inner = known_by_name("p256");
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    ck_assert(buffer_append(&text, bytes_over(outer->pem.at, 32 + 65 * 5)));
    ck_assert(buffer_append(&text, buffer_bytes(&inner->pem)));
    ck_assert(buffer_append(
        &text, bytes_over(outer->pem.at + 32 + 65 * 5, outer->pem.used - 32 - 65 * 5)));
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_msg(log.keys == 2, "%.*s", (int)log.lines.used, (const char *)log.lines.at);
    ck_assert_str_eq(log.found_name, "p256");
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

static const char *const certificates[] = { "certificate", "certificate-rsa" };

START_TEST(certificates_are_delivered)
{
    const struct known_key *one = known_by_name(certificates[0]);
    const struct known_key *other = known_by_name(certificates[1]);
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    ck_assert(buffer_append(&text, buffer_bytes(&one->pem)));
    ck_assert(buffer_append(&text, buffer_bytes(&other->pem)));
    read_file("certificate-trusted.pem", &text);
    read_file("certificates.p7.pem", &text);
    in_binary(buffer_bytes(&other->content), &text);
    base64(buffer_bytes(&one->content), 64, STANDARD, &text);
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_msg(log.certificates == 7 && log.keys == 0 &&
                      memmem(log.lines.at, log.lines.used, "unknown", 7) == NULL,
                  "%.*s", (int)log.lines.used, (const char *)log.lines.at);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

static const char *const never[] = {
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE...\n-----END RSA PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\n<your key here>\n-----END PRIVATE KEY-----\n",
    "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
    "The line -----BEGIN PRIVATE KEY----- begins it, and MIIEpAIBAAKCAQEA is next.\n",
    "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEQiVI+I+3gv+17KN0RFLHKh5Vj71v\n"
    "c75eSOkyMsxFxbFsTNEMTLjVuKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==\n-----END PUBLIC KEY-----\n",
    "BEGIN PRIVATE KEY\nno dashes, no base64\nEND PRIVATE KEY\n",
    "----------------------------------------------------------------------------------------\n",
    "openssh-key-v1 is the magic of OpenSSH's format, b3BlbnNzaC1rZXktdjE in base64.\n",
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJg"
    "gg==\n",
    "/usr/share/doc/something/with/a/path/that/is/longer/than/sixtyfour/characters/in/a/row\n",
    "d41d8cd98f00b204e9800998ecf8427ed41d8cd98f00b204e9800998ecf8427ed41d8cd98f00b204\n",
};

START_TEST(never_a_finding)
{
    struct leaf_log log = { 0 };
    scan_leaf(&log, bytes_over(never[_i], strlen(never[_i])));
    ck_assert_msg(log.keys == 0 && log.certificates == 0 && log.refused == 0 && log.unread == 0,
                  "%s: %.*s", never[_i], (int)log.lines.used, (const char *)log.lines.at);
    log_clear(&log);
}
END_TEST

/* A library carries this prefix as a constant, with whatever stands behind it. */
START_TEST(prefix_of_an_ed25519_key_is_no_key)
{
    struct leaf_log log = { 0 };
    struct buffer bytes = { 0 };
    for (int i = 0; i < 4; i++) {
        must(buffer_append(&bytes, bytes_over("0\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04"
                                              "\x22\x04\x20",
                                              16)));
        must(
            buffer_append(&bytes, bytes_over("0*0\x05\x06\x03+ep\x03!\0\0\0\0\0\0\0\0\0\0\0", 22)));
    }
    scan_leaf(&log, buffer_bytes(&bytes));
    ck_assert_uint_eq(log.keys + log.refused + log.certificates, 0);
    buffer_clear(&bytes);
    log_clear(&log);
}
END_TEST

/* No shorter text gives a key, until the armour's base64 is all there. */
static void check_prefixes(struct bytes whole, size_t complete)
{
    for (size_t length = 0; length < whole.left; length += 1 + length / 97) {
        struct leaf_log log = { 0 };
        uint8_t *copy = exact_copy(whole.at, length);
        scan_leaf(&log, bytes_over(copy, length));
        ck_assert_msg(log.keys + log.certificates == (length >= complete ? 1u : 0u), "%zu of %zu",
                      length, whole.left);
        free(copy);
        log_clear(&log);
    }
}

START_TEST(every_shorter_one_is_no_key)
{
    const struct known_key *key = known_by_name(armours[_i].name);
    const uint8_t *end = memmem(key->pem.at, key->pem.used, "\n-----END", 9);
    size_t complete = (size_t)(end - key->pem.at);
    while (key->pem.at[complete - 1] == '=') {
        complete--;
    }
    if (armours[_i].form == CANDIDATE_PEM_ENCRYPTED) {
        return; /* nothing says how long it is: some shorter ones are offered, and refused */
    }
    check_prefixes(buffer_bytes(&key->pem), complete);
    check_prefixes(buffer_bytes(&key->content), key->content.used);
}
END_TEST

START_TEST(what_is_refused_is_offered_a_last_time)
{
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    must(buffer_append(&text, buffer_bytes(&known_by_name("rsa1024")->pem)));
    text.at[300] = text.at[300] == 'A' ? 'B' : 'A';
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_eq(log.keys, 0);
    ck_assert_uint_ge(log.last, 1);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

START_TEST(same_key_many_times_is_found_each_time)
{
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    for (int i = 0; i < 500; i++) {
        must(buffer_append(&text, buffer_bytes(&known_by_name("p256")->pem)));
    }
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_eq(log.keys, 500);
    ck_assert_uint_eq(log.refused, 0);
    ck_assert_uint_eq(log.readings, 0);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

/* Read at all cost, this would take minutes. */
START_TEST(text_made_of_fronts_is_bounded_and_that_is_said)
{
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    for (int i = 0; i < 4000; i++) {
        put(&text, "-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEAsPnoGUOnrpiSqt4XynxA\n> x y\n");
    }
    must(buffer_append(&text, buffer_bytes(&known_by_name("p256")->content)));
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_ge(log.unread, 2);
    ck_assert_uint_eq(log.keys, 1);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

/* The leaves of a file share their work; what is behind the text is seen all the same, raw and
 * in its armour. */
START_TEST(work_that_is_used_up_elsewhere_is_missing_here)
{
    struct buffer text = { 0 };
    for (int i = 0; i < 6000; i++) {
        put(&text, "-----BEGIN PRIVATE KEY-----\n");
    }
    must(buffer_append(&text, buffer_bytes(&known_by_name("p256")->content)));
    for (int i = 0; i < 9000; i++) {
        put(&text, "Nothing stands here.\n");
    }
    must(buffer_append(&text, buffer_bytes(&known_by_name("p256")->pem)));
    size_t unread[2];
    for (size_t i = 0; i < 2; i++) {
        struct leaf_log log = { 0 };
        int64_t work = i == 0 ? (int64_t)CANDIDATE_WORK_FLOOR : 0;
        const struct leaf_scan_span span = { .own_to = UINT64_MAX, .work = &work };
        const struct scan_sink sink = log_sink(&log);
        struct leaf_scan *scan = leaf_scan_new(&sink, &span);
        leaf_scan_push(scan, buffer_bytes(&text));
        leaf_scan_finish(scan);
        leaf_scan_free(scan);
        ck_assert_uint_eq(log.keys, 2);
        ck_assert_uint_gt(log.unread, 0);
        ck_assert_int_le(work, CANDIDATE_WORK_FLOOR + 8 * CANDIDATE_WORK_STRETCH);
        unread[i] = log.unread;
        log_clear(&log);
    }
    ck_assert_uint_ge(unread[1], unread[0]);
    buffer_clear(&text);
}
END_TEST

static const struct {
    const char *name, *from, *to;
} labels[] = {
    { "rsa1024", "RSA PRIVATE KEY", "PRIVATE KEY" },
    { "rsa2048-pkcs8", "PRIVATE KEY", "RSA PRIVATE KEY" },
    { "p256", "EC PRIVATE KEY", "CERTIFICATE" },
    { "certificate", "CERTIFICATE", "PRIVATE KEY" },
    { "certificate-rsa", "CERTIFICATE", "X509 CERTIFICATE" },
    { "ed25519-openssh", "OPENSSH PRIVATE KEY", "RSA PRIVATE KEY" },
    { "p384", "EC PRIVATE KEY", "ec private key" },
};

START_TEST(wrong_label_is_no_hindrance)
{
    const struct known_key *key = known_by_name(labels[_i].name);
    struct leaf_log log = { 0 };
    struct buffer text = { 0 };
    size_t length = strlen(labels[_i].from);
    for (size_t i = 0; i < key->pem.used; i++) {
        if (key->pem.used - i >= length && memcmp(key->pem.at + i, labels[_i].from, length) == 0) {
            put(&text, labels[_i].to);
            i += length - 1;
            continue;
        }
        put_byte(&text, key->pem.at[i]);
    }
    scan_leaf(&log, buffer_bytes(&text));
    ck_assert_uint_eq(log.keys, key->certificate ? 0 : 1);
    ck_assert_uint_eq(log.certificates, key->certificate ? 1 : 0);
    buffer_clear(&text);
    log_clear(&log);
}
END_TEST

/* A run that ends before what showed it: it was found there again, without end. */
START_TEST(a_run_that_goes_back_ends)
{
    static const uint8_t text[] = {
        0x61, 0x61, 0x61, 0x61, 0x61, 0x60, 0x1f, 0x8b, 0x61, 0x61, 0x8b, 0x61, 0x61, 0x61,
        0x61, 0x20, 0x61, 0x61, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0xff, 0xff, 0xff, 0xff,
        0x66, 0x66, 0x66, 0x66, 0x31, 0x61, 0x61, 0x30, 0x5c, 0x5c, 0x5c, 0x31, 0x61, 0x61,
        0x66, 0x61, 0x20, 0x61, 0x61, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
        0x66, 0x31, 0x61, 0x61, 0x30, 0x5c, 0x5c, 0x5c, 0x31, 0x61, 0x61, 0x66, 0x66, 0x66,
        0x66, 0x66, 0x66, 0x5c, 0x5c, 0x5c, 0x63, 0x61, 0x61, 0x66, 0x61, 0x61, 0x66, 0x61,
    };
    struct leaf_log log = { 0 };
    scan_leaf(&log, bytes_over(text, sizeof(text)));
    ck_assert_uint_eq(log.keys, 0);
    log_clear(&log);
}
END_TEST

static void set_up(void)
{
    ck_assert(leaf_scan_prepare());
    for (int i = 0; i < ARMOURS; i++) {
        know(armours[i].name);
    }
    know("rsa1024");
    know(certificates[0]);
    know(certificates[1]);
}

static void tear_down(void)
{
    forget_known();
    leaf_scan_release();
}

int main(void)
{
    TCase *tests = tcase_create("leaf_scan");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, armour_is_found_as_it_stands, 0, ARMOURS);
    tcase_add_loop_test(tests, raw_structure_is_found_in_a_binary_and_as_a_whole, 0, ARMOURS);
    tcase_add_loop_test(tests, base64_without_armour_is_found, 0,
                        ARMOURS * (int)(sizeof(bare) / sizeof(bare[0])));
    tcase_add_test(tests, parameters_before_an_ec_key_come_with_it);
    tcase_add_test(tests, key_within_a_key_gives_both);
    tcase_add_test(tests, a_run_that_goes_back_ends);
    tcase_add_test(tests, certificates_are_delivered);
    tcase_add_loop_test(tests, never_a_finding, 0, (int)(sizeof(never) / sizeof(never[0])));
    tcase_add_test(tests, prefix_of_an_ed25519_key_is_no_key);
    tcase_add_loop_test(tests, every_shorter_one_is_no_key, 0, ARMOURS);
    tcase_add_test(tests, what_is_refused_is_offered_a_last_time);
    tcase_add_test(tests, same_key_many_times_is_found_each_time);
    tcase_add_test(tests, text_made_of_fronts_is_bounded_and_that_is_said);
    tcase_add_test(tests, work_that_is_used_up_elsewhere_is_missing_here);
    tcase_add_loop_test(tests, wrong_label_is_no_hindrance, 0,
                        (int)(sizeof(labels) / sizeof(labels[0])));
    return suite_run("leaf_scan", tests);
}
