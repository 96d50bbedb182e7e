#include "archive_log.h"

/* Encrypted members of zips, and lists of passphrases. */

struct given {
    struct log log;
    struct container_passphrases passphrases;
    unsigned tries, reopened; /* what was spent for */
    unsigned most;            /* tries that are allowed; 0: any number */
};

static bool take(struct bytes *list, struct bytes *passphrase)
{
    return bytes_take_until(list, '\n', passphrase);
}

static bool spend(void *context, uint64_t steps)
{
    struct given *given = context;
    given->tries += steps == ARCHIVE_PASSPHRASE_TRY_STEPS;
    given->reopened += steps > 0 && steps < 10; /* one for each member before */
    return given->most == 0 || given->tries <= given->most;
}

static void walk_given(struct given *given, struct bytes raw, const char *list, bool reads)
{
    given->tries = given->reopened = 0;
    given->log = (struct log){ .raw = raw, .reads = reads };
    given->passphrases = (struct container_passphrases){
        .context = given, .list = bytes_over(list, strlen(list)), .take = take, .spend = spend
    };
    const struct container_sink sink = { .context = &given->log,
                                         .part = take_part,
                                         .mail = take_mail,
                                         .journal = take_journal,
                                         .passphrases = &given->passphrases };
    struct memory_stream content;
    memory_stream_init(&content, raw);
    say_end(&given->log, archive_seek_container.walk(&content.stream, &sink));
}

/* So many wrong ones, then what else stands in the list. */
static const char *behind_wrong_ones(unsigned count, const char *others)
{
    static char list[1 << 16];
    size_t used = 0;
    for (unsigned i = 0; i < count; i++) {
        used += (size_t)snprintf(list + used, sizeof(list) - used, "wrong %u\n", i);
    }
    (void)snprintf(list + used, sizeof(list) - used, "%s", others);
    return list;
}

static const struct {
    const char *name, *opened, *closed;
} encrypted[] = {
    { "hostile/zip-encrypted-member.zip",
      "note 1 encrypted: encrypted: opened with a listed passphrase (0)\n"
      "member 1 first.txt first\n"
      "member 2 later.txt later in place\n",
      "unread 1 encrypted: encrypted, and no passphrase of --passphrases opens it (1110)\n"
      "member 2 later.txt later in place\n" },
    { "hostile/zip-aes-member.zip",
      "note 1 encrypted: encrypted: opened with a listed passphrase (0)\n"
      "member 1 first.txt first\n",
      "unread 1 encrypted: encrypted, and no passphrase of --passphrases opens it (1110)\n" },
};

START_TEST(a_listed_passphrase_opens_a_member)
{
    struct bytes raw = fixture(encrypted[_i].name);
    struct given given = { 0 };
    walk_given(&given, raw, "secret\n", true);
    ck_assert_str_eq(given.log.text, encrypted[_i].opened);
    walk_given(&given, raw, "wrong\nSecret\nsecret\nmore\n", true);
    ck_assert_str_eq(given.log.text, encrypted[_i].opened);
    ck_assert_uint_eq(given.tries, 3);
    walk_given(&given, raw, "wrong\n\nsecret \n", true);
    ck_assert_str_eq(given.log.text, encrypted[_i].closed);
    walk_given(&given, raw, "", true);
    ck_assert_ptr_nonnull(
        strstr(given.log.text, "encrypted: --passphrases FILE may open it in a new case"));
    ck_assert_ptr_null(strstr(given.log.text, "first.txt"));
    release(raw);
}
END_TEST

/* One octet is all that ZipCrypto's own check holds: some of these pass it. */
START_TEST(what_passes_the_check_by_chance_is_passed_over)
{
    struct bytes raw = fixture(encrypted[_i].name);
    struct given given = { 0 };
    unsigned wrong = _i == 0 ? 2000 : 100;
    walk_given(&given, raw, behind_wrong_ones(wrong, "secret\n"), true);
    ck_assert_str_eq(given.log.text, encrypted[_i].opened);
    ck_assert_uint_eq(given.tries, wrong + 1);
    ck_assert(_i != 0 || given.reopened >= 2);
    walk_given(&given, raw, behind_wrong_ones(wrong, "Secret\n"), true);
    ck_assert_str_eq(given.log.text, encrypted[_i].closed);
    release(raw);
}
END_TEST

START_TEST(the_bound_on_tries_is_told)
{
    struct bytes raw = fixture(encrypted[0].name);
    struct given given = { .most = 3 };
    walk_given(&given, raw, "1\n2\nsecret\n", true);
    ck_assert_str_eq(given.log.text, encrypted[0].opened);
    walk_given(&given, raw, "1\n2\n3\nsecret\n", true);
    ck_assert_str_eq(given.log.text, "unread 1 bound: encrypted, and more passphrases were given "
                                     "than are tried on one file (1110)\n"
                                     "member 2 later.txt later in place\n");
    release(raw);
}
END_TEST

