#include "containers/outlook/compound_walk.h"

#include <string.h>

#include "bounds.h"
#include "bytes/utf16_octets.h"
#include "containers/carving/carve_walk.h"
#include "containers/documents/word_text.h"
#include "containers/outlook/compound_file.h"
#include "containers/outlook/msg_item.h"

/* Names of storages that are put before a stream's own: Outlook nests three for a message. */
#define PATH_STEPS_MAX 64u

struct tree {
    struct compound_file file;
    uint32_t *parents; /* by entry; COMPOUND_NONE: not reached, or right under the root */
    uint8_t *seen;
    uint32_t *waiting; /* each entry at most once */
    uint32_t count, waits, words;
    struct buffer memory;
    struct msg_item item;
    bool message; /* the item is one */
};

static void visit(struct tree *tree, uint32_t entry, uint32_t parent)
{
    if (entry < tree->count && tree->seen[entry] == 0) {
        tree->seen[entry] = 1;
        tree->parents[entry] = parent;
        tree->waiting[tree->waits++] = entry;
    }
}

static bool grow(struct tree *tree)
{
    struct compound_entry entry;
    tree->count = compound_file_entries(&tree->file);
    if (!buffer_reserve(&tree->memory, (size_t)tree->count * 9 + 1)) {
        return false;
    }
    tree->parents = (uint32_t *)(void *)tree->memory.at;
    tree->waiting = tree->parents + tree->count;
    tree->seen = tree->memory.at + (size_t)tree->count * 8;
    memset(tree->parents, 0xff, (size_t)tree->count * 4);
    memset(tree->seen, 0, tree->count);
    visit(tree, 0, COMPOUND_NONE);
    while (tree->waits > 0) {
        uint32_t at = tree->waiting[--tree->waits];
        if (compound_file_entry(&tree->file, at, &entry)) {
            visit(tree, entry.left, tree->parents[at]);
            visit(tree, entry.right, tree->parents[at]);
            visit(tree, entry.child, at == 0 ? COMPOUND_NONE : at);
        }
    }
    return true;
}

static bool append_path(const struct tree *tree, uint32_t index, struct buffer *path)
{
    uint32_t steps[PATH_STEPS_MAX];
    size_t count = 0;
    struct compound_entry entry;
    for (; index != COMPOUND_NONE && count < PATH_STEPS_MAX; index = tree->parents[index]) {
        steps[count++] = index;
    }
    while (count-- > 0) {
        if (!compound_file_entry(&tree->file, steps[count], &entry) ||
            !utf16_octets_read_little(entry.name, path) ||
            (count > 0 && !buffer_append_byte(path, '/'))) {
            return false;
        }
    }
    return true;
}

/* False: the sink wants no more. */
static bool give(struct tree *tree, const struct compound_entry *entry, uint32_t index,
                 const struct container_sink *sink)
{
    struct buffer path = { 0 }, held = { 0 };
    struct place place = { .kind = PLACE_MEMBER, .number = (uint64_t)index + 1 };
    struct memory_stream memory;
    if (tree->message && msg_item_is_part(&tree->item, index)) {
        place.kind = PLACE_PART;
    }
    if ((tree->message && msg_item_name(&tree->item, index, &path)) ||
        append_path(tree, index, &path)) {
        place.name = buffer_bytes(&path);
    }
    const struct fault *fault = compound_file_read(&tree->file, entry, &held, &place.offset);
    place.length = place.offset > 0 ? held.used : 0;
    memory_stream_init(&memory, buffer_bytes(&held));
    bool more = sink->part(sink->context, &place, PART_UNKNOWN, &memory.stream);
    if (fault != NULL) {
        sink->journal(sink->context, &place, JOURNAL_UNREAD, fault, entry->size - held.used);
    }
    buffer_clear(&held);
    buffer_clear(&path);
    return more;
}

static bool is_named(struct bytes name, const char *ascii)
{
    size_t i = 0;
    for (; ascii[i] != '\0' && 2 * i + 1 < name.left; i++) {
        if (name.at[2 * i] != (uint8_t)ascii[i] || name.at[2 * i + 1] != 0) {
            return false;
        }
    }
    return ascii[i] == '\0' && 2 * i == name.left;
}

/* Beside the stream with that index, in its storage. */
static bool find_beside(const struct tree *tree, uint32_t index, const char *name,
                        struct compound_entry *found)
{
    for (uint32_t i = 0; i < tree->count; i++) {
        if (tree->seen[i] != 0 && tree->parents[i] == tree->parents[index] &&
            compound_file_entry(&tree->file, i, found) && found->type == COMPOUND_STREAM &&
            is_named(found->name, name)) {
            return true;
        }
    }
    return false;
}

