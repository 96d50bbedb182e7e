#include "commands/confined_check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "suite.h"

static int give(const void *context)
{
    return *(const int *)context;
}

static int open_a_file(const void *context)
{
    return open(context, O_RDONLY | O_CLOEXEC) < 0 ? 1 : 0;
}

static int be_killed(const void *context)
{
    (void)context;
    _exit(EXIT_FAILURE);
}

START_TEST(what_the_check_says_comes_back)
{
    const int said[] = { 0, 4, CONFINED_ANSWERS - 1 };
    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
        const char *why;
        int answer = CONFINED_DIED;
        ck_assert(confined_check(give, &said[i], &answer, &why));
        ck_assert_int_eq(answer, said[i]);
    }
}
END_TEST

/* What takes the process over opens no file, and says nothing but one of the answers. */
START_TEST(any_other_end_is_no_answer)
{
    const int beyond = CONFINED_ANSWERS;
    const char *why;
    int answer = 0;
    ck_assert(confined_check(open_a_file, "/etc/passwd", &answer, &why));
    ck_assert_int_eq(answer, CONFINED_DIED);
    ck_assert(confined_check(be_killed, NULL, &answer, &why));
    ck_assert_int_eq(answer, CONFINED_DIED);
    ck_assert(confined_check(give, &beyond, &answer, &why));
    ck_assert_int_eq(answer, CONFINED_DIED);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("confined_check");
    tcase_add_test(tests, what_the_check_says_comes_back);
    tcase_add_test(tests, any_other_end_is_no_answer);
    return suite_run_apart("confined_check", tests);
}
