#include <dirent.h>

#include "bounds.h"
#include "crypto/sha256.h"
#include "key_fixture.h"

/* Row 9 of the catalogue of forms: keys that puttygen wrote
 * (scripts/fixtures/make-ssh-client-keys). */

#define LISTED "wrong\ncorrect horse\n"

static void prepare(void)
{
    ck_assert(key_examine_prepare());
}

static struct delivered examine_text(const char *phrases, struct bytes text, bool last)
{
    struct key_examiner *examiner = examiner_with(phrases);
    const struct candidate candidate = { .form = CANDIDATE_PUTTY,
                                         .origin = ORIGIN_ARMOUR,
                                         .content = text };
    struct delivered delivered = examine_as(examiner, &candidate, last);
    key_examiner_free(examiner);
    return delivered;
}

/* `2-closed-ecdsap256-rfc9500.ppk`: its public half is in spki/. */
static void check_identity(const char *file, const struct key_finding *finding)
{
    static const char *const types[] = { "rsa", "dsa", "ecdsa", "ed" };
    char name[256];
    const char *key = NULL;
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        char needle[16];
        snprintf(needle, sizeof(needle), "-%s", types[i]);
        key = strstr(file, needle) != NULL ? strstr(file, needle) + 1 : key;
    }
    ck_assert_msg(key != NULL, "%s", file);
    ck_assert_msg(finding->has_identity, "%s", file);
    if (strstr(file, "own") != NULL) {
        ck_assert_int_eq(finding->identity.algorithm, KEY_ED448);
        return;
    }
    uint8_t expected[SHA256_LENGTH];
    snprintf(name, sizeof(name), "keys/spki/%.*s.key", (int)strlen(key) - 4, key);
    struct pem_block public = pem_fixture(name);
    sha256_of(buffer_bytes(&public.content), expected);
    ck_assert_mem_eq(finding->identity.spki_sha256, expected, SHA256_LENGTH);
    buffer_clear(&public.content);
}

static void check_closed(const char *file, struct bytes text)
{
    struct delivered delivered = examine_text("wrong\n", text, true);
    ck_assert_msg(delivered.count == 1 && delivered.offer == OFFER_TAKEN, "%s", file);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_ENCRYPTED);
    ck_assert_str_eq(delivered.findings[0].failure, "no passphrase opens it");
    check_identity(file, &delivered.findings[0]);
    delivered_clear(&delivered);
}

static void check_file(const char *file)
{
    char name[256];
    snprintf(name, sizeof(name), "keys/putty/%s", file);
    struct buffer text = fixture_read(name);
    const bool closed = strstr(file, "closed") != NULL;
    struct delivered delivered = examine_text(LISTED, buffer_bytes(&text), false);
    ck_assert_msg(delivered.count == 1, "%s: %zu", file, delivered.count);
    const struct key_finding *finding = &delivered.findings[0];
    ck_assert_msg(finding->verdict == VERDICT_PROVEN, "%s: %s", file, finding->failure);
    ck_assert_str_eq(finding->encoding, closed ? "putty-encrypted" : "putty");
    ck_assert_uint_gt(finding->proof.used, 0);
    check_identity(file, finding);
    delivered_clear(&delivered);
    if (closed) {
        check_closed(file, buffer_bytes(&text));
    }
    buffer_clear(&text);
}

START_TEST(row_9_putty)
{
    DIR *folder = opendir(FIXTURES "/keys/putty");
    ck_assert_ptr_nonnull(folder);
    size_t files = 0;
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.') {
            check_file(entry->d_name);
            files++;
        }
    }
    closedir(folder);
    ck_assert_uint_eq(files, 35);
}
END_TEST

/* One replacement in a fixture. */
static struct buffer changed(const char *file, const char *old, const char *new)
{
    char name[256];
    snprintf(name, sizeof(name), "keys/putty/%s", file);
    struct buffer text = fixture_read(name), made = { 0 };
    const char *at = memmem(text.at, text.used, old, strlen(old));
    ck_assert_msg(at != NULL, "%s has no %s", file, old);
    const size_t before = (size_t)(at - (const char *)text.at), after = before + strlen(old);
    ck_assert(buffer_append(&made, bytes_over(text.at, before)));
    ck_assert(buffer_append_text(&made, new));
    ck_assert(buffer_append(&made, bytes_over(text.at + after, text.used - after)));
    buffer_clear(&text);
    return made;
}

