#include "inventory/scan_log.h"

#include "bounds.h"
#include "bytes/der.h"
#include "certificates/certificate_frame.h"
#include "certificates/issuer_set.h"
#include "inventory/form_text.h"

/* Certificates as no CA should make them, around the key of a true one: each is matched, or the
 * journal says why not, and what stands behind it is read. */

static const char *const keys_of[] = { "leaf_ec.der", "leaf_rsa.der" };

static void put_element(struct buffer *out, unsigned tag, struct bytes content)
{
    ck_assert(buffer_append_byte(out, (uint8_t)tag));
    if (content.left >= 0x80) {
        ck_assert(buffer_append_byte(out, 0x84));
        ck_assert(buffer_append_number(out, 4, content.left));
    } else {
        ck_assert(buffer_append_byte(out, (uint8_t)content.left));
    }
    ck_assert(buffer_append(out, content));
}

struct odd_certificate {
    const char *what;
    const char *version; /* DER; empty: none */
    size_t version_length;
    const char *serial; /* content of the INTEGER */
    size_t serial_length;
    const char *until; /* GeneralizedTime; NULL: as it was */
    const char *extensions;
    size_t extensions_length; /* content of the SEQUENCE; NULL: as it was, "": none */
    const char *inner;        /* octets behind the signature */
    size_t inner_length;
    const char *fault; /* what the journal says of it; NULL: it is matched */
};

#define TEXT(text) text, sizeof(text) - 1
#define V3         TEXT("\xa0\x03\x02\x01\x02")
#define ONE        TEXT("\x01")
#define AS_IT_WAS  NULL, 0
#define NOTHING    NULL, 0
#define NOT_CA     "\x30\x09\x06\x03\x55\x1d\x13\x04\x02\x30\x00"
#define IS_CA      "\x30\x0c\x06\x03\x55\x1d\x13\x04\x05\x30\x03\x01\x01\xff"

static const struct odd_certificate odd[] = {
    { "as it was", V3, ONE, NULL, AS_IT_WAS, NOTHING, NULL },
    { "a negative serial", V3, TEXT("\xff\x01"), NULL, AS_IT_WAS, NOTHING, NULL },
    { "the serial 0", V3, TEXT("\x00"), NULL, AS_IT_WAS, NOTHING, NULL },
    { "a serial of no octet", V3, TEXT(""), NULL, AS_IT_WAS, NOTHING,
      "serial number cannot be read" },
    { "a serial of 40 octets", V3, TEXT("0123456789012345678901234567890123456789"), NULL,
      AS_IT_WAS, NOTHING, NULL },
    { "no version", TEXT(""), ONE, NULL, TEXT(""), NOTHING, NULL },
    { "an unknown version", TEXT("\xa0\x03\x02\x01\x09"), ONE, NULL, AS_IT_WAS, NOTHING,
      "version of the certificate cannot be read" },
    { "an extension twice", V3, ONE, NULL, TEXT(NOT_CA NOT_CA), NOTHING, NULL },
    { "the last second of 9999", V3, ONE, "99991231235959Z", AS_IT_WAS, NOTHING, NULL },
    { "the year 10000", V3, ONE, "100000101000000Z", AS_IT_WAS, NOTHING,
      "validity cannot be read" },
    { "octets behind the signature", V3, ONE, NULL, AS_IT_WAS, TEXT("\x05\x00"),
      "bytes after the end of the certificate" },
};

/* Validity: from 2020 on. */
static void put_validity(struct buffer *out, const char *until)
{
    struct buffer times = { 0 };
    put_element(&times, DER_UTC_TIME, bytes_over("200101000000Z", 13));
    put_element(&times, DER_GENERALIZED_TIME, bytes_over(until, strlen(until)));
    put_element(out, DER_SEQUENCE, buffer_bytes(&times));
    buffer_clear(&times);
}

static void put_extensions(struct buffer *out, struct bytes content)
{
    struct buffer list = { 0 };
    if (content.left > 0) {
        put_element(&list, DER_SEQUENCE, content);
        put_element(out, DER_CONTEXT_3, buffer_bytes(&list));
    }
    buffer_clear(&list);
}

/* Lengths are BER's long form throughout, where DER has none. */
static void put_certificate(struct buffer *out, const struct odd_certificate *way)
{
    struct bytes der = whole("leaf_ec.der");
    struct certificate_frame frame;
    struct buffer fields = { 0 }, all = { 0 };
    ck_assert_ptr_null(certificate_frame_read(der, &frame));
    ck_assert(buffer_append(&fields, bytes_over(way->version, way->version_length)));
    put_element(&fields, DER_INTEGER, bytes_over(way->serial, way->serial_length));
    ck_assert(buffer_append(&fields, frame.signed_algorithm));
    ck_assert(buffer_append(&fields, frame.issuer));
    if (way->until != NULL) {
        put_validity(&fields, way->until);
    } else {
        put_element(&fields, DER_SEQUENCE, frame.validity);
    }
    ck_assert(buffer_append(&fields, frame.subject));
    ck_assert(buffer_append(&fields, frame.spki));
    put_extensions(&fields, way->extensions == NULL
                                ? frame.extensions
                                : bytes_over(way->extensions, way->extensions_length));
    put_element(&all, DER_SEQUENCE, buffer_bytes(&fields));
    ck_assert(buffer_append(&all, frame.algorithm));
    put_element(&all, DER_BIT_STRING, bytes_over("\0signature", 10));
    ck_assert(buffer_append(&all, bytes_over(way->inner, way->inner_length)));
    put_element(out, DER_SEQUENCE, buffer_bytes(&all));
    buffer_clear(&fields);
    buffer_clear(&all);
    fixture_free(der);
}

