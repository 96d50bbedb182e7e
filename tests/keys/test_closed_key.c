#include <dirent.h>

#include "crypto/sha256.h"
#include "key_fixture.h"
#include "keys/passphrases.h"

/* Published test keys closed by scripts/fixtures/make-encrypted-keys. */

#define LISTED "wrong\r\n\r\ncorrect horse\r\nlater\r\n"

static const char *key_of(const char *file)
{
    if (strstr(file, "ed25519") != NULL) {
        return "keys/spki/ed25519-rfc8410.key";
    }
    if (strstr(file, "rsa") != NULL) {
        return "keys/spki/rsa1024-rfc9500.key";
    }
    return strstr(file, "dsa") != NULL ? "keys/spki/dsa1024-rfc6979.key"
                                       : "keys/spki/ecdsap256-rfc9500.key";
}

static const char *encoding_of(const char *file)
{
    return strncmp(file, "pkcs8", 5) == 0     ? "pkcs8-encrypted"
           : strncmp(file, "openssh", 7) == 0 ? "openssh-encrypted"
                                              : "pem-encrypted";
}

static struct candidate candidate_of(const char *file, const struct pem_block *block)
{
    const struct candidate candidate = {
        .form = strncmp(file, "pkcs8", 5) == 0     ? CANDIDATE_DER
                : strncmp(file, "openssh", 7) == 0 ? CANDIDATE_OPENSSH
                                                   : CANDIDATE_PEM_ENCRYPTED,
        .origin = ORIGIN_ARMOUR,
        .content = buffer_bytes(&block->content),
        .dek_info = bytes_over(block->dek_info, strlen(block->dek_info)),
    };
    return candidate;
}

static void check_file(const char *file)
{
    char name[256];
    snprintf(name, sizeof(name), "keys/encrypted/%s", file);
    struct pem_block block = pem_fixture(name), public = pem_fixture(key_of(file));
    uint8_t expected[SHA256_LENGTH];
    sha256_of(buffer_bytes(&public.content), expected);
    const struct candidate candidate = candidate_of(file, &block);
    const bool empty = strstr(file, "empty") != NULL;

    struct key_examiner *examiner = examiner_with(empty ? "" : LISTED);
    struct delivered delivered = examine_as(examiner, &candidate, true);
    ck_assert_msg(delivered.count == 1, "%s", file);
    const struct key_finding *finding = &delivered.findings[0];
    ck_assert_msg(finding->verdict == VERDICT_PROVEN, "%s: %s", file, finding->failure);
    ck_assert_mem_eq(finding->identity.spki_sha256, expected, SHA256_LENGTH);
    ck_assert_str_eq(finding->encoding, encoding_of(file));
    ck_assert_uint_gt(finding->proof.used, 0);
    delivered_clear(&delivered);
    key_examiner_free(examiner);

    if (!empty) {
        examiner = examiner_with("wrong\n");
        delivered = examine_as(examiner, &candidate, true);
        ck_assert_msg(delivered.count == 1 && delivered.offer == OFFER_TAKEN, "%s", file);
        finding = &delivered.findings[0];
        ck_assert_int_eq(finding->verdict, VERDICT_ENCRYPTED);
        ck_assert_str_eq(finding->failure, "no passphrase opens it");
        ck_assert(finding->has_identity == (candidate.form == CANDIDATE_OPENSSH));
        if (finding->has_identity) {
            ck_assert_mem_eq(finding->identity.spki_sha256, expected, SHA256_LENGTH);
        }
        delivered_clear(&delivered);
        key_examiner_free(examiner);
    }
    buffer_clear(&block.content);
    buffer_clear(&public.content);
}

START_TEST(every_closed_key_is_opened)
{
    DIR *folder = opendir(FIXTURES "/keys/encrypted");
    ck_assert_ptr_nonnull(folder);
    size_t files = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.' && strstr(entry->d_name, "million") == NULL &&
            strncmp(entry->d_name, "own", 3) != 0) {
            check_file(entry->d_name);
            files++;
        }
    }
    closedir(folder);
    ck_assert_uint_eq(files, 63);
}
END_TEST

/* What a lost character turned into noise in an EC key, from the header of its point on: the
 * scalar may be noise as well, and any scalar is a key. */
START_TEST(no_scalar_in_front_of_noise_is_proven)
{
    struct pem_block block = pem_fixture("keys/encrypted/pkcs8-pbe-sha1-rc4-128.pem");
    const struct candidate candidate = candidate_of("pkcs8", &block);
    const size_t header = block.content.used - 138 + 68; /* of 138 that are closed */
    for (size_t i = 0; i < 3; i++) {
        block.content.at[header + i] ^= 0x5a;
    }
    struct key_examiner *examiner = examiner_with(LISTED);
    struct delivered delivered = examine_as(examiner, &candidate, true);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_MALFORMED);
    ck_assert_str_eq(delivered.findings[0].failure,
                     "it opens, and is damaged behind or within its private number");
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&block.content);
}
END_TEST

