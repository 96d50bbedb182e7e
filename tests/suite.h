#ifndef SUITE_H
#define SUITE_H

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"

/* Check tells its parent of each assertion that holds, through a file that the parent copies anew
 * each time: a third of all time under the sanitizers. What fails is told all the same. */
#define _mark_point(file, line) ((void)0)

static inline int suite_run_as(const char *module, TCase *tests, enum fork_status forked)
{
    Suite *suite = suite_create(module);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, forked);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Runs one test case as the whole program of its module, in one process unless CK_FORK=yes: under
 * the sanitizers each fork costs 17 ms and more, for copied pages and a search for leaks of its
 * own. Leaks are looked for once, at the end; the timeout is that of ctest. */
static inline int suite_run(const char *module, TCase *tests)
{
    const char *asked = getenv("CK_FORK");
    return suite_run_as(module, tests,
                        asked != NULL && strcmp(asked, "yes") == 0 ? CK_FORK : CK_NOFORK);
}

/* The same with each test in a process of its own: for tests that confine or end theirs. */
static inline int suite_run_apart(const char *module, TCase *tests)
{
    return suite_run_as(module, tests, CK_FORK_GETENV);
}

/* For what is called a million times: Check writes each of its assertions to a file. */
static inline void must(bool held)
{
    if (!held) {
        abort();
    }
}

/* A copy on the heap with no byte to spare, so that the address sanitizer sees
 * an over-read. The caller frees `at`. */
static inline uint8_t *exact_copy(const void *from, size_t length)
{
    uint8_t *copy = malloc(length > 0 ? length : 1);
    ck_assert_ptr_nonnull(copy);
    for (size_t i = 0; i < length; i++) {
        copy[i] = ((const uint8_t *)from)[i];
    }
    return copy;
}

/* The test once for each row of its table. */
#define tcase_add_rows(tests, test, rows)                                                          \
    tcase_add_loop_test(tests, test, 0, (int)(sizeof(rows) / sizeof((rows)[0])))

#endif
