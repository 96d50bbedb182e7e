#include "keys/passphrases.h"

#include "bounds.h"
#include "key_fixture.h"

/* Searches over the parts of one store, and how passphrases are spelled. */

static struct buffer content;
static struct closed_key closed; /* 512 steps, "correct horse" */
static struct passphrase_turn turn;

/* What is not tried is counted, so that it can be said. */
START_TEST(lines_past_the_bounds_are_counted)
{
    struct buffer list = { 0 };
    for (unsigned i = 0; i < PASSPHRASE_LENGTH_MAX; i++) {
        ck_assert(buffer_append_byte(&list, 'a'));
    }
    ck_assert(buffer_append_text(&list, "\r\n\r\n\none\n"));
    ck_assert_uint_eq(passphrases_count(buffer_bytes(&list)), 2);
    ck_assert_uint_eq(passphrases_left_out(buffer_bytes(&list)), 0);
    for (unsigned i = 0; i < PASSPHRASE_LENGTH_MAX + 1; i++) {
        ck_assert(buffer_append_byte(&list, 'b'));
    }
    ck_assert_uint_eq(passphrases_left_out(buffer_bytes(&list)), 1);
    buffer_reset(&list);
    for (unsigned i = 0; i < PASSPHRASES_MAX + 3; i++) {
        ck_assert(buffer_append_text(&list, "a\n"));
    }
    ck_assert_uint_eq(passphrases_count(buffer_bytes(&list)), PASSPHRASES_MAX);
    ck_assert_uint_eq(passphrases_left_out(buffer_bytes(&list)), 3);
    buffer_clear(&list);
}
END_TEST

static void prepare(void)
{
    ck_assert(key_examine_prepare());
    content = pem_fixture("keys/encrypted/pkcs8-pbkdf2-sha256.pem").content;
    ck_assert_int_eq(encrypted_pkcs8_read(buffer_bytes(&content), &closed), OUTCOME_OK);
}

static void release(void)
{
    buffer_clear(&content);
}

static bool fits(struct bytes opened)
{
    return opened.left > 0 && opened.at[0] == 0x30;
}

static bool open_part(const struct passphrases *passphrases, struct passphrase_search *search)
{
    struct buffer open = { 0 };
    bool opened = passphrases_open(passphrases, &closed, fits, &open, search);
    ck_assert(opened == (open.used > 0));
    buffer_clear(&open);
    return opened;
}

static struct passphrases listed(const char *list)
{
    struct passphrases passphrases;
    ck_assert(passphrases_read(bytes_over(list, strlen(list)), &passphrases));
    turn = passphrase_turn_whole(DERIVATION_SLICE_MAX);
    passphrases.turn = &turn;
    return passphrases;
}

START_TEST(next_part_is_tried_with_what_opened_the_last)
{
    struct passphrases passphrases = listed("one\ntwo\nthree\ncorrect horse\n");
    struct passphrase_search search = { 0 };
    const uint64_t steps = lock_steps(&closed.lock);
    ck_assert(open_part(&passphrases, &search));
    ck_assert_uint_eq(search.spent, 5 * steps); /* the empty one comes first */
    ck_assert_uint_eq(search.hit.left, strlen("correct horse"));
    ck_assert(open_part(&passphrases, &search));
    ck_assert_uint_eq(search.spent, 6 * steps);
    ck_assert_str_eq(search.remark, "opened with a listed passphrase");
    passphrases_clear(&passphrases);
}
END_TEST

START_TEST(search_that_is_remembered_costs_as_much)
{
    struct passphrases passphrases = listed("one\ntwo\n");
    uint64_t spent = 0;
    for (int i = 0; i < 3; i++) {
        struct passphrase_search search = { 0 };
        ck_assert(!open_part(&passphrases, &search));
        ck_assert_str_eq(search.failure, "no passphrase opens it");
        ck_assert(i == 0 || search.spent == spent);
        spent = search.spent;
    }
    ck_assert_uint_eq(spent, 3 * lock_steps(&closed.lock));
    ck_assert(turn.ended);
    ck_assert_uint_eq(turn.steps, 3 * lock_steps(&closed.lock)); /* of three searches */
    passphrases_clear(&passphrases);
}
END_TEST

/* All parts together have no more work than one key. */
START_TEST(parts_share_one_bound)
{
    struct passphrases passphrases = listed("correct horse\n");
    struct passphrase_search search = { .spent = DERIVATION_SLICE_MAX - lock_steps(&closed.lock) };
    ck_assert(!open_part(&passphrases, &search));
    ck_assert_ptr_nonnull(strstr(search.failure, "the bound on passphrase work"));
    ck_assert_uint_eq(search.spent, DERIVATION_SLICE_MAX);
    ck_assert(!open_part(&passphrases, &search));
    ck_assert_uint_eq(search.spent, DERIVATION_SLICE_MAX);
    search = (struct passphrase_search){ 0 };
    ck_assert(open_part(&passphrases, &search));
    passphrases_clear(&passphrases);
}
END_TEST

