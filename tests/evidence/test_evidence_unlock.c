#include <stdlib.h>

#include "bounds.h"
#include "candidates/leaf_scan.h"
#include "containers/archives/archive_walk.h"
#include "evidence/evidence_unlock.h"
#include "record_list.h"

/* Three closed keys in one mailbox, as text, quoted and as an attachment: a scan finds leads,
 * a walk to any one of their sightings opens them, and gives what a scan with the passphrase
 * gives at that place. */

#define LISTED        "wrong\ncorrect horse\n"
#define SIGHTINGS_MAX 16

static struct key_examiner *poor, *rich; /* without and with the passphrase */

static struct key_examiner *examiner_with(const char *list)
{
    const struct key_examiner_settings settings = { .proof_cn = bytes_over("Test", 4),
                                                    .proofs = true,
                                                    .passphrases = bytes_over(list, strlen(list)),
                                                    .work = DERIVATION_SLICE_MAX };
    struct key_examiner *examiner = key_examiner_new(&settings);
    ck_assert_ptr_nonnull(examiner);
    return examiner;
}

static void prepare(void)
{
    ck_assert(leaf_scan_prepare());
    ck_assert(key_examine_prepare());
    ck_assert(archive_walk_prepare());
}

/* Those of each test: they remember what they were shown. */
static void renew(void)
{
    poor = examiner_with("wrong\nwrong too\n");
    rich = examiner_with(LISTED);
}

static void release(void)
{
    key_examiner_free(poor);
    key_examiner_free(rich);
}

static void append_file(struct buffer *into, const char *name, const char *prefix)
{
    char path[512], line[256];
    (void)snprintf(path, sizeof(path), "%s/keys/encrypted/%s", FIXTURES, name);
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s", path);
    while (fgets(line, sizeof(line), file) != NULL) {
        ck_assert(buffer_append_text(into, prefix) && buffer_append_text(into, line));
    }
    (void)fclose(file);
}

static void append_base64(struct buffer *into, struct bytes from)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < from.left; i += 3) {
        uint32_t group = 0;
        size_t have = from.left - i < 3 ? from.left - i : 3;
        for (size_t j = 0; j < 3; j++) {
            group = group << 8 | (j < have ? from.at[i + j] : 0u);
        }
        for (size_t j = 0; j < 4; j++) {
            const char digit = j <= have ? digits[group >> (18 - 6 * j) & 63] : '=';
            ck_assert(buffer_append_byte(into, (uint8_t)digit));
        }
        if (i % 57 == 54) {
            ck_assert(buffer_append_byte(into, '\n'));
        }
    }
}

static struct buffer mailbox(void)
{
    struct buffer box = { 0 }, attachment = { 0 };
    append_file(&attachment, "openssh-ed25519.key", "");
    ck_assert(buffer_append_text(&box,
                                 "From a@b Tue Feb 27 10:00:00 2018\nFrom: a@b\nSubject: one\n"
                                 "Message-ID: <1@b>\n\nHere:\n\n"));
    append_file(&box, "own-listed.pem", "");
    ck_assert(buffer_append_text(&box, "\n\nFrom a@b Tue Feb 27 11:00:00 2018\nFrom: a@b\n"
                                       "Subject: two\nMessage-ID: <2@b>\nMIME-Version: 1.0\n"
                                       "Content-Type: multipart/mixed; boundary=xx\n\n"
                                       "--xx\nContent-Type: text/plain\n\nquoted:\n"));
    append_file(&box, "pem-ec-aes128.pem", "> ");
    ck_assert(buffer_append_text(&box, "--xx\nContent-Type: application/octet-stream\n"
                                       "Content-Transfer-Encoding: base64\n\n"));
    append_base64(&box, buffer_bytes(&attachment));
    ck_assert(buffer_append_text(&box, "\n--xx--\n"));
    buffer_clear(&attachment);
    return box;
}

/* Keys as they were delivered. */
struct sighting_list {
    size_t count;
    struct {
        enum verdict verdict;
        uint8_t content_sha256[SHA256_LENGTH];
        struct buffer provenance, proof;
        uint64_t try_steps;
        char name[KEY_IDENTITY_TEXT], subject[16];
        const char *remark, *encoding;
    } items[SIGHTINGS_MAX];
    size_t tried, ended;
    uint64_t next;
};

