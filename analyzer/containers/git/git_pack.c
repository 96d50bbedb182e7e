#include "containers/git/git_pack.h"

#include <string.h>

#include "bounds.h"
#include "containers/archives/compressed_stream.h"
#include "containers/carving/carve_walk.h"
#include "containers/git/git_paths.h"

#define BUNDLE_LINE ((size_t)16)

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory to read a git pack" };
static const struct fault no_pack = { OUTCOME_MALFORMED, "gitformat-bundle(5)",
                                      "no pack behind the head of a git bundle" };
static const struct fault unnamed = {
    OUTCOME_BOUND, NULL, "more files in a git pack than are named: the others have their ids alone"
};
static const struct fault damaged = { OUTCOME_MALFORMED, "gitformat-pack(5)",
                                      "an object is damaged" };
static const struct fault spent = { OUTCOME_BOUND, NULL,
                                    "more bytes were made of a pack's differences than may be" };

static const struct fault no_gaps = { OUTCOME_NO_MEMORY, NULL,
                                      "no memory for what stands beside the objects of a pack" };

struct pack_walk {
    struct git_index index;
    struct git_objects objects;
    struct git_paths paths;
    struct buffer name;
    const struct container_sink *sink;
    bool stopped; /* it wants no more */
};

static bool is_pack(struct bytes head)
{
    struct bytes magic;
    uint64_t version;
    return bytes_take(&head, 4, &magic) && memcmp(magic.at, "PACK", 4) == 0 &&
           bytes_take_number(&head, 4, &version) && (version == 2 || version == 3);
}

static bool is_bundle(struct bytes head)
{
    return head.left >= BUNDLE_LINE && (memcmp(head.at, "# v2 git bundle\n", BUNDLE_LINE) == 0 ||
                                        memcmp(head.at, "# v3 git bundle\n", BUNDLE_LINE) == 0);
}

static bool recognise(struct bytes head)
{
    return is_pack(head) || is_bundle(head);
}

/* The references of a bundle end with an empty line. */
static bool skip_bundle_head(struct stream *content)
{
    bool line_begins = false;
    while (content->offset < GIT_BUNDLE_HEAD_MAX) {
        struct bytes seen = stream_ahead(content, 1);
        size_t i = 0;
        bool empty = false;
        while (i < seen.left && !empty) {
            empty = line_begins && seen.at[i] == '\n';
            line_begins = seen.at[i] == '\n';
            i++;
        }
        stream_consume(content, i);
        if (empty || i == 0) {
            return empty;
        }
    }
    return false;
}

/* Of an object that is not known its base is. */
static bool print_name(struct pack_walk *walk, const struct git_entry *entry)
{
    struct buffer *name = &walk->name;
    buffer_reset(name);
    if (entry->object == GIT_NONE) {
        return buffer_append_text(name, "difference") &&
               (entry->type != GIT_REFERENCE_DELTA ||
                (buffer_append_text(name, " to ") && git_id_print(name, entry->id)));
    }
    if (!buffer_append_text(name, git_type_name(entry->object)) || !entry->identified) {
        return name->used > 0;
    }
    return buffer_append_text(name, " ") && git_id_print(name, entry->id) &&
           (entry->object != GIT_BLOB || git_paths_print(&walk->paths, entry->id, name));
}

static bool give(struct pack_walk *walk, uint32_t number, struct stream *content,
                 const struct fault *fault, uint64_t missing)
{
    const struct git_entry *entry = &walk->index.entries[number];
    const struct container_sink *sink = walk->sink;
    const struct place place = {
        .kind = PLACE_MEMBER,
        .number = (uint64_t)number + 1,
        .offset = entry->at,
        .length = entry->length,
        .name = print_name(walk, entry) ? buffer_bytes(&walk->name) : bytes_over(NULL, 0),
    };
    enum part_nature nature = entry->object == GIT_BLOB ? PART_UNKNOWN : PART_LEAF;
    bool more = content == NULL || sink->part(sink->context, &place, nature, content);
    fault = fault == NULL && content != NULL ? content->fault : fault;
    fault = fault == NULL && entry->damaged ? &damaged : fault;
    if (fault != NULL) {
        sink->journal(sink->context, &place, JOURNAL_UNREAD, fault,
                      missing < DECODED_OBJECT_MAX ? missing : DECODED_OBJECT_MAX);
    }
    return more;
}

