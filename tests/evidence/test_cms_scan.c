#include "crypto/cms_opener.h"
#include "evidence/evidence_decrypt.h"
#include "evidence_run.h"

/* Messages of S/MIME through the whole scan, each with a key in its text. */

static struct cms_opener *opener;

static bool take_none(struct bytes *list, struct bytes *passphrase)
{
    (void)list;
    (void)passphrase;
    return false;
}

static void add_key(const char *name)
{
    const struct cms_opener_passphrases none = { bytes_over(NULL, 0), take_none };
    struct buffer key = fixture_read(name);
    ck_assert(cms_opener_add(opener, buffer_bytes(&key), &none));
    buffer_clear(&key);
}

static void prepare(void)
{
    run_prepare_scanning("");
    opener = cms_opener_new();
    ck_assert_ptr_nonnull(opener);
    add_key("keys/rfc9500-rsa-2048.key");
    add_key("keys/rfc9500-p256.key");
    ck_assert(cms_opener_warm_up(opener));
}

static void release(void)
{
    cms_opener_free(opener);
    run_release();
}

static void check_scan(const char *name, const char *expected)
{
    char path[64];
    struct record_list list = { 0 }, again = { 0 };
    const struct record_sink sink = { &again, record_list_add };
    (void)snprintf(path, sizeof(path), "containers/cms/%s", name);
    struct buffer content = fixture_read(path);
    run_scan(buffer_bytes(&content), &list);
    ck_assert_str_eq(record_list_text(&list), expected);
    if (list.keys > 0) {
        int descriptor = memory_file(buffer_bytes(&content));
        const struct job_file file = {
            .number = 7, .fd = descriptor, .size = content.used, .mode = SCAN_WHOLE
        };
        evidence_replay(run_examiner, &file, buffer_bytes(&list.provenance), 42, &sink);
        ck_assert_uint_eq(again.replays, 1);
        ck_assert_str_eq(again.replayed.identity, list.name);
        (void)close(descriptor);
    }
    record_list_clear(&list);
    record_list_clear(&again);
    buffer_clear(&content);
}

static const struct {
    const char *name, *expected;
} files[] = {
    { "signed-ber.p7m", "proven@94+305\n"
                        "proven!reading @50 cms-signed!part 1@0+305\n"
                        "proven!reading @50 cms-signed@38+305\n" },
    { "signed.pem", "proven!reading @20 base64!reading @60 cms-signed!part 1@0+305\n"
                    "proven!reading @20 base64!reading @60 cms-signed@38+305\n"
                    "proven!reading @20 base64@102+305\n" },
    { "signed.eml", "proven!part 1 smime.p7m!reading @62 cms-signed!part 1@0+310\n"
                    "proven!part 1 smime.p7m!reading @62 cms-signed@41+310\n"
                    "proven!part 1 smime.p7m@107+310\n" },
    { "compressed.p7m", "proven!reading @62 cms-compressed!part 1@0+305\n"
                        "proven!reading @62 cms-compressed@38+305\n" },
    { "detached.p7s", "" },
    { "rsa-aes-cbc.p7m", "an encrypted message: --decrypt-with KEY reads it in a new case, "
                         "--decrypt-with-found-keys where its key leaked\n" },
};

START_TEST(key_in_a_message_is_found)
{
    check_scan(files[_i].name, files[_i].expected);
}
END_TEST

static const struct {
    const char *name, *expected;
} encrypted[] = {
    { "rsa-aes-cbc.p7m", "proven!reading @398 cms-decrypted!part 1@0+305\n"
                         "proven!reading @398 cms-decrypted@38+305\n" },
    { "rsa-3des.p7m", "proven!reading @389 cms-decrypted!part 1@0+305\n"
                      "proven!reading @389 cms-decrypted@38+305\n" },
    { "rsa-aes-gcm.p7m", "proven!reading @401 cms-decrypted!part 1@0+305\n"
                         "proven!reading @401 cms-decrypted@38+305\n" },
    { "rsa-oaep.p7m", "proven!reading @441 cms-decrypted!part 1@0+305\n"
                      "proven!reading @441 cms-decrypted@38+305\n" },
    { "rsa-key-id.p7m", "proven!reading @380 cms-decrypted!part 1@0+305\n"
                        "proven!reading @380 cms-decrypted@38+305\n" },
    { "ec-aes-cbc.p7m", "proven!reading @275 cms-decrypted!part 1@0+305\n"
                        "proven!reading @275 cms-decrypted@38+305\n" },
    { "ec-aes-gcm.p7m", "proven!reading @275 cms-decrypted!part 1@0+305\n"
                        "proven!reading @275 cms-decrypted@38+305\n" },
    { "both-ber.p7m", "proven!reading @590 cms-decrypted!part 1@0+305\n"
                      "proven!reading @590 cms-decrypted@38+305\n" },
    { "secret.p7m",
      "a CMS message encrypted with a secret that both sides have: it is not opened\n" },
};

START_TEST(key_in_an_encrypted_message_is_found)
{
    (void)key_examiner_set_opener(run_examiner, opener);
    check_scan(encrypted[_i].name, encrypted[_i].expected);
    (void)key_examiner_set_opener(run_examiner, NULL);
}
END_TEST

static bool spend_nothing(void *context)
{
    (void)context;
    return true;
}

static bool spend_no_more(void *context)
{
    (void)context;
    return false;
}

