#include "candidates/runs/row_gap.h"

#include "bytes/hex_text.h"
#include "suite.h"

#define LENGTH 80
#define TEXTS  40000

static struct bytes from(struct bytes text, size_t at)
{
    return bytes_over(text.at + at, text.left - at);
}

static bool begins_row(struct bytes text)
{
    size_t digits;
    const size_t length = hex_text_run(text, &digits);
    return digits >= ROW_GAP_DIGITS_MIN || row_gap_soft(from(text, length)) > 0;
}

/* What rows of hex are made of, and what ends them. */
static size_t fill(uint8_t *memory, uint64_t *seed)
{
    static const char *const words[] = { "0",   "a1",  "Fe", "20", " ",  ":",   "\n>", "\\n", "\n",
                                         "\\x", "0x1", "=",  "+",  "\"", ",\n", "n",   "r",   "u" };
    size_t length = 0;
    while (length < LENGTH - 4) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        const char *word = words[(*seed >> 40) % (sizeof(words) / sizeof(words[0]))];
        memcpy(memory + length, word, strlen(word));
        length += strlen(word);
    }
    return length;
}

START_TEST(no_row_begins_in_dull_text)
{
    uint64_t seed = 7;
    size_t dull_texts = 0, rows = 0;
    for (size_t i = 0; i < TEXTS; i++) {
        uint8_t memory[LENGTH];
        const size_t length = fill(memory, &seed);
        uint8_t *exact = exact_copy(memory, length);
        const struct bytes text = bytes_over(exact, length);
        const size_t dull = row_gap_dull(text);
        ck_assert_uint_le(dull, length);
        for (size_t at = 0; at < dull; at++) {
            ck_assert(!begins_row(from(text, at)));
        }
        dull_texts += dull > 8 ? 1 : 0;
        rows += begins_row(text) ? 1 : 0;
        free(exact);
    }
    ck_assert_uint_gt(dull_texts, TEXTS / 10);
    ck_assert_uint_gt(rows, TEXTS / 1000);
}
END_TEST

static const struct {
    const char *text;
    size_t dull;
} cases[] = {
    { "Feb 2018 05:00:00 +0000", 19 },
    { "05:00:00 2018\nReceived: ", 15 },
    { "From", 2 },
    { "", 0 },
    { "05:00:00", 0 },              /* it may go on */
    { "0123456789abcdef zzzz", 0 }, /* another row is looked for */
    { "0123456789abcd zzzz", 16 },
    { "01234=\n56", 0 },
    { "01\n> 23456789abcdef", 0 },
    { "01 > 23456789abcdef", 4 },
};

START_TEST(dates_are_dull)
{
    const struct bytes text = bytes_over((const uint8_t *)cases[_i].text, strlen(cases[_i].text));
    ck_assert_uint_eq(row_gap_dull(text), cases[_i].dull);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("row_gap");
    tcase_add_test(tests, no_row_begins_in_dull_text);
    tcase_add_loop_test(tests, dates_are_dull, 0, (int)(sizeof(cases) / sizeof(cases[0])));
    return suite_run("row_gap", tests);
}
