#include "containers/databases/sqlite_log.h"

#include <stdlib.h>

#include "bounds.h"
#include "limit.h"

#define WAL_MAGIC      0x377f0682u /* one more: sums are of big-endian words */
#define WAL_VERSION    3007000u
#define FRAME_HEADER   ((size_t)24)
#define JOURNAL_MAGIC  0xd9d505f920a163d7u
#define JOURNAL_NUMBER ((size_t)4) /* before the page of a record; behind it is a sum */
#define JOURNAL_RECORD (JOURNAL_NUMBER + 4)
#define GIVEN_SLOTS    ((size_t)1 << 18) /* rows that are remembered, at most */

static const struct fault no_log = { OUTCOME_UNEXPECTED, NULL, "no log of SQLite" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the frames of a log of SQLite" };

/* `at` must lie within. */
static uint32_t word_at(struct bytes bytes, size_t at)
{
    uint64_t word = 0;
    struct bytes front;
    (void)!(bytes_take(&bytes, at, &front) && bytes_take_number(&bytes, 4, &word));
    return (uint32_t)word;
}

static bool is_power(uint32_t size, uint32_t least)
{
    return size >= least && size <= SQLITE_PAGE_MAX && (size & (size - 1)) == 0;
}

static bool is_wal(struct bytes head)
{
    return head.left >= SQLITE_LOG_HEADER && (word_at(head, 0) & ~1u) == WAL_MAGIC &&
           word_at(head, 4) == WAL_VERSION && is_power(word_at(head, 8), 512);
}

static bool is_journal(struct bytes head)
{
    return head.left >= SQLITE_LOG_HEADER &&
           ((uint64_t)word_at(head, 0) << 32 | word_at(head, 4)) == JOURNAL_MAGIC &&
           is_power(word_at(head, 20), SQLITE_LOG_HEADER) && is_power(word_at(head, 24), 512);
}

bool sqlite_log_recognise(struct bytes head)
{
    return is_wal(head) || is_journal(head);
}

/* Section 4.2. */
struct sums {
    uint32_t one, two;
    bool big;
};

static uint32_t turned(uint32_t word)
{
    return word >> 24 | (word >> 8 & 0xff00) | (word << 8 & 0xff0000) | word << 24;
}

static void sums_add(struct sums *sums, struct bytes bytes)
{
    uint64_t words;
    while (bytes_take_number(&bytes, 8, &words)) {
        const uint32_t first = (uint32_t)(words >> 32), second = (uint32_t)words;
        sums->one += (sums->big ? first : turned(first)) + sums->two;
        sums->two += (sums->big ? second : turned(second)) + sums->one;
    }
}

static bool make_room(struct sqlite_log *log, uint64_t frames)
{
    const uint64_t bound = limit_of(LIMIT_SQLITE_FRAMES);
    log->more = frames > bound;
    const size_t most = (size_t)(log->more ? bound : frames);
    log->frames = calloc(most + 1, sizeof(*log->frames));
    log->order = calloc(most + 1, sizeof(*log->order));
    log->slots = most < GIVEN_SLOTS / 16 ? 16 * most + 1 : GIVEN_SLOTS;
    log->given = calloc(log->slots, sizeof(*log->given));
    return log->frames != NULL && log->order != NULL && log->given != NULL;
}

/* The first page says how many octets are set aside at the end of each. */
static void take_page(struct sqlite_log *log, struct sqlite_frame *frame, struct bytes page)
{
    struct sqlite_layout layout;
    frame->next = word_at(page, 0);
    if (frame->page == 1 && sqlite_layout_read(page, page.left, &layout) &&
        layout.page_size == log->layout.page_size) {
        log->layout.usable = layout.usable;
    }
    log->count++;
}

static struct bytes seen_at(struct stream *content, uint64_t place, size_t wanted)
{
    struct bytes none = { 0 }, seen, front;
    if (!stream_seek(content, place)) {
        return none;
    }
    seen = stream_ahead(content, wanted);
    return bytes_take(&seen, wanted, &front) ? front : none;
}

/* What goes from frame to frame of a write-ahead log. */
struct chain {
    struct sums sums;
    uint32_t salt[2];    /* of the header */
    uint32_t current[2]; /* of the frame before */
    bool holds;          /* all so far are sound */
};

/* Section 4.1: number, size of the database where it ends a transaction, salts, sums. */
static void take_frame(struct sqlite_log *log, struct chain *chain, struct bytes seen,
                       uint64_t place)
{
    struct sqlite_frame *frame = &log->frames[log->count];
    struct bytes rest = seen, header = { 0 };
    const uint32_t salt[2] = { word_at(seen, 8), word_at(seen, 12) };
    (void)!bytes_take(&rest, FRAME_HEADER, &header);
    const bool same = salt[0] == chain->current[0] && salt[1] == chain->current[1];
    const bool ends = word_at(seen, 4) != 0;
    sums_add(&chain->sums, bytes_over(header.at, 8));
    sums_add(&chain->sums, rest);
    chain->holds = chain->holds && salt[0] == chain->salt[0] && salt[1] == chain->salt[1] &&
                   word_at(seen, 16) == chain->sums.one && word_at(seen, 20) == chain->sums.two;
    *frame = (struct sqlite_frame){
        .place = place + FRAME_HEADER,
        .page = word_at(seen, 0),
        .generation = log->count == 0 ? 0 : frame[-1].generation + (same ? 0 : 1),
        .end = ends ? log->count : UINT32_MAX,
    };
    chain->current[0] = salt[0];
    chain->current[1] = salt[1];
    take_page(log, frame, rest);
    log->committed = chain->holds && ends ? log->count : log->committed;
}

static bool load_wal(struct sqlite_log *log, struct stream *content, struct bytes head,
                     const struct container_sink *sink)
{
    const size_t step = FRAME_HEADER + log->layout.page_size;
    struct chain chain = { .sums.big = (word_at(head, 0) & 1) != 0,
                           .salt = { word_at(head, 16), word_at(head, 20) } };
    sums_add(&chain.sums, bytes_over(head.at, 24));
    chain.holds = word_at(head, 24) == chain.sums.one && word_at(head, 28) == chain.sums.two;
    if (!make_room(log, (content->size - SQLITE_LOG_HEADER) / step)) {
        return false;
    }
    for (uint64_t place = SQLITE_LOG_HEADER; log->count < limit_of(LIMIT_SQLITE_FRAMES);
         place += step) {
        const struct bytes seen = seen_at(content, place, step);
        if (seen.left == 0) {
            break;
        }
        take_frame(log, &chain, seen, place);
        if (log->count % 4096 == 0) {
            container_alive(sink);
        }
    }
    return true;
}

/* Section 3: headers, each alone in a sector, say how many records follow: none, or more than there
 * can be, where a program died, or did not wait for the disk. Those go to the end. */
static uint64_t load_records(struct sqlite_log *log, struct stream *content, uint64_t place,
                             uint32_t records, const struct container_sink *sink)
{
    const size_t step = JOURNAL_RECORD + log->layout.page_size;
    for (uint32_t i = 0;
         (records == 0 || i < records) && log->count < limit_of(LIMIT_SQLITE_FRAMES); i++) {
        struct bytes seen = seen_at(content, place, step), front;
        if (seen.left == 0) {
            break;
        }
        struct sqlite_frame *frame = &log->frames[log->count];
        *frame = (struct sqlite_frame){ .place = place + JOURNAL_NUMBER,
                                        .page = word_at(seen, 0),
                                        .end = UINT32_MAX };
        (void)!bytes_take(&seen, JOURNAL_NUMBER, &front);
        take_page(log, frame, bytes_over(seen.at, log->layout.page_size));
        place += step;
        if (log->count % 4096 == 0) {
            container_alive(sink);
        }
    }
    return place;
}

static bool load_journal(struct sqlite_log *log, struct stream *content, struct bytes head,
                         const struct container_sink *sink)
{
    const uint64_t sector = word_at(head, 20);
    uint64_t place = 0;
    if (!make_room(log, content->size / (JOURNAL_RECORD + log->layout.page_size))) {
        return false;
    }
    for (;;) {
        const struct bytes header = seen_at(content, place, SQLITE_LOG_HEADER);
        if (!is_journal(header) || word_at(header, 24) != log->layout.page_size) {
            break;
        }
        place = load_records(log, content, place + sector, word_at(header, 8), sink);
        place = (place + sector - 1) / sector * sector;
    }
    log->committed = log->count;
    return true;
}

static int compare(const void *one, const void *other)
{
    const uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return a < b ? -1 : a > b;
}

static uint64_t order_of(uint32_t page, uint32_t frame)
{
    return (uint64_t)page << 32 | frame;
}

static void put_in_order(struct sqlite_log *log)
{
    for (uint32_t i = log->count; i-- > 0;) {
        struct sqlite_frame *frame = &log->frames[i];
        const bool goes_on = i + 1 < log->count && frame[1].generation == frame->generation;
        log->order[i] = order_of(frame->page, i);
        if (frame->end == UINT32_MAX) {
            frame->end = goes_on ? frame[1].end : i;
        }
    }
    qsort(log->order, log->count, sizeof(*log->order), compare);
}

/* The last frame with that page, up to the end of the transaction. */
static const struct sqlite_frame *find_frame(const struct sqlite_log *log, uint32_t number)
{
    const struct sqlite_frame *at = &log->frames[log->at];
    const uint64_t wanted = order_of(number, at->end);
    uint32_t low = 0, high = log->count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (log->order[middle] <= wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const struct sqlite_frame *found =
        low == 0 ? NULL : &log->frames[(uint32_t)log->order[low - 1]];
    return found != NULL && found->page == number && found->generation == at->generation ? found
                                                                                         : NULL;
}

static bool find_page(const struct sqlite_pages *pages, uint32_t number, uint64_t *place)
{
    const struct sqlite_frame *frame = find_frame((const struct sqlite_log *)pages, number);
    if (number < 2 || frame == NULL) {
        return false;
    }
    *place = frame->place;
    return true;
}

static void digest_add(uint64_t *digest, uint64_t number)
{
    *digest = (*digest ^ number) * 0x9e3779b97f4a7c15u;
    *digest ^= *digest >> 29;
}

static void digest_value(uint64_t *digest, const struct sqlite_cell *cell,
                         const struct sqlite_column *column, struct bytes local)
{
    uint64_t octet;
    digest_add(digest, cell->row);
    digest_add(digest, cell->payload);
    digest_add(digest, column->at);
    digest_add(digest, column->length);
    while (bytes_take_number(&local, 1, &octet)) {
        digest_add(digest, octet);
    }
}

/* By a digest of what stands in its page, and the frames of its chain. */
static bool is_new(struct sqlite_pages *pages, const struct sqlite_cell *cell,
                   const struct sqlite_column *column, struct bytes local)
{
    struct sqlite_log *log = (struct sqlite_log *)pages;
    uint64_t digest = 0, left = cell->payload - cell->local;
    const uint64_t each = log->layout.usable - 4;
    digest_value(&digest, cell, column, local);
    for (uint32_t next = cell->overflow; left > 0 && log->followed_left > 0;) {
        const struct sqlite_frame *frame = find_frame(log, next);
        log->followed_left--;
        digest_add(&digest, frame == NULL ? UINT64_MAX : frame->place);
        if (frame == NULL) {
            break;
        }
        next = frame->next;
        left -= left < each ? left : each;
    }
    uint64_t *slot = &log->given[digest % log->slots];
    if (log->followed_left == 0 || *slot != digest) {
        *slot = digest;
        return true;
    }
    return false;
}

const struct fault *sqlite_log_load(struct sqlite_log *log, struct stream *content,
                                    const struct container_sink *sink)
{
    const struct bytes seen = stream_ahead(content, SQLITE_LOG_HEADER);
    *log = (struct sqlite_log){ .pages = { find_page, is_new } };
    if (!sqlite_log_recognise(seen)) {
        return &no_log;
    }
    uint8_t copy[SQLITE_LOG_HEADER];
    for (size_t i = 0; i < sizeof(copy); i++) {
        copy[i] = seen.at[i];
    }
    const struct bytes head = bytes_over(copy, sizeof(copy));
    const bool wal = is_wal(head);
    log->layout.page_size = word_at(head, wal ? 8 : 24);
    log->layout.usable = log->layout.page_size;
    if (!(wal ? load_wal : load_journal)(log, content, head, sink)) {
        return &no_memory;
    }
    log->layout.pages = log->count;
    log->followed_left = (uint64_t)log->count * SQLITE_FOLLOWED_EACH;
    put_in_order(log);
    return NULL;
}

void sqlite_log_clear(struct sqlite_log *log)
{
    free(log->frames);
    free(log->order);
    free(log->given);
    *log = (struct sqlite_log){ 0 };
}
