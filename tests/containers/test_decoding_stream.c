#include "containers/streams/decoding_stream.h"

#include "containers/part_recorder.h"
#include "suite.h"

#define B(text) text, sizeof(text) - 1

static const struct {
    const struct decoding *decoding;
    const char *encoded;
    size_t encoded_length;
    const char *decoded;
    size_t decoded_length;
    unsigned remarks;
} cases[] = {
    { &base64_decoding, B(""), B(""), 0 },
    { &base64_decoding, B("SGVsbG8gV29ybGQh"), B("Hello World!"), 0 },
    { &base64_decoding, B("SGVs\r\nbG8=\r\n"), B("Hello"), 0 },
    { &base64_decoding, B("S G\tV\ns"), B("Hel"), 0 },
    { &base64_decoding, B("SGVsbA==SGVsbG8="), B("HellHello"), DECODING_CONTINUED },
    { &base64_decoding, B("SG!Vs-bG8"), B("Hello"), DECODING_STRAY | DECODING_CUT },
    { &base64_decoding, B("SGVsb"), B("Hel"), DECODING_CUT },
    { &base64_decoding, B("===="), B(""), 0 },
    { &base64_decoding, B("SGV=sbG8="), B("He\xb1\xb1\xbc"), DECODING_CONTINUED },
    { &quoted_printable_decoding, B("a=3Db=\r\nc=\nd= \t\ne"), B("a=bcde"), 0 },
    { &quoted_printable_decoding, B("=e4=C3=\n"), B("\xe4\xc3"), 0 },
    { &quoted_printable_decoding, B("=XY==3D=4"), B("=XY===4"), DECODING_STRAY },
    { &quoted_printable_decoding, B("end="), B("end"), 0 },
    { &quoted_printable_decoding, B("end=  \r"), B("end"), 0 },
    { &quoted_printable_decoding, B("a\r\nb \n"), B("a\r\nb \n"), 0 },
    { &uuencode_decoding, B("begin 644 x\n#0V%T\n`\n"), B("Cat"), 0 },
    { &uuencode_decoding, B("begin 644 x\r\n$0V%T\r\n"), B("Cat\0"), 0 },
    { &uuencode_decoding, B("begin 644 x\nlower case\n#0V%T"), B("Cat"), DECODING_STRAY },
    { &yenc_decoding, B("=ybegin x\r\n=ypart y\n\x8d\x8b\x9e\r\n=}\x8d"),
      B("cat\x13"
        "c"),
      0 },
    { &utf16le_decoding, B("\xff\xfeH\0i\0\xe4\0\xac\x20\x3d\xd8\x00\xde"),
      B("Hi\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"), 0 },
    { &utf16be_decoding, B("\0H\xd8\0\0i\xdc\0\0\0"), B("H\xef\xbf\xbdi\xef\xbf\xbd\0"),
      DECODING_STRAY },
    { &utf16be_decoding, B("\0H\0"), B("H\xef\xbf\xbd"), DECODING_STRAY | DECODING_CUT },
    { &utf16le_decoding, B("\x3d\xd8"), B("\xef\xbf\xbd"), DECODING_STRAY | DECODING_CUT },
};

static void expect_decoded(size_t number, size_t grain)
{
    uint8_t *copy = exact_copy(cases[number].encoded, cases[number].encoded_length);
    struct dribble_stream dribble;
    struct decoding_window window = { 0 };
    struct decoding_stream decoder;
    struct buffer held = { 0 };
    dribble_stream_init(&dribble, bytes_over(copy, cases[number].encoded_length), grain);
    decoding_stream_init(&decoder, &dribble.stream, cases[number].decoding, &window);
    ck_assert(stream_hold(&decoder.stream, UINT64_MAX, &held));
    ck_assert_msg(bytes_equal(buffer_bytes(&held),
                              bytes_over(cases[number].decoded, cases[number].decoded_length)),
                  "%s %s by %zu", cases[number].decoding->name, cases[number].encoded, grain);
    ck_assert_msg(decoder.remarks == cases[number].remarks, "%s %s by %zu: remarks %u",
                  cases[number].decoding->name, cases[number].encoded, grain, decoder.remarks);
    ck_assert_uint_eq(decoder.stream.offset, cases[number].decoded_length);
    buffer_clear(&held);
    decoding_window_clear(&window);
    free(copy);
}

START_TEST(encodings_are_undone)
{
    for (size_t grain = 1; grain <= 40; grain++) {
        expect_decoded((size_t)_i, grain);
    }
}
END_TEST

/* Every look-ahead up to the largest is served, and shows the same bytes. */
START_TEST(the_window_grows_as_it_is_asked)
{
    static const size_t wants[] = { 1, 100, 70000, 5, STREAM_AHEAD_MAX, 1 };
    struct buffer encoded = { 0 };
    for (size_t i = 0; i < 40000; i++) {
        record_require(
            buffer_append_text(&encoded, "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZn\n"));
    }
    struct memory_stream memory;
    struct decoding_window window = { 0 };
    struct decoding_stream decoder;
    memory_stream_init(&memory, buffer_bytes(&encoded));
    decoding_stream_init(&decoder, &memory.stream, &base64_decoding, &window);
    for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
        struct bytes seen = stream_ahead(&decoder.stream, wants[i]);
        ck_assert_uint_ge(seen.left, wants[i]);
        for (size_t at = 0; at < wants[i]; at++) {
            uint8_t expected =
                (uint8_t) "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"[(decoder.stream.offset + at) % 33];
            record_require(seen.at[at] == expected);
        }
        stream_consume(&decoder.stream, wants[i] / 3);
    }
    decoding_window_clear(&window);
    buffer_clear(&encoded);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("decoding_stream");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, encodings_are_undone, 0, (int)(sizeof(cases) / sizeof(cases[0])));
    tcase_add_test(tests, the_window_grows_as_it_is_asked);
    return suite_run("decoding_stream", tests);
}
