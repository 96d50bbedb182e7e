/* Keys within what is read as something else: in an extension of a certificate. */
#include "candidates/inner_key.h"

#include "row_check.h"

static void prepare(void)
{
    run_prepare_scanning("correct horse\n");
}

static const char *const files[] = { "keys/within/octets.der", "keys/within/octets.pem",
                                     "keys/within/text.der", "keys/within/text.pem" };
#define FILES ((int)(sizeof(files) / sizeof(files[0])))

static const struct damage damages[] = {
    { "quoted", quote },
    { "in a JSON string", in_json },
};

START_TEST(row_14_key_in_an_extension_of_a_certificate)
{
    char name[KEY_IDENTITY_TEXT];
    row_name_of_spki("keys/spki/ecdsap256-rfc9500.key", name);
    struct buffer content = fixture_read(files[_i]);
    row_check_found(files[_i], "as a file", buffer_bytes(&content), name, 0, 0);
    if (content.at[0] == '-') {
        row_check_damaged(files[_i], buffer_bytes(&content), name, damages,
                          sizeof(damages) / sizeof(damages[0]));
    }
    buffer_clear(&content);
}
END_TEST

/* In the second one the armour lies bare. */
static const struct {
    const char *file, *line;
} stores[] = {
    { "keys/within/octets.p12", "proven!reading @0 certificate@0+121\n" },
    { "keys/within/text.p12", "proven@396+240\n" },
};
#define STORES ((int)(sizeof(stores) / sizeof(stores[0])))

static void replay(struct bytes content, const struct record_list *found)
{
    const int descriptor = memory_file(content);
    const struct job_file file = {
        .number = 7, .fd = descriptor, .size = content.left, .mode = SCAN_WHOLE
    };
    struct record_list again = { 0 };
    const struct record_sink sink = { &again, record_list_add };
    evidence_replay(run_examiner, &file, buffer_bytes(&found->provenance), 42, &sink);
    ck_assert_uint_eq(again.replays, 1);
    ck_assert_str_eq(again.replayed.identity, found->name);
    record_list_clear(&again);
    (void)close(descriptor);
}

/* What is read in a store, closed or open, lies at no place of its own in the file. */
START_TEST(row_14_key_in_a_certificate_of_a_store)
{
    char name[KEY_IDENTITY_TEXT];
    row_name_of_spki("keys/spki/ecdsap256-rfc9500.key", name);
    struct buffer content = fixture_read(stores[_i].file);
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&content), &list);
    ck_assert_str_eq(record_list_text(&list), stores[_i].line);
    ck_assert_str_eq(list.name, name);
    ck_assert_uint_eq(list.certificates, 1);
    replay(buffer_bytes(&content), &list);
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

/* A length of path of 0 is no version, and neither is a serial number of 1. */
START_TEST(other_certificates_have_none)
{
    static const char *const others[] = { "keys/within/none.der", "certificates/leaf_ec.der",
                                          "certificates/ed_root.der" };
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct buffer content = fixture_read(others[i]);
        size_t at = 77;
        ck_assert(!inner_key_find(buffer_bytes(&content), true, &at));
        ck_assert_uint_eq(at, 77);
        buffer_clear(&content);
    }
}
END_TEST

START_TEST(every_shorter_certificate)
{
    struct buffer content = fixture_read(files[_i]);
    for (size_t length = 0; length < content.used; length++) {
        uint8_t *copy = exact_copy(content.at, length);
        size_t at = 0;
        if (inner_key_find(bytes_over(copy, length), true, &at)) {
            ck_assert_uint_lt(at, length);
        }
        free(copy);
    }
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("inner_key");
    tcase_set_timeout(tests, 120);
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, row_14_key_in_an_extension_of_a_certificate, 0, FILES);
    tcase_add_loop_test(tests, row_14_key_in_a_certificate_of_a_store, 0, STORES);
    tcase_add_test(tests, other_certificates_have_none);
    tcase_add_loop_test(tests, every_shorter_certificate, 0, FILES);
    return run_suite("inner_key", tests);
}