START_TEST(damaged_message_is_survived)
{
    struct buffer message = fixture_read("containers/cms/ec-aes-gcm.p7m");
    for (size_t at = 0; at < message.used; at += 11) {
        uint8_t *copy = exact_copy(message.at, message.used);
        struct buffer content = { 0 };
        copy[at] ^= 1;
        (void)cms_opener_open(opener, bytes_over(copy, message.used), NULL, spend_nothing,
                              &content);
        ck_assert_uint_le(content.used, message.used);
        buffer_reset(&content);
        ck_assert_int_eq(
            cms_opener_open(opener, bytes_over(copy, at), NULL, spend_nothing, &content),
            CMS_CLOSED);
        buffer_clear(&content);
        free(copy);
    }
    buffer_clear(&message);
}
END_TEST

START_TEST(bound_on_tries_and_changed_content_are_told)
{
    struct buffer message = fixture_read("containers/cms/ec-aes-gcm.p7m"), content = { 0 };
    ck_assert_int_eq(cms_opener_open(opener, buffer_bytes(&message), NULL, spend_no_more, &content),
                     CMS_SPENT);
    ck_assert_uint_eq(content.used, 0);
    message.at[message.used - 1] ^= 1; /* of the MAC */
    ck_assert_int_eq(cms_opener_open(opener, buffer_bytes(&message), NULL, spend_nothing, &content),
                     CMS_DAMAGED);
    ck_assert_uint_gt(content.used, 300);
    buffer_clear(&message);
    buffer_clear(&content);
}
END_TEST

static struct bytes spot_of(size_t length, struct buffer *chain)
{
    const struct provenance spot = { .place = { .kind = PLACE_SPOT, .length = length } };
    ck_assert(provenance_encode(&spot, chain));
    return buffer_bytes(chain);
}

/* Where the journal says that a closed message is. */
static void put_messages(struct buffer *list, uint64_t offset)
{
    struct buffer chain = { 0 };
    const struct provenance closed = { .place = {
                                           .kind = PLACE_READING,
                                           .offset = offset,
                                           .name = bytes_over("cms-encrypted for serial 1", 26) } };
    ck_assert(provenance_encode(&closed, &chain));
    ck_assert(decrypt_order_begin(list, 1));
    ck_assert(decrypt_order_put_message(list, buffer_bytes(&chain)));
    buffer_clear(&chain);
}

/* `key` is a file with a key at its front, `offset` the place of the content in both-ber.p7m. */
static void check_found_key(const char *key, uint64_t offset, const char *expected)
{
    struct buffer message = fixture_read("containers/cms/both-ber.p7m"), file = fixture_read(key);
    struct buffer list = { 0 }, chain = { 0 };
    struct record_list told = { 0 };
    const struct record_sink sink = { &told, record_list_add };
    ck_assert(decrypt_order_begin(&list, 1));
    ck_assert(decrypt_order_put_key(&list, 1, spot_of(file.used - 1, &chain)));
    put_messages(&list, offset);
    struct job job = { .kind = JOB_DECRYPT, .count = 2, .extra = buffer_bytes(&list) };
    job.files[0] = (struct job_file){ .number = 7, .fd = memory_file(buffer_bytes(&message)) };
    job.files[1] = (struct job_file){ .number = 8, .fd = memory_file(buffer_bytes(&file)) };
    job.files[0].size = message.used;
    job.files[1].size = file.used;
    job.files[0].mode = job.files[1].mode = SCAN_WHOLE;
    evidence_decrypt(run_examiner, &job, &sink);
    ck_assert_str_eq(record_list_text(&told), expected);
    ck_assert_uint_eq(told.opened, expected[0] != '\0' ? 1 : 0);
    ck_assert_ptr_null(key_examiner_opener(run_examiner));
    for (size_t cut = 0; cut < list.used; cut++) { /* from no coordinator of ours */
        job.extra.left = cut;
        evidence_decrypt(run_examiner, &job, &sink);
        ck_assert_uint_eq(told.opened, expected[0] != '\0' ? 1 : 0);
    }
    (void)close(job.files[0].fd);
    (void)close(job.files[1].fd);
    record_list_clear(&told);
    buffer_clear(&message);
    buffer_clear(&file);
    buffer_clear(&list);
    buffer_clear(&chain);
}

START_TEST(found_key_opens_a_message)
{
    static const char expected[] = "proven!reading @590 cms-decrypted!part 1@0+305\n"
                                   "proven!reading @590 cms-decrypted@38+305\n";
    check_found_key("keys/rfc9500-p256.key", 590, expected);
    check_found_key("keys/rfc9500-rsa-2048.key", 590, expected);
    check_found_key("keys/rfc9500-p384.key", 590, "");
    check_found_key("keys/rfc9500-rsa-2048.key", 591, "");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("cms_scan");
    tcase_add_unchecked_fixture(tests, prepare, release);
    tcase_add_loop_test(tests, key_in_a_message_is_found, 0,
                        (int)(sizeof(files) / sizeof(files[0])));
    tcase_add_loop_test(tests, key_in_an_encrypted_message_is_found, 0,
                        (int)(sizeof(encrypted) / sizeof(encrypted[0])));
    tcase_add_test(tests, damaged_message_is_survived);
    tcase_add_test(tests, bound_on_tries_and_changed_content_are_told);
    tcase_add_test(tests, found_key_opens_a_message);
    return run_suite("cms_scan", tests);
}
