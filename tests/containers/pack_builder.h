#ifndef PACK_BUILDER_H
#define PACK_BUILDER_H

#include <string.h>

#include "buffer.h"
#include "containers/git/git_object.h"
#include "suite.h"

/* Packs as git would never write them, each object in one stored block (RFC 1951 section 3.2.4). */

static inline void pack_begin(struct buffer *pack, uint64_t count)
{
    must(buffer_append_text(pack, "PACK") && buffer_append_number(pack, 4, 2) &&
         buffer_append_number(pack, 4, count));
}

static inline void pack_header(struct buffer *pack, unsigned type, uint64_t size)
{
    uint8_t byte = (uint8_t)(type << 4 | (size & 15));
    for (size >>= 4; size > 0; size >>= 7) {
        must(buffer_append_byte(pack, byte | 0x80));
        byte = (uint8_t)(size & 0x7f);
    }
    must(buffer_append_byte(pack, byte));
}

/* RFC 1950: at most 65,535 bytes. */
static inline void pack_stored(struct buffer *pack, struct bytes content)
{
    uint32_t low = 1, high = 0;
    for (size_t i = 0; i < content.left; i++) {
        low = (low + content.at[i]) % 65521;
        high = (high + low) % 65521;
    }
    uint8_t block[] = { 0x78,
                        0x01,
                        1,
                        (uint8_t)content.left,
                        (uint8_t)(content.left >> 8),
                        (uint8_t)~content.left,
                        (uint8_t)(~content.left >> 8) };
    must(buffer_append(pack, bytes_over(block, sizeof(block))) && buffer_append(pack, content) &&
         buffer_append_number(pack, 4, high << 16 | low));
}

static inline void pack_object(struct buffer *pack, unsigned type, struct bytes content)
{
    pack_header(pack, type, content.left);
    pack_stored(pack, content);
}

/* `distance`: back to its base, under 128. */
static inline void pack_offset_delta(struct buffer *pack, uint8_t distance, struct bytes delta)
{
    pack_header(pack, GIT_OFFSET_DELTA, delta.left);
    must(buffer_append_byte(pack, distance));
    pack_stored(pack, delta);
}

static inline void pack_reference_delta(struct buffer *pack, uint8_t id, struct bytes delta)
{
    uint8_t base[GIT_ID_SIZE];
    memset(base, id, sizeof(base));
    pack_header(pack, GIT_REFERENCE_DELTA, delta.left);
    must(buffer_append(pack, bytes_over(base, sizeof(base))));
    pack_stored(pack, delta);
}

static inline void pack_end(struct buffer *pack)
{
    struct sha1 sum;
    uint8_t digest[SHA1_SIZE];
    sha1_begin(&sum);
    sha1_push(&sum, buffer_bytes(pack));
    sha1_end(&sum, digest);
    must(buffer_append(pack, bytes_over(digest, sizeof(digest))));
}

#endif
