#include <stdlib.h>

#include "bounds.h"
#include "candidates/leaf_scan.h"
#include "containers/archives/archive_walk.h"
#include "evidence/evidence_unlock.h"
#include "evidence/harvest.h"
#include "evidence/replay_target.h"
#include "record_list.h"

/* The passphrase stands somewhere around the key: which words are found, and in which order. */

#define HEAD(n, subject)                                                                           \
    "From a@b Tue Feb 27 10:00:00 2018\nFrom: a@b\nSubject: " subject "\nMessage-ID: <" n "@b>\n"

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
    const struct key_examiner_settings settings = { .proof_cn = bytes_over("Test", 4),
                                                    .proofs = true,
                                                    .passphrases = bytes_over("wrong", 5) };
    examiner = key_examiner_new(&settings);
    ck_assert_ptr_nonnull(examiner);
}

static void release(void)
{
    key_examiner_free(examiner);
}

/* Appends the text, with the fixture's key in place of @. */
static void append(struct buffer *into, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text != '@' || (text[1] != '\n' && text[1] != '\0')) {
            ck_assert(buffer_append_byte(into, (uint8_t)*text));
            continue;
        }
        FILE *file = fopen(FIXTURES "/keys/encrypted/own-listed.pem", "r");
        ck_assert_ptr_nonnull(file);
        for (int byte; (byte = fgetc(file)) != EOF;) {
            ck_assert(buffer_append_byte(into, (uint8_t)byte));
        }
        (void)fclose(file);
    }
}

struct last_lead {
    struct buffer provenance;
    uint8_t content_sha256[SHA256_LENGTH];
    bool opened;
    const char *remark;
    size_t tried;
};

static void take_record(void *context, const struct record *record)
{
    struct last_lead *lead = context;
    lead->tried += record->kind == RECORD_TRIED ? 1 : 0;
    if (record->kind == RECORD_KEY) {
        buffer_reset(&lead->provenance);
        ck_assert(buffer_append(&lead->provenance, record->key.provenance));
        memcpy(lead->content_sha256, record->key.finding.content_sha256, SHA256_LENGTH);
        lead->opened = record->key.finding.verdict == VERDICT_PROVEN;
        lead->remark = record->key.finding.remark;
    }
}

static struct job_file file_of(struct bytes content)
{
    return (struct job_file){
        .number = 7, .fd = memory_file(content), .size = content.left, .mode = SCAN_WHOLE
    };
}

/* The deepest sighting comes last. */
static struct last_lead find_lead(struct bytes content)
{
    struct last_lead lead = { .opened = false };
    const struct record_sink sink = { &lead, take_record };
    const struct job_file file = file_of(content);
    evidence_scan(examiner, &file, &sink);
    (void)close(file.fd);
    ck_assert_uint_gt(lead.provenance.used, 0);
    ck_assert(!lead.opened);
    return lead;
}

static char *words_of(struct bytes content, const struct last_lead *lead)
{
    struct last_lead ignored = { .opened = false };
    const struct record_sink sink = { &ignored, take_record };
    const struct job_file file = file_of(content);
    struct passphrase_words words = { 0 };
    struct ingest_target target;
    ck_assert(replay_target_read(buffer_bytes(&lead->provenance), &target));
    const struct harvest_files files = { .items = &file, .count = 1 };
    ck_assert(harvest_file(&files, &target, &sink, &words));
    (void)close(file.fd);
    char *text =
        strndup(words.lines.used > 0 ? (const char *)words.lines.at : "", words.lines.used);
    ck_assert_ptr_nonnull(text);
    passphrase_words_clear(&words);
    return text;
}

static struct last_lead unlock(struct bytes content, const struct last_lead *lead, uint64_t to)
{
    struct last_lead found = { .opened = false };
    const struct record_sink sink = { &found, take_record };
    const struct job_file file = file_of(content);
    struct buffer list = { 0 };
    struct unlock_item item = { .to = to, .provenance = buffer_bytes(&lead->provenance) };
    memcpy(item.content_sha256, lead->content_sha256, SHA256_LENGTH);
    ck_assert(unlock_item_put(&list, &item));
    evidence_unlock(examiner, &file, 1, buffer_bytes(&list), &sink);
    buffer_clear(&list);
    (void)close(file.fd);
    return found;
}

