#include "containers/carving/carve_pages.h"

#include "containers/databases/postgres_page.h"
#include "containers/databases/snappy_frames.h"
#include "limit.h"

static uint64_t length_in_sight(struct bytes seen)
{
    uint64_t length = 0;
    struct bytes page;
    while (postgres_page_holds(seen) && bytes_take(&seen, POSTGRES_PAGE, &page)) {
        length += POSTGRES_PAGE;
    }
    return length + (postgres_page_holds(seen) ? seen.left : 0); /* the last one is cut off */
}

uint64_t carve_pages_length(enum carve_kind kind, struct stream *content)
{
    const uint64_t begin = content->offset, most = limit_of(LIMIT_HELD_BYTES);
    uint64_t length = 0;
    if (content->kind->seek == NULL) {
        const struct bytes seen = stream_ahead(content, STREAM_AHEAD_MAX);
        return kind == CARVE_SNAPPY ? snappy_frames_length(seen) : length_in_sight(seen);
    }
    if (kind == CARVE_SNAPPY) {
        return snappy_frames_reach(content);
    }
    while (length + POSTGRES_PAGE <= most) {
        const struct bytes page = stream_ahead_at(content, begin + length, POSTGRES_PAGE);
        const uint64_t more = length_in_sight(page);
        length += more;
        if (more < POSTGRES_PAGE) {
            break;
        }
    }
    const bool back = stream_seek(content, begin);
    return back ? length : 0; /* of a file that has changed meanwhile */
}