static const struct {
    const char *file, *phrases, *remark, *failure;
} own[] = {
    { "own-listed.pem", "another\ncorrect horse", "opened with a listed passphrase", NULL },
    { "own-listed.pem",
      "\xef\xbb\xbf"
      "correct horse\n",
      "opened with a listed passphrase", NULL },
    { "own-listed.pem", "correct horse \n", NULL, "no passphrase opens it" },
    { "own-listed.pem", "", NULL, "no passphrase opens it" },
    { "own-empty.pem", "", "opened with the empty passphrase", NULL },
};

START_TEST(how_it_was_opened_is_remarked)
{
    char name[256];
    snprintf(name, sizeof(name), "keys/encrypted/%s", own[_i].file);
    struct pem_block block = pem_fixture(name);
    const struct candidate candidate = { .form = CANDIDATE_DER,
                                         .origin = ORIGIN_BINARY,
                                         .content = buffer_bytes(&block.content) };
    struct key_examiner *examiner = examiner_with(own[_i].phrases);
    struct delivered delivered = examine_as(examiner, &candidate, true);
    ck_assert_uint_eq(delivered.count, 1);
    const struct key_finding *finding = &delivered.findings[0];
    ck_assert_int_eq(finding->verdict,
                     own[_i].failure == NULL ? VERDICT_PROVEN : VERDICT_ENCRYPTED);
    ck_assert_pstr_eq(finding->remark, own[_i].remark);
    ck_assert_pstr_eq(finding->failure, own[_i].failure);
    char text[KEY_IDENTITY_TEXT];
    key_finding_name(finding, text);
    ck_assert_int_eq(strncmp(text, own[_i].failure == NULL ? "ed25519-" : "encrypted-", 8), 0);
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&block.content);
}
END_TEST

/* The count of iterations of this key, 1,000,000, made larger than the bound. */
START_TEST(work_past_the_bound_is_a_lead)
{
    static const uint8_t count[] = { 0x02, 0x03, 0x0f, 0x42, 0x40 };
    struct pem_block block = pem_fixture("keys/encrypted/pkcs8-million.pem");
    uint8_t *at = memmem(block.content.at, block.content.used, count, sizeof(count));
    ck_assert_ptr_nonnull(at);
    memset(at + 2, 0xff, 3);
    const struct candidate candidate = { .form = CANDIDATE_DER,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = buffer_bytes(&block.content) };
    struct key_examiner *examiner = examiner_with(LISTED);
    struct delivered delivered = examine_as(examiner, &candidate, true);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_ENCRYPTED);
    ck_assert_ptr_nonnull(strstr(delivered.findings[0].failure, "more steps than the bound"));
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&block.content);
}
END_TEST

/* Cut off it is a lead as well, but only when no other reading is left. */
START_TEST(closed_key_that_is_cut_waits_for_the_last_reading)
{
    static const struct {
        const char *file;
        enum candidate_form form;
    } rows[] = { { "keys/encrypted/pkcs8-scrypt.pem", CANDIDATE_DER },
                 { "keys/encrypted/pem-ec-aes128.pem", CANDIDATE_PEM_ENCRYPTED },
                 { "keys/encrypted/openssh-ed25519.key", CANDIDATE_OPENSSH } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct pem_block block = pem_fixture(rows[i].file);
        const struct candidate candidate = {
            .form = rows[i].form,
            .origin = ORIGIN_ARMOUR,
            .content = bytes_over(block.content.at, block.content.used - 5),
            .dek_info = bytes_over(block.dek_info, strlen(block.dek_info)),
        };
        struct key_examiner *examiner = examiner_with(LISTED);
        struct delivered delivered = examine_as(examiner, &candidate, false);
        ck_assert_int_eq(delivered.offer, OFFER_REFUSED);
        ck_assert_uint_eq(delivered.count, 0);
        delivered = examine_as(examiner, &candidate, true);
        ck_assert_uint_eq(delivered.count, 1);
        ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_ENCRYPTED);
        ck_assert_ptr_nonnull(strstr(delivered.findings[0].failure, "cut off"));
        delivered_clear(&delivered);
        key_examiner_free(examiner);
        buffer_clear(&block.content);
    }
}
END_TEST

/* What the scan spends on one key ends in front of the last passphrase; a later turn goes on
 * there. 2,048 iterations a try. */
static const struct {
    uint64_t work;
    bool tried_all;
    const char *failure;
} works[] = {
    { 2047, false, passphrases_bounded },
    { 2048, false, passphrases_bounded },
    { 4 * 2048 - 1, false, passphrases_bounded },
    { 4 * 2048, true, passphrases_failed },
};

static struct delivered examine_own(struct key_examiner *examiner, struct pem_block *block)
{
    const struct candidate candidate = { .form = CANDIDATE_DER,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = buffer_bytes(&block->content) };
    return examine_as(examiner, &candidate, true);
}