static void put_block(struct buffer *out, struct bytes der)
{
    put(out, "-----BEGIN CERTIFICATE-----\n");
    put_base64(out, der, true);
    put(out, "\n-----END CERTIFICATE-----\n");
}

static void put_line(struct buffer *out, struct bytes der)
{
    put(out, "1,");
    put_base64(out, der, true);
    put(out, "\n");
}

static void put_octets(struct buffer *out, struct bytes der)
{
    ck_assert(buffer_append(out, der));
}

static void (*const writers[])(struct buffer *out, struct bytes der) = { put_octets, put_block,
                                                                         put_line };
#define WRITERS (sizeof(writers) / sizeof(writers[0]))

static bool is_seen(const struct seen *seen, struct bytes der)
{
    uint8_t digest[SHA256_LENGTH];
    sha256_of(der, digest);
    for (size_t i = 0; i < seen->certificates; i++) {
        if (memcmp(seen->sha256[i], digest, SHA256_LENGTH) == 0) {
            return true;
        }
    }
    return false;
}

/* The odd one between two that are as they should be. */
static struct seen scan_between(size_t form, struct bytes der)
{
    struct bytes good = whole("leaf_rsa.der");
    struct buffer content = { 0 }, table = { 0 };
    struct key_index index;
    index_of(keys_of, 2, &table, &index);
    if (writers[form] == put_line) {
        put(&content, "id,der\n");
    }
    writers[form](&content, good);
    writers[form](&content, der);
    writers[form](&content, good);
    const struct seen seen = scan_bytes(buffer_bytes(&content), &index);
    buffer_clear(&content);
    buffer_clear(&table);
    fixture_free(good);
    return seen;
}

/* What a form says of it: the first words are of the reader of certificates, the others of those
 * that did not take it for one. */
static bool is_one_of(const char *said, const char *fault)
{
    static const char *const others[] = { "no certificate",
                                          "no certificate in a cell where one should be",
                                          "no certificate in a block that says so",
                                          "block larger than this program reads",
                                          "row longer than this program reads",
                                          "larger than a certificate may be" };
    bool found = strcmp(said, fault) == 0;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        found = found || strcmp(said, others[i]) == 0;
    }
    return found;
}

START_TEST(odd_certificate_is_matched_or_told)
{
    const struct odd_certificate *way = &odd[_i];
    struct buffer der = { 0 };
    put_certificate(&der, way);
    for (size_t form = 0; form < WRITERS; form++) {
        const struct seen seen = scan_between(form, buffer_bytes(&der));
        ck_assert_msg(seen.matched == (way->fault == NULL ? 3 : 2), "%s, form %zu: %zu, %s",
                      way->what, form, seen.matched, seen.journal[0].sentence);
        ck_assert(is_seen(&seen, buffer_bytes(&der)) == (way->fault == NULL));
        ck_assert_uint_eq(seen.journalled, way->fault == NULL ? 0 : 1);
        ck_assert(way->fault == NULL || is_one_of(seen.journal[0].sentence, way->fault));
        ck_assert_uint_eq(seen.done.failed, seen.journalled);
    }
    buffer_clear(&der);
}
END_TEST

/* A name like "a123456.example" each. */
static void put_names(struct buffer *extensions, size_t count)
{
    struct buffer names = { 0 }, value = { 0 }, fields = { 0 };
    char name[32];
    for (size_t i = 0; i < count; i++) {
        const int length = snprintf(name, sizeof(name), "a%zu.example", i);
        must(buffer_append_byte(&names, 0x82) && buffer_append_byte(&names, (uint8_t)length) &&
             buffer_append(&names, bytes_over(name, (size_t)length)));
    }
    put_element(&value, DER_SEQUENCE, buffer_bytes(&names));
    put_element(&fields, DER_OBJECT_IDENTIFIER, bytes_over("\x55\x1d\x11", 3));
    put_element(&fields, DER_OCTET_STRING, buffer_bytes(&value));
    put_element(extensions, DER_SEQUENCE, buffer_bytes(&fields));
    buffer_clear(&names);
    buffer_clear(&value);
    buffer_clear(&fields);
}

