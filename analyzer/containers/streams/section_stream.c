#include "containers/streams/section_stream.h"

#include <assert.h>
#include <string.h>

#include "bytes/line_front.h"
#include "bytes/tap_stream.h"

/* What is asked of `from` beyond what is wanted: the line at the end of it must
 * be judged, and the break before that line may belong to the separator. */
#define ASKED_BEYOND (SECTION_LOOK + 2)

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the window of a part" };

static struct bytes window_from(struct bytes seen, uint64_t start, size_t most)
{
    struct bytes before, rest = seen, taken;
    bool within = bytes_take(&rest, (size_t)start, &before);
    assert(within);
    return bytes_take(&rest, most, &taken) ? taken : rest;
}

/* A line begins at the cursor. False when more must be seen to judge it. */
static bool judge_line(struct section_stream *section, struct bytes seen, bool whole)
{
    uint64_t position = section->cursor - section->front;
    if (position >= seen.left) {
        return false;
    }
    const uint8_t *fronts = section->judge->fronts;
    if (fronts == NULL || line_front_is(fronts, seen.at[position])) {
        if (seen.left - position < SECTION_LOOK && !whole) {
            return false;
        }
        struct bytes rest = window_from(seen, position, SECTION_LOOK);
        if (section->judge->separates(section->context, rest, section->after_empty)) {
            section->ended = true;
            size_t taken = section->judge->takes_break ? section->break_length : 0;
            section->clear = section->cursor - taken;
            return false;
        }
    }
    section->at_line = false;
    section->line = section->cursor;
    return true;
}

/* The next line feed from `at` on that a separating line may follow, or nothing yet; seen.left
 * where there is none. One look at each line took most of the time of a pass. */
static size_t find_feed(struct bytes seen, size_t at, const uint8_t *fronts)
{
    const size_t left = seen.left - at;
    if (fronts == NULL) {
        const uint8_t *found = memchr(seen.at + at, '\n', left);
        return found != NULL ? (size_t)(found - seen.at) : seen.left;
    }
    const size_t feed = at + line_front_find(bytes_over(seen.at + at, left), fronts);
    return feed == seen.left && seen.at[feed - 1] == '\n' ? feed - 1 : feed;
}

/* The front of the line that goes up to `end`, as far as it begins behind `at`. */
static bool line_before(struct bytes seen, size_t at, size_t end, size_t *line)
{
    const uint8_t *feed = memrchr(seen.at + at, '\n', end - at);
    if (feed != NULL) {
        *line = (size_t)(feed - seen.at) + 1;
    }
    return feed != NULL;
}

/* Goes on to the next line that may separate. False when none is in sight. */
static bool find_line(struct section_stream *section, struct bytes seen)
{
    size_t position = (size_t)(section->cursor - section->front);
    if (position >= seen.left) { /* less in sight than there was before, or no more */
        return false;
    }
    size_t line, feed = find_feed(seen, position, section->judge->fronts);
    if (line_before(seen, position, feed, &line)) {
        section->line = section->front + line;
    }
    if (feed == seen.left) {
        section->cursor = section->front + seen.left;
        return false;
    }
    section->break_length = feed > 0 && seen.at[feed - 1] == '\r' ? 2 : 1;
    section->cursor = section->front + feed + 1;
    section->after_empty = section->cursor - section->line == section->break_length;
    section->at_line = true;
    return true;
}

/* Moves the cursor and `clear` as far as what is seen allows. */
static void look_through(struct section_stream *section, struct bytes seen, bool whole)
{
    bool more = true;
    while (more) {
        more = section->at_line ? judge_line(section, seen, whole) : find_line(section, seen);
    }
    if (section->ended) {
        return;
    }
    if (whole) {
        section->clear = section->front + seen.left;
        return;
    }
    if (seen.left < section->cursor - section->front) {
        return;
    }
    size_t undecided = section->at_line ? section->break_length : 0;
    if (!section->at_line && seen.left > 0 && seen.at[seen.left - 1] == '\r') {
        undecided = 1; /* the front half of a break, perhaps */
    }
    uint64_t clear = section->cursor - undecided;
    section->clear = clear > section->clear ? clear : section->clear;
}

