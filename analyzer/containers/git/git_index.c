#include "containers/git/git_index.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "containers/archives/stream_decoder.h"
#include "containers/git/git_inflation.h"
#include "limit.h"

#define CLAUSE "gitformat-pack(5)"
#define CHUNK  ((size_t)64 << 10)
/* Bytes that are decoded between two signs that it goes on. */
#define SIGN_BYTES (32 * MIB)
/* What it costs to begin to decode, in bytes that are decoded meanwhile, generously: among other
 * bytes one place in ten thousand looks like an object. */
#define TRY_COST 4096u
/* Octets of an id, and of the checksum, in a repository that numbers with SHA-256. */
#define LONG_ID ((size_t)32)

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory for the places of a pack's objects" };
static const struct fault too_many = { OUTCOME_BOUND, NULL,
                                       "more objects in a pack than are read" };
static const struct fault lost = { OUTCOME_MALFORMED, CLAUSE,
                                   "bytes of a pack in which no object can be read" };
static const struct fault searched = {
    OUTCOME_BOUND, NULL, "what follows the damage in a pack is too much work to look through"
};
static const struct fault fewer = { OUTCOME_TRUNCATED, CLAUSE,
                                    "fewer objects in a pack than it says" };
static const struct fault other_sum = { OUTCOME_MALFORMED, CLAUSE,
                                        "the checksum of a pack is wrong" };
static const struct fault no_sum = { OUTCOME_TRUNCATED, CLAUSE, "a pack without its checksum" };
static const struct fault long_ids = {
    OUTCOME_UNSUPPORTED, CLAUSE,
    "a repository with ids of SHA-256: its objects are given without ids and paths"
};
static const struct fault more = { OUTCOME_UNEXPECTED, CLAUSE,
                                   "other bytes follow the pack; they were scanned as they stand" };

static void tell(const struct git_index *index, enum journal_weight weight,
                 const struct fault *fault, uint64_t unread)
{
    index->sink->journal(index->sink->context, NULL, weight, fault, unread);
}

uint32_t git_index_at(const struct git_index *index, uint64_t offset)
{
    uint32_t from = 0, to = index->count;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        if (index->entries[middle].at < offset) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from < index->count && index->entries[from].at == offset ? from : GIT_NO_ENTRY;
}

static bool grow(struct git_index *index)
{
    if (index->count < index->room) {
        return true;
    }
    const uint32_t most = (uint32_t)limit_of(LIMIT_GIT_OBJECTS);
    if (index->room >= most) {
        index->fault = &too_many;
        return false;
    }
    uint32_t room = index->room == 0 ? 256 : 2 * index->room;
    room = room < most ? room : most;
    struct git_entry *entries = realloc(index->entries, room * sizeof(*entries));
    if (entries == NULL) {
        index->fault = &no_memory;
        return false;
    }
    index->entries = entries;
    index->room = room;
    return true;
}

static void work_on(struct git_index *index, uint64_t work)
{
    index->silent += work;
    if (index->silent >= SIGN_BYTES) {
        container_alive(index->sink);
        index->silent = 0;
    }
}

/* Decodes all of an object, for its sum and its end. */
static void inflate(struct git_index *index, struct git_inflation *inflation, uint64_t most,
                    struct sha1 *sum)
{
    size_t read = 1;
    while (read > 0 && inflation->made <= most) {
        read = git_inflation_read(inflation, index->chunk.at, CHUNK);
        work_on(index, read);
        if (sum != NULL) {
            sha1_push(sum, bytes_over(index->chunk.at, read));
        }
    }
    index->chunk.used = CHUNK; /* what was written there is wiped */
}

static void identify(struct git_entry *entry, const struct git_header *header, struct sha1 *sum,
                     bool whole)
{
    uint8_t id[GIT_ID_SIZE];
    sha1_end(sum, id);
    if (git_type_is_delta(header->type)) {
        if (header->base.left >= GIT_ID_SIZE) {
            memcpy(entry->id, header->base.at, GIT_ID_SIZE);
        }
        return;
    }
    entry->object = (uint8_t)header->type;
    entry->identified = whole;
    memcpy(entry->id, id, GIT_ID_SIZE);
}

