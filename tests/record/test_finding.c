#include "finding.h"

#include <string.h>

#include "suite.h"

START_TEST(finding_is_named_by_its_key)
{
    struct key_finding finding = { .verdict = VERDICT_PROVEN, .has_identity = true };
    finding.identity.algorithm = KEY_EC;
    finding.identity.curve = CURVE_BRAINPOOLP512R1;
    finding.identity.digest[0] = 0xab;
    finding.identity.digest[31] = 0x01;
    char text[KEY_IDENTITY_TEXT];
    key_finding_name(&finding, text);
    ck_assert_str_eq(text, "ec-brainpoolp512r1-"
                           "ab00000000000000000000000000000000000000000000000000000000000001");
    finding.identity.algorithm = KEY_RSA;
    finding.identity.curve = CURVE_NONE;
    key_finding_name(&finding, text);
    ck_assert_str_eq(text, "rsa-ab00000000000000000000000000000000000000000000000000000000000001");
}
END_TEST

START_TEST(without_a_key_it_is_named_by_its_bytes)
{
    static const struct {
        enum verdict verdict;
        const char *name;
    } rows[] = {
        { VERDICT_ENCRYPTED, "encrypted" },
        { VERDICT_MALFORMED, "malformed" },
        { VERDICT_UNSUPPORTED, "unsupported" },
        { VERDICT_FORGED, "forged" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct key_finding finding = { .verdict = rows[i].verdict,
                                             .blob_sha256 = { 0x12, [31] = 0xff } };
        char text[KEY_IDENTITY_TEXT], expected[KEY_IDENTITY_TEXT] = "";
        strcat(expected, rows[i].name);
        strcat(expected, "-12000000000000000000000000000000000000000000000000000000000000ff");
        key_finding_name(&finding, text);
        ck_assert_str_eq(text, expected);
        ck_assert_str_eq(verdict_name(rows[i].verdict), rows[i].name);
    }
}
END_TEST

START_TEST(names_outside_of_the_tables_are_empty)
{
    ck_assert_str_eq(curve_name((enum curve)200), "");
    ck_assert_str_eq(curve_name(CURVE_NONE), "");
    ck_assert_str_eq(key_algorithm_name((enum key_algorithm)200), "");
    ck_assert_str_eq(key_algorithm_name(KEY_X448), "x448");
    ck_assert_str_eq(verdict_name((enum verdict)200), "none");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("finding");
    tcase_add_test(tests, finding_is_named_by_its_key);
    tcase_add_test(tests, without_a_key_it_is_named_by_its_bytes);
    tcase_add_test(tests, names_outside_of_the_tables_are_empty);
    return suite_run("finding", tests);
}
