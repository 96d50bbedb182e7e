#include "containers/stream_decoder.h"

#include <string.h>

#include <zlib.h>

#include "suite.h"

#define ALL ((size_t)2000)

/* What cannot be made shorter, of digits or of any octets. */
static void fill(uint8_t *octets, size_t count, bool digits)
{
    uint32_t state = 7;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        octets[i] = digits ? (uint8_t)("0123456789abcdef"[state >> 28]) : (uint8_t)(state >> 24);
    }
}

static size_t make(const uint8_t *octets, size_t count, uint8_t *made, size_t room)
{
    uLongf length = room;
    ck_assert_int_eq(compress2(made, &length, octets, count, 9), Z_OK);
    return length;
}

static const struct {
    const char *what;
    bool digits;     /* else any octets */
    size_t count;    /* of them */
    size_t kept;     /* of what is made; 0: all */
    size_t damaged;  /* which octet, from the end; 0: none */
    size_t followed; /* octets 0xff behind the front of two, which are all that is kept */
    bool taken;
} streams[] = {
    { "whole", true, ALL, 0, 0, 0, true },
    { "whole, of any octets", false, ALL, 0, 0, 0, true },
    { "text that is cut off", true, ALL, 200, 0, 0, true },
    { "text with another check sum", true, ALL, 0, 1, 0, true },
    { "any octets, with another check sum", false, ALL, 0, 1, 0, true },
    { "any octets, cut off behind enough of them", false, ALL, 700, 0, 0, true },
    { "any octets, cut off before", false, ALL, 300, 0, 0, false },
    { "text, cut off before it tells", true, ALL, 40, 0, 0, false },
    { "less than is told", true, 20, 0, 0, 0, false },
    { "its front alone", true, ALL, 2, 0, 0, false },
    { "its front, and nothing of it", true, ALL, 2, 0, 1000, false },
};

START_TEST(zlib_is_told_from_two_octets)
{
    uint8_t octets[ALL], made[2 * ALL];
    fill(octets, streams[_i].count, streams[_i].digits);
    size_t length = make(octets, streams[_i].count, made, sizeof(made));
    length = streams[_i].kept > 0 ? streams[_i].kept : length;
    memset(made + length, 0xff, streams[_i].followed);
    length += streams[_i].followed;
    if (streams[_i].damaged > 0) {
        made[length - streams[_i].damaged] ^= 1;
    }
    uint8_t *copy = exact_copy(made, length);
    const struct stream_decoder *decoder = stream_decoder_of(bytes_over(copy, length));
    ck_assert_msg((decoder != NULL) == streams[_i].taken, "%s", streams[_i].what);
    ck_assert(decoder == NULL || strcmp(decoder->name, "zlib") == 0);
    free(copy);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("stream_decoder");
    tcase_add_rows(tests, zlib_is_told_from_two_octets, streams);
    return suite_run("stream_decoder", tests);
}
