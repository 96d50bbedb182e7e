#include <string.h>

#include "commands/options/nearest_word.h"
#include "suite.h"

static const struct {
    const char *wanted, *best; /* of the words below */
} asked[] = {
    { "scna", "scan" },
    { "sacn", "scan" },
    { "scann", "scan" },
    { "can", "scan" },
    { "mach", "match" },
    { "matchh", "match" },
    { "certificates", NULL },
    { "passphrase", "passphrases" },
    { "cov", "coverage" },
    { "x", NULL },
    { "", NULL },
    { "dance", NULL },
    { "expalin", "explain" },
    { "pasphrazes", "passphrases" },
    { "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", NULL },
};

START_TEST(the_nearest_is_found)
{
    static const char *const words[] = { "run",      "scan",    "match",      "explain",
                                         "coverage", "matches", "passphrases" };
    struct nearest_word nearest;
    uint8_t *copy = exact_copy(asked[_i].wanted, strlen(asked[_i].wanted) + 1);
    nearest_word_begin(&nearest, (const char *)copy);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        nearest_word_offer(&nearest, words[i]);
    }
    if (asked[_i].best == NULL) {
        ck_assert_msg(nearest.best == NULL, "%s: %s", asked[_i].wanted, nearest.best);
    } else {
        ck_assert_ptr_nonnull(nearest.best);
        ck_assert_str_eq(nearest.best, asked[_i].best);
    }
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("nearest_word");
    tcase_add_loop_test(tests, the_nearest_is_found, 0, (int)(sizeof(asked) / sizeof(asked[0])));
    return suite_run("nearest_word", tests);
}
