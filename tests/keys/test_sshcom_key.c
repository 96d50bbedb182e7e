#include "crypto/sha256.h"
#include "key_fixture.h"

/* Row 8 of the catalogue of forms: keys that puttygen wrote
 * (scripts/fixtures/make-ssh-client-keys). */

static void prepare(void)
{
    ck_assert(key_examine_prepare());
}

/* Folds the lines of a Tectia file into what they hold. */
static struct buffer read_blob(const char *file)
{
    char name[256];
    snprintf(name, sizeof(name), "keys/sshcom/%s.key", file);
    struct buffer text = fixture_read(name), blob = { 0 };
    struct base64_reader reader = { 0 };
    struct bytes rest = buffer_bytes(&text), line;
    bool goes_on = false;
    while (bytes_take_until(&rest, '\n', &line)) {
        const bool header = memchr(line.at, ':', line.left) != NULL || goes_on;
        goes_on = header && line.left > 0 && line.at[line.left - 1] == '\\';
        if (!header && line.left > 0 && line.at[0] != '-') {
            ck_assert(base64_read(&reader, line, &blob));
        }
    }
    ck_assert(base64_close(&reader, &blob));
    buffer_clear(&text);
    return blob;
}

static struct delivered examine_blob(const char *phrases, struct bytes blob, bool last)
{
    struct key_examiner *examiner = examiner_with(phrases);
    const struct candidate candidate = { .form = CANDIDATE_SSH2,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = blob };
    struct delivered delivered = examine_as(examiner, &candidate, last);
    key_examiner_free(examiner);
    return delivered;
}

static void check_identity(const char *key, const struct key_finding *finding)
{
    char name[256];
    uint8_t expected[SHA256_LENGTH];
    snprintf(name, sizeof(name), "keys/spki/%s.key", key);
    struct pem_block public = pem_fixture(name);
    sha256_of(buffer_bytes(&public.content), expected);
    ck_assert_msg(finding->verdict == VERDICT_PROVEN, "%s: %s", key, finding->failure);
    ck_assert_mem_eq(finding->identity.spki_sha256, expected, SHA256_LENGTH);
    buffer_clear(&public.content);
}

static const struct {
    const char *file, *key;
    bool closed;
} files[] = {
    { "rsa1024-rfc9500", "rsa1024-rfc9500", false },
    { "rsa2048-rfc9500", "rsa2048-rfc9500", false },
    { "dsa1024-rfc6979", "dsa1024-rfc6979", false },
    { "closed-rsa1024-rfc9500", "rsa1024-rfc9500", true },
    { "closed-rsa2048-rfc9500", "rsa2048-rfc9500", true },
    { "closed-dsa1024-rfc6979", "dsa1024-rfc6979", true },
    { "commented-rsa1024-rfc9500", "rsa1024-rfc9500", true },
};

START_TEST(row_8_sshcom)
{
    struct buffer blob = read_blob(files[_i].file);
    struct delivered delivered = examine_blob("wrong\ncorrect horse\n", buffer_bytes(&blob), false);
    ck_assert_uint_eq(delivered.count, 1);
    check_identity(files[_i].key, &delivered.findings[0]);
    ck_assert_str_eq(delivered.findings[0].encoding,
                     files[_i].closed ? "sshcom-encrypted" : "sshcom");
    delivered_clear(&delivered);
    delivered = examine_blob("wrong\n", buffer_bytes(&blob), true);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict,
                     files[_i].closed ? VERDICT_ENCRYPTED : VERDICT_PROVEN);
    delivered_clear(&delivered);
    buffer_clear(&blob);
}
END_TEST

/* The inverse belongs to the other prime than in PKCS#1: nothing has to be mended. */
START_TEST(numbers_hold_as_they_stand)
{
    struct buffer blob = read_blob("rsa-own");
    struct delivered delivered = examine_blob("", buffer_bytes(&blob), false);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_ptr_null(delivered.findings[0].remark);
    delivered_clear(&delivered);
    buffer_clear(&blob);
}
END_TEST

