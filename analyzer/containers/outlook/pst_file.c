#include "containers/outlook/pst_file.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "containers/archives/stream_decoder.h"
#include "containers/outlook/pst_encoding.h"
#include "containers/outlook/pst_sweep.h"
#include "limit.h"

#define HEADER_SIZE 576
#define BLOCK_TREE  0x80
#define NODE_TREE   0x81
/* Kinds of nodes, MS-PST section 2.2.2.1. */
#define NID_MESSAGE    4
#define NID_ASSOCIATED 8
#define INFLATED_MAX   ((size_t)64 << 10)

/* Where things stand in a page: of 512 bytes with words of 4 and 8, and of 4096. */
struct page_layout {
    size_t size, count, count_width, width, level, type;
};
static const struct page_layout ansi_page = { 512, 496, 1, 498, 499, 500 };
static const struct page_layout unicode_page = { 512, 488, 1, 490, 491, 496 };
static const struct page_layout large_page = { 4096, 4056, 2, 4060, 4061, 4072 };

static const struct page_layout *layout_of(const struct pst_file *file)
{
    if (file->word == 4) {
        return &ansi_page;
    }
    return file->version == 36 ? &large_page : &unicode_page;
}

uint64_t pst_number(struct bytes from, size_t at, size_t width)
{
    return at > from.left || width > from.left - at ? 0 : bytes_little(from.at + at, width);
}

static bool version_is_known(uint64_t version)
{
    return version == 14 || version == 15 || version == 23 || version == 36;
}

bool pst_file_recognise(struct bytes head)
{
    return head.left >= 12 && memcmp(head.at, "!BDN", 4) == 0 && head.at[8] == 'S' &&
           (head.at[9] == 'M' || head.at[9] == 'O');
}

/* A window on the file; shorter than wanted only where it ends. */
static struct bytes look(struct pst_file *file, uint64_t offset, size_t wanted)
{
    if (offset >= file->size || !stream_seek(file->stream, offset)) {
        return bytes_over(NULL, 0);
    }
    struct bytes seen = stream_ahead(file->stream, wanted);
    seen.left = seen.left < wanted ? seen.left : wanted;
    return seen;
}

/* The levels go down, so that a loop ends; `tree` visits the entries of the leaves. */
struct tree_visit {
    uint8_t type;
    bool (*leaf)(struct pst_file *file, struct bytes entry, void *context);
    void *context;
};

static bool page_is_good(const struct page_layout *layout, struct bytes page, uint8_t type)
{
    return page.left == layout->size && page.at[layout->type] == type &&
           page.at[layout->type + 1] == type;
}

static bool tree_visit(struct pst_file *file, const struct tree_visit *visit, uint64_t offset,
                       unsigned level)
{
    const struct page_layout *layout = layout_of(file);
    uint8_t copy[4096];
    struct bytes seen = look(file, offset, layout->size);
    if (file->pages_left == 0 || !page_is_good(layout, seen, visit->type)) {
        file->damaged_pages++;
        return true;
    }
    file->pages_left--;
    memcpy(copy, seen.at, layout->size);
    const struct bytes page = bytes_over(copy, layout->size);
    uint64_t count = pst_number(page, layout->count, layout->count_width);
    size_t width = copy[layout->width];
    unsigned own = copy[layout->level];
    if (own >= level || width < 3 * file->word || count * width > layout->count) {
        file->damaged_pages++;
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        struct bytes entry = bytes_over(copy + i * width, width);
        bool on = own == 0
                      ? visit->leaf(file, entry, visit->context)
                      : tree_visit(file, visit, pst_number(entry, 2 * file->word, file->word), own);
        if (!on) {
            return false;
        }
    }
    return true;
}

static struct pst_node node_of(const struct pst_file *file, struct bytes entry)
{
    return (struct pst_node){
        .nid = pst_number(entry, 0, file->word) & UINT32_MAX,
        .data = pst_number(entry, file->word, file->word),
        .subnodes = pst_number(entry, 2 * file->word, file->word),
    };
}

bool pst_node_is_message(const struct pst_node *node)
{
    /* What a program keeps in a folder for itself (views, rules, settings) is one, too. */
    return (node->nid & 31) == NID_MESSAGE || (node->nid & 31) == NID_ASSOCIATED;
}

static bool take_block(struct pst_file *file, struct bytes entry, void *context)
{
    (void)context;
    struct pst_block block = {
        .bid = pst_number(entry, 0, file->word) & ~UINT64_C(1),
        .offset = pst_number(entry, file->word, file->word),
        .size = (uint32_t)pst_number(entry, 2 * file->word, 2),
    };
    block.inflated =
        file->version == 36 ? (uint32_t)pst_number(entry, 2 * file->word + 2, 2) : block.size;
    if (pst_file_block_count(file) >= limit_of(LIMIT_PST_BLOCKS) ||
        !buffer_append(&file->blocks, bytes_over(&block, sizeof(block)))) {
        file->full = true;
        return false;
    }
    return true;
}

size_t pst_file_add_old(struct pst_file *file, struct bytes window)
{
    const struct page_layout *layout = layout_of(file);
    struct bytes page;
    if (!bytes_take(&window, layout->size, &page) || !page_is_good(layout, page, NODE_TREE) ||
        page.at[layout->level] != 0 || page.at[layout->width] != 4 * file->word) {
        return layout->size;
    }
    const size_t width = 4 * file->word;
    const uint64_t count = pst_number(page, layout->count, layout->count_width);
    for (size_t i = 0; i < count && width * (i + 1) <= layout->count; i++) {
        const struct pst_node node = node_of(file, bytes_over(page.at + width * i, width));
        if (!pst_node_is_message(&node)) {
            continue;
        }
        if (file->old.used / sizeof(node) >= PST_COUNTED_MAX ||
            !buffer_append(&file->old, bytes_over(&node, sizeof(node)))) {
            file->full = true;
        }
    }
    return layout->size;
}

