#include "bytes/line_front.h"

#include "suite.h"

#define LENGTH 200

static const uint8_t fronts[][LINE_FRONTS] = { { 'F', 'F', 'F' }, { '-', 'b', '=' }, { 1, 1, 2 } };

/* Line feeds and fronts everywhere, but hardly ever one behind the other. */
static void fill(uint8_t *memory, size_t length, uint64_t seed, const uint8_t *of)
{
    for (size_t i = 0; i < length; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        const unsigned choice = (unsigned)(seed >> 40) % 16;
        memory[i] = choice < 3 ? of[choice] : choice < 6 ? '\n' : ' ';
        if (i > 0 && memory[i - 1] == '\n' && seed >> 62 != 0) {
            memory[i] = ' ';
        }
    }
}

static size_t place_of(struct bytes text, const uint8_t *of)
{
    for (size_t i = 0; i + 1 < text.left; i++) {
        if (text.at[i] == '\n' && memchr(of, text.at[i + 1], LINE_FRONTS) != NULL) {
            return i;
        }
    }
    return text.left;
}

START_TEST(it_finds_the_first_feed_before_a_front)
{
    const uint8_t *of = fronts[_i];
    size_t found = 0;
    for (size_t length = 0; length < LENGTH; length++) {
        uint8_t memory[LENGTH];
        fill(memory, length, length * 31 + (size_t)_i, of);
        uint8_t *exact = exact_copy(memory, length);
        const struct bytes text = bytes_over(exact, length);
        const size_t wanted = place_of(text, of);
        ck_assert_uint_eq(line_front_find(text, of), wanted);
        ck_assert_uint_eq(line_front_find_portable(text, of), wanted);
        found += wanted < length ? 1 : 0;
        free(exact);
    }
    ck_assert_uint_gt(found, LENGTH / 4);
    ck_assert_uint_lt(found, LENGTH - 10);
}
END_TEST

START_TEST(a_feed_at_the_end_is_none)
{
    uint8_t memory[65];
    memset(memory, ' ', sizeof(memory));
    for (size_t length = 1; length <= sizeof(memory); length++) {
        memory[length - 1] = '\n';
        uint8_t *exact = exact_copy(memory, length);
        ck_assert_uint_eq(line_front_find(bytes_over(exact, length), fronts[0]), length);
        free(exact);
        memory[length - 1] = ' ';
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("line_front");
    tcase_add_loop_test(tests, it_finds_the_first_feed_before_a_front, 0,
                        (int)(sizeof(fronts) / sizeof(fronts[0])));
    tcase_add_test(tests, a_feed_at_the_end_is_none);
    return suite_run("line_front", tests);
}
