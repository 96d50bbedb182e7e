/* Does another way of reading a body come to the end of its structure? */
#include "candidates/payload/payload_lack.h"

#include <string.h>

#include "suite.h"

/* SEQUENCE of 64 octets, the header with it 66: 88 characters. */
#define FRONT "MEACAQEEIObLW92A"
#define LINE  "/+AbcdefghijklmnopqrstuvwxyzABCD"

static const struct {
    const char *what, *body;
    bool lacks;
} rows[] = {
    { "a line too few", FRONT "\n" LINE "\n", true },
    { "CRLF", "\r\n" FRONT "\r\n" LINE "\r\n", true },
    { "one character too few", FRONT "\n" LINE "\n" LINE "\nabcdefg", true },
    { "nothing behind it", FRONT, true },
    { "as many as it takes", FRONT "\n" LINE "\n" LINE "\nabcdefgh", false },
    { "the same among others", FRONT "\n> " LINE "\n> " LINE "\n> ab, cd. ef! gh", false },
    { "those for URLs count", FRONT "\n" LINE "\n" LINE "\nab-cd_ef", false },
    { "another word behind the first", FRONT " MHcCAQEE\n" LINE "\n", false },
    { "another word before it", "log: " FRONT "\n" LINE "\n", false },
    { "a first word that shows no length", "MEAC\n" LINE "\n", false },
    { "empty", "", false },
};

/* As it is read with all of its characters. */
START_TEST(fewer_characters_than_the_structure_takes)
{
    struct payload payload = { 0 };
    const struct payload_source source = { .body = bytes_over(rows[_i].body, strlen(rows[_i].body)),
                                           .goal = PAYLOAD_STRUCTURE };
    const bool read = payload_read(&source, PAYLOAD_STRIP, &payload);
    ck_assert(read || !rows[_i].lacks);
    payload.complete = false;
    ck_assert_msg(payload_lacks(&payload, source.body) == rows[_i].lacks, "%s", rows[_i].what);
    payload.complete = true;
    ck_assert_msg(!payload_lacks(&payload, source.body), "%s", rows[_i].what);
    payload_clear(&payload);
}
END_TEST

static void read_front(struct payload *payload, const uint8_t *front, size_t length)
{
    buffer_reset(&payload->decoded);
    must(buffer_append(&payload->decoded, bytes_over(front, length)));
}

/* Where the structure does not say how long it is, or is none. */
START_TEST(length_that_is_not_known)
{
    static const uint8_t open[12] = { 0x30, 0x80, 2, 1 }, other[12] = "openssh-key",
                         some[12] = { 0x30, 0x40, 2, 1 };
    const struct bytes body = bytes_over(FRONT, strlen(FRONT));
    struct payload payload = { 0 };
    read_front(&payload, open, sizeof(open));
    ck_assert(!payload_lacks(&payload, body));
    read_front(&payload, other, sizeof(other));
    ck_assert(!payload_lacks(&payload, body));
    read_front(&payload, some, sizeof(some) - 1);
    ck_assert(!payload_lacks(&payload, body));
    read_front(&payload, some, sizeof(some));
    ck_assert(payload_lacks(&payload, body));
    payload_clear(&payload);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("payload_lack");
    tcase_add_loop_test(tests, fewer_characters_than_the_structure_takes, 0,
                        (int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tests, length_that_is_not_known);
    return suite_run("payload_lack", tests);
}