/* Shows content where it lies in `from`. */
static struct bytes show_direct(struct section_stream *section, size_t wanted)
{
    uint64_t known = section->clear - section->front;
    if (section->ended && known == 0) {
        return bytes_over(NULL, 0);
    }
    size_t asked = wanted > 0 ? wanted : 1;
    if (section->ended) {
        asked = asked < known ? asked : (size_t)known;
        struct bytes seen = stream_ahead(section->from, asked);
        return window_from(seen, 0, known < SIZE_MAX ? (size_t)known : SIZE_MAX);
    }
    asked += ASKED_BEYOND;
    struct bytes seen = stream_ahead(section->from, asked);
    section->stream.fault = section->from->fault;
    look_through(section, seen, seen.left < asked);
    return window_from(seen, 0, (size_t)(section->clear - section->front));
}

/* Shows content out of memory of its own: what `from` may be asked for at once
 * does not reach beyond it. */
static struct bytes show_held(struct section_stream *section, size_t wanted)
{
    if (section->held_taken == section->held.used) {
        buffer_reset(&section->held);
        section->held_taken = 0;
    }
    while (section->held.used - section->held_taken < wanted) {
        struct bytes seen = show_direct(section, 1);
        struct bytes piece = window_from(seen, 0, wanted);
        if (piece.left == 0) {
            break;
        }
        if (!buffer_append(&section->held, piece)) {
            section->stream.fault = &no_memory;
            break;
        }
        stream_consume(section->from, piece.left);
        section->front += piece.left;
    }
    return window_from(buffer_bytes(&section->held), section->held_taken, SIZE_MAX);
}

static struct bytes section_ahead(struct stream *stream, size_t wanted)
{
    struct section_stream *section = (struct section_stream *)stream;
    bool held = section->held.used > section->held_taken;
    if (held || wanted > STREAM_AHEAD_MAX - ASKED_BEYOND) {
        return show_held(section, wanted);
    }
    return show_direct(section, wanted);
}

static void section_consume(struct stream *stream, size_t count)
{
    struct section_stream *section = (struct section_stream *)stream;
    section->stream.offset += count;
    if (section->held.used > section->held_taken) {
        assert(count <= section->held.used - section->held_taken);
        section->held_taken += count;
        return;
    }
    assert(count <= section->clear - section->front);
    stream_consume(section->from, count);
    section->front += count;
}

static const struct stream_kind section_kind = { section_ahead, section_consume, NULL };

void section_stream_init(struct section_stream *section, struct stream *from,
                         const struct line_judge *judge, void *context, bool first_line)
{
    *section = (struct section_stream){
        .stream = { .kind = &section_kind, .size = STREAM_SIZE_UNKNOWN, .fault = from->fault },
        .from = from,
        .judge = judge,
        .context = context,
        .at_line = first_line,
        .after_empty = first_line,
    };
}

void section_stream_init_span(struct section_stream *section, struct stream *from, uint64_t length)
{
    *section = (struct section_stream){
        .stream = { .kind = &section_kind, .size = length, .fault = from->fault },
        .from = from,
        .clear = length,
        .ended = true,
    };
}

/* Whether the end is known must not depend on how much `from` happens to show,
 * so what lies at the limit or beyond is unknown even where it is in sight. */
uint64_t section_stream_extent(struct section_stream *section)
{
    assert(section->stream.offset == 0);
    size_t wanted = 1;
    for (;;) {
        struct bytes seen = stream_ahead(&section->stream, wanted);
        bool known = section->ended || seen.left < wanted;
        uint64_t length = section->ended ? section->clear : seen.left;
        if (known || seen.left >= SECTION_EXTENT_MAX) {
            return known && length < SECTION_EXTENT_MAX ? length : 0;
        }
        /* What is there already is looked at first, then four times as much. */
        wanted = seen.left < SECTION_EXTENT_MAX / 4 ? 4 * seen.left : SECTION_EXTENT_MAX;
    }
}

bool section_stream_finish(struct section_stream *section)
{
    stream_drain(&section->stream);
    buffer_clear(&section->held);
    section->held_taken = 0;
    return section->ended;
}

size_t section_stream_break(const struct section_stream *section)
{
    return section->ended && section->judge != NULL ? (size_t)(section->cursor - section->clear)
                                                    : 0;
}
