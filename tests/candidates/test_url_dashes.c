/* Dashes that are digits of base64 for URLs. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "buffer.h"
#include "candidates/armour/url_dashes.h"
#include "suite.h"

#define LONG        ((size_t)16 << 20)
#define SECONDS_MAX 4

static const char row[] = "_abcdefghijklmnopqrstuvwxyz012345";

static const struct {
    const char *dashes, *behind;
    size_t count;
} rows[] = {
    { "----", "abc", 4 },
    { "-----", "abcdefghijklmnop", 5 },
    { "-----", "abcdefghijklmno", 0 },
    { "-----", "abcdefghijklmn p", 0 },
    { "-----", "END PRIVATE KEY-----", 0 },
    { "------------", "abcdefghijklmnop", 12 },
    { "-------------", "abcdefghijklmnop", 0 },
};

START_TEST(dashes_are_digits_before_a_row)
{
    char text[128];
    (void)strcpy(text, row);
    (void)strcat(text, rows[_i].dashes);
    (void)strcat(text, rows[_i].behind);
    ck_assert_uint_eq(url_dashes_at(bytes_over(text, strlen(text)), strlen(row)), rows[_i].count);
}
END_TEST

/* What goes on behind some is not gone through for each of them. */
START_TEST(long_text_of_them_is_read_once)
{
    static const char dashes[] = "-----";
    const size_t piece = strlen(row) + strlen(dashes);
    struct buffer text = { 0 };
    while (text.used < LONG) {
        ck_assert(buffer_append(&text, bytes_over(row, strlen(row))));
        ck_assert(buffer_append(&text, bytes_over(dashes, strlen(dashes))));
    }
    const clock_t begin = clock();
    for (size_t at = strlen(row); at + piece < text.used; at += piece) {
        ck_assert_uint_eq(url_dashes_at(buffer_bytes(&text), at), strlen(dashes));
    }
    ck_assert_int_lt((clock() - begin) / CLOCKS_PER_SEC, SECONDS_MAX);
    buffer_clear(&text);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("url_dashes");
    tcase_add_loop_test(tests, dashes_are_digits_before_a_row, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, long_text_of_them_is_read_once);
    return suite_run("url_dashes", tests);
}