/* Reads the object at `at`; false: there is none. Of a damaged one there is what could be read. */
static bool read_entry(struct git_index *index, uint64_t at, struct git_entry *entry)
{
    struct git_header header;
    uint8_t base[GIT_ID_SIZE];
    if (!stream_seek(index->content, at) ||
        !git_header_read(stream_ahead(index->content, GIT_ENTRY_HEAD), index->id_size, &header)) {
        return false;
    }
    if (header.base.left >= GIT_ID_SIZE) { /* its window does not stay */
        memcpy(base, header.base.at, GIT_ID_SIZE);
        header.base = bytes_over(base, GIT_ID_SIZE);
    }
    struct sha1 sum;
    struct git_inflation inflation;
    stream_consume(index->content, header.length);
    git_inflation_begin(&inflation, index->content);
    git_id_begin(&sum, header.type, header.size);
    inflate(index, &inflation, limit_of(LIMIT_DECODED_BYTES),
            git_type_is_delta(header.type) ? NULL : &sum);
    git_inflation_end(&inflation);
    *entry = (struct git_entry){ .at = at,
                                 .length = index->content->offset - at,
                                 .size = inflation.made,
                                 .base = GIT_NO_ENTRY,
                                 .child = GIT_NO_ENTRY,
                                 .sibling = GIT_NO_ENTRY,
                                 .header = (uint8_t)header.length,
                                 .type = (uint8_t)header.type,
                                 .damaged = !inflation.ended || inflation.made != header.size };
    identify(entry, &header, &sum, !entry->damaged);
    if (header.type == GIT_OFFSET_DELTA && header.distance <= at) {
        entry->base = git_index_at(index, at - header.distance);
    }
    return inflation.ended || inflation.made > 0;
}

static void spend(struct git_index *index, uint64_t work)
{
    index->search_left -= work < index->search_left ? work : index->search_left;
}

/* Is there a whole object here, beyond doubt? */
static bool is_entry(struct git_index *index, uint64_t at)
{
    struct git_header header;
    struct git_inflation inflation;
    if (!stream_seek(index->content, at) ||
        !git_header_read(stream_ahead(index->content, GIT_ENTRY_HEAD), index->id_size, &header)) {
        return false;
    }
    stream_consume(index->content, header.length);
    git_inflation_begin(&inflation, index->content);
    inflate(index, &inflation, header.size < index->search_left ? header.size : index->search_left,
            NULL);
    git_inflation_end(&inflation);
    spend(index, inflation.made + (index->content->offset - at) + TRY_COST);
    work_on(index, TRY_COST);
    return inflation.ended && inflation.made == header.size;
}

/* May one begin here? All that write packs compress with a window of 32 KiB (0x78). */
static bool may_begin(const struct git_index *index, struct bytes head)
{
    struct git_header header;
    return git_header_read(head, index->id_size, &header) && header.length < head.left &&
           head.at[header.length] == 0x78;
}

/* The next whole object at or behind `at`; false: none, or the work is used up. */
static bool find_entry(struct git_index *index, uint64_t *at)
{
    while (index->search_left > 0 && stream_seek(index->content, *at)) {
        struct bytes seen = stream_ahead(index->content, CHUNK + GIT_ENTRY_HEAD);
        size_t length = seen.left < CHUNK ? seen.left : CHUNK, i = 0;
        while (i < length && !may_begin(index, bytes_over(seen.at + i, seen.left - i))) {
            i++;
        }
        *at += i;
        spend(index, i);
        if (i < length && is_entry(index, *at)) {
            return true;
        }
        *at += i < length ? 1 : 0;
        if (length == 0) {
            return false;
        }
    }
    return false;
}

/* Behind an object whose checksum alone is wrong the next one follows at once. */
static bool find_next(struct git_index *index, const struct git_entry *damaged, uint64_t *at)
{
    if (damaged != NULL) {
        uint64_t stopped = damaged->at + damaged->length;
        if (is_entry(index, stopped)) {
            *at = stopped;
            return true;
        }
    }
    ++*at;
    return find_entry(index, at);
}