static void take_record(void *context, const struct record *record)
{
    struct sighting_list *list = context;
    if (record->kind == RECORD_TRIED) {
        list->tried++;
        list->ended += record->tried.ended ? 1 : 0;
        list->next = record->tried.next;
    }
    if (record->kind != RECORD_KEY) {
        return;
    }
    ck_assert_uint_lt(list->count, SIGHTINGS_MAX);
    const struct key_finding *finding = &record->key.finding;
    size_t at = list->count++;
    list->items[at].verdict = finding->verdict;
    list->items[at].remark = finding->remark;
    list->items[at].encoding = finding->encoding;
    list->items[at].try_steps = finding->try_steps;
    memcpy(list->items[at].content_sha256, finding->content_sha256, SHA256_LENGTH);
    key_finding_name(finding, list->items[at].name);
    (void)snprintf(list->items[at].subject, sizeof(list->items[at].subject), "%.*s",
                   (int)record->key.mail_subject.left, (const char *)record->key.mail_subject.at);
    ck_assert(buffer_append(&list->items[at].provenance, record->key.provenance));
    ck_assert(buffer_append(&list->items[at].proof, buffer_bytes(&finding->proof)));
}

static void sighting_list_clear(struct sighting_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        buffer_clear(&list->items[i].provenance);
        buffer_clear(&list->items[i].proof);
    }
    *list = (struct sighting_list){ 0 };
}

static struct job_file file_of(struct bytes content)
{
    return (struct job_file){
        .number = 7, .fd = memory_file(content), .size = content.left, .mode = SCAN_WHOLE
    };
}

static void scan(struct key_examiner *examiner, struct bytes content, struct sighting_list *list)
{
    const struct record_sink sink = { list, take_record };
    const struct job_file file = file_of(content);
    evidence_scan(examiner, &file, &sink);
    (void)close(file.fd);
}

static void unlock(struct key_examiner *examiner, struct bytes content, struct bytes items,
                   struct sighting_list *list)
{
    const struct record_sink sink = { list, take_record };
    const struct job_file file = file_of(content);
    evidence_unlock(examiner, &file, 1, items, &sink);
    (void)close(file.fd);
}

static void put_item(struct buffer *items, const struct sighting_list *leads, size_t at,
                     uint64_t from, uint64_t to)
{
    struct unlock_item item = { .from = from, .to = to };
    memcpy(item.content_sha256, leads->items[at].content_sha256, SHA256_LENGTH);
    item.provenance = buffer_bytes(&leads->items[at].provenance);
    ck_assert(unlock_item_put(items, &item));
}

/* The sighting of the scan with the passphrase at that place. */
static size_t find_place(const struct sighting_list *list, struct bytes provenance)
{
    size_t i = 0;
    while (i < list->count && !bytes_equal(buffer_bytes(&list->items[i].provenance), provenance)) {
        i++;
    }
    ck_assert_uint_lt(i, list->count);
    return i;
}

static void expect_same(const struct sighting_list *found, size_t at,
                        const struct sighting_list *scanned)
{
    size_t other = find_place(scanned, buffer_bytes(&found->items[at].provenance));
    ck_assert_int_eq(found->items[at].verdict, VERDICT_PROVEN);
    ck_assert_str_eq(found->items[at].name, scanned->items[other].name);
    ck_assert_str_eq(found->items[at].remark, scanned->items[other].remark);
    ck_assert_str_eq(found->items[at].encoding, scanned->items[other].encoding);
    ck_assert_str_eq(found->items[at].subject, scanned->items[other].subject);
    ck_assert(bytes_equal(buffer_bytes(&found->items[at].proof),
                          buffer_bytes(&scanned->items[other].proof)));
}