/* Keys of nobody, so that the remark is not that of a published one. */
static const struct {
    const char *what, *file, *old, *new;
    enum verdict verdict;
    const char *said; /* remark of a proven key, failure of another */
} changes[] = {
    { "as it was", "3-ed448-own.ppk", "Comment", "Comment", VERDICT_PROVEN, NULL },
    { "another comment", "3-ed448-own.ppk", "Comment: nobody", "Comment: somebody", VERDICT_PROVEN,
      "its MAC does not fit" },
    { "no MAC", "3-ed448-own.ppk", "Private-MAC:", "Private-MUC:", VERDICT_PROVEN, NULL },
    { "opened", "2-closed-ed448-own.ppk", "Comment", "Comment", VERDICT_PROVEN,
      "opened with a listed passphrase" },
    { "opened, another comment", "2-closed-ed448-own.ppk", "Comment: ", "Comment: re: ",
      VERDICT_PROVEN, "opened with a listed passphrase; its MAC does not fit" },
    { "another cipher", "2-closed-ed448-own.ppk", "aes256-cbc", "aes256-gcm", VERDICT_ENCRYPTED,
      "it is closed by a cipher that is not known" },
    { "a cipher without a vector", "2-closed-ed448-own.ppk", "aes256-cbc", "aes256-ctr",
      VERDICT_ENCRYPTED, "it is closed by a cipher that is not known" },
    { "another derivation", "3-closed-rsa1024-rfc9500.ppk", "Argon2id", "scrypt", VERDICT_ENCRYPTED,
      "it is closed by a key derivation that is not known" },
    { "a number that is none", "3-closed-rsa1024-rfc9500.ppk", "Argon2-Memory: 256",
      "Argon2-Memory: 2x6", VERDICT_ENCRYPTED, "its encryption parameters cannot be read" },
    { "a number past all bounds", "3-closed-rsa1024-rfc9500.ppk", "Argon2-Passes: 2",
      "Argon2-Passes: 99999999999999999999", VERDICT_ENCRYPTED,
      "its encryption parameters cannot be read" },
    { "too much memory", "3-closed-rsa1024-rfc9500.ppk", "Argon2-Memory: 256",
      "Argon2-Memory: 262145", VERDICT_ENCRYPTED,
      "its key derivation takes more steps than the bound allows" },
    { "no memory", "3-closed-rsa1024-rfc9500.ppk", "Argon2-Memory: 256", "Argon2-Memory: 0",
      VERDICT_ENCRYPTED, "its key derivation takes more steps than the bound allows" },
    { "more lanes than memory", "3-closed-rsa1024-rfc9500.ppk", "Argon2-Parallelism: 1",
      "Argon2-Parallelism: 33", VERDICT_ENCRYPTED,
      "its key derivation takes more steps than the bound allows" },
    { "no passes", "3-closed-rsa1024-rfc9500.ppk", "Argon2-Passes: 2", "Argon2-Passes: 0",
      VERDICT_ENCRYPTED, "its key derivation takes more steps than the bound allows" },
    { "no salt", "3-closed-rsa1024-rfc9500.ppk", "Argon2-Salt: ", "Argon2-Salt: x",
      VERDICT_ENCRYPTED, "its encryption parameters cannot be read" },
    { "a public half that cannot be read", "2-ecdsap256-rfc9500.ppk", "AAAAE2VjZHNh",
      "AAAAE2VjZHNo", VERDICT_PROVEN, "its MAC does not fit" },
};

START_TEST(changed_ones)
{
    struct buffer text = changed(changes[_i].file, changes[_i].old, changes[_i].new);
    struct delivered delivered = examine_text(LISTED, buffer_bytes(&text), true);
    ck_assert_msg(delivered.count == 1, "%s: %zu", changes[_i].what, delivered.count);
    const struct key_finding *finding = &delivered.findings[0];
    ck_assert_msg(finding->verdict == changes[_i].verdict, "%s: %s", changes[_i].what,
                  finding->failure);
    const char *said = finding->verdict == VERDICT_PROVEN ? finding->remark : finding->failure;
    ck_assert_pstr_eq(said, changes[_i].said);
    delivered_clear(&delivered);
    buffer_clear(&text);
}
END_TEST

/* What stands in the public lines is a claim. */
START_TEST(foreign_public_half_is_a_forgery)
{
    struct buffer text = changed("2-ed25519-rfc8410.ppk", "\nMWbh\n", "\nMWbg\n");
    struct delivered delivered = examine_text("", buffer_bytes(&text), false);
    ck_assert_uint_eq(delivered.count, 2);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    check_identity("2-ed25519-rfc8410.ppk", &delivered.findings[0]);
    ck_assert_int_eq(delivered.findings[1].verdict, VERDICT_FORGED);
    delivered_clear(&delivered);
    buffer_clear(&text);
}
END_TEST

