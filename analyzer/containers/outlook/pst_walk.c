#include "containers/outlook/pst_walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "containers/outlook/pst_account.h"
#include "containers/outlook/pst_message.h"
#include "containers/outlook/pst_node.h"
#include "containers/outlook/pst_sweep.h"

#define CLAUSE      "MS-PST section 2.2"
#define NID_MESSAGE 4

static const struct fault damaged_page = { OUTCOME_MALFORMED, CLAUSE,
                                           "a page of the file's trees is damaged: what it names "
                                           "was not found through it" };
static const struct fault failed_message = { OUTCOME_MALFORMED, CLAUSE,
                                             "not all of the message could be read" };
static const struct fault rest_of_message = { OUTCOME_MALFORMED, CLAUSE,
                                              "a message that was deleted or changed: not all of "
                                              "it is left" };
static const struct fault no_properties = { OUTCOME_MALFORMED, "MS-PST section 2.3.3",
                                            "a message without properties: its blocks were read "
                                            "one by one" };
static const struct fault failed_block = { OUTCOME_MALFORMED, CLAUSE,
                                           "not all of the block could be read" };
static const struct fault too_many = { OUTCOME_BOUND, CLAUSE,
                                       "more blocks than are held of one Outlook file" };
static const struct fault too_often = { OUTCOME_BOUND, CLAUSE,
                                        "blocks that are shared by more than are read" };
static const struct fault too_like = {
    OUTCOME_BOUND, CLAUSE, "more of an Outlook file looks like blocks than is checked: they overlap"
};
static const struct fault unknown_encoding = { OUTCOME_UNSUPPORTED, "MS-PST section 2.2.2.6",
                                               "the blocks are encoded in an unknown way" };

struct walk {
    struct pst_file file;
    struct pst_account account;
    const struct container_sink *sink;
    uint64_t number;
    bool stopped;
};

static bool give(struct walk *walk, const struct place *place, enum part_nature nature,
                 const struct buffer *content)
{
    struct memory_stream memory;
    memory_stream_init(&memory, buffer_bytes(content));
    walk->stopped = !walk->sink->part(walk->sink->context, place, nature, &memory.stream);
    return !walk->stopped;
}

/* False, and told of nothing: the node has no properties. */
static bool give_message(struct walk *walk, const struct pst_node *node, bool *whole)
{
    struct buffer message = { 0 }, id = { 0 };
    struct place place = { .kind = PLACE_MESSAGE, .number = walk->number + 1 };
    const bool written = pst_message_write(&walk->file, node, &message, &id, whole);
    if (written) {
        walk->number++;
        place.name = buffer_bytes(&id);
        (void)give(walk, &place, PART_MESSAGE, &message);
    } else {
        /* What it has read of its blocks was shown to nobody. */
        struct pst_block *block = pst_file_block(&walk->file, node->data);
        if (block != NULL) {
            block->reached = false;
        }
    }
    buffer_clear(&message);
    buffer_clear(&id);
    return written;
}

static void journal_message(const struct walk *walk, enum journal_weight weight,
                            const struct fault *fault)
{
    const struct place place = { .kind = PLACE_MESSAGE, .number = walk->number };
    walk->sink->journal(walk->sink->context, &place, weight, fault, 0);
}

static bool take_node(void *context, const struct pst_node *node)
{
    struct walk *walk = context;
    bool whole = false;
    if (!pst_node_is_message(node)) {
        return true;
    }
    if (!give_message(walk, node, &whole)) {
        walk->number++;
        whole = false;
        journal_message(walk, JOURNAL_NOTE, &no_properties);
    } else if (!whole) {
        journal_message(walk, JOURNAL_UNREAD, &failed_message);
    }
    if ((node->nid & 31) == NID_MESSAGE) {
        pst_account_message(&walk->account, (uint32_t)node->nid, whole);
    }
    return !walk->stopped;
}

/* Of one that has the same properties, that with the newest subnodes first. */
static int compare_nodes(const void *one, const void *other)
{
    const struct pst_node *a = one, *b = other;
    if (a->data != b->data) {
        return a->data < b->data ? -1 : 1;
    }
    if (a->subnodes != b->subnodes) {
        return a->subnodes > b->subnodes ? -1 : 1;
    }
    return a->nid < b->nid ? -1 : a->nid > b->nid;
}

/* Deleted messages and earlier states of others, which an old page of nodes leads to. The blocks
 * of those in the tree were reached. */
