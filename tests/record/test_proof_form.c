#include "proof_form.h"

#include <string.h>

#include "suite.h"

static struct buffer some_proofs(void)
{
    struct buffer proofs = { 0 };
    ck_assert(proofs_add(&proofs, PROOF_REQUEST, bytes_over("0\003abc", 5)) &&
              proofs_add(&proofs, PROOF_ATTESTATION, bytes_over("attested", 8)) &&
              proofs_add(&proofs, PROOF_JWS, bytes_over("{}", 2)));
    return proofs;
}

START_TEST(each_is_found)
{
    struct buffer proofs = some_proofs();
    const struct bytes all = buffer_bytes(&proofs);
    struct bytes proof = { 0 };
    ck_assert(proofs_find(all, PROOF_REQUEST, &proof));
    ck_assert(bytes_equal(proof, bytes_over("0\003abc", 5)));
    ck_assert(proofs_find(all, PROOF_ATTESTATION, &proof));
    ck_assert(bytes_equal(proof, bytes_over("attested", 8)));
    ck_assert(proofs_find(all, PROOF_JWS, &proof));
    ck_assert(bytes_equal(proof, bytes_over("{}", 2)));
    ck_assert(!proofs_find(all, PROOF_BOULDER, &proof) && proof.left == 2);
    ck_assert_uint_eq(proofs_among(all, 31), PROOF_BIT(PROOF_REQUEST) |
                                                 PROOF_BIT(PROOF_ATTESTATION) |
                                                 PROOF_BIT(PROOF_JWS));
    ck_assert_uint_eq(proofs_among(all, PROOF_BIT(PROOF_JWS) | PROOF_BIT(PROOF_BOULDER)),
                      PROOF_BIT(PROOF_JWS));
    ck_assert(!proofs_add(&proofs, PROOF_REQUEST, bytes_over("0\000", 2))); /* it is the first */
    buffer_clear(&proofs);
}
END_TEST

/* A case file may be damaged, or made by others. */
START_TEST(every_shorter_prefix_is_read_within_its_bounds)
{
    struct buffer proofs = some_proofs();
    for (size_t length = 0; length < proofs.used; length++) {
        uint8_t *copy = exact_copy(proofs.at, length);
        struct bytes proof;
        ck_assert(proofs_find(bytes_over(copy, length), PROOF_REQUEST, &proof) == (length >= 5));
        ck_assert(!proofs_find(bytes_over(copy, length), PROOF_JWS, &proof));
        free(copy);
    }
    buffer_clear(&proofs);
}
END_TEST

START_TEST(forms_have_names)
{
    enum proof_form form = PROOF_JWS;
    for (unsigned i = 0; i < PROOF_FORMS; i++) {
        ck_assert(proof_form_of_name(proof_form_rows[i].name, &form));
        ck_assert_uint_eq(form, i);
    }
    ck_assert(!proof_form_of_name("pock", &form) && !proof_form_of_name("", &form));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("proof_form");
    tcase_add_test(tests, each_is_found);
    tcase_add_test(tests, every_shorter_prefix_is_read_within_its_bounds);
    tcase_add_test(tests, forms_have_names);
    return suite_run("proof_form", tests);
}
