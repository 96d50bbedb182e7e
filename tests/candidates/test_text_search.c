/* What is asked of many bytes at once says the same as asked byte by byte:
 * escaped_text_plain, line_take, key_mark_occurs, delivery_next_taken */
#include <string.h>

#include "candidates/armour/key_mark.h"
#include "candidates/delivery.h"
#include "candidates/payload/line_prefix.h"
#include "candidates/views/escaped_text.h"
#include "suite.h"

#define LENGTH_MAX 80

static uint64_t seed;

static unsigned draw(unsigned below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % below;
}

/* Few of them, so that whole blocks go by without one. */
static uint8_t *draw_text(const char *marks, size_t count, size_t *length)
{
    uint8_t text[LENGTH_MAX];
    *length = draw(LENGTH_MAX);
    for (size_t i = 0; i < *length; i++) {
        text[i] = draw(24) == 0 ? (uint8_t)marks[draw((unsigned)count)] : (uint8_t)('a' + draw(26));
    }
    return exact_copy(text, *length);
}

START_TEST(plain_text_ends_at_the_first_mark)
{
    static const char marks[] = "\\%=?&<\x80\xff\x7f\n";
    for (seed = 1; seed < 4000; seed += 2) {
        const uint64_t kept = seed;
        size_t length, plain = 0;
        uint8_t *text = draw_text(marks, sizeof(marks) - 1, &length);
        while (plain < length && escaped_text_kind(text[plain]) == 0) {
            plain++;
        }
        ck_assert_uint_eq(escaped_text_plain(bytes_over(text, length)), plain);
        free(text);
        seed = kept;
    }
}
END_TEST

START_TEST(lines_end_at_either_break)
{
    for (seed = 1; seed < 4000; seed += 2) {
        const uint64_t kept = seed;
        size_t length, end = 0;
        uint8_t *text = draw_text("\n\r", 2, &length);
        struct bytes rest = bytes_over(text, length), line;
        while (end < length && text[end] != '\n' && text[end] != '\r') {
            end++;
        }
        ck_assert_int_eq(line_take(&rest, &line), length > 0);
        ck_assert(length == 0 || line.left == end);
        free(text);
        seed = kept;
    }
}
END_TEST

static const struct {
    const char *text;
    bool occurs;
} rows[] = {
    { "-----BEGIN PRIVATE KEY-----", true },
    { "x----- END RSA PRIVATE KEY------", true },
    { "PRIVATE KEY-----", true },
    { "- - --PRIVATE KEY----", false },
    { "RIVATE KEY-----", false },
    { "PRIVATE KEY ----- PRIVATE KEY----", false },
    { "---------- PRIVATE KEY-", false },
    { "", false },
};

START_TEST(marks_of_keys_occur)
{
    const size_t length = strlen(rows[_i].text);
    uint8_t *copy = exact_copy(rows[_i].text, length);
    ck_assert_int_eq(key_mark_occurs(bytes_over(copy, length)), rows[_i].occurs);
    free(copy);
}
END_TEST

START_TEST(the_next_taken_span_is_found)
{
    struct delivery delivery = { 0 };
    ck_assert_uint_eq(delivery_next_taken(&delivery, 0), UINT64_MAX);
    delivery_take(&delivery, 300, 400);
    delivery_take(&delivery, 100, 200);
    ck_assert_uint_eq(delivery_next_taken(&delivery, 0), 100);
    ck_assert_uint_eq(delivery_next_taken(&delivery, 100), 300);
    ck_assert_uint_eq(delivery_next_taken(&delivery, 250), 300);
    ck_assert_uint_eq(delivery_next_taken(&delivery, 300), UINT64_MAX);
    delivery_clear(&delivery);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("text_search");
    tcase_add_test(tests, plain_text_ends_at_the_first_mark);
    tcase_add_test(tests, lines_end_at_either_break);
    tcase_add_loop_test(tests, marks_of_keys_occur, 0, (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, the_next_taken_span_is_found);
    return suite_run("text_search", tests);
}
