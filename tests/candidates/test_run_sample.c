#include "candidates/runs/run_sample.h"

#include "suite.h"

#define LENGTH 4096

/* Mostly of one class for a while, with other bytes here and there. */
static void fill(uint8_t *memory, uint64_t seed)
{
    static const char base64[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
    static const char hex[] = "0123456789abcdefABCDEF xX\\:,\r\n\t\"-";
    for (size_t i = 0; i < LENGTH; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        unsigned kind = i / 64 % 4, number = (unsigned)(seed >> 40);
        memory[i] = kind == 0   ? (uint8_t)base64[number % (sizeof(base64) - 1)]
                    : kind == 1 ? (uint8_t)hex[number % (sizeof(hex) - 1)]
                    : kind == 2 ? (uint8_t)(i % 2 == 0 ? 'a' : 0)
                                : (uint8_t)number;
        if (seed >> 58 == 0) {
            memory[i] = (uint8_t)(seed >> 33);
        }
    }
}

START_TEST(vectors_and_plain_c_find_the_same)
{
    uint8_t *memory = malloc(LENGTH);
    ck_assert_ptr_nonnull(memory);
    fill(memory, (uint64_t)_i);
    struct bytes text = bytes_over(memory, LENGTH);
    unsigned found = 0, seen = 0;
    for (size_t at = (size_t)_i; at < LENGTH; at += RUN_STRIDE) {
        size_t other = at;
        unsigned class = 0, other_class = 0;
        bool more = run_sample_next(text, &at, LENGTH, &class);
        ck_assert(more == run_sample_next_portable(text, &other, LENGTH, &other_class));
        ck_assert(!more || (at == other && class == other_class));
        found += more ? 1 : 0;
        seen |= class;
    }
    ck_assert_uint_gt(found, 20);
    ck_assert_uint_eq(seen & ~(unsigned)(RUN_SAMPLE_BASE85 | RUN_SAMPLE_LISTED),
                      RUN_SAMPLE_BASE64 | RUN_SAMPLE_HEX | RUN_SAMPLE_WIDE);
    free(memory);
}
END_TEST

/* What only the vectors' sieves are for: escapes, zeros and bytes above ASCII, dense and far. */
static void fill_hostile(uint8_t *memory, size_t length, uint64_t seed)
{
    static const char *const rows[] = { "\\u004d\\u0049",
                                        "%4D%49%49%45",
                                        ("4d%0A49&#10;\xc2\xa0"
                                         "49,"),
                                        "&#x4d;&#73;",
                                        "\xc1\xc2\xc3\xd1\xe2\xf1\xf2",
                                        "ab&cd&ef%",
                                        "M\0I\0I\0",
                                        "\0\0\0M",
                                        "MIIEpAIBAAKCAQEA",
                                        "   B   E 202  \\n   K  sp",
                                        "Fa`xSQ(<Ch(qXb!aK",
                                        "    [10] => 130\n",
                                        "&H30, $82, 0B7h, " };
    static const size_t lengths[] = { 12, 12, 18, 11, 7, 9, 6, 4, 16, 24, 17, 16, 17 };
    size_t row = 0;
    for (size_t i = 0; i < length; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        row = i % 48 == 0 ? (size_t)(seed >> 40) % (sizeof(rows) / sizeof(rows[0])) : row;
        memory[i] =
            seed >> 57 == 0 ? (uint8_t)(seed >> 33) : (uint8_t)rows[row][i % 48 % lengths[row]];
    }
}

START_TEST(they_agree_on_hostile_bytes_of_any_length)
{
    const size_t length = (size_t)_i * 13 % 400;
    uint8_t *memory = malloc(length + 1);
    ck_assert_ptr_nonnull(memory);
    for (uint64_t seed = 0; seed < 40; seed++) {
        fill_hostile(memory, length, seed * 977 + (uint64_t)_i);
        uint8_t *exact = exact_copy(memory, length);
        const struct bytes text = bytes_over(exact, length);
        const size_t to = seed % 3 == 0 ? length / 2 : length;
        for (size_t at = (size_t)seed % 7; at < length; at += RUN_STRIDE) {
            size_t other = at;
            unsigned class = 0, other_class = 0;
            const bool more = run_sample_next(text, &at, to, &class);
            ck_assert(more == run_sample_next_portable(text, &other, to, &other_class));
            ck_assert(!more || (at == other && class == other_class));
        }
        free(exact);
    }
    free(memory);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("run_sample");
    tcase_add_loop_test(tests, vectors_and_plain_c_find_the_same, 0, 40);
    tcase_add_loop_test(tests, they_agree_on_hostile_bytes_of_any_length, 0, 40);
    return suite_run("run_sample", tests);
}
