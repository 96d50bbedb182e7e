#include "containers/network/http_head.h"

#include <string.h>

#include "suite.h"

#define OK "HTTP/1.1 200 OK\r\n"

static const struct {
    const char *text;
    struct http_head head;
} heads[] = {
    { OK "Server: x\r\n\r\n", { .length = 30 } },
    { "HTTP/1.0 200\nA: b\n\n", { .length = 19 } },
    { "HTTP/2 200 \r\ndate: x\r\n\r\n", { .length = 24 } },
    { OK "Transfer-Encoding: chunked\r\n\r\n", { .length = 47, .chunked = true } },
    { OK "transfer-encoding:gzip, Chunked \r\n\r\n", { .length = 53, .chunked = true } },
    { OK "Transfer-Encoding: chunked, gzip\r\n\r\n", { .length = 53 } },
    { OK "Content-Length: 12\r\n\r\n", { .length = 39, .sized = true, .size = 12 } },
    { OK "Content-Length: 1234567890123456789\r\n\r\n", { .length = 56 } },
    { OK "Content-Length: 1x\r\n\r\n", { .length = 39 } },
    { OK "Content-Encoding: deflate\r\n\r\n", { .length = 46, .deflate = true } },
    { OK "Content-Encoding: gzip, BR\r\n\r\n", { .length = 47, .brotli = true } },
    { OK "A: b\r\n folded\r\n\r\n", { .length = 34 } },
    { OK "Transfer-Encoding:\r\n chunked\r\n\r\n", { .length = 49, .chunked = true } },
    { OK "Transfer-Encoding: gzip,\n\tchunked \r\n\n", { .length = 54, .chunked = true } },
    { OK "Content-Length:\r\n 12\r\nA: b\r\n\r\n", { .length = 47, .sized = true, .size = 12 } },
    { OK "Content-Encoding: br,\r\n \r\n deflate\r\n\r\n", { .length = 55, .deflate = true } },
    { OK "A: b\r\n folded: x\r\n Transfer-Encoding: chunked\r\n\r\n", { .length = 66 } },
    { "HTTP/1.1 204 No Content\r\nA: b\r\n\r\n", { .length = 33, .bodiless = true } },
    { "HTTP/1.1 304 Not Modified\r\nA: b\r\n\r\n", { .length = 35, .bodiless = true } },
    { "HTTP/1.1 100 Continue\r\nA: b\r\n\r\n", { .length = 31, .bodiless = true } },
    { OK "Transfer-Encoding\t: chunked\r\n\r\n", { .length = 48, .chunked = true } },
    { "GET / HTTP/1.1\r\nUpgrade: WebSocket\r\n\r\n",
      { .length = 38, .request = true, .websocket = true } },
    { "HTTP/1.1 101 Other\r\nupgrade: h2c\r\n\r\n", { .length = 36, .bodiless = true } },
    { "GET /x?y HTTP/1.1\r\nHost: z\r\n\r\n", { .length = 30, .request = true } },
    { "PROPFIND * HTTP/1.0\nHost: z\n\n", { .length = 29, .request = true } },
};

START_TEST(head_is_taken)
{
    const size_t length = strlen(heads[_i].text);
    struct bytes text = bytes_over(heads[_i].text, length);
    const struct http_head *expected = &heads[_i].head;
    struct http_head head;
    ck_assert(http_head_begins(text));
    ck_assert(http_head_take(&text, &head));
    ck_assert_uint_eq(head.length, expected->length);
    ck_assert_uint_eq(text.left, length - expected->length);
    ck_assert(head.request == expected->request && head.bodiless == expected->bodiless);
    ck_assert(head.chunked == expected->chunked && head.sized == expected->sized);
    ck_assert(!head.sized || head.size == expected->size);
    ck_assert(head.deflate == expected->deflate && head.brotli == expected->brotli);
    ck_assert(head.websocket == expected->websocket);
    ck_assert(bytes_begin_with(head.start, heads[_i].head.request ? "" : "HTTP/"));
}
END_TEST

START_TEST(every_shorter_head_is_refused)
{
    size_t seen = 0;
    for (size_t length = 0; length < heads[_i].head.length; length++) {
        uint8_t *copy = exact_copy(heads[_i].text, length);
        struct bytes text = bytes_over(copy, length);
        struct http_head head = { .size = 7 };
        ck_assert(!http_head_take(&text, &head));
        ck_assert(text.at == bytes_over(copy, length).at && text.left == length);
        ck_assert_uint_eq(head.size, 7);
        seen += http_head_begins(text) ? 1 : 0;
        free(copy);
    }
    ck_assert_uint_gt(seen, 0); /* by its first two lines */
}
END_TEST

