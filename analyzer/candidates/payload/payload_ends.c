#include "candidates/payload/payload_ends.h"

#include <string.h>

#include "bounds.h"
#include "buffer.h"
#include "bytes/base64.h"
#include "bytes/der.h"
#include "candidates/packed/der_candidate.h"

/* Of the foreign text, the letters that stand right before the rest. */
#define GLUED_MAX 64
/* Behind the blob, where a cipher authenticates it (PROTOCOL.key of OpenSSH). */
#define TAG_OCTETS 16

static struct bytes last_run(struct bytes text)
{
    size_t end = text.left, from;
    while (end > 0 && !base64_standard(text.at[end - 1])) {
        end--;
    }
    for (from = end; from > 0 && base64_standard(text.at[from - 1]);) {
        from--;
    }
    return bytes_over(text.at + from, end - from);
}

static struct bytes last_of(struct bytes text, size_t count)
{
    return bytes_over(text.at + text.left - count, count);
}

/* 0: that shows further on. */
static size_t length_of(struct bytes front)
{
    if (der_next_is(front, DER_SEQUENCE)) {
        const uint64_t span = der_span(front);
        return span <= KEY_DER_MAX ? (size_t)span : 0;
    }
    const size_t length = sshcom_blob_length(front);
    return length > 0 ? length : openssh_blob_length(front);
}

static bool makes_whole(struct bytes front, struct bytes rest)
{
    struct buffer all = { 0 };
    struct base64_reader reader = { 0 };
    const bool read = base64_read(&reader, front, &all) && base64_read(&reader, rest, &all) &&
                      base64_close(&reader, &all);
    const size_t length = read ? length_of(buffer_bytes(&all)) : 0;
    const bool whole = length > 0 && (length == all.used || length + TAG_OCTETS == all.used);
    buffer_clear(&all);
    return whole;
}

/* An OpenSSH blob says how long it is behind the public key: so much of the rest is it that
 * the blob ends where the text does. */
static bool fit(struct bytes front, struct bytes *rest)
{
    for (size_t glued = 0; glued < GLUED_MAX && glued < rest->left; glued++) {
        const struct bytes last = last_of(*rest, rest->left - glued);
        if ((front.left + last.left) % 4 != 1 && makes_whole(front, last)) {
            *rest = last;
            return true;
        }
    }
    return false;
}

static bool cut(struct bytes front, struct bytes *rest)
{
    struct buffer decoded = { 0 };
    if (!base64_decode(front, &decoded)) {
        return false;
    }
    const size_t length = length_of(buffer_bytes(&decoded)), all = (4 * length + 2) / 3;
    buffer_clear(&decoded);
    if (length == 0) {
        return fit(front, rest);
    }
    const bool missing = all > front.left && all - front.left <= rest->left;
    *rest = missing ? last_of(*rest, all - front.left) : *rest;
    return missing;
}

bool payload_ends_find(struct bytes body, size_t first, struct payload_ends *ends)
{
    const struct bytes from = bytes_over(body.at + first, body.left - first);
    *ends = (struct payload_ends){ .front = bytes_over(from.at, base64_run(from, false)) };
    const struct bytes behind =
        bytes_over(from.at + ends->front.left, from.left - ends->front.left);
    ends->rest = last_run(behind);
    ends->scanned = first + ends->front.left + ends->rest.left;
    return ends->rest.left > 0 && memchr(behind.at, '\n', behind.left) == NULL &&
           cut(ends->front, &ends->rest);
}
