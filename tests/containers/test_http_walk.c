#include "containers/network/http_walk.h"

#include "containers/part_recorder.h"
#include "suite.h"

#define B(text) text, sizeof(text) - 1

#define OK      "HTTP/1.1 200 OK\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"
/* "keys" in a stored block of deflate. */
#define BARE "\x01\x04\x00\xfb\xffkeys"
/* The same as zlib writes it. */
#define ZLIB "\x78\x01" BARE "\x04\x44\x01\xbd"
#define HEADER(number, offset, length, text)                                                       \
    "text " number " " offset "+" length " <header> leaf \"" text "\"\n"
#define OK_SHOWN      "HTTP/1.1 200 OK\\x0d\\n"
#define CHUNKED_SHOWN HEADER("1", "0", "47", OK_SHOWN "Transfer-Encoding: chunked\\x0d\\n\\x0d\\n")

static const struct {
    const char *what, *text;
    size_t length;
    const char *walk;
} texts[] = {
    { "chunks", B(CHUNKED "3\r\none\r\n4;x=y\r\ntwo!\r\n0\r\n\r\n"),
      CHUNKED_SHOWN "member 1 47+26 <HTTP/1.1 200 OK> unknown \"onetwo!\"\n" },
    { "a trailer, and another message behind it",
      B(CHUNKED "3\r\none\r\n0\r\nSum: 1\r\n\r\n" OK "Content-Length: 3\r\n\r\ntwo"),
      CHUNKED_SHOWN "member 1 47+21 <HTTP/1.1 200 OK> unknown \"one\"\n" HEADER(
          "2", "68", "38",
          OK_SHOWN "Content-Length: 3\\x0d\\n\\x0d\\n") "member 2 106+3 <HTTP/1.1 200 OK> unknown "
                                                        "\"two\"\n" },
    { "another message where a trailer ends with no empty line",
      B(CHUNKED "3\r\none\r\n0\r\nSum: 1\r\n" OK "Content-Length: 3\r\n\r\ntwo"),
      CHUNKED_SHOWN "member 1 47+19 <HTTP/1.1 200 OK> unknown \"one\"\n" HEADER(
          "2", "66", "38",
          OK_SHOWN "Content-Length: 3\\x0d\\n\\x0d\\n") "member 2 104+3 <HTTP/1.1 200 OK> unknown "
                                                        "\"two\"\n" },
    { "an answer with no field before another",
      B("HTTP/1.1 100 Continue\r\n\r\n" CHUNKED "4\r\nkeys"),
      HEADER("1", "0", "25", "HTTP/1.1 100 Continue\\x0d\\n\\x0d\\n") HEADER(
          "2", "25", "47",
          OK_SHOWN "Transfer-Encoding: chunked\\x0d\\n\\x0d\\n") "member 2 72+7 <HTTP/1.1 200 OK> "
                                                                 "unknown \"keys\"\n"
                                                                 "unread: a body of HTTP ends "
                                                                 "before its last chunk\n" },
    { "a blank before the colon", B(OK "Transfer-Encoding : chunked\r\n\r\n4\r\nkeys\r\n0\r\n\r\n"),
      HEADER("1", "0", "48",
             OK_SHOWN "Transfer-Encoding : chunked\\x0d\\n\\x0d\\n") "member 1 48+14 <HTTP/1.1 200 "
                                                                     "OK> unknown \"keys\"\n" },
    { "chunks that are cut off", B(CHUNKED "3\r\none\r\n4\r\ntw"),
      CHUNKED_SHOWN "member 1 47+13 <HTTP/1.1 200 OK> unknown \"onetw\"\n"
                    "unread: a body of HTTP ends before its last chunk\n" },
    { "no chunk behind another", B(CHUNKED "3\r\none\r\nkeys"),
      CHUNKED_SHOWN "member 1 47+8 <HTTP/1.1 200 OK> unknown \"one\"\n"
                    "unread: no chunk stands where the one before says that it ends\n"
                    "member 2 55+4 unknown \"keys\"\n" },
    { "what is no trailer behind the last chunk",
      B(CHUNKED "3\r\none\r\n0\r\nkeys\r\nmore\r\n\r\n"),
      CHUNKED_SHOWN "member 1 47+11 <HTTP/1.1 200 OK> unknown \"one\"\n"
                    "member 2 58+14 unknown \"keys\\x0d\\nmore\\x0d\\n\\x0d\\n\"\n" },
    { "put together already", B(CHUNKED "keys"),
      CHUNKED_SHOWN "member 1 47+4 <HTTP/1.1 200 OK> unknown \"keys\"\n" },
    { "until the end", B(OK "A: b\r\n\r\nkeys"),
      HEADER("1", "0", "25",
             OK_SHOWN
             "A: b\\x0d\\n\\x0d\\n") "member 1 25+4 <HTTP/1.1 200 OK> unknown \"keys\"\n" },
    { "longer than Content-Length, as it was inflated", B(OK "Content-Length: 2\r\n\r\nkeys"),
      HEADER("1", "0", "38",
             OK_SHOWN "Content-Length: 2\\x0d\\n\\x0d\\n") "member 1 38+4 <HTTP/1.1 200 OK> "
                                                           "unknown \"keys\"\n" },
    { "shorter", B(OK "Content-Length: 9\r\n\r\nkeys"),
      HEADER("1", "0", "38",
             OK_SHOWN "Content-Length: 9\\x0d\\n\\x0d\\n") "member 1 38+4 <HTTP/1.1 200 OK> "
                                                           "unknown \"keys\"\n" },
    { "a request and its answer",
      B("GET /k HTTP/1.1\r\nHost: x\r\n\r\n" OK "Content-Length: 4\r\n\r\nkeys"),
      HEADER("1", "0", "28", "GET /k HTTP/1.1\\x0d\\nHost: x\\x0d\\n\\x0d\\n")
          HEADER("2", "28", "38",
                 OK_SHOWN "Content-Length: 4\\x0d\\n\\x0d\\n") "member 2 66+4 <HTTP/1.1 200 OK> "
                                                               "unknown \"keys\"\n" },
    { "an answer to HEAD before another",
      B(OK "Content-Length: 9\r\n\r\n" OK "Content-Length: 4\r\n\r\nkeys"),
      HEADER("1", "0", "38", OK_SHOWN "Content-Length: 9\\x0d\\n\\x0d\\n")
          HEADER("2", "38", "38",
                 OK_SHOWN "Content-Length: 4\\x0d\\n\\x0d\\n") "member 2 76+4 <HTTP/1.1 200 OK> "
                                                               "unknown \"keys\"\n" },
    { "one that says of more than there is",
      B(OK "Content-Length: 900\r\n\r\n" OK "Content-Length: 4\r\n\r\nkeys"),
      HEADER("1", "0", "40", OK_SHOWN "Content-Length: 900\\x0d\\n\\x0d\\n")
          HEADER("2", "40", "38",
                 OK_SHOWN "Content-Length: 4\\x0d\\n\\x0d\\n") "member 2 78+4 <HTTP/1.1 200 OK> "
                                                               "unknown \"keys\"\n" },
    { "a message that is the body of another",
      B(OK "Content-Length: 27\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\nno"),
      HEADER("1", "0", "39",
             OK_SHOWN "Content-Length: 27\\x0d\\n\\x0d\\n") "member 1 39+27 <HTTP/1.1 200 OK> "
                                                            "unknown \"HTTP/1.1 200 "
                                                            "OK\\x0d\\nA: "
                                                            "b\\x0d\\n\\x0d\\nno\"\n" },
    { "deflate", B(OK "Content-Encoding: deflate\r\n\r\n" BARE),
      HEADER("1", "0", "46",
             OK_SHOWN "Content-Encoding: deflate\\x0d\\n\\x0d\\n") "member 1 46+9 <HTTP/1.1 200 "
                                                                   "OK> unknown \"keys\"\n" },
    { "deflate that is cut off", B(OK "Content-Encoding: deflate\r\n\r\n\x01\x04\x00\xfb\xffke"),
      HEADER("1", "0", "46",
             OK_SHOWN "Content-Encoding: deflate\\x0d\\n\\x0d\\n") "member 1 46+7 <HTTP/1.1 200 "
                                                                   "OK> unknown \"ke\"\n"
                                                                   "unread: the compressed stream "
                                                                   "ends before its end mark\n" },
    { "zlib", B(OK "Content-Encoding: deflate\r\n\r\n" ZLIB),
      HEADER(
          "1", "0", "46",
          OK_SHOWN
          "Content-Encoding: deflate\\x0d\\n\\x0d\\n") "member 1 46+15 <HTTP/1.1 200 OK> unknown "
                                                       "\"x\\x01\\x01\\x04\\x00\\xfb\\xffkeys\\x04D"
                                                       "\\x01\\xbd\"\n" },
    { "inflated already", B(OK "Content-Encoding: deflate\r\n\r\nkeys"),
      HEADER("1", "0", "46",
             OK_SHOWN "Content-Encoding: deflate\\x0d\\n\\x0d\\n") "member 1 46+4 <HTTP/1.1 200 "
                                                                   "OK> unknown \"keys\"\n" },
    { "Brotli", B(OK "Content-Encoding: br\r\n\r\n\x0b\x01\x80key"),
      HEADER("1", "0", "41",
             OK_SHOWN "Content-Encoding: br\\x0d\\n\\x0d\\n") "member 1 41+6 <HTTP/1.1 200 OK> "
                                                              "unknown \"\\x0b\\x01\\x80key\"\n"
                                                              "unread: a body compressed by Brotli "
                                                              "is not read\n" },
    { "Brotli, inflated already", B(OK "Content-Encoding: br\r\n\r\nkeys"),
      HEADER("1", "0", "41",
             OK_SHOWN "Content-Encoding: br\\x0d\\n\\x0d\\n") "member 1 41+4 <HTTP/1.1 200 OK> "
                                                              "unknown \"keys\"\n" },
    { "what is no message behind one", B("HTTP/1.1 204 No Content\r\nA: b\r\n\r\n\r\n\nkeys"),
      HEADER("1", "0", "33",
             "HTTP/1.1 204 No Content\\x0d\\nA: b\\x0d\\n\\x0d\\n") "member 2 36+4 unknown "
                                                                    "\"keys\"\n" },
};