/* Its text, as a part beside its streams: what is not whole of these was told with them. */
static bool give_word(struct tree *tree, const struct compound_entry *entry, uint32_t index,
                      const struct container_sink *sink)
{
    struct buffer document = { 0 }, table = { 0 }, text = { 0 };
    struct compound_entry beside;
    struct place place = { .kind = PLACE_READING,
                           .number = (uint64_t)index + 1,
                           .name = bytes_over("compound-text", 13) };
    struct memory_stream memory;
    bool more = true;
    (void)!compound_file_read(&tree->file, entry, &document, &place.offset);
    const enum word_text_table kind = word_text_table(buffer_bytes(&document));
    if (kind != WORD_TEXT_NONE) {
        if (find_beside(tree, index, kind == WORD_TEXT_TABLE_0 ? "0Table" : "1Table", &beside)) {
            (void)!compound_file_read(&tree->file, &beside, &table, &place.offset);
        }
        const struct fault *fault =
            word_text_read(buffer_bytes(&document), buffer_bytes(&table), &text);
        place.offset = 0;
        if (fault != NULL) {
            sink->journal(sink->context, &place, JOURNAL_UNREAD, fault, 0);
        }
        memory_stream_init(&memory, buffer_bytes(&text));
        more = text.used == 0 || sink->part(sink->context, &place, PART_LEAF, &memory.stream);
    }
    buffer_clear(&document);
    buffer_clear(&table);
    buffer_clear(&text);
    return more;
}

static void give_facts(struct tree *tree, const struct container_sink *sink)
{
    static const struct fault cut = {
        OUTCOME_BOUND, NULL,
        "a property of the message is longer than is decoded: it was read as text"
    };
    struct mail_facts facts;
    msg_item_facts(&tree->item, &facts);
    sink->mail(sink->context, &facts);
    if (facts.cut) {
        sink->journal(sink->context, NULL, JOURNAL_NOTE, &cut, 0);
    }
}

/* False when memory ran out. */
static bool carve_free(const struct tree *tree, const struct container_sink *sink)
{
    struct carve_spans spans = { 0 };
    compound_file_free(&tree->file, &spans);
    carve_walk_spans(tree->file.content, sink, &spans);
    const bool listed = !spans.lost;
    carve_spans_clear(&spans);
    return listed;
}

static const struct fault *walk_tree(struct tree *tree, const struct container_sink *sink)
{
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                            "no memory for the tree of a compound file" };
    static const struct fault damaged = {
        OUTCOME_MALFORMED, "MS-CFB section 2.3",
        "a table of a compound file is damaged: streams may be missing"
    };
    static const struct fault bounded = {
        OUTCOME_BOUND, NULL, "the small streams of a compound file are too large to be held"
    };
    static const struct fault many_words = {
        OUTCOME_BOUND, NULL, "more Word documents in one compound file than are put together"
    };
    if (!grow(tree)) {
        return &no_memory;
    }
    tree->message = msg_item_open(&tree->item, &tree->file, tree->parents);
    if (tree->message) {
        give_facts(tree, sink);
    }
    for (uint32_t i = 0; i < tree->count; i++) {
        struct compound_entry entry;
        bool stream = compound_file_entry(&tree->file, i, &entry) &&
                      entry.type == COMPOUND_STREAM && entry.size > 0;
        if (stream && !give(tree, &entry, i, sink)) {
            return NULL;
        }
        const bool word = stream && is_named(entry.name, "WordDocument");
        if (word && tree->words++ < WORD_DOCUMENTS_MAX && !give_word(tree, &entry, i, sink)) {
            return NULL;
        }
    }
    if (tree->count == 0 || tree->file.damaged) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &damaged, 0);
    }
    if (tree->file.bounded) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &bounded, 0);
    }
    if (tree->words > WORD_DOCUMENTS_MAX) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &many_words, 0);
    }
    return carve_free(tree, sink) ? NULL : &no_memory;
}

static const struct fault *compound_walk(struct stream *content, const struct container_sink *sink)
{
    struct tree tree = { 0 };
    const struct fault *fault = compound_file_open(&tree.file, content);
    if (fault == NULL) {
        fault = walk_tree(&tree, sink);
    }
    msg_item_clear(&tree.item);
    buffer_clear(&tree.memory);
    compound_file_clear(&tree.file);
    return fault;
}

const struct container compound_container = { .name = "compound",
                                              .recognise = compound_file_recognise,
                                              .walk = compound_walk,
                                              .seeks = true,
                                              .readings = true };