/* `correct horse` opens it. */
static const struct {
    const char *what, *content, *first; /* the first word; NULL: no word at all */
    bool opens;
} rows[] = {
    { "nothing around it", "@\n", NULL, false },
    { "the same text", "Here, its password is 'correct horse':\n@\nBye\n", "correct horse\n",
      true },
    { "behind the key", "@\nPassphrase: correct horse\n", "correct\ncorrect horse\n", true },
    { "another word is announced", "correct\n@\nPassword: staple\n", "staple\n", false },
    { "the same message",
      HEAD("1", "keys") "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=xx\n\n--xx\n"
                        "Content-Type: text/plain\n\npwd: \"correct horse\"\n--xx\n"
                        "Content-Type: application/octet-stream\n\n@\n--xx--\n",
      "correct horse\n", true },
    { "the same message, encoded",
      HEAD("1",
           "keys") "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=xx\n\n--xx\n"
                   "Content-Transfer-Encoding: base64\n\nS2Vubndvcnq6ICJjb3JyZWN0IGhvcnNlIg==\n"
                   "--xx\n\n@\n--xx\nContent-Transfer-Encoding: base64\n\n"
                   "S2VubndvcnQ6ICJjb3JyZWN0IGhvcnNlIgo=\n--xx--\n",
      "correct horse\n", true },
    { "the subject", HEAD("1", "=?utf-8?B?5a+G56CB77yaImNvcnJlY3QgaG9yc2Ui?=") "\n@\n",
      "correct horse\n", true },
    { "the next message",
      HEAD("1", "key") "\n@\n\n" HEAD("2", "Re: key") "\nPassword for it: \"correct horse\"\n",
      "correct horse\n", true },
    { "the message before",
      HEAD("1", "key") "\nPIN: \"correct horse\"\n\n" HEAD("2", "Re: key") "\n@\n",
      "correct horse\n", true },
    { "a message too far away",
      HEAD("1", "a") "\nPassword: \"correct horse\"\n\n" HEAD("2", "b") "\nb\n\n" HEAD(
          "3", "c") "\nc\n\n" HEAD("4", "d") "\n@\n",
      NULL, false },
};

START_TEST(words_around_a_key)
{
    struct buffer content = { 0 };
    append(&content, rows[_i].content);
    struct last_lead lead = find_lead(buffer_bytes(&content));
    char *words = words_of(buffer_bytes(&content), &lead);
    if (rows[_i].first != NULL) {
        ck_assert_msg(strncmp(words, rows[_i].first, strlen(rows[_i].first)) == 0, "%s: %s",
                      rows[_i].what, words);
    } else {
        ck_assert_msg(strstr(words, "horse") == NULL, "%s: %s", rows[_i].what, words);
    }
    free(words);
    /* the empty one and the listed one are positions 0 and 1 */
    struct last_lead found = unlock(buffer_bytes(&content), &lead, 2);
    ck_assert(!found.opened && found.tried == 1);
    buffer_clear(&found.provenance);
    found = unlock(buffer_bytes(&content), &lead, 1000);
    ck_assert_msg(found.opened == rows[_i].opens, "%s", rows[_i].what);
    ck_assert_uint_eq(found.tried, 1);
    if (found.opened) {
        ck_assert_str_eq(found.remark, "opened with a passphrase found in the evidence");
    }
    buffer_clear(&found.provenance);
    buffer_clear(&lead.provenance);
    buffer_clear(&content);
}
END_TEST

/* A key that stands far into a long text, and words that stand far from it. */
START_TEST(own_text_is_a_window)
{
    struct buffer content = { 0 };
    append(&content, "Password: faraway\n");
    for (size_t i = 0; i < 2 * HARVEST_WINDOW / 10; i++) {
        append(&content, "123456789\n");
    }
    append(&content, "close1\n@\nclose2\n");
    struct last_lead lead = find_lead(buffer_bytes(&content));
    char *words = words_of(buffer_bytes(&content), &lead);
    ck_assert_int_eq(strncmp(words, "close1\nclose2\n123456789\n", 24), 0);
    ck_assert_ptr_null(strstr(words, "faraway"));
    free(words);
    buffer_clear(&lead.provenance);
    buffer_clear(&content);
}
END_TEST

/* More texts than are kept, before and behind: the key's own is never left out. */
START_TEST(texts_are_bounded)
{
    struct buffer content = { 0 };
    append(&content, HEAD("1", "many") "MIME-Version: 1.0\n"
                                       "Content-Type: multipart/mixed; boundary=xx\n\n");
    for (size_t i = 0; i < 2 * HARVEST_TEXTS_MAX; i++) {
        append(&content, i == HARVEST_TEXTS_MAX + 9 ? "--xx\n\nnearby\n@\n" : "--xx\n\nfiller\n");
    }
    append(&content, "--xx--\n");
    struct last_lead lead = find_lead(buffer_bytes(&content));
    char *words = words_of(buffer_bytes(&content), &lead);
    ck_assert_int_eq(strncmp(words, "nearby\n", 7), 0);
    free(words);
    buffer_clear(&lead.provenance);
    buffer_clear(&content);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("harvest");
    tcase_add_unchecked_fixture(tests, prepare, leaf_scan_release);
    tcase_add_checked_fixture(tests, renew, release);
    tcase_add_loop_test(tests, words_around_a_key, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, own_text_is_a_window);
    tcase_add_test(tests, texts_are_bounded);
    tcase_set_timeout(tests, 120);
    return suite_run("harvest", tests);
}
