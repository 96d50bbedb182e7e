#include "reports/public_suffix.h"

#include <string.h>

#include "suite.h"

/* The rules of the list's own description, and some that are in it. */
static const char rules[] = "// a comment\n"
                            "com\n"
                            "uk\nco.uk\n"
                            "*.ck\n!www.ck\n"
                            "jp\nkobe.jp\n*.kobe.jp\n!city.kobe.jp\n"
                            "github.io behind a blank nothing counts\n"
                            "\xe9\xa3\x9f\xe7\x8b\xae.\xe5\x85\xac\xe5\x8f\xb8.cn\n"
                            "cn"; /* no line end */

static const struct {
    const char *host, *domain, *without_rules;
} rows[] = {
    { "com", "", "" },
    { "example.com", "example.com", "example.com" },
    { "a.b.example.com", "example.com", "example.com" },
    { "co.uk", "", "co.uk" },
    { "shop.co.uk", "shop.co.uk", "co.uk" },
    { "www.shop.co.uk", "shop.co.uk", "co.uk" },
    { "test.ck", "", "test.ck" },
    { "b.test.ck", "b.test.ck", "test.ck" },
    { "www.ck", "www.ck", "www.ck" },
    { "www.www.ck", "www.ck", "www.ck" },
    { "c.kobe.jp", "", "kobe.jp" },
    { "a.b.c.kobe.jp", "b.c.kobe.jp", "kobe.jp" },
    { "city.kobe.jp", "city.kobe.jp", "kobe.jp" },
    { "x.city.kobe.jp", "city.kobe.jp", "kobe.jp" },
    { "user.github.io", "user.github.io", "github.io" },
    { "*.example.com", "example.com", "example.com" },
    { "unlisted", "", "" },
    { "a.unlisted", "a.unlisted", "a.unlisted" },
    { "10.0.0.1", "", "" },
    { "2001:db8::1", "", "" },
    { "", "", "" },
    { ".", "", "" },
};

START_TEST(domain_is_what_somebody_registered)
{
    struct public_suffixes suffixes, none;
    const struct bytes host = bytes_over(rows[_i].host, strlen(rows[_i].host));
    ck_assert(public_suffixes_read(bytes_over(rules, sizeof(rules) - 1), &suffixes));
    ck_assert(public_suffixes_read(bytes_over(NULL, 0), &none));
    const struct bytes domain = public_suffixes_domain(&suffixes, host);
    const struct bytes plain = public_suffixes_domain(&none, host);
    ck_assert_msg(bytes_equal(domain, bytes_over(rows[_i].domain, strlen(rows[_i].domain))),
                  "%s: %.*s", rows[_i].host, (int)domain.left, (const char *)domain.at);
    ck_assert_msg(
        bytes_equal(plain, bytes_over(rows[_i].without_rules, strlen(rows[_i].without_rules))),
        "%s: %.*s", rows[_i].host, (int)plain.left, (const char *)plain.at);
    public_suffixes_clear(&suffixes);
    public_suffixes_clear(&none);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("suffix");
    tcase_add_loop_test(tests, domain_is_what_somebody_registered, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    return suite_run("public_suffix", tests);
}