/* Cut off anywhere: never another key, proven as soon as enough is there. */
static const struct {
    const char *file;
    size_t spare; /* octets before the field behind the private lines that need not be there */
} cuts[] = {
    { "2-rsa1024-rfc9500.ppk", 280 },        { "3-ed25519-rfc8410.ppk", 1 },
    { "3-ecdsap384-rfc9500.ppk", 2 },        { "2-dsa1024-rfc6979.ppk", 1 },
    { "2-closed-rsa1024-rfc9500.ppk", 250 },
};

START_TEST(every_shorter_one)
{
    char name[256];
    snprintf(name, sizeof(name), "keys/putty/%s", cuts[_i].file);
    struct buffer text = fixture_read(name);
    const char *mac = memmem(text.at, text.used, "Private-MAC", 11);
    const size_t enough = (size_t)(mac - (const char *)text.at) - cuts[_i].spare;
    for (size_t length = 0; length < text.used; length++) {
        uint8_t *copy = exact_copy(text.at, length);
        struct delivered delivered = examine_text("correct horse", bytes_over(copy, length), true);
        for (size_t i = 0; i < delivered.count; i++) {
            const struct key_finding *finding = &delivered.findings[i];
            if (finding->verdict == VERDICT_PROVEN) {
                check_identity(cuts[_i].file, finding);
                ck_assert_uint_ge(length, enough / 2);
            }
            if (finding->verdict == VERDICT_ENCRYPTED) {
                check_identity(cuts[_i].file, finding);
            }
        }
        ck_assert_msg(length < enough ||
                          (delivered.count > 0 && delivered.findings[0].verdict == VERDICT_PROVEN),
                      "%s at %zu", cuts[_i].file, length);
        delivered_clear(&delivered);
        free(copy);
    }
    buffer_clear(&text);
}
END_TEST

/* Before the last way of reading it, what is cut off may be read another way. */
START_TEST(cut_off_lead_is_not_final)
{
    struct buffer text = fixture_read("keys/putty/2-closed-rsa1024-rfc9500.ppk");
    const struct bytes cut = bytes_over(text.at, text.used - 100);
    struct delivered delivered = examine_text("wrong", cut, false);
    ck_assert_int_eq(delivered.offer, OFFER_REFUSED);
    delivered_clear(&delivered);
    delivered = examine_text("wrong", cut, true);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_ENCRYPTED);
    ck_assert_str_eq(delivered.findings[0].failure,
                     "it is cut off, and no passphrase opens what is left");
    delivered_clear(&delivered);
    buffer_clear(&text);
}
END_TEST

/* A seed that ends in zeros was once written without them. */
START_TEST(short_seed_is_filled)
{
    static const char text[] =
        "PuTTY-User-Key-File-2: ssh-ed25519\nEncryption: none\nComment: \nPublic-Lines: 1\n"
        "AAAA\nPrivate-Lines: 1\nAAAAHwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
    struct delivered delivered = examine_text("", bytes_over(text, sizeof(text) - 1), false);
    ck_assert_uint_eq(delivered.count, 1);
    ck_assert_int_eq(delivered.findings[0].verdict, VERDICT_PROVEN);
    ck_assert_int_eq(delivered.findings[0].identity.algorithm, KEY_ED25519);
    delivered_clear(&delivered);
}
END_TEST

static const char *const nothing[] = {
    "",
    "PuTTY-User-Key-File-2: ssh-rsa",
    "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\n",
    "PuTTY-User-Key-File-2: ssh-rsa\nEncryption: none\nPublic-Lines: 1\nAAAA\n",
    "not one at all",
};

START_TEST(nothing_of_a_key)
{
    struct delivered delivered =
        examine_text("", bytes_over(nothing[_i], strlen(nothing[_i])), true);
    ck_assert_uint_eq(delivered.count, 0);
    ck_assert_int_eq(delivered.offer, OFFER_REFUSED);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("putty_key");
    tcase_add_unchecked_fixture(tests, prepare, NULL);
    tcase_add_test(tests, row_9_putty);
    tcase_add_loop_test(tests, changed_ones, 0, (int)(sizeof(changes) / sizeof(changes[0])));
    tcase_add_test(tests, foreign_public_half_is_a_forgery);
    tcase_add_loop_test(tests, every_shorter_one, 0, (int)(sizeof(cuts) / sizeof(cuts[0])));
    tcase_add_test(tests, cut_off_lead_is_not_final);
    tcase_add_test(tests, short_seed_is_filled);
    tcase_add_loop_test(tests, nothing_of_a_key, 0, (int)(sizeof(nothing) / sizeof(nothing[0])));
    tcase_set_timeout(tests, 120);
    return suite_run("putty_key", tests);
}
