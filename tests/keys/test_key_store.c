#include <stdio.h>

#include "bounds.h"
#include "crypto/certificate_key.h"
#include "crypto/der_writer.h"
#include "crypto/sha256.h"
#include "key_fixture.h"
#include "keys/pkcs12_store.h"

/* Stores of keys written by OpenSSL, GnuTLS, NSS, Java and Bouncy Castle; see
 * scripts/make-key-stores. */

#define LISTED                                                                                     \
    "wrong\ncorrect horse\nbattery staple\nGr\xc3\xbc\xc3\x9f"                                     \
    "e aus K\xc3\xb6ln\n"

#define ONE       "Schl\xc3\xbcssel 1"
#define EINS      "Schl\xc3\xbcssel eins"
#define EINS_JAVA "schl\xc3\xbcssel eins" /* Java makes all aliases lower case */

/* What was told of a store, a line each. */
struct telling {
    struct buffer lines;
    size_t keys, certificates, bounds;
};

static void tell(struct telling *telling, const char *what, const char *how, const char *which,
                 struct bytes alias)
{
    ck_assert(buffer_append_text(&telling->lines, what));
    ck_assert(buffer_append_text(&telling->lines, " "));
    ck_assert(buffer_append_text(&telling->lines, how));
    ck_assert(buffer_append_text(&telling->lines, which));
    ck_assert(buffer_append_text(&telling->lines, alias.left > 0 ? " " : ""));
    ck_assert(buffer_append(&telling->lines, alias));
    ck_assert(buffer_append_text(&telling->lines, "\n"));
}

/* " ec", " rsa", or what it is. */
static const char *name_of(const struct public_identity *identity)
{
    static const char *const files[] = { "ecdsap256-rfc9500", "rsa1024-rfc9500" };
    static const char *const names[] = { " ec", " rsa" };
    for (size_t i = 0; i < 2; i++) {
        char path[128];
        uint8_t digest[SHA256_LENGTH];
        snprintf(path, sizeof(path), "keys/spki/%s.key", files[i]);
        struct pem_block spki = pem_fixture(path);
        sha256_of(buffer_bytes(&spki.content), digest);
        buffer_clear(&spki.content);
        if (memcmp(digest, identity->spki_sha256, SHA256_LENGTH) == 0) {
            return names[i];
        }
    }
    return " unknown";
}

static void tell_finding(void *context, const struct key_finding *finding)
{
    struct telling *telling = context;
    telling->keys++;
    tell(telling, verdict_name(finding->verdict), finding->encoding,
         finding->has_identity ? name_of(&finding->identity) : "", buffer_bytes(&finding->alias));
}

static void tell_certificate(void *context, struct bytes der, struct bytes alias)
{
    struct telling *telling = context;
    struct public_numbers public;
    struct public_identity identity;
    telling->certificates++;
    ck_assert_int_eq(certificate_key_read(der, &public), OUTCOME_OK);
    ck_assert_int_eq(public_identity_of(&public, &identity), OUTCOME_OK);
    tell(telling, "certificate", "of", name_of(&identity), alias);
}

static void tell_bound(void *context, const struct fault *fault)
{
    struct telling *telling = context;
    telling->bounds++;
    ck_assert_int_eq(fault->outcome, OUTCOME_BOUND);
}

static enum offer examine_store(struct key_examiner *examiner, enum candidate_form form,
                                struct bytes content, struct telling *telling)
{
    const struct candidate candidate = { .form = form,
                                         .origin = ORIGIN_BINARY,
                                         .content = content };
    const struct key_finding_sink sink = { telling, tell_finding, tell_certificate, tell_bound };
    return key_examine(examiner, &candidate, true, &sink);
}

static const char *text_of(struct telling *telling)
{
    ck_assert(buffer_append_byte(&telling->lines, 0));
    return (const char *)telling->lines.at;
}

static void telling_clear(struct telling *telling)
{
    buffer_clear(&telling->lines);
    *telling = (struct telling){ 0 };
}

