#include <string.h>

#include "bounds.h"
#include "limit.h"
#include "suite.h"

static const struct {
    const char *text;
    enum limit_end end;
    const char *row; /* whose name is taken, or nearest */
    uint64_t value;
} given[] = {
    { "ratio=5", LIMIT_READ, "ratio", 5 },
    { "entries=3K", LIMIT_READ, "entries", 3000 },
    { "entries=2M", LIMIT_READ, "entries", 2000000 },
    { "decoded-bytes=1K", LIMIT_READ, "decoded-bytes", 1024 },
    { "decoded-bytes=8G", LIMIT_READ, "decoded-bytes", 8 * GIB },
    { "expansion=5M", LIMIT_READ, "expansion", 5 * MIB },
    { "expansion-factor=0", LIMIT_READ, "expansion-factor", 0 },
    { "time=90", LIMIT_READ, "time", 90 },
    { "time=90s", LIMIT_READ, "time", 90 },
    { "time=2m", LIMIT_READ, "time", 120 },
    { "container-depth=64", LIMIT_READ, "container-depth", 64 },
    { "container-depth=65", LIMIT_NO_VALUE, "container-depth", 0 },
    { "container-depth=0", LIMIT_NO_VALUE, "container-depth", 0 },
    { "container-depth=", LIMIT_NO_VALUE, "container-depth", 0 },
    { "container-depth", LIMIT_NO_VALUE, "container-depth", 0 },
    { "ratio=-5", LIMIT_NO_VALUE, "ratio", 0 },
    { "ratio=5s", LIMIT_NO_VALUE, "ratio", 0 },
    { "ratio=5 ", LIMIT_NO_VALUE, "ratio", 0 },
    { "ratio=K", LIMIT_NO_VALUE, "ratio", 0 },
    { "time=1G", LIMIT_NO_VALUE, "time", 0 },
    { "entries=99999999999999999999", LIMIT_NO_VALUE, "entries", 0 },
    { "decoded-bytes=18446744073709551616", LIMIT_NO_VALUE, "decoded-bytes", 0 },
    { "decoded-bytes=9999999999999999G", LIMIT_NO_VALUE, "decoded-bytes", 0 },
    { "held-bytes=1G", LIMIT_READ, "held-bytes", GIB },
    { "held-bytes=1K", LIMIT_NO_VALUE, "held-bytes", 0 },
    { "journal-entries=1M", LIMIT_READ, "journal-entries", 1000000 },
    { "journal-entries=1", LIMIT_NO_VALUE, "journal-entries", 0 },
    { "git-objects=8M", LIMIT_READ, "git-objects", 8000000 },
    { "pst-mesage=8M", LIMIT_UNKNOWN, "pst-message", 0 },
    { "ratoi=5", LIMIT_UNKNOWN, "ratio", 0 },
    { "mime_depth=5", LIMIT_UNKNOWN, "mime-depth", 0 },
    { "depth=5", LIMIT_UNKNOWN, "container-depth", 0 },
    { "worker-file=5", LIMIT_UNKNOWN, "worker-files", 0 },
    { "header=16M", LIMIT_UNKNOWN, "header-block", 0 },
    { "a name that is longer than any of them by far and on and on=1", LIMIT_UNKNOWN, NULL, 0 },
    { "=5", LIMIT_UNKNOWN, NULL, 0 },
    { "", LIMIT_UNKNOWN, NULL, 0 },
};

START_TEST(value_is_read_within_its_range)
{
    struct limit_set set, usual;
    const struct limit_row *row = NULL;
    limit_set_usual(&set);
    limit_set_usual(&usual);
    ck_assert_int_eq(limit_read(given[_i].text, &set, &row), given[_i].end);
    ck_assert_ptr_nonnull(row);
    if (given[_i].row != NULL) {
        ck_assert_str_eq(row->name, given[_i].row);
    }
    if (given[_i].end == LIMIT_READ) {
        ck_assert_uint_eq(set.values[row - limit_table], given[_i].value);
    } else {
        ck_assert(memcmp(&set, &usual, sizeof(set)) == 0);
    }
}
END_TEST

/* What is printed is read again as the same. */
START_TEST(printed_limits_are_read_again)
{
    static const char *const texts[] = { "time=90s", "entries=7", "decoded-bytes=5M",
                                         "expansion-factor=0", "memory=3G" };
    struct limit_set set, again;
    const struct limit_row *row;
    struct buffer text = { 0 };
    limit_set_usual(&set);
    limit_set_usual(&again);
    ck_assert(limit_print(&set, &text));
    ck_assert_uint_eq(text.used, 0);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        ck_assert_int_eq(limit_read(texts[i], &set, &row), LIMIT_READ);
    }
    ck_assert(limit_print(&set, &text) && buffer_append_byte(&text, 0));
    ck_assert_str_eq((const char *)text.at,
                     "decoded-bytes=5M expansion-factor=0 entries=7 time=90s memory=3G");
    char *rest = (char *)text.at, *word;
    while ((word = strsep(&rest, " ")) != NULL) {
        ck_assert_int_eq(limit_read(word, &again, &row), LIMIT_READ);
    }
    ck_assert(memcmp(&set, &again, sizeof(set)) == 0);
    buffer_clear(&text);
}
END_TEST

START_TEST(usual_values_are_within_their_ranges)
{
    for (size_t i = 0; i < LIMITS; i++) {
        const struct limit_row *row = &limit_table[i];
        ck_assert(row->name != NULL && row->help != NULL);
        ck_assert(row->least <= row->usual && row->usual <= row->most);
    }
}
END_TEST

START_TEST(limits_count_once_they_are_chosen)
{
    struct limit_set set;
    const struct limit_row *row;
    ck_assert_uint_eq(limit_of(LIMIT_RATIO), RATIO_MAX);
    limit_set_usual(&set);
    ck_assert_int_eq(limit_read("ratio=77", &set, &row), LIMIT_READ);
    limit_use(&set);
    ck_assert_uint_eq(limit_of(LIMIT_RATIO), 77);
    ck_assert_uint_eq(limit_of(LIMIT_ENTRIES), ENTRIES_MAX);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("limit");
    tcase_add_loop_test(tests, value_is_read_within_its_range, 0, sizeof(given) / sizeof(given[0]));
    tcase_add_test(tests, printed_limits_are_read_again);
    tcase_add_test(tests, usual_values_are_within_their_ranges);
    tcase_add_test(tests, limits_count_once_they_are_chosen);
    return suite_run("limit", tests);
}
