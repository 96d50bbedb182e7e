#include "store_telling.h"

/* Stores of keys written by OpenSSL, GnuTLS, NSS, Java and Bouncy Castle. */

#define LISTED                                                                                     \
    "wrong\ncorrect horse\nbattery staple\nGr\xc3\xbc\xc3\x9f"                                     \
    "e aus K\xc3\xb6ln\n"

#define EINS      "Schl\xc3\xbcssel eins"
#define EINS_JAVA "schl\xc3\xbcssel eins" /* Java makes all aliases lower case */

/* Twice by one examiner: what is remembered of the first time changes nothing. */
static void check_store(const char *file, const char *phrases, const char *lines)
{
    struct buffer content = store_read(file);
    struct key_examiner *examiner = examiner_with(phrases);
    for (int i = 0; i < 2; i++) {
        struct telling telling = { 0 };
        enum offer offer = examine_store(examiner, form_of(file), buffer_bytes(&content), &telling);
        ck_assert_int_eq(offer, lines[0] != '\0' ? OFFER_TAKEN : OFFER_REFUSED);
        const char *text = text_of(&telling);
        ck_assert_msg(strcmp(text, lines) == 0, "%s: %s instead of %s", file, text, lines);
        ck_assert_uint_eq(telling.bounds, 0);
        telling_clear(&telling);
    }
    key_examiner_free(examiner);
    buffer_clear(&content);
}

#define BOUNCY_P12                                                                                 \
    "certificate of rsa two\ncertificate of ec " EINS "\ncertificate of rsa trusted\n"             \
    "proven pkcs12 rsa two\nproven pkcs12 ec " EINS "\n"
#define JAVA_P12                                                                                   \
    "certificate of ec " EINS_JAVA "\ncertificate of rsa two\n"                                    \
    "certificate of ec CN=store one.example\ncertificate of rsa trusted\n"                         \
    "proven pkcs12 ec " EINS_JAVA "\nproven pkcs12 rsa two\n"