/* What is too large to be held is decoded as it is read. */
static bool give_stream(struct pack_walk *walk, uint32_t number)
{
    const struct git_entry *entry = &walk->index.entries[number];
    struct compressed_stream decoded;
    if (!stream_seek(walk->index.content, entry->at + entry->header)) {
        return true;
    }
    compressed_stream_init(&decoded, walk->index.content, &zlib_decoder);
    decoded.most = container_decoded_max(walk->sink);
    bool more = give(walk, number, &decoded.stream, NULL, 0);
    compressed_stream_clear(&decoded);
    return more;
}

static bool give_object(struct pack_walk *walk, uint32_t number)
{
    struct git_entry *entry = &walk->index.entries[number];
    struct memory_stream memory;
    struct bytes content;
    uint64_t missing;
    if (!git_type_is_delta(entry->type) && entry->size >= GIT_HELD_MAX) {
        return give_stream(walk, number);
    }
    const struct fault *fault = git_objects_read(&walk->objects, number, &content, &missing);
    if (fault == NULL && !entry->identified && !entry->damaged &&
        walk->index.id_size == GIT_ID_SIZE) {
        git_id_of(entry->object, content, entry->id);
        entry->identified = true;
    }
    memory_stream_init(&memory, content);
    return give(walk, number, fault != NULL && content.left == 0 ? NULL : &memory.stream, fault,
                missing);
}

static const struct fault *walk_objects(struct pack_walk *walk)
{
    if (!git_objects_begin(&walk->objects, &walk->index) ||
        !git_paths_begin(&walk->paths, &walk->objects)) {
        return &no_memory;
    }
    if (walk->paths.bounded) {
        walk->sink->journal(walk->sink->context, NULL, JOURNAL_NOTE, &unnamed, 0);
    }
    for (uint32_t i = 0; i < walk->index.count; i++) {
        if (git_objects_are_spent(&walk->objects)) {
            return &spent;
        }
        if (!give_object(walk, i)) {
            walk->stopped = true;
            break;
        }
    }
    return NULL;
}

/* What is of no object: between two of them where one is lost, behind the checksum, in the head of
 * a bundle. What follows those that are read holds others, where there are more. */
static void carve_beside(const struct pack_walk *walk)
{
    const struct git_index *index = &walk->index;
    struct carve_spans gaps = { 0 };
    uint64_t at = 0;
    for (uint32_t i = 0; i < index->count; i++) {
        carve_spans_add_gap(&gaps, at, index->entries[i].at);
        at = index->entries[i].at + index->entries[i].length;
    }
    if (index->fault == NULL) {
        carve_spans_add_gap(&gaps, at, index->content->size);
    }
    carve_walk_spans(index->content, walk->sink, &gaps);
    if (gaps.lost) {
        walk->sink->journal(walk->sink->context, NULL, JOURNAL_UNREAD, &no_gaps, 0);
    }
    carve_spans_clear(&gaps);
}

static const struct fault *walk_pack(struct stream *content, const struct container_sink *sink)
{
    struct pack_walk walk = { .sink = sink };
    if (!git_index_read(&walk.index, content, sink)) {
        git_index_clear(&walk.index);
        return &no_memory;
    }
    const struct fault *fault = walk_objects(&walk);
    if (!walk.stopped) {
        carve_beside(&walk);
    }
    git_paths_clear(&walk.paths);
    git_objects_clear(&walk.objects);
    git_index_clear(&walk.index);
    buffer_clear(&walk.name);
    return fault;
}

/* A pack that is not held is read where it stands: to go back in a file costs a window each. */
static const struct fault *walk_held(struct stream *content, const struct container_sink *sink)
{
    uint64_t left = content->size - content->offset;
    if (left > HELD_MAX || stream_ahead(content, 1).left == left) {
        return walk_pack(content, sink);
    }
    struct buffer held = { 0 };
    struct memory_stream memory;
    if (!buffer_reserve(&held, (size_t)content->size)) {
        return walk_pack(content, sink);
    }
    const struct fault *fault = &no_memory;
    if (stream_seek(content, 0) && stream_hold(content, HELD_MAX + GIT_BUNDLE_HEAD_MAX, &held)) {
        memory_stream_init(&memory, buffer_bytes(&held));
        fault = stream_seek(&memory.stream, content->size - left) ? walk_pack(&memory.stream, sink)
                                                                  : &no_memory;
    }
    buffer_clear(&held);
    return fault;
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    if (is_bundle(stream_ahead(content, BUNDLE_LINE)) && !skip_bundle_head(content)) {
        return &no_pack;
    }
    if (!is_pack(stream_ahead(content, 12))) {
        return &no_pack;
    }
    return walk_held(content, sink);
}

const struct container git_pack_container = { .name = "git-pack",
                                              .recognise = recognise,
                                              .walk = walk,
                                              .seeks = true,
                                              .packed = true,
                                              .readings = true };
