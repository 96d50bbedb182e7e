#ifndef HTTP_WALK_H
#define HTTP_WALK_H

#include "container.h"

/* Messages of HTTP behind each other, as a stream of TCP, a proxy or `curl -i` has them. Each body
 * is a part: put together where it was sent in chunks, which cut lines and compressed data, and
 * inflated where it is bare deflate, which nothing shows but its head. What is no message is a part
 * as it stands. Heads are often kept beside a body that was decoded already: where no chunk, or
 * nothing of deflate, stands there, the body is what stands there. */
extern const struct container http_container;

#endif
