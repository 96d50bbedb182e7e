#include "bounds.h"
#include "candidates/leaf_scan.h"
#include "containers/archives/archive_walk.h"
#include "record_list.h"

/* Contents inside each other, up to the bounds and past them. */

/* RFC 9500 section 2.3: a published test key. */
#define KEY                                                                                        \
    "-----BEGIN EC PRIVATE KEY-----\n"                                                             \
    "MHcCAQEEIObLW92AqkWunJXowVR2Z5/+yVPBaFHnEedDk5WJxk/BoAoGCCqGSM49\n"                           \
    "AwEHoUQDQgAEQiVI+I+3gv+17KN0RFLHKh5Vj71vc75eSOkyMsxFxbFsTNEMTLjV\n"                           \
    "uKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==\n"                                                       \
    "-----END EC PRIVATE KEY-----\n"

static struct key_examiner *examiner;

static void prepare(void)
{
    ck_assert(leaf_scan_prepare());
    ck_assert(key_examine_prepare());
    ck_assert(archive_walk_prepare());
}

/* One for each test: it remembers what it was shown. */
static void renew(void)
{
    const struct key_examiner_settings settings = { .proofs = false };
    examiner = key_examiner_new(&settings);
    ck_assert_ptr_nonnull(examiner);
}

static void release(void)
{
    key_examiner_free(examiner);
}

static void scan(struct bytes content, struct record_list *list)
{
    int descriptor = memory_file(content);
    const struct job_file file = {
        .number = 1, .fd = descriptor, .size = content.left, .mode = SCAN_WHOLE
    };
    const struct record_sink sink = { list, record_list_add };
    evidence_scan(examiner, &file, &sink);
    (void)close(descriptor);
}

/* RFC 4648 section 4, in lines of 76. */
static void encode_base64(struct buffer *text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct buffer encoded = { 0 };
    for (size_t i = 0; i < text->used; i += 3) {
        uint32_t group = 0;
        for (size_t j = 0; j < 3; j++) {
            group = group << 8 | (i + j < text->used ? text->at[i + j] : 0u);
        }
        for (size_t j = 0; j < 4; j++) {
            bool padding = i + j > text->used;
            ck_assert(buffer_append_byte(
                &encoded, padding ? '=' : (uint8_t)digits[group >> (18 - 6 * j) & 63]));
        }
        if (i % 57 == 54 && !buffer_append_byte(&encoded, '\n')) {
            ck_abort();
        }
    }
    buffer_clear(text);
    *text = encoded;
}

static void encode_many(struct buffer *text, unsigned times)
{
    ck_assert(buffer_append_text(text, KEY));
    for (unsigned i = 0; i < times; i++) {
        encode_base64(text);
    }
}

START_TEST(decodings_in_a_row_are_undone)
{
    struct buffer text = { 0 };
    struct record_list list = { 0 };
    encode_many(&text, (unsigned)_i);
    scan(buffer_bytes(&text), &list);
    ck_assert_uint_eq(list.keys, 1);
    ck_assert_uint_eq(list.unread, 0);
    record_list_clear(&list);
    buffer_clear(&text);
}
END_TEST

START_TEST(more_decodings_are_in_the_journal)
{
    struct buffer text = { 0 };
    struct record_list list = { 0 };
    encode_many(&text, DECODINGS_MAX + 4);
    scan(buffer_bytes(&text), &list);
    ck_assert_uint_eq(list.keys, 0);
    ck_assert_uint_eq(list.unread, 1);
    ck_assert_int_eq(list.done.outcome, OUTCOME_BOUND);
    ck_assert_uint_lt(list.done.decoded_examined, list.done.decoded);
    record_list_clear(&list);
    buffer_clear(&text);
}
END_TEST

