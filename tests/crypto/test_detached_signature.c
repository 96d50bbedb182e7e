#include "crypto/detached_signature.h"

#include <stdio.h>
#include <string.h>

#include "bytes/der.h"
#include "crypto/der_writer.h"
#include "suite.h"

static struct buffer read_fixture(const char *name)
{
    char path[512];
    struct buffer content = { 0 };
    (void)snprintf(path, sizeof(path), "%s/keys/%s", FIXTURES, name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    ck_assert(buffer_reserve(&content, 1u << 16));
    content.used = fread(content.at, 1, 1u << 16, file);
    (void)fclose(file);
    return content;
}

static struct buffer key, certificate, other_key, signature;
static const struct bytes text = { (const uint8_t *)"a manifest", 10 };

static void set_up(void)
{
    key = read_fixture("attacker-p256.key");
    certificate = read_fixture("hand-made.pem");
    other_key = read_fixture("shop-p256-a.key");
    ck_assert_int_eq(
        detached_signature_make(text, buffer_bytes(&key), buffer_bytes(&certificate), &signature),
        DETACHED_DONE);
}

static void tear_down(void)
{
    buffer_clear(&key);
    buffer_clear(&certificate);
    buffer_clear(&other_key);
    buffer_clear(&signature);
}

static enum detached_result check(struct bytes content, struct bytes signed_data)
{
    return detached_signature_check(content, signed_data, buffer_bytes(&certificate));
}

START_TEST(what_is_signed_verifies)
{
    ck_assert_int_eq(check(text, buffer_bytes(&signature)), DETACHED_DONE);
    ck_assert_int_eq(check(bytes_over("a Manifest", 10), buffer_bytes(&signature)), DETACHED_FALSE);
    ck_assert_int_eq(check(bytes_over("", 0), buffer_bytes(&signature)), DETACHED_FALSE);
    /* the text is not in it */
    ck_assert_ptr_null(memmem(signature.at, signature.used, text.at, text.left));
}
END_TEST

START_TEST(refusals)
{
    struct buffer none = { 0 };
    const struct bytes nothing = { 0 };
    ck_assert_int_eq(
        detached_signature_make(text, buffer_bytes(&other_key), buffer_bytes(&certificate), &none),
        DETACHED_OTHER_KEY);
    ck_assert_int_eq(detached_signature_make(text, buffer_bytes(&certificate),
                                             buffer_bytes(&certificate), &none),
                     DETACHED_NO_KEY);
    ck_assert_int_eq(detached_signature_make(text, nothing, buffer_bytes(&certificate), &none),
                     DETACHED_NO_KEY);
    ck_assert_int_eq(detached_signature_make(text, buffer_bytes(&key), buffer_bytes(&key), &none),
                     DETACHED_NO_CERTIFICATE);
    ck_assert_uint_eq(none.used, 0);
    ck_assert_int_eq(detached_signature_check(text, buffer_bytes(&signature), buffer_bytes(&key)),
                     DETACHED_NO_CERTIFICATE);
    ck_assert_int_eq(check(text, nothing), DETACHED_FALSE);
}
END_TEST

/* Written anew around the same signature, with its list of digest algorithms so many times. */
static void put_lists(struct bytes from, unsigned times, struct buffer *into)
{
    struct der_writer der = { .into = into };
    struct bytes content, type, signed_data, parts, version, list;
    must(der_take(&from, DER_STRICT, DER_SEQUENCE, &content) == OUTCOME_OK);
    must(der_take_whole(&content, DER_STRICT, DER_OBJECT_IDENTIFIER, &type) == OUTCOME_OK);
    must(der_take(&content, DER_STRICT, DER_CONTEXT_0, &signed_data) == OUTCOME_OK);
    must(der_take(&signed_data, DER_STRICT, DER_SEQUENCE, &parts) == OUTCOME_OK);
    must(der_take_whole(&parts, DER_STRICT, DER_INTEGER, &version) == OUTCOME_OK);
    must(der_take(&parts, DER_STRICT, DER_SET, &list) == OUTCOME_OK);
    const size_t whole = der_writer_open(&der, DER_SEQUENCE);
    der_writer_raw(&der, type);
    const size_t explicit = der_writer_open(&der, DER_CONTEXT_0);
    const size_t sequence = der_writer_open(&der, DER_SEQUENCE);
    der_writer_raw(&der, version);
    const size_t set = der_writer_open(&der, DER_SET);
    for (unsigned i = 0; i < times; i++) {
        der_writer_raw(&der, list);
    }
    der_writer_close(&der, set);
    der_writer_raw(&der, parts);
    der_writer_close(&der, sequence);
    der_writer_close(&der, explicit);
    der_writer_close(&der, whole);
    must(!der.failed);
}

START_TEST(many_digest_algorithms_are_refused)
{
    struct buffer again = { 0 }, many = { 0 };
    put_lists(buffer_bytes(&signature), 1, &again);
    ck_assert_int_eq(check(text, buffer_bytes(&again)), DETACHED_DONE);
    put_lists(buffer_bytes(&signature), 2, &many);
    ck_assert_int_eq(check(text, buffer_bytes(&many)), DETACHED_FALSE);
    buffer_clear(&again);
    buffer_clear(&many);
}
END_TEST

START_TEST(every_other_signature_is_refused)
{
    for (size_t length = 0; length < signature.used; length++) {
        uint8_t *copy = exact_copy(signature.at, length);
        ck_assert_int_eq(check(text, bytes_over(copy, length)), DETACHED_FALSE);
        free(copy);
    }
    ck_assert(buffer_append_byte(&signature, 0));
    ck_assert_int_eq(check(text, buffer_bytes(&signature)), DETACHED_FALSE);
    signature.used--;
    signature.at[signature.used - 1] ^= 1; /* in the signature itself, which stands last */
    ck_assert_int_eq(check(text, buffer_bytes(&signature)), DETACHED_FALSE);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("detached_signature");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_signed_verifies);
    tcase_add_test(tests, refusals);
    tcase_add_test(tests, many_digest_algorithms_are_refused);
    tcase_add_test(tests, every_other_signature_is_refused);
    return suite_run("detached_signature", tests);
}
