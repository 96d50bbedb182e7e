#include <zlib.h>

#include "evidence/swollen_reading.h"
#include "evidence_run.h"

/* zlib in base64, in a file that has had, or nearly had, all that such may swell by. */

#define ZEROS ((size_t)64 << 10)
/* RFC 9500 section 2.3: a published test key. */
#define KEY                                                                                        \
    "-----BEGIN EC PRIVATE KEY-----\n"                                                             \
    "MHcCAQEEIObLW92AqkWunJXowVR2Z5/+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49\n"                           \
    "AwEHoUQDQgAEQiVI+I+3gv+17KN0RFLHKh5Vj71vc75eSOkyMsxFxbFsTNEMTLjV\n"                           \
    "uKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==\n"                                                       \
    "-----END EC PRIVATE KEY-----\n"
#define PROVEN "proven!reading @2 base64!reading @0 zlib@"

static void prepare(void)
{
    run_prepare_scanning("");
}

static void add_base64(struct buffer *text, struct bytes octets)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < octets.left; i += 3) {
        uint32_t group = 0;
        for (size_t j = 0; j < 3; j++) {
            group = group << 8 | (i + j < octets.left ? octets.at[i + j] : 0u);
        }
        for (size_t j = 0; j < 4; j++) {
            ck_assert(buffer_append_byte(
                text, i + j > octets.left ? '=' : (uint8_t)digits[group >> (18 - 6 * j) & 63]));
        }
    }
}

/* A paragraph with `front`, zeros and `end` in zlib. */
static void add_packed(struct buffer *text, const char *front, const char *end)
{
    struct buffer content = { 0 };
    uint8_t packed[2048];
    uLongf length = sizeof(packed);
    ck_assert(buffer_append_text(&content, front) && buffer_reserve(&content, ZEROS));
    memset(content.at + content.used, 0, ZEROS);
    content.used += ZEROS;
    ck_assert(buffer_append_text(&content, end));
    ck_assert_int_eq(compress(packed, &length, content.at, content.used), Z_OK);
    ck_assert(buffer_append_text(text, ".\n"));
    add_base64(text, bytes_over(packed, length));
    ck_assert(buffer_append_text(text, "\n\n"));
    buffer_clear(&content);
}

/* What has swollen when it is done. */
static uint64_t scan_after(uint64_t swelling, const struct buffer *text, struct record_list *list)
{
    const struct record_sink sink = { list, record_list_add };
    struct ingest ingest = { .examiner = run_examiner,
                             .sink = &sink,
                             .size = text->used,
                             .work = CANDIDATE_WORK_FLOOR,
                             .swelling = swelling,
                             .expansion_left = ingest_expansion(text->used) };
    const struct ingest_frame frame = { .ingest = &ingest };
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(text));
    ingest_content(&frame, NULL, PART_UNKNOWN, &memory.stream, false);
    leaf_scan_free(ingest.spare);
    ck_assert_uint_eq(ingest.reading_most, 0);
    return ingest.swelling;
}

static const char closed[] =
    "what is packed in texts of the file has expanded by far, and so would this: not opened\n";

static const struct {
    const char *what, *front, *end, *expected;
    uint64_t before;
    bool swells;
} rows[] = {
    { "nothing yet, and no key", "", "", "", 0, true },
    { "a key behind zeros", "", KEY, PROVEN "65536+226\n", 0, false },
    { "a key behind zeros, all but an octet had", "", KEY, PROVEN "65536+226\n", SWELLING_MAX - 1,
      false },
    { "a key behind zeros, all had", "", KEY, closed, SWELLING_MAX, false },
    { "a key before zeros, all had", KEY, "",
      PROVEN "0+226\nmore decoded bytes than one object may have\n", SWELLING_MAX, false },
};

START_TEST(what_swells_is_read_up_to_a_bound)
{
    struct buffer text = { 0 };
    struct record_list list = { 0 };
    add_packed(&text, rows[_i].front, rows[_i].end);
    const uint64_t after = scan_after(rows[_i].before, &text, &list);
    ck_assert_msg(strcmp(record_list_text(&list), rows[_i].expected) == 0, "%s: %s", rows[_i].what,
                  record_list_text(&list));
    ck_assert_msg((after > rows[_i].before) == rows[_i].swells, "%s", rows[_i].what);
    record_list_clear(&list);
    buffer_clear(&text);
}
END_TEST

/* The first goes past the bound, which holds from the next one on. */
START_TEST(one_swells_for_all_that_follow)
{
    struct buffer text = { 0 };
    struct record_list list = { 0 };
    add_packed(&text, "", "");
    for (unsigned i = 0; i < 50; i++) { /* else the second would go on where the first ends */
        ck_assert(buffer_append_text(&text, "Dear all, here is the second one; of two.\n"));
    }
    add_packed(&text, "", KEY);
    (void)scan_after(SWELLING_MAX - 1, &text, &list);
    ck_assert_str_eq(record_list_text(&list), closed);
    record_list_clear(&list);
    buffer_clear(&text);
}
END_TEST

/* What is not packed by far, as all that real programs pack, counts for nothing. */
START_TEST(what_is_packed_as_usual_is_not_counted)
{
    struct buffer text = { 0 };
    struct record_list list = { 0 };
    for (unsigned i = 0; i < 64; i++) {
        char line[64];
        (void)snprintf(line, sizeof(line), "%u %u no key\n", i * i * 7919, i * 104729);
        ck_assert(buffer_append_text(&text, line));
    }
    struct buffer coded = { 0 };
    uint8_t packed[4096];
    uLongf length = sizeof(packed);
    ck_assert_int_eq(compress(packed, &length, text.at, text.used), Z_OK);
    add_base64(&coded, bytes_over(packed, length));
    ck_assert_uint_eq(scan_after(0, &coded, &list), 0);
    ck_assert_str_eq(record_list_text(&list), "");
    record_list_clear(&list);
    buffer_clear(&coded);
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("swollen_reading");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, what_swells_is_read_up_to_a_bound, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, one_swells_for_all_that_follow);
    tcase_add_test(tests, what_is_packed_as_usual_is_not_counted);
    return suite_run_apart("swollen_reading", tests);
}
