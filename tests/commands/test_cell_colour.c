#include "commands/listing/cell_colour.h"

#include <stdlib.h>
#include <string.h>

#include "commands/terminal.h"
#include "suite.h"

static const char *colour_of(const char *column, const char *cell)
{
    const char *colour = cell_colour(column, bytes_over(cell, strlen(cell)));
    return colour != NULL ? colour : "";
}

START_TEST(words_have_their_colour)
{
    ck_assert_str_eq(colour_of("verdict", "proven"), COLOUR_RED);
    ck_assert_str_eq(colour_of("status", "revoke_ca"), COLOUR_RED);
    ck_assert_str_eq(colour_of("status", "lead"), COLOUR_YELLOW);
    ck_assert_str_eq(colour_of("provenance", "a!member 1"), COLOUR_DIM);
    ck_assert_str_eq(colour_of("status", "revok"), "");
    ck_assert_str_eq(colour_of("status", "revoked"), "");
    ck_assert_str_eq(colour_of("subject_dn", "revoke"), ""); /* evidence chooses no colour */
}
END_TEST

/* By the environment, of a descriptor that is no terminal; each is gone again behind it. */
static bool coloured(const char *name, const char *value, const char *when)
{
    ck_assert_int_eq(setenv(name, value, 1), 0);
    const bool is = terminal_has_colour(-1, when);
    ck_assert_int_eq(unsetenv(name), 0);
    return is;
}

START_TEST(what_is_asked_for_goes_before_the_environment)
{
    ck_assert(!terminal_has_colour(-1, NULL) && !terminal_has_colour(-1, "auto"));
    ck_assert(coloured("CLICOLOR_FORCE", "1", NULL) && coloured("CLICOLOR_FORCE", "1", "auto"));
    ck_assert(!coloured("CLICOLOR_FORCE", "0", NULL) && !coloured("CLICOLOR_FORCE", "", NULL));
    ck_assert(!coloured("CLICOLOR_FORCE", "1", "never"));
    ck_assert(coloured("NO_COLOR", "1", "always") && !coloured("NO_COLOR", "1", "auto"));
    ck_assert_int_eq(setenv("CLICOLOR_FORCE", "1", 1), 0);
    ck_assert(!coloured("NO_COLOR", "1", NULL) && coloured("NO_COLOR", "", NULL));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("cell_colour");
    tcase_add_test(tests, words_have_their_colour);
    tcase_add_test(tests, what_is_asked_for_goes_before_the_environment);
    return suite_run("cell_colour", tests);
}