static int compare_blocks(const void *one, const void *other)
{
    const struct pst_block *a = one, *b = other;
    return a->bid < b->bid ? -1 : a->bid > b->bid;
}

static void sort_blocks(const struct pst_file *file)
{
    if (file->blocks.used > 0) {
        qsort(file->blocks.at, pst_file_block_count(file), sizeof(struct pst_block),
              compare_blocks);
    }
}

size_t pst_file_block_count(const struct pst_file *file)
{
    return file->blocks.used / sizeof(struct pst_block);
}

struct pst_block *pst_file_block_at(const struct pst_file *file, size_t index)
{
    return (struct pst_block *)(void *)file->blocks.at + index;
}

struct pst_block *pst_file_block(const struct pst_file *file, uint64_t bid)
{
    const struct pst_block wanted = { .bid = bid & ~UINT64_C(1) };
    size_t count = pst_file_block_count(file);
    return count == 0 ? NULL
                      : bsearch(&wanted, file->blocks.at, count, sizeof(wanted), compare_blocks);
}

bool pst_block_is_internal(const struct pst_block *block)
{
    return (block->bid & 2) != 0;
}

const struct fault *pst_file_open(struct stream *stream, const struct container_sink *sink,
                                  struct pst_file *file)
{
    static const struct fault cut = { OUTCOME_TRUNCATED, "MS-PST section 2.2.2.6",
                                      "the header of the Outlook file is cut off" };
    static const struct fault other = { OUTCOME_UNSUPPORTED, "MS-PST section 2.2.2.6",
                                        "a version of Outlook file that is not read" };
    *file = (struct pst_file){ .stream = stream, .size = stream->size, .sink = sink };
    struct bytes head = look(file, 0, HEADER_SIZE);
    uint64_t version = pst_number(head, 10, 2);
    if (head.left < HEADER_SIZE) {
        return &cut;
    }
    if (!version_is_known(version)) {
        return &other;
    }
    bool ansi = version < 23;
    file->version = (unsigned)version;
    file->word = ansi ? 4 : 8;
    file->encoding = head.at[ansi ? 0x1cd : 0x201];
    file->node_tree = pst_number(head, ansi ? 0xbc : 0xe0, file->word);
    file->block_tree = pst_number(head, ansi ? 0xc4 : 0xf0, file->word);
    file->pages_left = file->size / layout_of(file)->size + 1;
    const struct tree_visit visit = { BLOCK_TREE, take_block, NULL };
    (void)tree_visit(file, &visit, file->block_tree, PST_LEVELS_MAX);
    sort_blocks(file);
    pst_sweep(file);
    sort_blocks(file);
    file->reads_left = PST_READS_EACH * (uint64_t)pst_file_block_count(file) + PST_READS_MORE;
    return NULL;
}

void pst_file_close(struct pst_file *file)
{
    buffer_clear(&file->blocks);
    buffer_clear(&file->old);
}

struct node_taker {
    bool (*take)(void *context, const struct pst_node *node);
    void *context;
};

static bool take_node(struct pst_file *file, struct bytes entry, void *context)
{
    const struct node_taker *taker = context;
    const struct pst_node node = node_of(file, entry);
    return taker->take(taker->context, &node);
}

void pst_file_nodes(struct pst_file *file, bool (*take)(void *context, const struct pst_node *node),
                    void *context)
{
    struct node_taker taker = { take, context };
    const struct tree_visit visit = { NODE_TREE, take_node, &taker };
    file->pages_left = file->size / layout_of(file)->size + 1;
    (void)tree_visit(file, &visit, file->node_tree, PST_LEVELS_MAX);
}

/* A block of 4k pages in a zlib frame, whose two bytes in front are stepped over. What was
 * decoded before a damage counts. */
static bool inflate_into(struct bytes packed, struct buffer *into)
{
    struct bytes frame;
    if (!bytes_take(&packed, 2, &frame) || !buffer_reserve(into, INFLATED_MAX)) {
        return false;
    }
    void *state = deflate_decoder.begin();
    if (state == NULL) {
        return false;
    }
    size_t made = 0;
    enum decoder_step step =
        deflate_decoder.step(state, &packed, into->at + into->used, INFLATED_MAX, &made);
    deflate_decoder.end(state);
    into->used += made;
    return step == DECODER_END;
}

/* What is compressed was encoded before. */
static bool decode_into(const struct pst_file *file, const struct pst_block *block,
                        struct bytes stored, struct buffer *into)
{
    const size_t from = into->used;
    bool whole = block->size == 0;
    if (file->version == 36 && block->inflated != block->size) {
        whole = inflate_into(stored, into);
    } else if (stored.left > 0) {
        whole = buffer_append(into, stored);
    }
    const size_t made = into->used - from;
    if (made > 0 && !pst_block_is_internal(block) && file->encoding == 1) {
        pst_encoding_permute(into->at + from, made);
    } else if (made > 0 && !pst_block_is_internal(block) && file->encoding == 2) {
        pst_encoding_cycle(into->at + from, made, (uint32_t)(block->bid & ~PST_BLOCK_STALE));
    }
    return whole;
}

bool pst_file_read(struct pst_file *file, struct pst_block *block, struct buffer *into)
{
    if (file->reads_left == 0) {
        file->tired = true;
        return false;
    }
    file->reads_left--;
    block->reached = block->reached || !file->counting;
    struct bytes stored = look(file, block->offset, block->size);
    bool whole = stored.left == block->size;
    if (!decode_into(file, block, stored, into) || !whole) {
        file->failed_blocks++;
        return false;
    }
    return true;
}