/* Puts the content into one member of a tar (POSIX.1-1988 ustar). */
static void wrap_tar(struct buffer *content)
{
    uint8_t header[512] = "member";
    unsigned sum = 0;
    (void)snprintf((char *)header + 100, 8, "0000644");
    (void)snprintf((char *)header + 124, 12, "%011zo", content->used);
    (void)snprintf((char *)header + 136, 12, "00000000000");
    memset(header + 148, ' ', 8);
    header[156] = '0';
    memcpy(header + 257, "ustar\00000", 8);
    for (size_t i = 0; i < sizeof(header); i++) {
        sum += header[i];
    }
    (void)snprintf((char *)header + 148, 8, "%06o", sum);
    struct buffer wrapped = { 0 };
    ck_assert(buffer_append(&wrapped, bytes_over(header, sizeof(header))) &&
              buffer_append(&wrapped, buffer_bytes(content)));
    size_t whole = (wrapped.used + 511) / 512 * 512 + 1024;
    while (wrapped.used < whole) {
        ck_assert(buffer_append_byte(&wrapped, 0));
    }
    buffer_clear(content);
    *content = wrapped;
}

static void wrap_many(struct buffer *content, unsigned times)
{
    ck_assert(buffer_append_text(content, KEY));
    for (unsigned i = 0; i < times; i++) {
        wrap_tar(content);
    }
}

START_TEST(containers_are_opened_to_the_bound)
{
    struct buffer content = { 0 };
    struct record_list list = { 0 };
    wrap_many(&content, CONTAINER_DEPTH_MAX);
    scan(buffer_bytes(&content), &list);
    ck_assert_uint_eq(list.unread, 0);
    ck_assert_uint_eq(list.keys, CONTAINER_DEPTH_MAX + 1); /* raw at each depth: folded later */
    ck_assert_uint_eq(list.done.decoded, list.done.decoded_examined);
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

/* The raw scan finds what the walk does not come to. */
START_TEST(containers_past_the_bound_are_scanned_raw)
{
    struct buffer content = { 0 };
    struct record_list list = { 0 };
    wrap_many(&content, CONTAINER_DEPTH_MAX + 8);
    scan(buffer_bytes(&content), &list);
    ck_assert_uint_eq(list.unread, 1);
    ck_assert_uint_eq(list.keys, CONTAINER_DEPTH_MAX + 1);
    ck_assert_int_eq(list.done.outcome, OUTCOME_BOUND);
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

static void count_signs(void *context, const struct record *record)
{
    unsigned *signs = context;
    *signs += record->kind == RECORD_PROGRESS ? 1 : 0;
}

/* What is held in memory is scanned in one go, and text can be slow: who hears nothing for half a
 * minute takes the worker for lost. */
START_TEST(a_large_reading_gives_signs_of_life)
{
    const size_t size = 12 * READ_WINDOW;
    struct buffer content = { 0 };
    unsigned signs = 0;
    ck_assert(buffer_reserve(&content, size));
    memset(content.at, ' ', size);
    content.used = size;
    encode_base64(&content);
    int descriptor = memory_file(buffer_bytes(&content));
    const struct job_file file = {
        .number = 1, .fd = descriptor, .size = content.used, .mode = SCAN_WHOLE
    };
    const struct record_sink sink = { &signs, count_signs };
    evidence_scan(examiner, &file, &sink);
    (void)close(descriptor);
    ck_assert_uint_ge(signs, size / READ_WINDOW);
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("ingest_bounds");
    tcase_add_unchecked_fixture(tests, prepare, leaf_scan_release);
    tcase_add_checked_fixture(tests, renew, release);
    tcase_add_loop_test(tests, decodings_in_a_row_are_undone, 0, DECODINGS_MAX + 1);
    tcase_add_test(tests, more_decodings_are_in_the_journal);
    tcase_add_test(tests, containers_are_opened_to_the_bound);
    tcase_add_test(tests, containers_past_the_bound_are_scanned_raw);
    tcase_add_test(tests, a_large_reading_gives_signs_of_life);
    tcase_set_timeout(tests, 120);
    return suite_run("ingest_bounds", tests);
}