static const char *const refusals[] = {
    "",
    "\r\n\r\n",
    "HTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.1 200 OK\r\n A: b\r\n\r\n",
    "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
    "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
    "HTTP/1.1 600 OK\r\nA: b\r\n\r\n",
    "HTTP/1.1 20 OK\r\nA: b\r\n\r\n",
    "HTTP/1.1 2000\r\nA: b\r\n\r\n",
    "HTTP/1.1OK 200\r\nA: b\r\n\r\n",
    "HTTP/x.1 200 OK\r\nA: b\r\n\r\n",
    "HTTPS/1.1 200 OK\r\nA: b\r\n\r\n",
    "GET / HTTP/1.1 200\r\nA: b\r\n\r\n",
    "GET  HTTP/1.1\r\nA: b\r\n\r\n",
    "GET /x\r\nA: b\r\n\r\n",
    "G(T /x HTTP/1.1\r\nA: b\r\n\r\n",
    "HTTP/1.1 200 OK\r\nA: b\r\nno field\r\n\r\n",
    "Received: from x by y with HTTP/1.1\r\nFrom: a@example.org\r\n\r\n",
};

START_TEST(what_is_none_is_refused)
{
    const struct bytes text = bytes_over(refusals[_i], strlen(refusals[_i]));
    ck_assert(!http_head_begins(text));
}
END_TEST

static const struct {
    const char *text;
    bool taken;
    uint64_t size;
    size_t left;
} lines[] = {
    { "0\r\n", true, 0, 0 },
    { "1f40\r\nx", true, 8000, 1 },
    { "1F40;name=value\r\n", true, 8000, 0 },
    { "5  \r\nabcde", true, 5, 5 },
    { "00000a\n", true, 10, 0 },
    { "fffffffffffffff\r\n", true, UINT64_C(0xfffffffffffffff), 0 },
    { "1fffffffffffffff\r\n", false, 0, 0 },
    { "", false, 0, 0 },
    { "\r\n", false, 0, 0 },
    { "5", false, 0, 0 },
    { "5 bytes\r\n", false, 0, 0 },
    { "-5\r\n", false, 0, 0 },
    { "xyz\r\n", false, 0, 0 },
};

START_TEST(chunk_line_is_taken_or_nothing)
{
    const size_t length = strlen(lines[_i].text);
    uint8_t *copy = exact_copy(lines[_i].text, length);
    struct bytes text = bytes_over(copy, length);
    uint64_t size = 7;
    ck_assert(http_chunk_line_take(&text, &size) == lines[_i].taken);
    ck_assert_uint_eq(size, lines[_i].taken ? lines[_i].size : 7);
    ck_assert_uint_eq(text.left, lines[_i].taken ? lines[_i].left : length);
    free(copy);
}
END_TEST

static const struct {
    const char *text;
    size_t taken;
} trailers[] = {
    { "\r\nkeys", 2 },
    { "Sum: 1\r\n\r\nkeys", 10 },
    { "Sum: 1\n 2\n\n", 11 },
    { "Sum: 1\r\n", 8 },
    { "Sum: 1\r\nkeys\r\n\r\n", 8 },
    { "keys\r\n\r\n", 0 },
    { " keys\r\n\r\n", 0 },
    { "HTTP/1.1 200 OK\r\nA: b\r\n\r\n", 0 },
    { "", 0 },
};

START_TEST(trailer_is_taken_as_far_as_it_is_one)
{
    const size_t length = strlen(trailers[_i].text);
    uint8_t *copy = exact_copy(trailers[_i].text, length);
    struct bytes text = bytes_over(copy, length);
    http_trailer_take(&text);
    ck_assert_uint_eq(length - text.left, trailers[_i].taken);
    free(copy);
}
END_TEST

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
    TCase *tests = tcase_create("http_head");
    tcase_add_loop_test(tests, head_is_taken, 0, ROWS(heads));
    tcase_add_loop_test(tests, every_shorter_head_is_refused, 0, ROWS(heads));
    tcase_add_loop_test(tests, what_is_none_is_refused, 0, ROWS(refusals));
    tcase_add_loop_test(tests, trailer_is_taken_as_far_as_it_is_one, 0, ROWS(trailers));
    tcase_add_loop_test(tests, chunk_line_is_taken_or_nothing, 0, ROWS(lines));
    return suite_run("http_head", tests);
}