static enum candidate_form form_of(const char *file)
{
    const char *end = strrchr(file, '.');
    return strcmp(end, ".p12") == 0                                ? CANDIDATE_PKCS12
           : strcmp(end, ".bks") == 0 || strcmp(end, ".uber") == 0 ? CANDIDATE_BOUNCY
           : strcmp(end, ".db") == 0                               ? CANDIDATE_LEAD_STORE
                                                                   : CANDIDATE_JAVA;
}

static struct buffer store_read(const char *file)
{
    char path[128];
    snprintf(path, sizeof(path), "keys/stores/%s", file);
    return fixture_read(path);
}

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

#define CERTIFICATE_ONE "certificate of ec " ONE "\n"
#define PROVEN_ONE      "proven pkcs12 ec " ONE "\n"
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

static const struct {
    const char *what, *bytes;
    size_t length;
    enum candidate_form form;
} refusals[] = {
    { "no bytes at all", "", 0, CANDIDATE_PKCS12 },
    { "an empty SEQUENCE", "\x30\x00", 2, CANDIDATE_PKCS12 },
    { "another version",
      "\x30\x19\x02\x01\x04\x30\x14\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x07\x04\x05"
      "\x30\x03\x30\x01\x00",
      27, CANDIDATE_PKCS12 },
    { "a content of another type",
      "\x30\x19\x02\x01\x03\x30\x14\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x07\x04\x05"
      "\x30\x03\x30\x01\x00",
      27, CANDIDATE_PKCS12 },
    { "no part",
      "\x30\x16\x02\x01\x03\x30\x11\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x04\x04\x02"
      "\x30\x00",
      24, CANDIDATE_PKCS12 },
    { "no bytes at all", "", 0, CANDIDATE_JAVA },
    { "no entry", "\xfe\xed\xfe\xed\0\0\0\2\0\0\0\0", 12, CANDIDATE_JAVA },
    { "version 3", "\xfe\xed\xfe\xed\0\0\0\3\0\0\0\1\0\0\0\2\0\1a\0\0\0\0\0\0\0\0\0\0\0\0", 31,
      CANDIDATE_JAVA },
    { "an entry of another kind", "\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1\0\0\0\4\0\1a\0\0\0\0\0\0\0\0",
      27, CANDIDATE_JAVA },
    { "a date past all dates", "\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1\0\0\0\2\0\1a\xff\0\0\0\0\0\0\0",
      27, CANDIDATE_JAVA },
    { "a secret key in JKS", "\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1\0\0\0\3\0\1a\0\0\0\0\0\0\0\0", 27,
      CANDIDATE_JAVA },
    { "no bytes at all", "", 0, CANDIDATE_BOUNCY },
    { "version 3", "\0\0\0\3\0\0\0\1s\0\0\4\0\0", 14, CANDIDATE_BOUNCY },
    { "a salt past the end", "\0\0\0\2\xff\xff\xff\xffs\0\0\4\0\0", 14, CANDIDATE_BOUNCY },
    { "an entry of another kind", "\0\0\0\2\0\0\0\1s\0\0\4\0\7\0\1a\0\0\0\0\0\0\0\0", 25,
      CANDIDATE_BOUNCY },
    { "SQLite without more", "SQLite format 3", 15, CANDIDATE_LEAD_STORE },
};

START_TEST(what_is_no_store_is_refused)
{
    uint8_t *copy = exact_copy(refusals[_i].bytes, refusals[_i].length);
    struct key_examiner *examiner = examiner_with("");
    struct telling telling = { 0 };
    enum offer offer =
        examine_store(examiner, refusals[_i].form, bytes_over(copy, refusals[_i].length), &telling);
    ck_assert_msg(offer == OFFER_REFUSED && telling.keys + telling.certificates == 0, "%s",
                  refusals[_i].what);
    telling_clear(&telling);
    key_examiner_free(examiner);
    free(copy);
}
END_TEST

static const struct {
    const char *file, *phrase;
} prefixes[] = {
    { "openssl-clear.p12", "" },
    { "openssl-legacy.p12", "correct horse" },
    { "openssl-clear-certificate.p12", "correct horse" },
    { "bouncy.p12", "" }, /* in pieces, and slow to open */
    { "nss-3des.p12", "" },
    { "java.jks", "correct horse" },
    { "keytool.jceks", "" },
    { "bouncy-v1.bks", "" },
};

