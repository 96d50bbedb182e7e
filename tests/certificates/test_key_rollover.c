#define JUDGE_FOLDER "rollover"
#include "certificates/judge_log.h"

#include "suite.h"

/* A CA that went over to a new key goes on to list what it issued under the old one. The list
 * counts where the old key itself has vouched for the new one, and not for a stranger's list
 * under the same name. */

static const struct {
    const char *what, *issuers, *list;
    size_t count;
} rows[] = {
    { "its own key", "old.der", "old.crl", 1 },
    { "old vouches for new", "old.der new_by_old.der", "new.crl", 1 },
    { "the new one's own certificate beside it", "old.der new.der new_by_old.der", "new.crl", 1 },
    { "nobody vouches", "old.der new.der", "new.crl", 0 },
    { "only new vouches for old", "old.der new.der old_by_new.der", "new.crl", 0 },
    { "both ways", "old.der new.der old_by_new.der new_by_old.der", "new.crl", 1 },
    { "over two keys", "old.der new_by_old.der new.der third_by_new.der", "third.crl", 1 },
    { "over two keys, the first link alone", "old.der new_by_old.der third.der", "third.crl", 0 },
    { "over two keys, the second link alone", "old.der new.der third_by_new.der", "third.crl", 0 },
    { "a stranger of the name", "old.der new_by_old.der stranger.der", "stranger.crl", 0 },
    { "a stranger who signs the old key", "old.der new_by_old.der stranger.der old_by_stranger.der",
      "stranger.crl", 0 },
    { "a stranger before old", "stranger.der old.der old_by_stranger.der", "old.crl", 1 },
};

START_TEST(list_of_a_later_key_counts_where_the_earlier_one_vouches)
{
    struct seen seen = judge_all(rows[_i].issuers, "leaf.der", rows[_i].list);
    ck_assert_uint_eq(seen.list_count, 1);
    ck_assert_msg(seen.failure[0][0] == 0, "%s: %s", rows[_i].what, seen.failure[0]);
    ck_assert_msg(seen.revocation_count == rows[_i].count, "%s: %zu", rows[_i].what,
                  seen.revocation_count);
    ck_assert_uint_eq(seen.journal_count, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("rollover");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, list_of_a_later_key_counts_where_the_earlier_one_vouches, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    return suite_run("key_rollover", tests);
}
