#include <string.h>

#include "crypto/certificate_key.h"
#include "disguise.h"
#include "row_check.h"

/* Requests for certificates, as `openssl req` writes them, and the key that each names. */
static const struct {
    const char *file, *spki;
    bool is_text;
} requests[] = {
    { "keys/requests/rsa.pem", "keys/spki/rsa2048-rfc9500.key", true },
    { "keys/requests/rsa.der", "keys/spki/rsa2048-rfc9500.key", false },
    { "keys/requests/ec.pem", "keys/spki/ecdsap256-rfc9500.key", true },
    { "keys/requests/ed25519.pem", NULL, true },
    { "keys/requests/ed25519.der", NULL, false },
};

static void check_request(const char *what, int disguise, struct bytes content, const char *spki)
{
    struct record_list list = { 0 };
    char name[KEY_IDENTITY_TEXT] = "", expected[KEY_IDENTITY_TEXT];
    run_scan(content, &list);
    ck_assert_msg(list.requests > 0, "%s in disguise %d", what, disguise);
    ck_assert_msg(list.keys == 0 && list.certificates == 0, "%s in disguise %d: %s", what, disguise,
                  record_list_text(&list));
    public_identity_text(&list.requested, name);
    if (spki != NULL) {
        row_name_of_spki(spki, expected);
        ck_assert_str_eq(name, expected);
    } else {
        ck_assert_int_eq(list.requested.algorithm, KEY_ED25519);
    }
    record_list_clear(&list);
}

START_TEST(request_is_found)
{
    struct buffer file = fixture_read(requests[_i].file);
    for (int disguise = 0; disguise < DISGUISES; disguise++) {
        if (!requests[_i].is_text && disguise_is_of_text((enum disguise)disguise)) {
            continue;
        }
        struct buffer made = disguise_make((enum disguise)disguise, buffer_bytes(&file));
        check_request(requests[_i].file, disguise, buffer_bytes(&made), requests[_i].spki);
        buffer_clear(&made);
    }
    buffer_clear(&file);
}
END_TEST

START_TEST(every_shorter_request)
{
    struct buffer file = fixture_read("keys/requests/rsa.der");
    for (size_t length = 0; length < file.used; length++) {
        struct public_numbers public = { .algorithm = KEY_ALGORITHM_NONE };
        uint8_t *copy = exact_copy(file.at, length);
        ck_assert_int_ne(certificate_key_requested(bytes_over(copy, length), &public), OUTCOME_OK);
        ck_assert_int_eq(public.algorithm, KEY_ALGORITHM_NONE);
        free(copy);
    }
    buffer_clear(&file);
}
END_TEST

/* One octet of a request, and what it is changed to. */
static const struct {
    const char *what;
    size_t at; /* in ed25519.der */
    uint8_t octet;
    bool readable;
} changes[] = {
    { "as it was", 3, 0x30, true },
    { "no structure inside", 3, 0x31, false },
    { "another version", 8, 0x05, false },
    { "no name", 9, 0x31, false },
};

START_TEST(changed_request)
{
    struct buffer file = fixture_read("keys/requests/ed25519.der");
    struct record_list list = { 0 };
    file.at[changes[_i].at] = changes[_i].octet;
    run_scan(buffer_bytes(&file), &list);
    ck_assert_msg((list.requests > 0) == changes[_i].readable, "%s", changes[_i].what);
    ck_assert_uint_eq(list.keys, 0);
    record_list_clear(&list);
    buffer_clear(&file);
}
END_TEST

struct ids {
    struct buffer key, certificate;
    unsigned keys, certificates;
};

static void take_ids(void *context, const struct record *record)
{
    struct ids *ids = context;
    if (record->kind == RECORD_KEY) {
        ids->keys++;
        ck_assert_int_eq(record->key.finding.verdict, VERDICT_ENCRYPTED);
        buffer_reset(&ids->key);
        ck_assert(buffer_append(&ids->key, record->key.local_key_id));
    } else if (record->kind == RECORD_CERTIFICATE) {
        ids->certificates++;
        buffer_reset(&ids->certificate);
        ck_assert(buffer_append(&ids->certificate, record->certificate.local_key_id));
    }
}

/* Attributes are read where the armour is: they are not quoted away, nor left in UTF-16. */
START_TEST(attributes_are_read)
{
    struct buffer file = fixture_read("keys/requests/bag-text.pem");
    struct buffer made = disguise_make((enum disguise)_i, buffer_bytes(&file));
    struct ids ids = { 0 };
    const struct record_sink sink = { &ids, take_ids };
    run_scan_into(buffer_bytes(&made), &sink);
    ck_assert(ids.keys > 0 && ids.certificates > 0);
    ck_assert_msg(ids.key.used == 20, "disguise %d: %zu", _i, ids.key.used);
    ck_assert(bytes_equal(buffer_bytes(&ids.key), buffer_bytes(&ids.certificate)));
    buffer_clear(&ids.key);
    buffer_clear(&ids.certificate);
    buffer_clear(&made);
    buffer_clear(&file);
}
END_TEST

static void prepare(void)
{
    run_prepare_scanning("");
}

int main(void)
{
    TCase *tests = tcase_create("requests");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, request_is_found, 0, (int)(sizeof(requests) / sizeof(requests[0])));
    tcase_add_test(tests, every_shorter_request);
    tcase_add_loop_test(tests, changed_request, 0, (int)(sizeof(changes) / sizeof(changes[0])));
    tcase_add_loop_test(tests, attributes_are_read, 0, DISGUISES);
    return run_suite("request_scan", tests);
}
