#include "containers/outlook/pst_encoding.h"
#include "containers/outlook_writer.h"
#include "containers/pst_fixture.h"
#include "evidence_run.h"

#include <stdio.h>
#include <string.h>

/* RFC 9500 section 2.3: a published test key, in two halves. */
#define FRONT                                                                                      \
    "-----BEGIN EC PRIVATE KEY-----\n"                                                             \
    "MHcCAQEEIObLW92AqkWunJXowVR2Z5/+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49\n"
#define REST                                                                                       \
    "AwEHoUQDQgAEQiVI+I+3gv+17KN0RFLHKh5Vj71vc75eSOkyMsxFxbFsTNEMTLjV\n"                           \
    "uKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==\n"                                                       \
    "-----END EC PRIVATE KEY-----\n"

/* As seen through the walk; a file that is not encoded shows its keys to the raw scan as well. */
static void expect_walked(const struct record_list *list, const char *line)
{
    const char *found = strstr((const char *)list->lines.at, line);
    ck_assert_msg(found != NULL, "%s", (const char *)list->lines.at);
    ck_assert_ptr_null(strstr(found + 1, line));
}

static void prepare(void)
{
    run_prepare_scanning("");
}

static const struct {
    const char *what;
    uint16_t number; /* of the property that holds the body */
    const char *body, *front, *rest, *deleted;
    const char *line;
} places[] = {
    { "body", 0x1000, FRONT REST, "a", "b", "c", "proven!message 1 <1@example.org>!part 1" },
    { "attachment, over two blocks", 0x1000, "a", FRONT, REST, "c",
      "proven!message 1 <1@example.org>!part 2 server.pem" },
    { "block that nothing names", 0x1000, "a", "b", "c", FRONT REST, "!member 2 block 28" },
    { "property that is not looked for", 0x3ffa, FRONT REST, "a", "b", "c",
      "proven!message 1 <1@example.org>!part " },
};

START_TEST(keys_come_out_of_each_encoding_and_place)
{
    static struct pst_fixture pst;
    for (uint8_t encoding = 0; encoding < 3; encoding++) {
        struct record_list list = { 0 };
        pst_fixture_make(&pst, encoding, places[_i].body, places[_i].front, places[_i].rest,
                         places[_i].deleted);
        pst_fixture_renumber(&pst, places[_i].number);
        run_scan(bytes_over(pst.file, PST_ROOM), &list);
        ck_assert(buffer_append_byte(&list.lines, 0));
        expect_walked(&list, places[_i].line);
        record_list_clear(&list);
    }
}
END_TEST

static const struct {
    unsigned version;
    uint8_t encoding;
} layouts[] = { { 14, 1 }, { 15, 2 }, { 23, 2 }, { 36, 0 }, { 36, 1 } };

/* Row 5 of the forms of evidence: over the border of two blocks, whatever their size. */
START_TEST(row_05_keys_come_out_of_ansi_unicode_and_4k)
{
    static struct outlook_writer store;
    static const uint32_t listed[] = { 0x200024 };
    struct record_list list = { 0 };
    uint8_t attached[8400];
    memset(attached, ' ', sizeof(attached));
    memcpy(attached + 8060, FRONT REST, strlen(FRONT REST));
    outlook_begin(&store, layouts[_i].version, layouts[_i].encoding);
    outlook_folder(&store, OUTLOOK_ROOT, OUTLOOK_ROOT, "Top", listed, 1);
    outlook_message(&store, listed[0], OUTLOOK_ROOT, "Keys", "see there", "server.pem",
                    bytes_over(attached, sizeof(attached)));
    outlook_end(&store);
    run_scan(buffer_bytes(&store.file), &list);
    ck_assert(buffer_append_byte(&list.lines, 0));
    expect_walked(&list, "proven!message 1 <1@example.org>!part 2 server.pem");
    outlook_clear(&store);
    record_list_clear(&list);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("pst_scan");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, keys_come_out_of_each_encoding_and_place, 0, 4);
    tcase_add_loop_test(tests, row_05_keys_come_out_of_ansi_unicode_and_4k, 0,
                        sizeof(layouts) / sizeof(layouts[0]));
    return run_suite("pst_scan", tests);
}