START_TEST(bodies_are_given)
{
    struct part_recorder recorder = { 0 };
    struct memory_stream memory;
    uint8_t *copy = exact_copy(texts[_i].text, texts[_i].length);
    const struct bytes all = bytes_over(copy, texts[_i].length);
    memory_stream_init(&memory, all);
    ck_assert(http_container.recognise(all));
    ck_assert_str_eq(part_recorder_walk(&recorder, &http_container, &memory.stream),
                     texts[_i].walk);
    part_recorder_clear(&recorder);
    free(copy);
}
END_TEST

/* What has no end of a head, or a line in it that is none, would be a part of itself for ever. */
START_TEST(head_that_is_none_is_refused)
{
    static const char *const none[] = { OK "A: b\r\n", OK "A: b\r\nno field\r\n\r\nkeys",
                                        "GET / HTTP/1.1\nHost: a\nhow it was\nkeys" };
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        ck_assert_msg(!http_container.recognise(bytes_over(none[i], strlen(none[i]))), "%s",
                      none[i]);
    }
}
END_TEST

START_TEST(head_that_is_longer_than_any_is_given_as_it_stands)
{
    struct buffer text = { 0 };
    struct memory_stream memory;
    struct part_recorder recorder = { .blind = true };
    ck_assert(buffer_append_text(&text, OK));
    for (unsigned i = 0; i < 40000; i++) {
        ck_assert(buffer_append_text(&text, "A: keys\r\n"));
    }
    ck_assert(http_container.recognise(buffer_bytes(&text)));
    memory_stream_init(&memory, buffer_bytes(&text));
    ck_assert_str_eq(part_recorder_walk(&recorder, &http_container, &memory.stream),
                     "member 1 0+360017 leaf\n");
    part_recorder_clear(&recorder);
    buffer_clear(&text);
}
END_TEST

