#include <string.h>

#include "bytes/text_pattern.h"
#include "suite.h"

START_TEST(a_part_or_a_pattern)
{
    ck_assert(text_pattern_fits("north", "CN=North Issuing CA"));
    ck_assert(!text_pattern_fits("south", "CN=North Issuing CA"));
    ck_assert(text_pattern_fits("cn=n*ca", "CN=North Issuing CA"));
    ck_assert(!text_pattern_fits("n*ca", "CN=North Issuing CA"));
    ck_assert(text_pattern_fits("", "CN=North Issuing CA"));
}
END_TEST

static const struct {
    const char *name, *domain;
    bool fits;
} domains[] = {
    { "example.com", "example.com", true },
    { "WWW.Example.com", "example.COM", true },
    { "a.b.example.com", "example.com", true },
    { "badexample.com", "example.com", false },
    { "*.example.com", "www.example.com", true },
    { "*.example.com", "example.com", true },
    { "*.example.com", "a.b.example.com", false },
    { "example.com", "www.example.com", false },
    { "", "example.com", false },
    { "example.com", "", false },
    { "*.", ".", false },
    { "com", "example.com", false },
    { "192.0.2.1", "192.0.2.1", true },
};

START_TEST(a_name_speaks_of_a_domain)
{
    uint8_t *copy = exact_copy(domains[_i].name, strlen(domains[_i].name));
    const struct bytes name = bytes_over(copy, strlen(domains[_i].name));
    ck_assert(text_pattern_domain(name, domains[_i].domain) == domains[_i].fits);
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("text_pattern");
    tcase_add_test(tests, a_part_or_a_pattern);
    tcase_add_loop_test(tests, a_name_speaks_of_a_domain, 0,
                        (int)(sizeof(domains) / sizeof(domains[0])));
    return suite_run("text_pattern", tests);
}
