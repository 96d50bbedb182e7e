#include "bytes/hex_text.h"
#include "crypto/sha256.h"
#include "evidence/evidence_show.h"
#include "evidence_run.h"

/* The text around a key, from the worker: what is sent holds nothing of any key. */

#define KEY "keys/rfc9500-p256.key"

static void prepare(void)
{
    run_prepare("");
}

/* What came of one. */
struct shown_list {
    unsigned shown, replayed, others;
    struct shown last;
    struct buffer before, behind;
    enum verdict verdict;
};

static void take_record(void *context, const struct record *record)
{
    struct shown_list *list = context;
    if (record->kind == RECORD_SHOWN) {
        list->shown++;
        list->last = record->shown;
        ck_assert(buffer_append(&list->before, record->shown.before));
        ck_assert(buffer_append(&list->behind, record->shown.behind));
    } else if (record->kind == RECORD_REPLAYED) {
        list->replayed++;
        list->verdict = record->replayed.verdict;
    } else {
        list->others += record->kind != RECORD_PROGRESS;
    }
}

static struct shown_list show(struct bytes content, struct bytes provenance)
{
    struct shown_list list = { 0 };
    const struct record_sink sink = { &list, take_record };
    const struct job_file file = {
        .number = 7, .fd = memory_file(content), .size = content.left, .mode = SCAN_WHOLE
    };
    evidence_show(run_examiner, &file, provenance, 42, &sink);
    (void)close(file.fd);
    ck_assert_uint_eq(list.others, 0); /* nothing else of the worker's goes out */
    return list;
}

static void clear(struct shown_list *list)
{
    buffer_clear(&list->before);
    buffer_clear(&list->behind);
}

/* The text, with a key in place of @, and another one in hex in place of #. */
static struct buffer content_of(const char *text)
{
    struct buffer key = fixture_read(KEY), into = { 0 };
    struct pem_block block = pem_read(buffer_bytes(&key));
    char hex[1024];
    ck_assert_uint_lt(block.content.used, sizeof(hex) / 2);
    hex_text_write(buffer_bytes(&block.content), hex);
    for (; *text != '\0'; text++) {
        ck_assert(*text == '@'   ? buffer_append(&into, buffer_bytes(&key))
                  : *text == '#' ? buffer_append_text(&into, hex)
                                 : buffer_append_byte(&into, (uint8_t)*text));
    }
    buffer_clear(&block.content);
    buffer_clear(&key);
    return into;
}

static const struct {
    const char *text, *before, *behind;
} rows[] = {
    { "@", "", "\n" },
    { "Subject: keys\n\nsee:\n@bye\n", "Subject: keys\n\nsee:\n", "\nbye\n" },
    { "a b\n@the password: sesame\n", "a b\n", "\nthe password********\n" },
    { "<b><p>x</p>\n@</b>\n", "<b><p>x</p>\n", "\n</b>\n" },
    { "<html><p>x</p>\n@</html>\n", "x\n\n", "\n\n" }, /* in the text of the page */
};

START_TEST(shows_what_is_around)
{
    const char *text = rows[_i].text;
    struct buffer content = content_of(text);
    struct record_list list = { 0 };
    uint8_t digest[SHA256_LENGTH];
    run_scan(buffer_bytes(&content), &list);
    struct shown_list found = show(buffer_bytes(&content), buffer_bytes(&list.provenance));
    ck_assert_uint_eq(found.shown, 1);
    ck_assert_uint_eq(found.last.number, 42);
    ck_assert(found.last.reached && found.last.has_digest);
    sha256_of(buffer_bytes(&content), digest);
    ck_assert_mem_eq(found.last.sha256, digest, SHA256_LENGTH);
    ck_assert_uint_eq(found.verdict, VERDICT_PROVEN);
    ck_assert(buffer_append_byte(&found.before, 0) && buffer_append_byte(&found.behind, 0));
    ck_assert_str_eq((const char *)found.before.at, rows[_i].before);
    ck_assert_str_eq((const char *)found.behind.at, rows[_i].behind);
    clear(&found);
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

/* Pieces of a key beside it: what is shown of them is no 8 characters. */
START_TEST(masks_what_is_beside)
{
    struct buffer content = content_of("old: #\nnew:\n@also @, # and\n");
    struct buffer key = content_of("@"), hex = content_of("#");
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&content), &list);
    struct shown_list found = show(buffer_bytes(&content), buffer_bytes(&list.provenance));
    ck_assert(found.last.reached);
    const struct bytes shown[] = { buffer_bytes(&found.before), buffer_bytes(&found.behind) };
    const struct bytes secrets[] = { buffer_bytes(&key), buffer_bytes(&hex) };
    for (size_t i = 0; i < 4; i++) {
        const struct bytes secret = secrets[i / 2], text = shown[i % 2];
        for (size_t at = 0; text.left > 0 && at + 8 <= secret.left; at++) {
            ck_assert_ptr_null(memmem(text.at, text.left, secret.at + at, 8));
        }
    }
    ck_assert_uint_gt(found.before.used + found.behind.used, 100);
    clear(&found);
    record_list_clear(&list);
    buffer_clear(&key);
    buffer_clear(&hex);
    buffer_clear(&content);
}
END_TEST

/* Evidence that is no longer what it was, cut off anywhere. */
START_TEST(file_may_end_anywhere)
{
    struct buffer content = content_of("Subject: keys\n\n@bye\n");
    struct record_list list = { 0 };
    run_scan(buffer_bytes(&content), &list);
    for (size_t length = 0; length <= content.used; length += 7) {
        struct shown_list found =
            show(bytes_over(content.at, length), buffer_bytes(&list.provenance));
        ck_assert_uint_eq(found.shown, 1);
        ck_assert(found.last.has_digest);
        ck_assert(found.last.reached == (length > strlen("Subject: keys\n\n")));
        ck_assert(found.replayed == 0 || length + 8 > content.used);
        clear(&found);
    }
    record_list_clear(&list);
    buffer_clear(&content);
}
END_TEST

START_TEST(damaged_provenance_shows_nothing)
{
    static const uint8_t damaged[] = { 9, 9, 9 };
    struct shown_list found = show(bytes_over("text", 4), bytes_over(damaged, sizeof(damaged)));
    ck_assert_uint_eq(found.shown, 0);
    clear(&found);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("evidence_show");
    tcase_add_unchecked_fixture(tests, prepare, run_release);
    tcase_add_loop_test(tests, shows_what_is_around, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, masks_what_is_beside);
    tcase_add_test(tests, file_may_end_anywhere);
    tcase_add_test(tests, damaged_provenance_shows_nothing);
    return run_suite("evidence_show", tests);
}