/* A million names take more than a certificate may; what fits is matched with all of them. */
static const struct {
    size_t names, forms;
    const char *fault;
} crowds[] = {
    { 50000, WRITERS, NULL },
    { 90000, WRITERS, "certificate larger than this program reads" },
    { 1000000, 1, "larger than a certificate may be" },
};

START_TEST(crowd_of_names_is_matched_or_told)
{
    struct buffer der = { 0 }, extensions = { 0 };
    put_names(&extensions, crowds[_i].names);
    const struct odd_certificate way = { .version = "\xa0\x03\x02\x01\x02",
                                         .version_length = 5,
                                         .serial = "\x01",
                                         .serial_length = 1,
                                         .extensions = (const char *)extensions.at,
                                         .extensions_length = extensions.used };
    put_certificate(&der, &way);
    for (size_t form = 0; form < crowds[_i].forms; form++) {
        const struct seen seen = scan_between(form, buffer_bytes(&der));
        ck_assert_msg(seen.matched == (crowds[_i].fault == NULL ? 3 : 2), "form %zu: %zu, %s", form,
                      seen.matched, seen.journal[0].sentence);
        ck_assert_uint_eq(seen.journalled, crowds[_i].fault == NULL ? 0 : 1);
        ck_assert(crowds[_i].fault == NULL ||
                  is_one_of(seen.journal[0].sentence, crowds[_i].fault));
    }
    buffer_clear(&der);
    buffer_clear(&extensions);
}
END_TEST

/* Of two that differ nobody knows which is meant: such a certificate vouches for none. */
static const struct {
    const char *extensions;
    size_t length;
    bool vouches;
} doubled[] = {
    { TEXT(IS_CA), true },         { TEXT(NOT_CA), false },      { TEXT(NOT_CA IS_CA), false },
    { TEXT(IS_CA NOT_CA), false }, { TEXT(IS_CA IS_CA), false },
};

START_TEST(certificate_with_an_extension_twice_vouches_for_none)
{
    struct buffer der = { 0 };
    struct issuer_set set = { 0 };
    const struct odd_certificate way = { .version = "\xa0\x03\x02\x01\x02",
                                         .version_length = 5,
                                         .serial = "\x01",
                                         .serial_length = 1,
                                         .extensions = doubled[_i].extensions,
                                         .extensions_length = doubled[_i].length };
    put_certificate(&der, &way);
    ck_assert((issuer_set_add(&set, buffer_bytes(&der)) == NULL) == doubled[_i].vouches);
    issuer_set_clear(&set);
    buffer_clear(&der);
}
END_TEST

/* The outer length indefinite: no certificate is, and the file says so. */
START_TEST(certificate_of_indefinite_length_is_told)
{
    struct bytes good = whole("leaf_ec.der");
    struct buffer content = { 0 }, table = { 0 };
    struct key_index index;
    index_of(keys_of, 2, &table, &index);
    ck_assert(buffer_append(&content, bytes_over("\x30\x80", 2)));
    ck_assert(buffer_append(&content, bytes_over(good.at + 4, good.left - 4)));
    ck_assert(buffer_append(&content, bytes_over("\0\0", 2)));
    const struct seen seen = scan_bytes(buffer_bytes(&content), &index);
    ck_assert_uint_eq(seen.matched, 0);
    ck_assert_uint_eq(seen.journalled, 1);
    ck_assert_str_eq(seen.journal[0].sentence, "no certificate");
    buffer_clear(&content);
    buffer_clear(&table);
    fixture_free(good);
}
END_TEST

/* Octets behind the last certificate of a file: it is matched, and they are told of. */
START_TEST(octets_behind_a_certificate_are_told)
{
    struct bytes good = whole("leaf_ec.der");
    struct buffer content = { 0 }, table = { 0 };
    struct key_index index;
    index_of(keys_of, 2, &table, &index);
    ck_assert(buffer_append(&content, good));
    ck_assert(buffer_append(&content, bytes_over("\xff\xff\xff\xff", 4)));
    const struct seen seen = scan_bytes(buffer_bytes(&content), &index);
    ck_assert_uint_eq(seen.matched, 1);
    ck_assert_uint_eq(seen.journalled, 1);
    ck_assert_uint_eq(seen.journal[0].spot.offset, good.left);
    buffer_clear(&content);
    buffer_clear(&table);
    fixture_free(good);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("odd certificates");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, odd_certificate_is_matched_or_told, 0,
                        (int)(sizeof(odd) / sizeof(odd[0])));
    tcase_add_loop_test(tests, crowd_of_names_is_matched_or_told, 0, 3);
    tcase_add_loop_test(tests, certificate_with_an_extension_twice_vouches_for_none, 0,
                        (int)(sizeof(doubled) / sizeof(doubled[0])));
    tcase_add_test(tests, certificate_of_indefinite_length_is_told);
    tcase_add_test(tests, octets_behind_a_certificate_are_told);
    return suite_run("odd_certificates", tests);
}