START_TEST(foreign_modulus_is_a_forgery)
{
    struct buffer blob = read_blob("rsa1024-rfc9500");
    const char *place = memmem(blob.at, blob.used, "none", 4);
    ck_assert_ptr_nonnull(place);
    size_t n = (size_t)(place - (const char *)blob.at) + 4 + 4 + 4 + 7 + 4 + 128 + 4 + 10;
    blob.at[n] ^= 1;
    struct delivered delivered = examine_blob("", buffer_bytes(&blob), true);
    ck_assert_uint_eq(delivered.count, 2);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_FORGED);
    check_identity("rsa1024-rfc9500", &delivered.findings[1]);
    ck_assert_str_eq(delivered.findings[1].remark,
                     "repaired: the modulus from the primes: the one given is another");
    delivered_clear(&delivered);
    buffer_clear(&blob);
}
END_TEST

/* One replacement of equal length in a blob. */
static const struct {
    const char *what, *file, *old, *new;
    enum verdict verdict; /* NONE: nothing is found */
    const char *failure;
} changes[] = {
    { "another magic", "rsa1024-rfc9500", "\x3f\x6f\xf9\xeb", "\x3f\x6f\xf9\xea", VERDICT_NONE,
      NULL },
    { "another type", "rsa1024-rfc9500", "if-modn{sign{rsa", "if-modn{sign{xyz",
      VERDICT_UNSUPPORTED, "a key type that cannot be proven here" },
    { "another type, closed", "closed-rsa1024-rfc9500", "if-modn{sign{rsa", "if-modn{sign{xyz",
      VERDICT_UNSUPPORTED, "a key type that cannot be proven here" },
    { "another cipher", "closed-rsa1024-rfc9500", "3des-cbc", "4des-cbc", VERDICT_ENCRYPTED,
      "it is closed by a cipher that is not known" },
    { "a group by its name", "dsa1024-rfc6979", "\0\0\0\0\0\0\x04", "\0\0\0\1\0\0\x04",
      VERDICT_MALFORMED, "its numbers are damaged or cut off" },
};

START_TEST(changed_ones)
{
    struct buffer blob = read_blob(changes[_i].file);
    const size_t length = changes[_i].old[0] == 0 ? 7 : strlen(changes[_i].old);
    char *place = memmem(blob.at, blob.used, changes[_i].old, length);
    ck_assert_msg(place != NULL, "%s", changes[_i].what);
    memcpy(place, changes[_i].new, length);
    struct delivered delivered = examine_blob("correct horse", buffer_bytes(&blob), true);
    ck_assert_msg(delivered.count == (changes[_i].verdict == VERDICT_NONE ? 0 : 1), "%s",
                  changes[_i].what);
    if (delivered.count > 0) {
        ck_assert_int_eq(delivered.findings[0].verdict, changes[_i].verdict);
        ck_assert_str_eq(delivered.findings[0].failure, changes[_i].failure);
    }
    delivered_clear(&delivered);
    buffer_clear(&blob);
}
END_TEST

START_TEST(every_shorter_one)
{
    if (strstr(files[_i].file, "2048") != NULL) {
        return; /* takes long, and says what those of 1,024 bits do */
    }
    struct buffer blob = read_blob(files[_i].file);
    for (size_t length = 0; length < blob.used; length++) {
        uint8_t *copy = exact_copy(blob.at, length);
        struct delivered delivered = examine_blob("correct horse", bytes_over(copy, length), true);
        for (size_t i = 0; i < delivered.count; i++) {
            if (delivered.findings[i].verdict == VERDICT_PROVEN) {
                check_identity(files[_i].key, &delivered.findings[i]);
            }
        }
        const bool whole = files[_i].key[0] == 'r' && length + 150 > blob.used;
        ck_assert_msg(!whole ||
                          (delivered.count > 0 && delivered.findings[0].verdict == VERDICT_PROVEN),
                      "%s at %zu", files[_i].file, length);
        delivered_clear(&delivered);
        free(copy);
    }
    buffer_clear(&blob);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("sshcom_key");
    const int all = (int)(sizeof(files) / sizeof(files[0]));
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_add_loop_test(tests, row_8_sshcom, 0, all);
    tcase_add_test(tests, numbers_hold_as_they_stand);
    tcase_add_test(tests, foreign_modulus_is_a_forgery);
    tcase_add_loop_test(tests, changed_ones, 0, (int)(sizeof(changes) / sizeof(changes[0])));
    tcase_add_loop_test(tests, every_shorter_one, 0, all - 1);
    tcase_set_timeout(tests, 120);
    return suite_run("sshcom_key", tests);
}