/* Nothing is read past the end, and a key that is found is the key. */
START_TEST(every_shorter_store_is_read_within_its_bytes)
{
    struct buffer content = store_read(prefixes[_i].file);
    struct key_examiner *examiner = examiner_with(prefixes[_i].phrase);
    for (size_t kept = 0; kept < content.used; kept++) {
        uint8_t *copy = exact_copy(content.at, kept);
        struct telling telling = { 0 };
        (void)examine_store(examiner, form_of(prefixes[_i].file), bytes_over(copy, kept), &telling);
        ck_assert_ptr_null(strstr(text_of(&telling), "unknown"));
        ck_assert_ptr_null(strstr(text_of(&telling), "malformed"));
        telling_clear(&telling);
        free(copy);
    }
    key_examiner_free(examiner);
    buffer_clear(&content);
}
END_TEST

/* A PFX in clear with so many key bags, none of which holds a key. */
static struct buffer crowded_store(size_t bags)
{
    static const uint8_t data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01 };
    static const uint8_t bag[] = {
        0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x01
    };
    struct buffer made = { 0 };
    struct der_writer writer = { .into = &made };
    size_t marks[10], count = 0;
    marks[count++] = der_writer_open(&writer, 0x30);
    der_writer_natural(&writer, bytes_over("\3", 1));
    for (int i = 0; i < 2; i++) {
        marks[count++] = der_writer_open(&writer, 0x30);
        der_writer_put(&writer, 0x06, bytes_over(data, sizeof(data)));
        marks[count++] = der_writer_open(&writer, 0xa0);
        marks[count++] = der_writer_open(&writer, 0x04);
        marks[count++] = der_writer_open(&writer, 0x30);
    }
    for (size_t i = 0; i < bags; i++) {
        size_t mark = der_writer_open(&writer, 0x30);
        der_writer_put(&writer, 0x06, bytes_over(bag, sizeof(bag)));
        der_writer_put(&writer, 0xa0, bytes_over("\2\1\0", 3));
        der_writer_close(&writer, mark);
    }
    while (count > 0) {
        der_writer_close(&writer, marks[--count]);
    }
    ck_assert(!writer.failed);
    return made;
}