START_TEST(each_member_may_have_a_passphrase_of_its_own)
{
    struct bytes raw = fixture("archives/two-passphrases.zip");
    struct given given = { 0 };
    walk_given(&given, raw, behind_wrong_ones(300, "second secret\nfirst secret\n"), true);
    ck_assert_str_eq(given.log.text,
                     "member 1 clear.txt first\n"
                     "note 2 encrypted: encrypted: opened with a listed passphrase (0)\n"
                     "member 2 first.txt first\n"
                     "note 3 encrypted: encrypted: opened with a listed passphrase (0)\n"
                     "member 3 later.txt later\n"
                     "member 4 last.txt later in place\n");
    walk_given(&given, raw, "second secret\n", true);
    ck_assert_str_eq(
        given.log.text,
        "member 1 clear.txt first\n"
        "unread 2 encrypted: encrypted, and no passphrase of --passphrases opens it (1110)\n"
        "note 3 encrypted: encrypted: opened with a listed passphrase (0)\n"
        "member 3 later.txt later\n"
        "member 4 last.txt later in place\n");
    walk_given(&given, raw, "first secret\n", false);
    ck_assert_str_eq(
        given.log.text,
        "member 1 clear.txt\n"
        "note 2 encrypted: encrypted: opened with a listed passphrase (0)\n"
        "member 2 first.txt\n"
        "unread 3 encrypted: encrypted, and no passphrase of --passphrases opens it (21)\n"
        "member 4 last.txt\n");
    release(raw);
}
END_TEST

/* By libarchive's own writer, of one passphrase for all: it is looked for once. */
static struct bytes make_encrypted(const char *options, size_t length, unsigned members)
{
    static uint8_t made[4 << 20];
    char *text = calloc(1, length);
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < length; i += 256) { /* no bomb */
        text[i] = (char)(i * 2654435761U >> 24);
    }
    size_t used = 0;
    struct archive *archive = archive_write_new();
    ck_assert_int_eq(archive_write_set_format_zip(archive), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_set_options(archive, options), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_set_passphrase(archive, "of all"), ARCHIVE_OK);
    ck_assert_int_eq(archive_write_open_memory(archive, made, sizeof(made), &used), ARCHIVE_OK);
    for (unsigned i = 0; i < members; i++) {
        put_entry(archive, "m", text, length);
    }
    ck_assert_int_eq(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
    free(text);
    return bytes_over(exact_copy(made, used), used);
}

START_TEST(one_passphrase_is_looked_for_once)
{
    static const char *const options[] = { "zip:encryption=traditional", "zip:encryption=aes128",
                                           "zip:encryption=aes256,zip:compression=store" };
    struct bytes raw = make_encrypted(options[_i], 100, 20);
    struct given given = { 0 };
    walk_given(&given, raw, behind_wrong_ones(20, "of all\n"), true);
    ck_assert_uint_eq(given.log.parts, 20);
    ck_assert_uint_eq(given.tries, 21);
    ck_assert_ptr_null(strstr(given.log.text, "unread"));
    release(raw);
}
END_TEST

/* Longer than is held: decrypted twice. */
START_TEST(a_large_member_is_given_whole)
{
    struct bytes raw = make_encrypted("zip:encryption=aes256", (size_t)66 << 20, 1);
    struct given given = { 0 };
    walk_given(&given, raw, "no\nof all\n", true);
    ck_assert_uint_eq(given.log.parts, 1);
    ck_assert_uint_eq(given.log.last_read, (size_t)66 << 20);
    ck_assert_ptr_null(strstr(given.log.text, "unread"));
    release(raw);
}
END_TEST

static void ignore_journal(void *context, const struct place *where, enum journal_weight weight,
                           const struct fault *fault, uint64_t unread)
{
    (void)context;
    (void)where;
    (void)weight;
    (void)unread;
    ck_assert_ptr_nonnull(fault);
}

/* What they claim of places is not held against their bytes. */
static void walk_damaged(struct bytes raw)
{
    static const char list[] = "wrong\nsecret\nfirst secret\n";
    struct given given = { 0 };
    uint64_t total = 0;
    given.passphrases = (struct container_passphrases){
        .context = &given, .list = bytes_over(list, strlen(list)), .take = take, .spend = spend
    };
    const struct container_sink sink = { .context = &total,
                                         .part = count_part,
                                         .mail = take_mail,
                                         .journal = ignore_journal,
                                         .passphrases = &given.passphrases };
    struct memory_stream content;
    memory_stream_init(&content, raw);
    (void)archive_seek_container.walk(&content.stream, &sink);
    ck_assert_uint_lt(given.tries, 1000);
}

START_TEST(damaged_ones_end)
{
    static const char *const names[] = { "hostile/zip-encrypted-member.zip",
                                         "hostile/zip-aes-member.zip",
                                         "archives/two-passphrases.zip" };
    struct bytes raw = fixture(names[_i]);
    for (size_t at = 4; at < raw.left; at += 3) {
        struct bytes cut = bytes_over(exact_copy(raw.at, at), at);
        walk_damaged(cut);
        release(cut);
        uint8_t *flipped = exact_copy(raw.at, raw.left);
        flipped[at] ^= 0x41;
        walk_damaged(bytes_over(flipped, raw.left));
        free(flipped);
    }
    release(raw);
}
END_TEST

int main(void)
{
    if (!archive_walk_prepare()) {
        return EXIT_FAILURE;
    }
    TCase *tests = tcase_create("archive_opening");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, a_listed_passphrase_opens_a_member, 0, 2);
    tcase_add_loop_test(tests, what_passes_the_check_by_chance_is_passed_over, 0, 2);
    tcase_add_test(tests, the_bound_on_tries_is_told);
    tcase_add_test(tests, each_member_may_have_a_passphrase_of_its_own);
    tcase_add_loop_test(tests, one_passphrase_is_looked_for_once, 0, 3);
    tcase_add_test(tests, a_large_member_is_given_whole);
    tcase_add_loop_test(tests, damaged_ones_end, 0, 3);
    return suite_run("archive_opening", tests);
}
