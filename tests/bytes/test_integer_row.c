#include "bytes/integer_row.h"
#include "suite.h"

#define PRIME_OCTETS 40

/* A prime behind these octets. */
static size_t behind(const char *front, size_t length, uint8_t row[64])
{
    memcpy(row, front, length);
    row[length] = 0x02;
    row[length + 1] = PRIME_OCTETS;
    memset(row + length + 2, 0x55, PRIME_OCTETS);
    return length + 2 + PRIME_OCTETS;
}

#define F(text) text, sizeof(text) - 1
static const struct {
    const char *front;
    size_t length;
    bool entered;
} fronts[] = {
    { F("\x30\x2a"), true },
    { F("\x30\x2c\x30\x2a"), true },
    { F("\x30\x81\x2a"), true },
    { F("\x30\x82\x00\x2a"), true },
    { F("\x30\x80"), true }, /* no length */
    { F("\x30\x80\x30\x80"), true },
    { F("\x30\x88\0\0\0\0\0\0\0\x2a"), true },
    { F("\x30\x89\0\0\0\0\0\0\0\0\x2a"), true },
    { F("\x30\xff"), false },
    { F("\x31\x2a"), false },
    { F(""), false },
};

START_TEST(prime_behind_its_sequence)
{
    uint8_t row[64];
    const size_t length = behind(fronts[_i].front, fronts[_i].length, row);
    for (size_t cut = 0; cut <= length; cut++) {
        uint8_t *copy = exact_copy(row, cut);
        struct bytes from = bytes_over(copy, cut);
        const bool entered = integer_row_enter_prime(&from);
        ck_assert_int_eq(entered, fronts[_i].entered && cut == length);
        ck_assert_uint_eq(from.left, entered ? (size_t)PRIME_OCTETS + 2 : cut);
        free(copy);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("integer_row");
    tcase_add_loop_test(tests, prime_behind_its_sequence, 0, sizeof(fronts) / sizeof(fronts[0]));
    return suite_run("integer_row", tests);
}