START_TEST(store_past_the_bound_is_said_to_be)
{
    static const struct {
        size_t bags, bounds;
    } rows[] = { { 20, 0 }, { 2 * STORE_KEYS_MAX + 1, 1 }, { STORE_BAGS_MAX + 1, 1 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct buffer content = crowded_store(rows[i].bags);
        struct key_examiner *examiner = examiner_with("");
        struct telling telling = { 0 };
        ck_assert_int_eq(
            examine_store(examiner, CANDIDATE_PKCS12, buffer_bytes(&content), &telling),
            OFFER_TAKEN);
        ck_assert_uint_eq(telling.bounds, rows[i].bounds);
        ck_assert_uint_eq(telling.keys, rows[i].bounds == 0 ? rows[i].bags : 2 * STORE_KEYS_MAX);
        telling_clear(&telling);
        key_examiner_free(examiner);
        buffer_clear(&content);
    }
}
END_TEST

#define PKCS7 "\x2a\x86\x48\x86\xf7\x0d\x01\x07"

static size_t open_info(struct der_writer *writer, size_t marks[2], char type)
{
    const char oid[] = { PKCS7[0], PKCS7[1], PKCS7[2], PKCS7[3], PKCS7[4],
                         PKCS7[5], PKCS7[6], PKCS7[7], type };
    marks[0] = der_writer_open(writer, 0x30);
    der_writer_put(writer, 0x06, bytes_over(oid, sizeof(oid)));
    marks[1] = der_writer_open(writer, 0xa0);
    return 2;
}

static void close_all(struct der_writer *writer, const size_t *marks, size_t count)
{
    while (count > 0) {
        der_writer_close(writer, marks[--count]);
    }
}

enum wrapping { WRAP_PLAIN, WRAP_SIGNED, WRAP_ENVELOPED, WRAP_NESTED, WRAP_NESTED_DEEP };

/* SafeContents inside so many safeContentsBags. */
static void write_nested(struct der_writer *writer, struct bytes contents, unsigned depth)
{
    static const uint8_t bag[] = {
        0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x06
    };
    size_t marks[3 * 8], count = 0;
    for (unsigned i = 0; i < depth; i++) {
        marks[count++] = der_writer_open(writer, 0x30);
        marks[count++] = der_writer_open(writer, 0x30);
        der_writer_put(writer, 0x06, bytes_over(bag, sizeof(bag)));
        marks[count++] = der_writer_open(writer, 0xa0);
    }
    der_writer_raw(writer, contents);
    close_all(writer, marks, count);
}

static void write_part(struct der_writer *writer, struct bytes contents, enum wrapping wrapping)
{
    size_t marks[3], count;
    if (wrapping == WRAP_ENVELOPED) {
        count = open_info(writer, marks, 3);
        der_writer_put(writer, 0x30, bytes_over("\2\1\0", 3));
        close_all(writer, marks, count);
        return;
    }
    count = open_info(writer, marks, 1);
    marks[count++] = der_writer_open(writer, 0x04);
    write_nested(writer, contents,
                 wrapping == WRAP_NESTED        ? 2
                 : wrapping == WRAP_NESTED_DEEP ? 6
                                                : 0);
    close_all(writer, marks, count);
}

/* The store in clear, put together anew. */
static struct buffer wrapped_store(enum wrapping wrapping)
{
    struct buffer clear = store_read("openssl-clear.p12"), joined = { 0 }, made = { 0 };
    struct der_writer writer = { .into = &made };
    struct pkcs12_part part;
    struct bytes parts;
    bool cut = false;
    size_t marks[9], count = 0;
    ck_assert_int_eq(pkcs12_store_read(buffer_bytes(&clear), &joined, &cut, &parts), OUTCOME_OK);
    marks[count++] = der_writer_open(&writer, 0x30);
    der_writer_natural(&writer, bytes_over("\3", 1));
    if (wrapping == WRAP_SIGNED) {
        count += open_info(&writer, marks + count, 2);
        marks[count++] = der_writer_open(&writer, 0x30);
        der_writer_natural(&writer, bytes_over("\1", 1));
        der_writer_put(&writer, 0x31, bytes_over(NULL, 0));
    }
    count += open_info(&writer, marks + count, 1);
    marks[count++] = der_writer_open(&writer, 0x04);
    marks[count++] = der_writer_open(&writer, 0x30);
    while (pkcs12_store_take(&parts, &joined, &part) == OUTCOME_OK) {
        write_part(&writer, part.contents, wrapping);
    }
    close_all(&writer, marks, count);
    ck_assert(!writer.failed && !cut && joined.used == 0);
    buffer_clear(&clear);
    return made;
}

static const struct {
    enum wrapping wrapping;
    const char *lines;
    size_t bounds;
} wrappings[] = {
    { WRAP_PLAIN, CERTIFICATE_ONE PROVEN_ONE, 0 },
    { WRAP_SIGNED, CERTIFICATE_ONE PROVEN_ONE, 0 },
    { WRAP_ENVELOPED, "unsupported pkcs12\nunsupported pkcs12\n", 0 },
    { WRAP_NESTED, CERTIFICATE_ONE PROVEN_ONE, 0 },
    { WRAP_NESTED_DEEP, "", 1 },
};

START_TEST(contents_stand_in_each_way_of_the_standard)
{
    struct buffer content = wrapped_store(wrappings[_i].wrapping);
    struct key_examiner *examiner = examiner_with("");
    struct telling telling = { 0 };
    (void)examine_store(examiner, CANDIDATE_PKCS12, buffer_bytes(&content), &telling);
    ck_assert_str_eq(text_of(&telling), wrappings[_i].lines);
    ck_assert_uint_eq(telling.bounds, wrappings[_i].bounds);
    telling_clear(&telling);
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
    LOOP(tests, what_is_no_store_is_refused, refusals);
    LOOP(tests, every_shorter_store_is_read_within_its_bytes, prefixes);
    tcase_add_test(tests, store_past_the_bound_is_said_to_be);
    LOOP(tests, contents_stand_in_each_way_of_the_standard, wrappings);
    return suite_run("key_store", tests);
}