START_TEST(every_shorter_one_is_read_within_itself)
{
    for (size_t length = 0; length < texts[_i].length; length++) {
        struct memory_stream memory;
        struct part_recorder recorder = { 0 };
        const struct container_sink sink = part_recorder_sink(&recorder);
        uint8_t *copy = exact_copy(texts[_i].text, length);
        memory_stream_init(&memory, bytes_over(copy, length));
        (void)http_container.recognise(bytes_over(copy, length));
        ck_assert_ptr_null(http_container.walk(&memory.stream, &sink));
        ck_assert_uint_le(recorder.parts, 4);
        part_recorder_clear(&recorder);
        free(copy);
    }
}
END_TEST

START_TEST(walk_stops_where_it_is_told)
{
    struct memory_stream memory;
    struct part_recorder recorder = { .stop_after = (size_t)_i };
    memory_stream_init(&memory, bytes_over(texts[1].text, texts[1].length));
    (void)part_recorder_walk(&recorder, &http_container, &memory.stream);
    ck_assert_uint_eq(recorder.parts, (size_t)_i);
    part_recorder_clear(&recorder);
}
END_TEST

/* A head is looked at once, whatever stands behind it. */
START_TEST(many_small_messages_are_read)
{
    struct buffer text = { 0 };
    struct memory_stream memory;
    struct part_recorder recorder = { .blind = true };
    const struct container_sink sink = part_recorder_sink(&recorder);
    for (unsigned i = 0; i < 20000; i++) {
        ck_assert(buffer_append_text(&text, CHUNKED "1\r\nx\r\n0\r\n\r\n"));
    }
    memory_stream_init(&memory, buffer_bytes(&text));
    ck_assert_ptr_null(http_container.walk(&memory.stream, &sink));
    ck_assert_uint_eq(recorder.parts, 40000);
    part_recorder_clear(&recorder);
    buffer_clear(&text);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("http_walk");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, bodies_are_given, 0, ROWS(texts));
    tcase_add_test(tests, head_that_is_none_is_refused);
    tcase_add_test(tests, head_that_is_longer_than_any_is_given_as_it_stands);
    tcase_add_loop_test(tests, every_shorter_one_is_read_within_itself, 0, ROWS(texts));
    tcase_add_loop_test(tests, walk_stops_where_it_is_told, 1, 4);
    tcase_add_test(tests, many_small_messages_are_read);
    return suite_run("http_walk", tests);
}