START_TEST(each_sighting_is_opened_as_by_a_scan)
{
    struct buffer box = mailbox();
    struct sighting_list leads = { 0 }, scanned = { 0 }, found = { 0 };
    scan(poor, buffer_bytes(&box), &leads);
    scan(rich, buffer_bytes(&box), &scanned);
    ck_assert_uint_eq(leads.count, 3);
    ck_assert_uint_eq(scanned.count, 5); /* those in text are seen in the raw bytes, too */
    for (size_t i = 0; i < leads.count; i++) {
        struct buffer items = { 0 };
        ck_assert_int_eq(leads.items[i].verdict, VERDICT_ENCRYPTED);
        ck_assert_uint_gt(leads.items[i].try_steps, 0);
        put_item(&items, &leads, i, 0, 3);
        unlock(rich, buffer_bytes(&box), buffer_bytes(&items), &found);
        ck_assert_uint_eq(found.count, 1);
        ck_assert_uint_eq(found.tried, 1);
        ck_assert_uint_eq(found.next, 3);
        expect_same(&found, 0, &scanned);
        sighting_list_clear(&found);
        buffer_clear(&items);
    }
    sighting_list_clear(&leads);
    sighting_list_clear(&scanned);
    buffer_clear(&box);
}
END_TEST

/* One of each lead, all in one walk, in whatever order they are asked for. */
START_TEST(leads_of_one_file_are_opened_together)
{
    struct buffer box = mailbox(), items = { 0 };
    struct sighting_list leads = { 0 }, scanned = { 0 }, found = { 0 };
    scan(poor, buffer_bytes(&box), &leads);
    scan(rich, buffer_bytes(&box), &scanned);
    size_t asked = 0;
    for (size_t n = 0; n < leads.count; n++) {
        size_t i = _i == 0 ? n : leads.count - 1 - n;
        bool seen = false;
        for (size_t m = 0; m < n; m++) {
            size_t j = _i == 0 ? m : leads.count - 1 - m;
            seen = seen || memcmp(leads.items[i].content_sha256, leads.items[j].content_sha256,
                                  SHA256_LENGTH) == 0;
        }
        if (!seen) {
            put_item(&items, &leads, i, 2, 3);
            asked++;
        }
    }
    ck_assert_uint_eq(asked, 3);
    unlock(rich, buffer_bytes(&box), buffer_bytes(&items), &found);
    ck_assert_uint_eq(found.count, 3);
    ck_assert_uint_eq(found.tried, 3);
    for (size_t i = 0; i < found.count; i++) {
        expect_same(&found, i, &scanned);
    }
    sighting_list_clear(&found);
    unlock(poor, buffer_bytes(&box), buffer_bytes(&items), &found); /* no passphrase for them */
    ck_assert_uint_eq(found.tried, 3);
    ck_assert_uint_eq(found.ended, 3);
    for (size_t i = 0; i < found.count; i++) {
        ck_assert_int_eq(found.items[i].verdict, VERDICT_ENCRYPTED);
    }
    sighting_list_clear(&found);
    sighting_list_clear(&leads);
    sighting_list_clear(&scanned);
    buffer_clear(&items);
    buffer_clear(&box);
}
END_TEST

START_TEST(what_is_gone_is_not_told_of)
{
    struct buffer box = mailbox(), items = { 0 };
    struct sighting_list leads = { 0 }, found = { 0 };
    scan(poor, buffer_bytes(&box), &leads);
    put_item(&items, &leads, 0, 0, 3);
    box.at[200] ^= 1; /* in the first key */
    unlock(rich, buffer_bytes(&box), buffer_bytes(&items), &found);
    ck_assert_uint_eq(found.count, 0);
    ck_assert_uint_eq(found.tried, 0);
    unlock(rich, bytes_over("nothing", 7), buffer_bytes(&items), &found);
    ck_assert_uint_eq(found.count + found.tried, 0);
    box.at[200] ^= 1;
    for (size_t length = 0; length < items.used; length++) { /* a list that is cut off */
        unlock(rich, buffer_bytes(&box), bytes_over(items.at, length), &found);
        ck_assert_uint_eq(found.count + found.tried, 0);
    }
    sighting_list_clear(&leads);
    buffer_clear(&items);
    buffer_clear(&box);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("evidence_unlock");
    tcase_add_unchecked_fixture(tests, prepare, leaf_scan_release);
    tcase_add_checked_fixture(tests, renew, release);
    tcase_add_test(tests, each_sighting_is_opened_as_by_a_scan);
    tcase_add_loop_test(tests, leads_of_one_file_are_opened_together, 0, 2);
    tcase_add_test(tests, what_is_gone_is_not_told_of);
    tcase_set_timeout(tests, 120);
    return suite_run("evidence_unlock", tests);
}
