#include <string.h>

#include "provenance.h"
#include "suite.h"

#define NAME(text)                                                                                 \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }

static const struct provenance message = { .place = { PLACE_MESSAGE, 12, 1804, 9000,
                                                      NAME("<id@host>") } };
static const struct provenance part = { .outer = &message,
                                        .place = { PLACE_PART, 2, 700, 8000, NAME("keys.zip") } };
static const struct provenance member = {
    .outer = &part, .place = { PLACE_MEMBER, 3, 40, 0, NAME("a/ser!ver%\n\xff\xc3\xa4.key") }
};
static const struct provenance reading = { .outer = &member,
                                           .place = { PLACE_READING, 0, 17, 400, NAME("base64") } };
static const struct provenance spot = { .outer = &reading,
                                        .place = { PLACE_SPOT, 0, 5, 1675, { 0 } } };

static void encode(struct buffer *encoded)
{
    ck_assert(provenance_encode(&spot, encoded));
}

START_TEST(chain_prints_on_one_line)
{
    struct buffer encoded = { 0 }, line = { 0 };
    encode(&encoded);
    ck_assert(provenance_print(buffer_bytes(&encoded), &line));
    static const char expected[] =
        "!message 12 <id@host>!part 2 keys.zip"
        "!member 3 a/ser%21ver%25%0A%FF\xc3\xa4.key!reading @17 base64@5+1675";
    ck_assert_uint_eq(line.used, sizeof(expected) - 1);
    ck_assert_int_eq(memcmp(line.at, expected, line.used), 0);
    buffer_clear(&encoded);
    buffer_clear(&line);
}
END_TEST

START_TEST(chain_comes_back_place_by_place)
{
    const struct provenance *const chain[] = { &message, &part, &member, &reading, &spot };
    struct buffer encoded = { 0 };
    encode(&encoded);
    struct bytes from = buffer_bytes(&encoded);
    struct place place;
    for (size_t i = 0; i < sizeof(chain) / sizeof(chain[0]); i++) {
        ck_assert(provenance_take(&from, &place));
        ck_assert_int_eq(place.kind, chain[i]->place.kind);
        ck_assert_uint_eq(place.number, chain[i]->place.number);
        ck_assert_uint_eq(place.offset, chain[i]->place.offset);
        ck_assert_uint_eq(place.length, chain[i]->place.length);
        ck_assert(bytes_equal(place.name, chain[i]->place.name));
    }
    ck_assert_uint_eq(from.left, 0);
    ck_assert(!provenance_take(&from, &place));
    buffer_clear(&encoded);
}
END_TEST

START_TEST(every_shorter_chain_ends_at_a_whole_place)
{
    struct buffer encoded = { 0 };
    encode(&encoded);
    for (size_t kept = 0; kept < encoded.used; kept++) {
        uint8_t *copy = exact_copy(encoded.at, kept);
        struct bytes from = bytes_over(copy, kept), before = from;
        struct place place;
        while (provenance_take(&from, &place)) {
            before = from;
        }
        ck_assert_ptr_eq(from.at, before.at);
        ck_assert_uint_eq(from.left, before.left);
        free(copy);
    }
    buffer_clear(&encoded);
}
END_TEST

static const struct {
    const char *what;
    const char *name;
    size_t length;
    const char *printed;
} names[] = {
    { "overlong sequence", "\xc0\xaf", 2, "!part %C0%AF" },
    { "C1 control", "\xc2\x85", 2, "!part %C2%85" },
    { "override of direction",
      "\xe2\x80\xae"
      "gpj",
      6, "!part %E2%80%AEgpj" },
    { "surrogate", "\xed\xa0\x80", 3, "!part %ED%A0%80" },
    { "beyond Unicode", "\xf4\x90\x80\x80", 4, "!part %F4%90%80%80" },
    { "cut-off sequence", "\xe2\x82", 2, "!part %E2%82" },
    { "escape sequence of a terminal", "\x1b[2J", 4, "!part %1B[2J" },
    { "euro sign", "\xe2\x82\xac", 3, "!part \xe2\x82\xac" },
    { "NUL", "a\0b", 3, "!part a%00b" },
};

START_TEST(name_is_printed_safely)
{
    const struct provenance node = {
        .place = { .kind = PLACE_PART, .name = bytes_over(names[_i].name, names[_i].length) }
    };
    struct buffer encoded = { 0 }, line = { 0 };
    ck_assert(provenance_encode(&node, &encoded));
    ck_assert(provenance_print(buffer_bytes(&encoded), &line));
    ck_assert_msg(
        bytes_equal(buffer_bytes(&line), bytes_over(names[_i].printed, strlen(names[_i].printed))),
        "%s", names[_i].what);
    buffer_clear(&encoded);
    buffer_clear(&line);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("provenance");
    tcase_add_test(tests, chain_prints_on_one_line);
    tcase_add_test(tests, chain_comes_back_place_by_place);
    tcase_add_test(tests, every_shorter_chain_ends_at_a_whole_place);
    tcase_add_loop_test(tests, name_is_printed_safely, 0, (int)(sizeof(names) / sizeof(names[0])));
    return suite_run("provenance", tests);
}