static void give_old(struct walk *walk)
{
    const struct pst_node *nodes = (const void *)walk->file.old.at;
    const size_t count = walk->file.old.used / sizeof(*nodes);
    if (count > 0) {
        qsort(walk->file.old.at, count, sizeof(*nodes), compare_nodes);
    }
    for (size_t i = 0; i < count && !walk->stopped; i++) {
        const struct pst_block *block = pst_file_block(&walk->file, nodes[i].data);
        bool whole = false;
        const bool again = i > 0 && nodes[i].data == nodes[i - 1].data;
        if (again || block == NULL || block->reached || !give_message(walk, &nodes[i], &whole)) {
            continue;
        }
        if (!whole) {
            journal_message(walk, JOURNAL_NOTE, &rest_of_message);
        }
        pst_account_old(&walk->account);
    }
}

/* One block, or all that a block of a tree joins. */
static bool give_block(struct walk *walk, struct pst_block *block)
{
    struct buffer content = { 0 }, ends = { 0 };
    char name[40];
    int length = snprintf(name, sizeof(name), "block %" PRIu64, block->bid & ~PST_BLOCK_STALE);
    bool data = !pst_block_is_internal(block);
    bool within =
        data && block->offset <= walk->file.size && block->size <= walk->file.size - block->offset;
    struct place place = { .kind = PLACE_MEMBER,
                           .number = ++walk->number,
                           .offset = within ? block->offset : 0,
                           .length = within ? block->size : 0,
                           .name = bytes_over(name, (size_t)length) };
    block->reached = true;
    bool whole = data ? pst_file_read(&walk->file, block, &content) &&
                            buffer_append(&ends, bytes_over(&content.used, sizeof(content.used)))
                      : pst_node_data(&walk->file, block->bid, &content, &ends);
    bool on = content.used == 0 || give(walk, &place, PART_UNKNOWN, &content);
    if (!whole && data) {
        walk->sink->journal(walk->sink->context, &place, JOURNAL_UNREAD, &failed_block,
                            block->size);
    }
    pst_account_block(&walk->account, &walk->file, &content, &ends, whole);
    buffer_clear(&content);
    buffer_clear(&ends);
    return on;
}

/* Is it at the root of a data tree of that many levels? Not of one of subnodes. */
static bool is_tree(struct walk *walk, struct pst_block *block, unsigned level)
{
    struct buffer list = { 0 };
    bool tree = pst_file_read(&walk->file, block, &list) && list.used >= 2 && list.at[0] == 1 &&
                list.at[1] == level;
    block->reached = false;
    buffer_clear(&list);
    return tree;
}

/* From the top, so that a deleted attachment comes back whole; then what is left. */
static void give_unreached(struct walk *walk)
{
    for (unsigned level = 3; level-- > 0 && !walk->stopped;) {
        for (size_t i = 0; i < pst_file_block_count(&walk->file) && !walk->stopped; i++) {
            struct pst_block *block = pst_file_block_at(&walk->file, i);
            bool wanted = !block->reached && pst_block_is_internal(block) == (level > 0) &&
                          (level == 0 || is_tree(walk, block, level));
            if (wanted) {
                (void)give_block(walk, block);
            }
        }
    }
}

static void journal_remarks(const struct walk *walk)
{
    const struct container_sink *sink = walk->sink;
    if (walk->file.damaged_pages > 0) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &damaged_page, 0);
    }
    if (walk->file.full) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &too_many, 0);
    }
    if (walk->file.tired) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &too_often, 0);
    }
    if (walk->file.unsummed) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &too_like, 0);
    }
    if (walk->file.encoding > 2) {
        sink->journal(sink->context, NULL, JOURNAL_UNREAD, &unknown_encoding, 0);
    }
}

static const struct fault *pst_walk(struct stream *content, const struct container_sink *sink)
{
    struct walk walk = { .sink = sink };
    const struct fault *fault = pst_file_open(content, sink, &walk.file);
    if (fault == NULL) {
        pst_file_nodes(&walk.file, take_node, &walk);
        give_old(&walk);
        if (!walk.stopped) {
            give_unreached(&walk);
        }
        if (!walk.stopped) {
            pst_account_journal(&walk.account, &walk.file, sink);
        }
        journal_remarks(&walk);
    }
    pst_account_clear(&walk.account);
    pst_file_close(&walk.file);
    return fault;
}

const struct container pst_container = { .name = "outlook",
                                         .recognise = pst_file_recognise,
                                         .walk = pst_walk,
                                         .seeks = true,
                                         .readings = true };
