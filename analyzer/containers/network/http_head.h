#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "bytes.h"

/* The head of a message of HTTP (RFC 9112), as a capture, a proxy or `curl -i` keeps it: a line of
 * a request or a status, and fields up to an empty line. */

struct http_head {
    size_t length;      /* with the empty line */
    struct bytes start; /* its first line, without the end */
    bool request;
    bool bodiless; /* no body can follow, whatever the fields say */
    bool chunked;
    bool sized; /* Content-Length says how much follows: `size` */
    uint64_t size;
    bool deflate, brotli; /* Content-Encoding */
    bool websocket;       /* Upgrade: frames of that follow */
};

/* Does one begin there: its first line, a field, and nothing but fields as far as it is seen? An
 * answer that no body follows may have none. */
MUST_CHECK bool http_head_begins(struct bytes text);

/* Takes one from the front, all of which has to be seen. */
MUST_CHECK bool http_head_take(struct bytes *text, struct http_head *head);

/* Takes what stands behind the last chunk (RFC 9112 section 7.1.2): fields, and the empty line
 * behind them. Nothing from the first line on that is neither: it was not sent behind the body. */
void http_trailer_take(struct bytes *text);

/* The line before a chunk (RFC 9112 section 7.1): how many octets follow it. False where it is
 * none, or not seen whole. */
MUST_CHECK bool http_chunk_line_take(struct bytes *text, uint64_t *size);

#endif
