#include <stdio.h>
#include <string.h>

#include "candidates/written/written_form_row.h"
#include "suite.h"

/* Where a listing begins and ends, by any of its marks. */

#define OCTETS "\n    00:e6:cb:5b:dd:80:\n    aa:45"
#define RSA                                                                                        \
    "modulus:" OCTETS "\npublicExponent: 65537 (0x10001)\nprivateExponent:" OCTETS                 \
    "\nprime1:" OCTETS "\nprime2:" OCTETS "\nexponent1:" OCTETS "\nexponent2:" OCTETS              \
    "\ncoefficient:" OCTETS
#define EC "priv:" OCTETS "\npub:" OCTETS "\nASN1 OID: prime256v1\nNIST CURVE: P-256"

static const struct {
    const char *what, *before, *listing, *behind, *mark;
    bool open;
} rows[] = {
    { "RSA by its header", "x ", "Private-Key: (64 bit, 2 primes)\n" RSA, "\n\nRegards", "e-K",
      true },
    { "RSA of 1.1", "x ", "RSA Private-Key: (64 bit, 2 primes)\n" RSA, "\nRegards", "e-K", true },
    { "RSA without a header", "", RSA, "\n", "xponent:\n", true },
    { "RSA by its exponent, behind prose", "the modulus is:\n", RSA, "\n", "xponent:\n", true },
    { "EC by its header", "", "Private-Key: (64 bit)\n" EC, "\nRegards", "e-K", true },
    { "EC by its number", "", "Private-Key: (64 bit)\n" EC, "\nRegards", "iv:", true },
    { "EC without a header", "Private-Key was here\n", EC, "\nRegards", "iv:", true },
    { "certtool's EC", "\tKey Security Level: High (256 bits)\n\n",
      "curve:\tSECP256R1\nprivate key:" OCTETS ":\n\nx:" OCTETS ":\n\ny:" OCTETS ":",
      "\n\n\nPublic Key PIN:\n", "ey:\n", true },
    { "certtool's DSA", "\n", "private key:" OCTETS ":\n\npublic key:" OCTETS ":\n\np:" OCTETS ":",
      "\n", "ey:", true },
    { "certtool's EC, cut off within an octet", "", "curve:\tSECP256R1\nprivate key:" OCTETS ":0",
      "\n", "ey:\n", true },
    { "X25519", "- ", "X25519 Private-Key:\npriv:" OCTETS, "\n", "e-K", true },
    { "two keys", "", EC, "\nPrivate-Key: (64 bit)\n" EC "\n", "iv:", false },
    { "a number twice", "", EC, "\n" EC "\n", "iv:", false },
};

START_TEST(extent_is_that_of_the_listing)
{
    char text[2048];
    const size_t before = strlen(rows[_i].before), length = strlen(rows[_i].listing);
    snprintf(text, sizeof(text), "%s%s%s", rows[_i].before, rows[_i].listing, rows[_i].behind);
    const char *mark = strstr(text, rows[_i].mark);
    if (strcmp(rows[_i].mark, "xponent:\n") == 0) { /* of the private exponent */
        mark = strstr(text, "xpo") == mark ? mark : strstr(text, "privateExponent") + 8;
    }
    ck_assert_ptr_nonnull(mark);
    uint8_t *copy = exact_copy(text, strlen(text));
    const struct bytes whole = bytes_over(copy, strlen(text));
    struct written_extent extent = { 0 };
    size_t front = SIZE_MAX;
    ck_assert_msg(number_listing_plausible(whole, (size_t)(mark - text), &front, &(uint64_t){ 0 }),
                  "%s", rows[_i].what);
    ck_assert_uint_le(front, (size_t)(mark - text));
    ck_assert_msg(number_listing_extent(whole, (size_t)(mark - text), &extent), "%s",
                  rows[_i].what);
    ck_assert_msg(extent.from == before && extent.to == before + length, "%s: %.*s", rows[_i].what,
                  (int)(extent.to - extent.from), text + extent.from);
    ck_assert_msg(extent.open == rows[_i].open, "%s", rows[_i].what);
    free(copy);
}
END_TEST

static const struct {
    const char *text;
    size_t anchor;
} refusals[] = {
    { "priv: see below", 2 },
    { "the private key: it is secret", 13 },
    { "Private-Key: (256 bit)\npriv:\n", 6 },
    { "privateExponent: 65537 (0x10001)", 8 },
    { "priv:\n 00:11", 2 },
    { "publicExponent: 00:11:22:33", 7 },
    { "iv: 00:11:22:33", 0 },
    { "", 0 },
};

START_TEST(what_is_no_listing_is_refused)
{
    uint8_t *copy = exact_copy(refusals[_i].text, strlen(refusals[_i].text));
    size_t front = 77;
    ck_assert(!number_listing_plausible(bytes_over(copy, strlen(refusals[_i].text)),
                                        refusals[_i].anchor, &front, &(uint64_t){ 0 }));
    ck_assert_uint_eq(front, 77);
    free(copy);
}
END_TEST

START_TEST(header_alone_is_no_listing)
{
    static const char text[] =
        "Private-Key: (64 bit)\nmodulus: 00:11:22:33\n"
        "and then there is a good deal of other text, of which nothing is a listing\n";
    struct written_extent extent = { .from = 77 };
    ck_assert(!number_listing_extent(bytes_over(text, sizeof(text) - 1), 6, &extent));
    ck_assert(number_listing_extent(bytes_over(text, 30), 6, &extent) && extent.open);
    extent.from = 77;
    ck_assert(!number_listing_extent(bytes_over(text, sizeof(text) - 1), sizeof(text), &extent));
    ck_assert_uint_eq(extent.from, 77);
}
END_TEST

START_TEST(every_shorter_text_is_read_within)
{
    static const char text[] = "x\nPrivate-Key: (64 bit)\n" RSA "\n" EC "\nbye";
    const size_t marks[] = { 8, (size_t)(strstr(text, "privateE") + 8 - text),
                             (size_t)(strstr(text, "priv:") + 2 - text) };
    for (size_t kept = 0; kept < sizeof(text); kept++) {
        uint8_t *copy = exact_copy(text, kept);
        for (size_t i = 0; i < 3; i++) {
            struct written_extent extent = { .from = 77 };
            size_t front = 0;
            bool found = number_listing_extent(bytes_over(copy, kept), marks[i], &extent);
            ck_assert(found ? extent.to <= kept && extent.from < extent.to : extent.from == 77);
            if (marks[i] < kept && number_listing_plausible(bytes_over(copy, kept), marks[i],
                                                            &front, &(uint64_t){ 0 })) {
                ck_assert_uint_le(front, marks[i]);
            }
        }
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("number_listing");
    tcase_add_loop_test(tests, extent_is_that_of_the_listing, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_loop_test(tests, what_is_no_listing_is_refused, 0,
                        (int)(sizeof(refusals) / sizeof(refusals[0])));
    tcase_add_test(tests, header_alone_is_no_listing);
    tcase_add_test(tests, every_shorter_text_is_read_within);
    return suite_run("number_listing", tests);
}