static const struct {
    const char *file, *lines;
} pkcs12_stores[] = {
    { "openssl-modern.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-legacy.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-rc2-128.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-rc2-40.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-rc4-40.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-camellia.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-nomac.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-mac512.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-mac1.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-clear.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-clear-key.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-clear-certificate.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-umlaut.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-empty.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-empty-legacy.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-two.p12", "certificate of ec two\nproven pkcs12 ec two\n" },
    { "openssl-no-key.p12", "certificate of rsa\n" },
    { "gnutls.p12", "certificate of ec gnutls one\nproven pkcs12 ec gnutls one\n" },
    { "gnutls-3des.p12", "certificate of ec gnutls one\nproven pkcs12 ec gnutls one\n" },
    { "nss.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "nss-3des.p12", CERTIFICATE_ONE PROVEN_ONE },
    { "bouncy.p12", BOUNCY_P12 },
    { "bouncy-none.p12", "certificate of rsa two\ncertificate of ec " EINS "\n"
                         "proven pkcs12 rsa two\nproven pkcs12 ec " EINS "\n" },
    { "java.p12", JAVA_P12 },
    { "keytool-legacy.p12", "certificate of ec " EINS_JAVA "\nproven pkcs12 ec " EINS_JAVA "\n" },
};

START_TEST(row_19_pkcs12_is_opened)
{
    check_store(pkcs12_stores[_i].file, LISTED, pkcs12_stores[_i].lines);
}
END_TEST

/* Certificates of a chain stand under the alias of its key. */
#define JAVA(kind, eins)                                                                           \
    "certificate of rsa trusted\ncertificate of rsa two\ncertificate of ec two\n"                  \
    "certificate of ec " eins "\nproven " kind " rsa two\nproven " kind " ec " eins "\n"

static const struct {
    const char *file, *lines;
} java_stores[] = {
    { "java.jks", JAVA("jks", EINS_JAVA) },
    { "java.jceks", JAVA("jceks", EINS_JAVA) },
    { "java-trusted.jks", "certificate of rsa trusted\n" },
    { "keytool.jks", "certificate of ec schl\xc3\xbcssel 1\nproven jks ec schl\xc3\xbcssel 1\n" },
    { "keytool.jceks",
      "certificate of ec schl\xc3\xbcssel 1\nproven jceks ec schl\xc3\xbcssel 1\n" },
    { "bouncy.bks", JAVA("bks", EINS) },
    { "bouncy-v1.bks", "certificate of rsa two\ncertificate of ec two\ncertificate of ec " EINS
                       "\nproven bks rsa two\nproven bks ec " EINS "\n" },
    { "bouncy.uber", "unsupported uber\n" },
};

START_TEST(row_20_java_keystores_are_opened)
{
    check_store(java_stores[_i].file, LISTED, java_stores[_i].lines);
}
END_TEST

/* What stays shut is a lead, with the public half of the certificate that is its own. */
static const struct {
    const char *file, *phrases, *lines;
} shut_stores[] = {
    { "openssl-modern.p12", "wrong", "encrypted pkcs12 " ONE "\n" },
    { "openssl-legacy.p12", "wrong", "encrypted pkcs12 " ONE "\n" },
    { "openssl-empty.p12", "", CERTIFICATE_ONE PROVEN_ONE },
    { "openssl-clear-certificate.p12", "wrong", CERTIFICATE_ONE "encrypted pkcs12 ec " ONE "\n" },
    /* the key is open, and another part of the store is not */
    { "openssl-clear-key.p12", "wrong", PROVEN_ONE "encrypted pkcs12\n" },
    { "openssl-no-key.p12", "wrong", "encrypted pkcs12\n" },
    /* the passphrase of its MAC opens nothing, and that of its contents no MAC */
    { "openssl-two.p12", "correct horse", "encrypted pkcs12 two\n" },
    { "openssl-two.p12", "battery staple", "certificate of ec two\nproven pkcs12 ec two\n" },
    { "java.p12", "wrong", "encrypted pkcs12 " EINS_JAVA "\nencrypted pkcs12 two\n" },
    { "java.jks", "correct horse",
      "certificate of rsa trusted\ncertificate of rsa two\ncertificate of ec two\n"
      "certificate of ec " EINS_JAVA "\nencrypted jks rsa two\nproven jks ec " EINS_JAVA "\n" },
    { "java.jceks", "battery staple",
      "certificate of rsa trusted\ncertificate of rsa two\ncertificate of ec two\n"
      "certificate of ec " EINS_JAVA "\nproven jceks rsa two\nencrypted jceks ec " EINS_JAVA "\n" },
    { "bouncy.bks", "wrong",
      "certificate of rsa trusted\ncertificate of rsa two\ncertificate of ec two\n"
      "certificate of ec " EINS "\nencrypted bks rsa two\nencrypted bks ec " EINS "\n" },
};

START_TEST(shut_key_is_a_lead_with_its_certificate)
{
    check_store(shut_stores[_i].file, shut_stores[_i].phrases, shut_stores[_i].lines);
}
END_TEST

/* Each shut key of a store has a name of its own. */
static void note_name(void *context, const struct key_finding *finding)
{
    char(*names)[KEY_IDENTITY_TEXT] = context;
    ck_assert_int_eq(finding->verdict, VERDICT_ENCRYPTED);
    ck_assert(!finding->has_identity);
    key_finding_name(finding, names[names[0][0] == '\0' ? 0 : 1]);
}

START_TEST(shut_keys_of_one_store_are_told_apart)
{
    char names[2][KEY_IDENTITY_TEXT] = { "", "" };
    struct buffer content = store_read("java.p12");
    struct key_examiner *examiner = examiner_with("");
    const struct candidate candidate = { .form = CANDIDATE_PKCS12,
                                         .content = buffer_bytes(&content) };
    const struct key_finding_sink sink = { .context = names, .found = note_name };
    ck_assert_int_eq(key_examine(examiner, &candidate, true, &sink), OFFER_TAKEN);
    ck_assert_str_ne(names[1], "");
    ck_assert_str_ne(names[0], names[1]);
    key_examiner_free(examiner);
    buffer_clear(&content);
}
END_TEST

/* Version 1 has no types before its certificates; nobody writes it any more. */
START_TEST(jks_of_version_1_is_read)
{
    static const uint8_t type[] = { 0, 5, 'X', '.', '5', '0', '9' };
    struct buffer content = store_read("java.jks"), older = { 0 };
    content.at[7] = 1;
    for (size_t at = 0; at < content.used;) {
        bool typed =
            content.used - at >= sizeof(type) && memcmp(content.at + at, type, sizeof(type)) == 0;
        ck_assert(typed || buffer_append_byte(&older, content.at[at]));
        at += typed ? sizeof(type) : 1;
    }
    struct key_examiner *examiner = examiner_with(LISTED);
    struct telling telling = { 0 };
    (void)examine_store(examiner, CANDIDATE_JAVA, buffer_bytes(&older), &telling);
    ck_assert_str_eq(text_of(&telling), java_stores[0].lines);
    telling_clear(&telling);
    key_examiner_free(examiner);
    buffer_clear(&content);
    buffer_clear(&older);
}
END_TEST

/* Cut off in the middle of the second key, which is known by nothing then. */
START_TEST(cut_off_keystore_gives_what_is_there)
{
    struct buffer content = store_read("keytool.jks");
    struct key_examiner *examiner = examiner_with(LISTED);
    struct telling telling = { 0 };
    (void)examine_store(examiner, CANDIDATE_JAVA, bytes_over(content.at, 100), &telling);
    ck_assert_str_eq(text_of(&telling), "encrypted jks schl\xc3\xbcssel 1\n");
    telling_clear(&telling);
    buffer_clear(&content);
    content = store_read("openssl-clear-certificate.p12"); /* the key comes last */
    (void)examine_store(examiner, CANDIDATE_PKCS12, bytes_over(content.at, content.used - 150),
                        &telling);
    ck_assert_str_eq(text_of(&telling), CERTIFICATE_ONE "encrypted pkcs12 ec\n");
    telling_clear(&telling);
    key_examiner_free(examiner);
    buffer_clear(&content);
}
END_TEST

/* OpenJDK changes a salt whose halves are the same, in a way of its own. */
START_TEST(jceks_key_under_a_salt_of_equal_halves)
{
    struct buffer content = store_read("java-even-salt.der");
    const struct candidate candidate = { .form = CANDIDATE_DER,
                                         .origin = ORIGIN_BINARY,
                                         .content = buffer_bytes(&content) };
    struct key_examiner *examiner = examiner_with(LISTED);
    struct delivered delivered = examine_as(examiner, &candidate, true);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_str_eq(name_of(&delivered.findings[0].identity), " ec");
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&content);
}
END_TEST

#define LOOP(tests, test, rows)                                                                    \
    tcase_add_loop_test(tests, test, 0, (int)(sizeof(rows) / sizeof((rows)[0])))

int main(void)
{
    if (!key_examine_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("key_store");
    tcase_set_timeout(tests, 240);
    LOOP(tests, row_19_pkcs12_is_opened, pkcs12_stores);
    LOOP(tests, row_20_java_keystores_are_opened, java_stores);
    LOOP(tests, shut_key_is_a_lead_with_its_certificate, shut_stores);
    tcase_add_test(tests, shut_keys_of_one_store_are_told_apart);
    tcase_add_test(tests, jks_of_version_1_is_read);
    tcase_add_test(tests, cut_off_keystore_gives_what_is_there);
    tcase_add_test(tests, jceks_key_under_a_salt_of_equal_halves);
    return suite_run("key_store", tests);
}
