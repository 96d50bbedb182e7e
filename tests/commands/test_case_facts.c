#include <stdio.h>
#include <string.h>

#include "commands/case_facts.h"
#include "suite.h"

static void add(struct case_facts *facts, enum fact_kind kind, const char *name, const char *value)
{
    ck_assert(case_facts_add(
        facts, &(struct case_fact){ .kind = kind, .name = name, .value = value, .words = "w" }));
}

static bool note(void *context, const struct case_fact *one, const struct case_fact *other)
{
    char *text = context;
    const struct case_fact *fact = other != NULL ? other : one;
    const size_t used = strlen(text);
    (void)snprintf(text + used, 256 - used, "%s%s%s ",
                   one == NULL     ? "+"
                   : other == NULL ? "-"
                                   : "~",
                   fact->name, fact->words);
    return true;
}

START_TEST(what_two_cases_differ_in)
{
    struct case_facts one = { 0 }, other = { 0 };
    char text[256] = "";
    add(&one, FACT_EVIDENCE, "mail", "1");
    add(&one, FACT_KEY, "b", "proven");
    add(&one, FACT_KEY, "a", "encrypted");
    add(&one, FACT_CERTIFICATE, "b", "revoke");
    add(&other, FACT_CERTIFICATE, "b", "revoked");
    add(&other, FACT_KEY, "c", "proven");
    add(&other, FACT_KEY, "b", "proven");
    add(&other, FACT_EVIDENCE, "mail", "2");
    add(&other, FACT_EVIDENCE, "new", "3");
    case_facts_end(&one);
    case_facts_end(&other);
    ck_assert(case_facts_compare(&one, &other, text, note));
    ck_assert_str_eq(text, "-aw +cw ~bw ~mailw +neww ");
    text[0] = '\0';
    ck_assert(case_facts_compare(&other, &other, text, note));
    ck_assert_str_eq(text, "");
    case_facts_clear(&one);
    ck_assert(case_facts_compare(&one, &one, text, note));
    ck_assert_str_eq(text, "");
    case_facts_clear(&other);
}
END_TEST

/* Also where nothing but the place on the list is another. */
START_TEST(the_list_counts)
{
    struct case_facts one = { 0 }, other = { 0 };
    char text[256] = "";
    struct case_fact fact = {
        .kind = FACT_CERTIFICATE, .name = "a", .value = "short_lived_exempt", .words = ""
    };
    ck_assert(case_facts_add(&one, &fact));
    fact.listed = true;
    ck_assert(case_facts_add(&other, &fact));
    case_facts_end(&one);
    case_facts_end(&other);
    ck_assert(case_facts_compare(&one, &other, text, note));
    ck_assert_str_eq(text, "~a ");
    case_facts_clear(&one);
    case_facts_clear(&other);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("case_facts");
    tcase_add_test(tests, what_two_cases_differ_in);
    tcase_add_test(tests, the_list_counts);
    return suite_run("case_facts", tests);
}
