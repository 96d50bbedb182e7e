#include "bytes/word_find.h"

#include <string.h>

#include "suite.h"

#define LENGTH 300

static const char *const words[] = { "-----BEGIN ", "-----", "PRIVATE KEY", "ab", "aa", "aba" };

/* Of few letters, so that halves of words are everywhere; now and then a whole word. */
static void fill(uint8_t *memory, size_t length, uint64_t seed, const char *word)
{
    const size_t width = strlen(word);
    for (size_t i = 0; i < length; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        memory[i] = (uint8_t)word[(seed >> 40) % (seed >> 62 == 0 ? 1 : width)];
    }
    if (seed >> 63 == 0 && length > width) {
        memcpy(memory + (seed >> 33) % (length - width), word, width);
    }
}

static size_t place_of(const uint8_t *found, const uint8_t *memory)
{
    return found != NULL ? (size_t)(found - memory) : SIZE_MAX;
}

START_TEST(it_finds_what_the_library_finds)
{
    const char *word = words[(size_t)_i];
    size_t found = 0;
    for (size_t length = 0; length < LENGTH; length++) {
        uint8_t *memory = malloc(length + 1); /* whose last octet is none of the text's */
        ck_assert_ptr_nonnull(memory);
        fill(memory, length, length * 31 + (size_t)_i, word);
        uint8_t *exact = exact_copy(memory, length);
        const struct bytes text = bytes_over(exact, length);
        const uint8_t *wanted = length > 0 ? memmem(exact, length, word, strlen(word)) : NULL;
        ck_assert_uint_eq(place_of(word_find(text, word, strlen(word)), exact),
                          place_of(wanted, exact));
        ck_assert_uint_eq(place_of(word_find_portable(text, word, strlen(word)), exact),
                          place_of(wanted, exact));
        found += wanted != NULL ? 1 : 0;
        free(exact);
        free(memory);
    }
    ck_assert_uint_gt(found, LENGTH / 4);
    ck_assert_uint_lt(found, LENGTH);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("word_find");
    tcase_add_loop_test(tests, it_finds_what_the_library_finds, 0,
                        (int)(sizeof(words) / sizeof(words[0])));
    return suite_run("word_find", tests);
}