/* Found by attack: a salt of 60,000 octets, which scrypt hashes for every block, took minutes
 * that nobody counted; so did 16 MiB under triple DES, for each of many passphrases. */
START_TEST(salt_and_closed_octets_are_work)
{
    static const uint8_t salt[DERIVATION_SALT_MAX + 1];
    struct lock lock = { .derivation = LOCK_SCRYPT, .iterations = 2, .block = 1, .lanes = 1000 };
    lock.salt = bytes_over(salt, 16);
    ck_assert_uint_eq(lock_steps(&lock), 4000);
    lock.salt = bytes_over(salt, DERIVATION_SALT_MAX);
    ck_assert_uint_eq(lock_steps(&lock), 4000 + 4000 * DERIVATION_SALT_MAX / 64);
    for (enum lock_derivation i = LOCK_PBKDF2; i <= LOCK_JCEKS; i++) {
        lock = closed.lock;
        lock.derivation = i;
        lock.salt = bytes_over(salt, sizeof(salt));
        ck_assert_uint_eq(lock_steps(&lock), UINT64_MAX);
    }
}
END_TEST

START_TEST(opening_much_is_work)
{
    static const uint8_t much[1 << 20];
    struct passphrases passphrases = listed("one\ntwo\n");
    struct passphrase_search search = { 0 };
    struct buffer open = { 0 };
    struct closed_key large = closed;
    large.closed = bytes_over(much, sizeof(much));
    const uint64_t own = lock_steps(&large.lock) + lock_opening_steps(sizeof(much));
    ck_assert_uint_gt(own, 100000);
    ck_assert(!passphrases_open(&passphrases, &large, fits, &open, &search));
    ck_assert_uint_eq(search.spent, 3 * own);
    ck_assert_uint_eq(turn.steps, own);
    passphrases_clear(&passphrases);
}
END_TEST

static const struct {
    const char *passphrase;
    enum passphrase_spelling spelling;
    const char *octets; /* NULL: it has no such spelling */
    size_t length;
} spellings[] = {
    { "", SPELLING_GIVEN, "", 0 },
    { "", SPELLING_BMP, "\0\0", 2 },
    { "", SPELLING_LATIN, NULL, 0 },
    { "", SPELLING_NONE, "", 0 },
    { "", SPELLING_UTF16, "", 0 },
    { "a\xc3\xbc", SPELLING_GIVEN, "a\xc3\xbc", 3 },
    { "a\xc3\xbc", SPELLING_BMP, "\0a\0\xfc\0\0", 6 },
    { "a\xc3\xbc", SPELLING_LATIN, "\0a\0\xc3\0\xbc\0\0", 8 },
    { "a\xc3\xbc", SPELLING_NONE, NULL, 0 },
    { "a\xc3\xbc", SPELLING_UTF16, "\0a\0\xfc", 4 },
    { "ab", SPELLING_LATIN, NULL, 0 },
    { "a\xfc", SPELLING_BMP, NULL, 0 }, /* no UTF-8: then it is what LATIN says */
    { "a\xfc", SPELLING_LATIN, "\0a\0\xfc\0\0", 6 },
};

START_TEST(passphrase_is_spelled)
{
    struct buffer octets = { 0 };
    const char *passphrase = spellings[_i].passphrase;
    bool spelled = passphrase_spelling_write(bytes_over(passphrase, strlen(passphrase)),
                                             spellings[_i].spelling, &octets);
    ck_assert(spelled == (spellings[_i].octets != NULL));
    ck_assert(
        bytes_equal(buffer_bytes(&octets), bytes_over(spellings[_i].octets, spellings[_i].length)));
    buffer_clear(&octets);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("passphrases");
    tcase_add_unchecked_fixture(tests, prepare, release);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, next_part_is_tried_with_what_opened_the_last);
    tcase_add_test(tests, search_that_is_remembered_costs_as_much);
    tcase_add_test(tests, parts_share_one_bound);
    tcase_add_test(tests, salt_and_closed_octets_are_work);
    tcase_add_test(tests, opening_much_is_work);
    tcase_add_test(tests, lines_past_the_bounds_are_counted);
    tcase_add_loop_test(tests, passphrase_is_spelled, 0,
                        (int)(sizeof(spellings) / sizeof(spellings[0])));
    return suite_run("passphrases", tests);
}