static struct unlock_share share_of(const struct pem_block *block, uint64_t from, uint64_t to)
{
    struct unlock_share share = { .from = from, .to = to };
    sha256_of(buffer_bytes(&block->content), share.content_sha256);
    return share;
}

START_TEST(work_is_shared_out)
{
    struct pem_block block = pem_fixture("keys/encrypted/own-listed.pem");
    struct key_examiner *examiner = examiner_with("one\ntwo\nthree\n");
    key_examiner_set_work(examiner, works[_i].work);
    struct delivered delivered = examine_own(examiner, &block);
    ck_assert_uint_eq(delivered.count, 1);
    const struct key_finding *finding = &delivered.findings[0];
    ck_assert_int_eq(finding->verdict, VERDICT_ENCRYPTED);
    ck_assert_str_eq(finding->failure, works[_i].failure);
    ck_assert_uint_eq(finding->try_steps, 2048);
    ck_assert(finding->tried_all == works[_i].tried_all);
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&block.content);
}
END_TEST

/* The right one is at position 3 of four. */
static const struct {
    uint64_t from, to, next;
    bool ended, opened;
} shares[] = {
    { 0, 0, 0, false, false }, { 0, 1, 1, false, false },  { 0, 3, 3, false, false },
    { 0, 4, 4, true, true },   { 3, 4, 4, true, true },    { 3, 100, 4, true, true },
    { 4, 5, 5, true, false },  { 4, 100, 5, true, false }, { 9, 100, 5, true, false },
    { 2, 3, 3, false, false },
};

START_TEST(turn_tries_its_share)
{
    struct pem_block block = pem_fixture("keys/encrypted/own-listed.pem");
    struct key_examiner *examiner = examiner_with("one\ntwo\ncorrect horse\nthree\n");
    struct unlock_share share = share_of(&block, shares[_i].from, shares[_i].to);
    key_examiner_unlock(examiner, &share, 1, NULL, NULL);
    struct delivered delivered = examine_own(examiner, &block);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict,
                     shares[_i].opened ? VERDICT_PROVEN : VERDICT_ENCRYPTED);
    ck_assert_pstr_eq(delivered.findings[0].remark,
                      shares[_i].opened ? "opened with a listed passphrase" : NULL);
    ck_assert(share.met && share.ended == shares[_i].ended);
    ck_assert_uint_eq(share.next, shares[_i].next);
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&block.content);
}
END_TEST

/* A turn of other leads opens nothing, and remembers nothing for the scan after it. */
START_TEST(no_other_key_is_tried)
{
    struct pem_block block = pem_fixture("keys/encrypted/own-listed.pem");
    struct pem_block other = pem_fixture("keys/encrypted/own-empty.pem");
    struct key_examiner *examiner = examiner_with("correct horse\n");
    struct unlock_share share = share_of(&other, 0, 10);
    key_examiner_unlock(examiner, &share, 1, NULL, NULL);
    struct delivered delivered = examine_own(examiner, &block);
    ck_assert_int_eq(delivered.offer, OFFER_REFUSED);
    ck_assert_uint_eq(delivered.count, 0);
    ck_assert(!share.met);
    key_examiner_unlock(examiner, NULL, 0, NULL, NULL);
    delivered = examine_own(examiner, &block);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    delivered_clear(&delivered);
    key_examiner_free(examiner);
    buffer_clear(&block.content);
    buffer_clear(&other.content);
}
END_TEST

START_TEST(lines_that_can_be_tried_are_counted)
{
    static const struct {
        const char *list;
        uint64_t count;
    } rows[] = { { "", 0 },           { "\n\r\n\n", 0 },     { "one", 1 },
                 { "one\r\ntwo", 2 }, { "\xef\xbb\xbf", 0 }, { "\xef\xbb\xbfone\n", 1 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct bytes list = bytes_over(rows[i].list, strlen(rows[i].list));
        ck_assert_uint_eq(passphrases_count(list), rows[i].count);
    }
}
END_TEST

int main(void)
{
    if (!key_examine_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("closed_key");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, every_closed_key_is_opened);
    tcase_add_test(tests, no_scalar_in_front_of_noise_is_proven);
    tcase_add_loop_test(tests, how_it_was_opened_is_remarked, 0,
                        (int)(sizeof(own) / sizeof(own[0])));
    tcase_add_test(tests, work_past_the_bound_is_a_lead);
    tcase_add_test(tests, closed_key_that_is_cut_waits_for_the_last_reading);
    tcase_add_loop_test(tests, work_is_shared_out, 0, (int)(sizeof(works) / sizeof(works[0])));
    tcase_add_loop_test(tests, turn_tries_its_share, 0, (int)(sizeof(shares) / sizeof(shares[0])));
    tcase_add_test(tests, no_other_key_is_tried);
    tcase_add_test(tests, lines_that_can_be_tried_are_counted);
    return suite_run("closed_key", tests);
}
