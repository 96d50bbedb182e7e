#include "containers/archives/stream_decoder.h"

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
    { "few of any octets", false, 300, 0, 0, 0, true },
    { "few of any octets, with another check sum", false, 300, 0, 1, 0, false },
    { "few of any octets, without half of the check sum", false, 300, 309, 0, 0, false },
    { "text without its check sum", true, ALL, 1100, 0, 0, true },
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
    ck_assert(decoder == NULL || stream_decoder_again(bytes_over(copy, length)) == decoder);
    free(copy);
}
END_TEST

/* Does zlib itself make so much of it, frame and all, or come to its end? */
static bool is_sure(struct bytes packed)
{
    uint8_t out[16384];
    z_stream state = { .next_out = out, .avail_out = sizeof(out) };
    uint8_t copy[200];
    memcpy(copy, packed.at, packed.left);
    state.next_in = copy;
    state.avail_in = (uInt)packed.left;
    ck_assert_int_eq(inflateInit(&state), Z_OK);
    const int result = inflate(&state, Z_NO_FLUSH);
    const bool sure = result == Z_STREAM_END || (result == Z_OK && state.avail_out == 0);
    ck_assert_int_eq(inflateEnd(&state), Z_OK);
    return sure;
}

/* The trial ends before the stream does: what comes behind it says nothing. */
START_TEST(zlib_that_goes_on_is_sure)
{
    static const size_t counts[] = { 8000, 16383, 16384, 16385, 40000 };
    uint8_t zeros[40000] = { 0 }, made[200];
    const size_t length = make(zeros, counts[_i], made, sizeof(made));
    for (size_t cut = 0; cut < length; cut++) {
        uint8_t *copy = exact_copy(made, length - cut);
        const struct bytes packed = bytes_over(copy, length - cut);
        const bool taken = stream_decoder_of(packed) != NULL, sure = is_sure(packed);
        free(copy);
        ck_assert_msg(taken == sure, "%zu, without %zu octets", counts[_i], cut);
    }
}
END_TEST

START_TEST(gzip_is_the_same_again)
{
    static const char gzip[] = "\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0";
    const struct bytes head = bytes_over(gzip, sizeof(gzip) - 1);
    const struct stream_decoder *decoder = stream_decoder_of(head);
    ck_assert(decoder != NULL && strcmp(decoder->name, "gzip") == 0);
    ck_assert(stream_decoder_again(head) == decoder);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("stream_decoder");
    tcase_add_rows(tests, zlib_is_told_from_two_octets, streams);
    tcase_add_loop_test(tests, zlib_that_goes_on_is_sure, 0, 5);
    tcase_add_test(tests, gzip_is_the_same_again);
    return suite_run("stream_decoder", tests);
}
