/* Where numbers with names alone begin and end: candidates/written/number_dump.c. */
#include "candidates/written/written_form_row.h"
#include "suite.h"

#define TEN  "1234567890"
#define LONG TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const struct row {
    const char *what, *text;
    size_t digits;    /* where the long number begins */
    const char *said; /* of the text; NULL: nothing */
} rows[] = {
    { "n, e and d", "n = " LONG "\ne = 65537\nd = " LONG "\n", 4,
      "n = " LONG "\ne = 65537\nd = " LONG "\n" },
    { "with text before and behind", "it is\nn: 0x" LONG "\nd: 0x" LONG "\nand that is all\n", 9,
      "n: 0x" LONG "\nd: 0x" LONG "\n" },
    { "members of JSON", "{\"n\": " LONG ", \"p\": " LONG "}", 6,
      "{\"n\": " LONG ", \"p\": " LONG "}" },
    { "primes", "p=" LONG "\nq=" LONG "\n", 2, "p=" LONG "\nq=" LONG "\n" },
    { "n, e and d of asn1parse",
      "   8:d=1  hl=4 l= 257 prim: INTEGER           :" LONG "\n"
      " 269:d=1  hl=2 l=   3 prim: INTEGER           :010001\n"
      " 274:d=1  hl=4 l= 256 prim: INTEGER           :" LONG "\n",
      47,
      "   8:d=1  hl=4 l= 257 prim: INTEGER           :" LONG "\n"
      " 269:d=1  hl=2 l=   3 prim: INTEGER           :010001\n"
      " 274:d=1  hl=4 l= 256 prim: INTEGER           :" LONG "\n" },
    { "strings of asn1parse",
      "   8:d=1  hl=4 l= 257 prim: OCTET STRING      :" LONG "\n"
      " 269:d=1  hl=2 l=   3 prim: OCTET STRING      :010001\n"
      " 274:d=1  hl=4 l= 256 prim: OCTET STRING      :" LONG "\n",
      47, NULL },
    { "two numbers of asn1parse",
      "   8:d=1  hl=4 l= 257 prim: INTEGER           :" LONG "\n"
      " 269:d=1  hl=2 l=   3 prim: INTEGER           :" LONG "\n",
      47, NULL },
    { "n, e and d in brackets", "RSA.construct((" LONG ", 65537, " LONG "))\n", 15,
      LONG ", 65537, " LONG ")" },
    { "n and d in brackets", "(" LONG ", " LONG ")\n", 1, LONG ", " LONG ")" },
    { "a list of n, e and d", "[" LONG ",\n 3,\n " LONG "]\n", 1, LONG ",\n 3,\n " LONG "]" },
    { "the same, each on a line of its own", "[\n " LONG ",\n 3,\n " LONG "\n]\n", 3,
      LONG ",\n 3,\n " LONG "\n" },
    { "n, e and d in hexadecimal", "(0x" LONG ", 0x10001, 0x" LONG ")\n", 1,
      "0x" LONG ", 0x10001, 0x" LONG ")" },
    { "n and e in brackets", "(" LONG ", 65537)\n", 1, NULL },
    { "a number in brackets", "(" LONG ")\n", 1, NULL },
    { "n and words in brackets", "(" LONG ", 65537, and so on)\n", 1, NULL },
    { "primes of a group with a generator", "p=" LONG "\nq=" LONG "\ng=2\n", 2, NULL },
    { "a modulus alone", "n = " LONG "\ne = 65537\n", 4, NULL },
    { "no sign behind the name", "n " LONG "\nd " LONG "\n", 2, NULL },
    { "a short number", "n = " TEN "\nd = " LONG "\n", 4, NULL },
    { "another name", "sha = " LONG "\nd = " LONG "\n", 6, NULL },
    { "nothing in front", LONG "\n", 0, NULL },
};

START_TEST(numbers_with_names_are_seen)
{
    const size_t length = strlen(rows[_i].text);
    uint8_t *copy = exact_copy(rows[_i].text, length);
    struct written_extent extent = { 0 };
    const bool seen = number_dump_named(bytes_over(copy, length), rows[_i].digits, &extent);
    ck_assert_msg(seen == (rows[_i].said != NULL), "%s", rows[_i].what);
    if (seen) {
        const struct bytes said = bytes_over(copy + extent.from, extent.to - extent.from);
        ck_assert_msg(bytes_equal(said, bytes_over(rows[_i].said, strlen(rows[_i].said))),
                      "%s: %.*s", rows[_i].what, (int)said.left, (const char *)said.at);
    }
    free(copy);
}
END_TEST

START_TEST(every_shorter_text_is_looked_at)
{
    const size_t length = strlen(rows[_i].text);
    for (size_t kept = rows[_i].digits; kept < length; kept++) {
        uint8_t *copy = exact_copy(rows[_i].text, kept);
        struct written_extent extent = { 0 };
        if (number_dump_named(bytes_over(copy, kept), rows[_i].digits, &extent)) {
            ck_assert(extent.from < extent.to && extent.to <= kept);
        }
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("number_dump");
    tcase_add_rows(tests, numbers_with_names_are_seen, rows);
    tcase_add_rows(tests, every_shorter_text_is_looked_at, rows);
    return suite_run("number_dump", tests);
}
