#include "candidates/written/written_form_row.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

/* Where the text of a BIND private key begins and ends. */

#define MARK_PLACE 10 /* of the anchor in "Private-key-format:" */
#define FRONT      "Private-key-format: v1.3\nAlgorithm: 13 (ECDSAP256SHA256)\n"
#define KEY        "PrivateKey: 5stb3YCqRa6clejBVHZnn/7JU8FoUecR50OTlYnGT8E="

static const struct {
    const char *what, *before, *key, *behind;
    bool open;
} rows[] = {
    { "alone", "", FRONT KEY, "", true },
    { "in prose", "see ", FRONT KEY, "\n\nRegards\n", false },
    { "right before prose", "", FRONT KEY, "\nRegards", false },
    { "in quotes", "\"", FRONT KEY, "\"}", true },
    { "in quotes, with more behind", "\"", FRONT KEY, "\", \"b\": 1}", false },
    { "in mark-up", "<pre>", FRONT KEY, "</pre>", false },
    { "with dates", "", FRONT KEY "\nCreated: 20260101000000", "\n-- \nA. Person\n", false },
    { "empty lines before names", "", FRONT "\n\n" KEY, "\n\nbye", false },
    { "two of them", "", FRONT KEY "\n" FRONT KEY, "\n\nbye", false },
    { "a broken line", "",
      FRONT "PrivateKey: 5stb3YCqRa6clejBVHZnn/7J\nU8FoUecR50OTlYnGT8E=", "\nbye", false },
    { "a word behind a value without padding", "",
      FRONT "PrivateKey: IkUSfSI8Bgc5ajIbmk+RmODpxubcEAoKWjfqlvPdJIu8mrQHTwyWaA+BUsazVkye",
      "\nbye\n", false },
    { "the number of the next line", "",
      FRONT "PrivateKey: IkUSfSI8Bgc5ajIbmk+RmODpxubcEAoKWjfqlvPdJIu8mrQHTwyWaA+BUsazVkye",
      " 12\tCreated: 20260101000000\n", false },
    { "a short rest of a broken line", "",
      FRONT "PrivateKey: IkUSfSI8Bgc5ajIbmk+RmODpxubcEAoKWjfqlvPdJIu8mrQHTwyWaA+BUsazV\nkye\n"
            "Created: 20260101000000",
      "\n\nbye", false },
    { "in source code", "", FRONT "\" +\n" KEY, "\" +\n\nbye", false },
    { "the name alone", "", "Private-key-format:", " ", true },
};

START_TEST(extent_is_that_of_the_fields)
{
    char text[1024];
    snprintf(text, sizeof(text), "%s%s%s", rows[_i].before, rows[_i].key, rows[_i].behind);
    const size_t before = strlen(rows[_i].before), length = strlen(text);
    uint8_t *copy = exact_copy(text, length);
    struct written_extent extent = { 0 };
    size_t front = 0;
    ck_assert(dnssec_text_plausible(bytes_over(copy, length), before + MARK_PLACE, &front,
                                    &(uint64_t){ 0 }));
    ck_assert_uint_eq(front, before);
    ck_assert(dnssec_text_extent(bytes_over(copy, length), before + MARK_PLACE, &extent));
    ck_assert_msg(extent.from == before, "%s", rows[_i].what);
    ck_assert_msg(extent.to == before + strlen(rows[_i].key), "%s: %.*s", rows[_i].what,
                  (int)(extent.to - extent.from), text + extent.from);
    ck_assert_msg(extent.open == rows[_i].open, "%s", rows[_i].what);
    free(copy);
}
END_TEST

/* Nothing is read past the end, and what is found lies within. */
START_TEST(every_shorter_text_is_read_within)
{
    static const char text[] = "x " FRONT KEY "\nbye";
    for (size_t kept = 0; kept < sizeof(text); kept++) {
        uint8_t *copy = exact_copy(text, kept);
        struct written_extent extent = { .from = 77 };
        bool found = dnssec_text_extent(bytes_over(copy, kept), 2 + MARK_PLACE, &extent);
        ck_assert(found == (kept >= 2 + strlen("Private-key-format:")));
        ck_assert(found ? extent.to <= kept && extent.from <= extent.to : extent.from == 77);
        free(copy);
    }
}
END_TEST

/* Found by a fuzzer: no field, so nothing to offer. */
START_TEST(name_without_its_colon_is_no_field)
{
    static const char text[] = "Private-key-formatt4t4444LS0tKKKKLS0tKffKb440";
    struct written_extent extent = { .from = 77 };
    ck_assert(!dnssec_text_extent(bytes_over(text, sizeof(text) - 1), MARK_PLACE, &extent));
    ck_assert_uint_eq(extent.from, 77);
}
END_TEST

static const char *const others[] = { "private-key-format: v1.3", "Private-key-forms:",
                                      "My-key-format:         ", "Private-key-forma" };

START_TEST(other_words_are_refused)
{
    size_t front = 77;
    uint8_t *copy = exact_copy(others[_i], strlen(others[_i]));
    const struct bytes text = bytes_over(copy, strlen(others[_i]));
    ck_assert(!dnssec_text_plausible(text, MARK_PLACE, &front, &(uint64_t){ 0 }));
    ck_assert(!dnssec_text_plausible(text, 3, &front, &(uint64_t){ 0 }));
    ck_assert_uint_eq(front, 77);
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("dnssec_text");
    tcase_add_loop_test(tests, extent_is_that_of_the_fields, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, every_shorter_text_is_read_within);
    tcase_add_test(tests, name_without_its_colon_is_no_field);
    tcase_add_loop_test(tests, other_words_are_refused, 0,
                        (int)(sizeof(others) / sizeof(others[0])));
    return suite_run("dnssec_text", tests);
}
