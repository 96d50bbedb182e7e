#include "containers/archives/rpm_head.h"

#include <string.h>

#define LEAD          ((uint64_t)96)
#define HEADER_INTRO  ((size_t)16)
#define HEADER_ENTRY  16u
#define HEADER_COUNTS 8u /* where it says how many entries it has, and how many octets of data */

/* Steps over zeros; where the content ends, over all. */
static void pass_zeros(struct stream *content)
{
    for (;;) {
        const struct bytes seen = stream_ahead(content, 1);
        size_t i = 0;
        while (i < seen.left && seen.at[i] == 0) {
            i++;
        }
        stream_consume(content, i);
        if (i == 0 || i < seen.left) {
            return;
        }
    }
}

/* Octets of the header at the front; 0: there is none. */
static uint64_t header_length(struct stream *content)
{
    struct bytes seen = stream_ahead(content, HEADER_INTRO), front;
    uint64_t entries, octets;
    if (seen.left < HEADER_INTRO || memcmp(seen.at, "\x8e\xad\xe8", 3) != 0 ||
        !bytes_take(&seen, HEADER_COUNTS, &front) || !bytes_take_number(&seen, 4, &entries) ||
        !bytes_take_number(&seen, 4, &octets)) {
        return 0;
    }
    return HEADER_INTRO + HEADER_ENTRY * entries + octets;
}

uint64_t rpm_payload_at(struct stream *content)
{
    uint64_t payload = 0, length;
    if (!stream_seek(content, LEAD)) {
        return 0;
    }
    while ((length = header_length(content)) > 0 &&
           stream_seek(content, content->offset + length)) {
        pass_zeros(content);
        payload = content->offset;
    }
    return payload;
}
