#include "evidence/mark_count.h"

#include <stdlib.h>

#include "suite.h"

#define BEGIN "-----BEGIN EC PRIVATE KEY-----\n"
#define END   "-----END EC PRIVATE KEY-----\n"

static const struct {
    const char *what, *text;
    size_t length;
    bool uneven;
} texts[] = {
#define TEXT(text) text, sizeof(text) - 1
    { "nothing", TEXT(""), false },
    { "a whole one", TEXT("one\n" BEGIN "MHcC\n" END "two\n"), false },
    { "a head", TEXT("one\n" BEGIN "MHcC\n"), true },
    { "a tail", TEXT("MHcC\n" END "two\n"), true },
    { "a tail behind a whole one", TEXT(BEGIN "MHcC\n" END "two\n" END), true },
    { "of a certificate", TEXT("-----BEGIN CERTIFICATE-----\nMIIB\n"), false },
    { "what is no text", TEXT("\0" BEGIN "MHcC\n"), false },
    { "what is no text behind it", TEXT(BEGIN "MHcC\n\0"), false },
};
#define TEXTS ((int)(sizeof(texts) / sizeof(texts[0])))

static bool count(const char *text, size_t length, size_t piece)
{
    struct mark_count marks = { 0 };
    for (size_t at = 0; at < length; at += piece) {
        const size_t left = length - at < piece ? length - at : piece;
        uint8_t *copy = exact_copy(text + at, left);
        mark_count_take(&marks, bytes_over(copy, left));
        free(copy);
    }
    return mark_count_is_uneven(&marks);
}

/* The same, however it is cut. */
START_TEST(marks_are_counted)
{
    for (size_t piece = 1; piece <= texts[_i].length + 1; piece++) {
        ck_assert_msg(count(texts[_i].text, texts[_i].length, piece) == texts[_i].uneven,
                      "%s in %zu", texts[_i].what, piece);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("mark_count");
    tcase_add_loop_test(tests, marks_are_counted, 0, TEXTS);
    return suite_run("mark_count", tests);
}