static void read_entries(struct git_index *index)
{
    uint64_t at = index->content->offset;
    while (index->count < index->claimed && grow(index)) {
        struct git_entry *entry = &index->entries[index->count];
        uint64_t from = at;
        bool found = read_entry(index, at, entry);
        bool whole = found && !entry->damaged;
        index->count += found ? 1 : 0;
        at += found ? entry->length : 0;
        index->end = found ? at : index->end;
        if (whole) {
            continue;
        }
        if (index->content->size - from <= index->id_size) {
            break; /* the checksum of the whole */
        }
        spend(index, found ? entry->size + entry->length : 0);
        uint64_t next = from;
        bool more_follow = find_next(index, found ? entry : NULL, &next);
        if (!found) {
            uint64_t to = more_follow ? next : index->content->size;
            tell(index, JOURNAL_UNREAD, &lost, to - from);
        } else if (more_follow) {
            entry->length = next - from;
        }
        if (!more_follow) {
            if (index->search_left == 0) {
                tell(index, JOURNAL_UNREAD, &searched, index->content->size - from);
            }
            break;
        }
        at = next;
    }
}

/* They are other sums than those that were made. */
static void forget_ids(struct git_index *index)
{
    index->id_size = LONG_ID;
    for (uint32_t i = 0; i < index->count; i++) {
        index->entries[i].identified = false;
    }
}

/* Over all before it. */
static void check_sum(struct git_index *index)
{
    struct sha1 sum;
    uint8_t digest[SHA1_SIZE];
    sha1_begin(&sum);
    if (!stream_seek(index->content, index->begin)) {
        return;
    }
    while (index->content->offset < index->end) {
        struct bytes seen = stream_ahead(index->content, 1), piece;
        uint64_t left = index->end - index->content->offset;
        if (seen.left == 0) {
            break;
        }
        size_t some = seen.left < left ? seen.left : (size_t)left;
        if (bytes_take(&seen, some, &piece)) {
            sha1_push(&sum, piece);
            stream_consume(index->content, some);
        }
    }
    sha1_end(&sum, digest);
    struct bytes rest = stream_ahead(index->content, LONG_ID + 1), claim;
    if (rest.left == LONG_ID) {
        forget_ids(index);
        tell(index, JOURNAL_NOTE, &long_ids, 0);
    } else if (!bytes_take(&rest, SHA1_SIZE, &claim)) {
        tell(index, JOURNAL_NOTE, &no_sum, 0);
    } else if (!bytes_equal(claim, bytes_over(digest, SHA1_SIZE))) {
        tell(index, JOURNAL_NOTE, &other_sum, 0);
    } else if (rest.left > 0) {
        tell(index, JOURNAL_NOTE, &more, 0);
    }
}

static bool read_head(struct git_index *index)
{
    struct bytes head = stream_ahead(index->content, 12), magic;
    uint64_t version, claimed;
    if (!bytes_take(&head, 4, &magic) || memcmp(magic.at, "PACK", 4) != 0 ||
        !bytes_take_number(&head, 4, &version) || (version != 2 && version != 3) ||
        !bytes_take_number(&head, 4, &claimed)) {
        return false;
    }
    index->claimed = (uint32_t)claimed;
    stream_consume(index->content, 12);
    return true;
}

bool git_index_read(struct git_index *index, struct stream *content,
                    const struct container_sink *sink)
{
    *index = (struct git_index){ .content = content,
                                 .sink = sink,
                                 .begin = content->offset,
                                 .id_size = GIT_ID_SIZE,
                                 .end = content->offset + 12,
                                 .search_left = GIT_SEARCH_MAX };
    if (!buffer_reserve(&index->chunk, CHUNK) || !read_head(index)) {
        return false;
    }
    read_entries(index);
    if (index->fault != NULL) {
        tell(index, JOURNAL_UNREAD, index->fault, content->size - index->end);
    } else if (index->count < index->claimed) {
        tell(index, JOURNAL_UNREAD, &fewer, 0);
    }
    check_sum(index);
    return true;
}

void git_index_clear(struct git_index *index)
{
    free(index->entries);
    index->entries = NULL;
    buffer_clear(&index->chunk);
}
