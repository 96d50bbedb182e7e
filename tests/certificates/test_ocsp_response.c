#include "certificates/ocsp_response.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "certificates/fixture.h"
#include "suite.h"

static const char *const good[] = { "status/by_issuer.ocsp", "status/by_delegate.ocsp",
                                    "status/by_delegate_key.ocsp", "status/sha512.ocsp" };

START_TEST(good_one_is_taken_apart)
{
    struct bytes der = fixture_read(good[_i]);
    struct ocsp_response response = { 0 };
    struct ocsp_answer answer;
    uint64_t count = 0;
    ck_assert(ocsp_response_is_one(der));
    ck_assert_ptr_null(ocsp_response_read(der, &response));
    ck_assert_uint_eq(response.status, 0);
    ck_assert_uint_eq(response.count, 6);
    ck_assert(response.responder_name.left > 0 || response.responder_key.left == 20);
    ck_assert_uint_gt(response.certificates.left, 0);
    while (ocsp_answer_take(&response.answers, &answer)) {
        count++;
        ck_assert_uint_eq(answer.serial.left, 1);
        ck_assert_int_lt(answer.this_update, answer.next_update);
    }
    ck_assert_uint_eq(count, 6);
    ck_assert_uint_eq(response.answers.left, 0);
    fixture_free(der);
}
END_TEST

START_TEST(shorter_one_is_refused)
{
    struct bytes der = fixture_read(good[_i]);
    for (size_t length = 0; length < der.left; length++) {
        struct ocsp_response response = { .count = 77 };
        uint8_t *copy = exact_copy(der.at, length);
        ck_assert_ptr_nonnull(ocsp_response_read(bytes_over(copy, length), &response));
        ck_assert_uint_eq(response.count, 77);
        (void)ocsp_response_is_one(bytes_over(copy, length));
        free(copy);
    }
    fixture_free(der);
}
END_TEST

#define OID "\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01"

static const struct {
    const char *what, *bytes;
    size_t length;
    const char *sentence;
} refusals[] = {
    { "nothing", "", 0, "OCSP response cannot be read" },
    { "no status", "\x30\x00", 2, "OCSP response cannot be read" },
    { "a status of two octets", "\x30\x04\x0a\x02\x00\x03", 6, "OCSP response cannot be read" },
    { "success without an answer", "\x30\x03\x0a\x01\x00", 5, "OCSP response cannot be read" },
    { "an error with an answer", "\x30\x07\x0a\x01\x03\xa0\x02\x30\x00", 9,
      "OCSP response cannot be read" },
    { "an indefinite length", "\x30\x80\x0a\x01\x03\x00\x00", 7, "OCSP response cannot be read" },
    { "a byte behind it", "\x30\x03\x0a\x01\x03\x00", 6,
      "bytes after the end of the OCSP response" },
    { "another kind of response",
      "\x30\x12\x0a\x01\x00\xa0\x0d\x30\x0b\x06\x07\x2b\x06\x01\x05\x05\x07\x30\x04\x00", 20,
      "OCSP response of a kind that is not read" },
    { "a basic response of nothing", "\x30\x14\x0a\x01\x00\xa0\x0f\x30\x0d" OID "\x04\x00", 22,
      "OCSP response cannot be read" },
};

START_TEST(refused_by_name)
{
    uint8_t *copy = exact_copy(refusals[_i].bytes, refusals[_i].length);
    struct ocsp_response response = { .count = 77 };
    const struct fault *fault =
        ocsp_response_read(bytes_over(copy, refusals[_i].length), &response);
    ck_assert_msg(fault != NULL, "%s", refusals[_i].what);
    ck_assert_msg(strcmp(fault->sentence, refusals[_i].sentence) == 0, "%s: %s", refusals[_i].what,
                  fault->sentence);
    ck_assert_uint_eq(response.count, 77);
    free(copy);
}
END_TEST

START_TEST(error_is_read_as_one)
{
    struct ocsp_response response = { 0 };
    ck_assert_ptr_null(ocsp_response_read(bytes_over("\x30\x03\x0a\x01\x06", 5), &response));
    ck_assert_uint_eq(response.status, 6);
    ck_assert_uint_eq(response.count, 0);
}
END_TEST

/* No octet of it can be another and do harm: what is read stays within what was given. */
START_TEST(every_octet_changed)
{
    struct bytes der = fixture_read(good[0]);
    for (size_t i = 0; i < der.left; i++) {
        uint8_t *copy = exact_copy(der.at, der.left);
        struct ocsp_response response;
        struct ocsp_answer answer;
        copy[i] ^= 0xff;
        if (ocsp_response_read(bytes_over(copy, der.left), &response) == NULL) {
            while (ocsp_answer_take(&response.answers, &answer)) {
            }
            ck_assert_uint_eq(response.answers.left, 0);
        }
        free(copy);
    }
    fixture_free(der);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("ocsp response");
    const int goods = (int)(sizeof(good) / sizeof(good[0]));
    tcase_add_loop_test(tests, good_one_is_taken_apart, 0, goods);
    tcase_add_loop_test(tests, shorter_one_is_refused, 0, goods);
    tcase_add_loop_test(tests, refused_by_name, 0, (int)(sizeof(refusals) / sizeof(refusals[0])));
    tcase_add_test(tests, error_is_read_as_one);
    tcase_add_test(tests, every_octet_changed);
    return suite_run("ocsp_response", tests);
}
