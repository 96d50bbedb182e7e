#include "bounds.h"
#include "crypto/der_writer.h"
#include "keys/pkcs12_store.h"
#include "store_telling.h"

/* Stores that are none, that are cut off, too large, or put together in rare ways. */

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

/* A bag with a localKeyId of one octet; `value` is that of its type. */
static void put_bag(struct der_writer *writer, uint8_t type, struct bytes value)
{
    const uint8_t oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, type };
    static const char id[] = "\x31\x12\x30\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x15"
                             "\x31\x03\x04\x01\x41";
    size_t mark = der_writer_open(writer, 0x30);
    der_writer_put(writer, 0x06, bytes_over(oid, sizeof(oid)));
    der_writer_put(writer, 0xa0, value);
    der_writer_raw(writer, bytes_over(id, sizeof(id) - 1));
    der_writer_close(writer, mark);
}

/* CertBag with a certificate of so many pieces of one octet. */
static struct buffer certificate_in_pieces(size_t pieces)
{
    struct buffer made = { 0 };
    struct der_writer writer = { .into = &made };
    size_t bag = der_writer_open(&writer, 0x30);
    der_writer_put(&writer, 0x06, bytes_over("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01", 10));
    size_t tagged = der_writer_open(&writer, 0xa0), string = der_writer_open(&writer, 0x24);
    for (size_t i = 0; i < pieces; i++) {
        der_writer_put(&writer, 0x04, bytes_over("\5", 1));
    }
    der_writer_close(&writer, string);
    der_writer_close(&writer, tagged);
    der_writer_close(&writer, bag);
    return made;
}

/* Found by attack: each of thousands of shut keys had the certificate that they all name put
 * together anew, for hours. */
START_TEST(certificate_that_all_keys_name_is_read_once)
{
    struct buffer piled = certificate_in_pieces(1 << 20), content = { 0 };
    struct der_writer writer = { .into = &content };
    size_t marks[8], count = 0;
    marks[count++] = der_writer_open(&writer, 0x30);
    der_writer_natural(&writer, bytes_over("\3", 1));
    for (int i = 0; i < 2; i++) {
        marks[count++] = der_writer_open(&writer, 0x30);
        der_writer_put(&writer, 0x06, bytes_over(PKCS7 "\1", 9));
        marks[count++] = der_writer_open(&writer, 0xa0);
        marks[count++] = der_writer_open(&writer, 0x04);
        if (i == 0) {
            marks[count++] = der_writer_open(&writer, 0x30);
        }
    }
    size_t bags = der_writer_open(&writer, 0x30);
    put_bag(&writer, 3, buffer_bytes(&piled));
    for (size_t i = 0; i < 1000; i++) {
        put_bag(&writer, 2, bytes_over("\2\1\0", 3));
    }
    der_writer_close(&writer, bags);
    while (count > 0) {
        der_writer_close(&writer, marks[--count]);
    }
    ck_assert(!writer.failed);
    struct key_examiner *examiner = examiner_with("");
    struct telling telling = { 0 };
    ck_assert_int_eq(examine_store(examiner, CANDIDATE_PKCS12, buffer_bytes(&content), &telling),
                     OFFER_TAKEN);
    ck_assert_uint_eq(telling.keys, 1000);
    telling_clear(&telling);
    key_examiner_free(examiner);
    buffer_clear(&content);
    buffer_clear(&piled);
}
END_TEST

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
    TCase *tests = tcase_create("store_structure");
    tcase_set_timeout(tests, 240);
    LOOP(tests, what_is_no_store_is_refused, refusals);
    LOOP(tests, every_shorter_store_is_read_within_its_bytes, prefixes);
    tcase_add_test(tests, store_past_the_bound_is_said_to_be);
    tcase_add_test(tests, certificate_that_all_keys_name_is_read_once);
    LOOP(tests, contents_stand_in_each_way_of_the_standard, wrappings);
    return suite_run("store_structure", tests);
}
