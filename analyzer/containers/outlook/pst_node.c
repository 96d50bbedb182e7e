#include "containers/outlook/pst_node.h"

#include <string.h>

#include "bounds.h"

#define DATA_TREE     1
#define SUBNODE_TREE  2
#define HEAP          0xec
#define PROPERTY_HEAP 0xbc
#define TABLE_HEAP    0x7c
#define TREE_ON_HEAP  0xb5
/* Levels of a tree on a heap: 2^11 items a block, 2^16 properties. */
#define HEAP_LEVELS_MAX 4u
/* Items of such a tree that are looked at: 2^11 of a block name each other in their square. */
#define HEAP_ITEMS_MAX 65536u

/* What stands in the leaves of a tree on a heap, MS-PST section 2.3.2. */
struct heap_tree {
    size_t key, value; /* octets */
    size_t room;       /* octets of all entries together */
    unsigned items;    /* that may still be looked at */
};

/* The levels of XXBLOCK, XBLOCK and data go down, so that a loop ends. */
static bool data_under(struct pst_file *file, uint64_t bid, unsigned level, struct buffer *into,
                       struct buffer *ends)
{
    struct pst_block *block = pst_file_block(file, bid);
    if (block == NULL || into->used >= limit_of(LIMIT_PST_NODE)) {
        return false;
    }
    if (!pst_block_is_internal(block)) {
        bool whole = pst_file_read(file, block, into);
        return (ends == NULL || buffer_append(ends, bytes_over(&into->used, sizeof(size_t)))) &&
               whole;
    }
    struct buffer list = { 0 };
    bool whole = pst_file_read(file, block, &list);
    struct bytes entries = buffer_bytes(&list);
    unsigned own = (unsigned)pst_number(entries, 1, 1);
    size_t count = (size_t)pst_number(entries, 2, 2);
    if (pst_number(entries, 0, 1) != DATA_TREE || own >= level || own == 0) {
        count = 0;
        whole = false;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t below = pst_number(entries, 8 + i * file->word, file->word);
        whole = data_under(file, below, own, into, ends) && whole;
    }
    buffer_clear(&list);
    return whole;
}

bool pst_node_data(struct pst_file *file, uint64_t bid, struct buffer *into, struct buffer *ends)
{
    return data_under(file, bid, 3, into, ends);
}

static bool subnodes_under(struct pst_file *file, uint64_t bid, unsigned level, struct buffer *into)
{
    struct pst_block *block = pst_file_block(file, bid);
    struct buffer list = { 0 };
    if (block == NULL || !pst_block_is_internal(block) || !pst_file_read(file, block, &list)) {
        buffer_clear(&list);
        return false;
    }
    struct bytes entries = buffer_bytes(&list);
    const size_t word = file->word, front = word == 8 ? 8 : 4;
    unsigned own = (unsigned)pst_number(entries, 1, 1);
    size_t count = (size_t)pst_number(entries, 2, 2), width = (own == 0 ? 3 : 2) * word;
    bool whole = pst_number(entries, 0, 1) == SUBNODE_TREE && own < level;
    for (size_t i = 0; whole && i < count; i++) {
        size_t at = front + i * width;
        struct pst_node node = { pst_number(entries, at, word) & UINT32_MAX,
                                 pst_number(entries, at + word, word),
                                 own == 0 ? pst_number(entries, at + 2 * word, word) : 0 };
        whole = own > 0 ? subnodes_under(file, node.data, own, into)
                        : into->used < PST_SUBNODES_MAX * sizeof(node) &&
                              buffer_append(into, bytes_over(&node, sizeof(node)));
    }
    buffer_clear(&list);
    return whole;
}

bool pst_node_subnodes(struct pst_file *file, uint64_t bid, struct buffer *into)
{
    return subnodes_under(file, bid, 2, into);
}

/* The block of a heap, which the low bits of an item name. */
static struct bytes heap_block(const struct pst_properties *properties, size_t index)
{
    const size_t count = properties->ends.used / sizeof(size_t);
    size_t from = 0, to = 0;
    if (index >= count || properties->heap.used == 0) {
        return bytes_over(NULL, 0);
    }
    memcpy(&to, properties->ends.at + index * sizeof(to), sizeof(to));
    if (index > 0) {
        memcpy(&from, properties->ends.at + (index - 1) * sizeof(from), sizeof(from));
    }
    return bytes_over(properties->heap.at + from, to - from);
}

/* MS-PST section 2.3.1.1: 5 bits of type, 11 of item (14 in 4k), then the block. */
static struct bytes heap_item(const struct pst_properties *properties, uint32_t hid)
{
    const unsigned bits = properties->file->version == 36 ? 14 : 11;
    const size_t item = hid >> 5 & ((1u << bits) - 1);
    struct bytes block = heap_block(properties, hid >> (5 + bits));
    size_t map = (size_t)pst_number(block, 0, 2);
    if ((hid & 31) != 0 || item == 0 || item > pst_number(block, map, 2)) {
        return bytes_over(NULL, 0);
    }
    size_t from = (size_t)pst_number(block, map + 4 + 2 * (item - 1), 2);
    size_t to = (size_t)pst_number(block, map + 4 + 2 * item, 2);
    if (from >= to || to > block.left) {
        return bytes_over(NULL, 0);
    }
    return bytes_over(block.at + from, to - from);
}

static bool take_entries(struct pst_properties *properties, struct heap_tree *tree, uint32_t hid,
                         unsigned levels)
{
    struct bytes items = heap_item(properties, hid);
    const size_t width = tree->key + (levels == 0 ? tree->value : 4);
    if (tree->items == 0) {
        return false;
    }
    tree->items--;
    if (levels == 0) {
        size_t whole = items.left / width * width;
        return properties->table.used + whole <= tree->room &&
               buffer_append(&properties->table, bytes_over(items.at, whole));
    }
    bool taken = true;
    for (size_t at = 0; taken && at + width <= items.left; at += width) {
        taken = take_entries(properties, tree, (uint32_t)pst_number(items, at + tree->key, 4),
                             levels - 1);
    }
    return taken;
}

static bool take_tree(struct pst_properties *properties, uint32_t hid, struct heap_tree tree)
{
    struct bytes head = heap_item(properties, hid);
    unsigned levels = (unsigned)pst_number(head, 3, 1);
    return pst_number(head, 0, 1) == TREE_ON_HEAP && pst_number(head, 1, 1) == tree.key &&
           pst_number(head, 2, 1) == tree.value && levels < HEAP_LEVELS_MAX &&
           take_entries(properties, &tree, (uint32_t)pst_number(head, 4, 4), levels);
}

/* The heap of a node, where it is one of that kind; `user` is the item that all else hangs on. */
static bool open_heap(const struct pst_properties *properties, uint8_t kind, uint32_t *user)
{
    struct bytes front = heap_block(properties, 0);
    *user = (uint32_t)pst_number(front, 4, 4);
    return pst_number(front, 2, 1) == HEAP && pst_number(front, 3, 1) == kind;
}

static bool take_properties(struct pst_properties *properties)
{
    const struct heap_tree tree = { 2, 6, UINT16_MAX * (size_t)8, HEAP_ITEMS_MAX };
    uint32_t user;
    if (!open_heap(properties, PROPERTY_HEAP, &user) || !take_tree(properties, user, tree)) {
        pst_properties_close(properties);
        return false;
    }
    return true;
}

bool pst_properties_open(struct pst_file *file, const struct pst_node *node,
                         struct pst_properties *properties, bool *whole)
{
    *properties = (struct pst_properties){ .file = file };
    *whole = pst_node_data(file, node->data, &properties->heap, &properties->ends);
    if (node->subnodes != 0) {
        *whole = pst_node_subnodes(file, node->subnodes, &properties->subnodes) && *whole;
    }
    return take_properties(properties);
}

bool pst_properties_over(struct pst_file *file, const struct buffer *heap,
                         const struct buffer *ends, struct pst_properties *properties)
{
    const struct bytes front = buffer_bytes(heap);
    *properties = (struct pst_properties){ .file = file };
    if (pst_number(front, 2, 1) != HEAP || pst_number(front, 3, 1) != PROPERTY_HEAP) {
        return false; /* most are not, and need not be copied */
    }
    if (!buffer_append(&properties->heap, front) ||
        !buffer_append(&properties->ends, buffer_bytes(ends))) {
        pst_properties_close(properties);
        return false;
    }
    return take_properties(properties);
}

bool pst_table_rows(struct pst_file *file, const struct pst_node *node, struct buffer *rows)
{
    const size_t value = file->word == 4 ? 2 : 4;
    const struct heap_tree tree = { 4, value, limit_of(LIMIT_PST_NODE), HEAP_ITEMS_MAX };
    struct pst_properties table = { .file = file };
    uint32_t user;
    bool read = pst_node_data(file, node->data, &table.heap, &table.ends) &&
                open_heap(&table, TABLE_HEAP, &user);
    struct bytes info = read ? heap_item(&table, user) : bytes_over(NULL, 0);
    /* An empty table has no item for its rows. */
    read = read && pst_number(info, 0, 1) == TABLE_HEAP &&
           take_tree(&table, (uint32_t)pst_number(info, 10, 4), tree);
    struct bytes left = buffer_bytes(&table.table), row;
    while (read && bytes_take(&left, 4 + value, &row)) {
        const uint32_t nid = (uint32_t)pst_number(row, 0, 4);
        read = buffer_append(rows, bytes_over(&nid, sizeof(nid)));
    }
    pst_properties_close(&table);
    return read;
}

void pst_properties_close(struct pst_properties *properties)
{
    buffer_clear(&properties->heap);
    buffer_clear(&properties->ends);
    buffer_clear(&properties->subnodes);
    buffer_clear(&properties->table);
}

static bool find_property(const struct pst_properties *properties, uint16_t number,
                          struct bytes *property)
{
    struct bytes left = buffer_bytes(&properties->table);
    while (bytes_take(&left, 8, property)) {
        if (pst_number(*property, 0, 2) == number) {
            return true;
        }
    }
    return false;
}

uint16_t pst_properties_type(const struct pst_properties *properties, uint16_t number)
{
    struct bytes property;
    return find_property(properties, number, &property) ? (uint16_t)pst_number(property, 2, 2) : 0;
}

uint32_t pst_properties_number(const struct pst_properties *properties, uint16_t number)
{
    struct bytes property;
    return find_property(properties, number, &property) ? (uint32_t)pst_number(property, 4, 4) : 0;
}

bool pst_properties_value(struct pst_properties *properties, uint16_t number, struct buffer *into)
{
    struct bytes property;
    if (!find_property(properties, number, &property)) {
        return false;
    }
    uint32_t where = (uint32_t)pst_number(property, 4, 4);
    if ((where & 31) == 0) {
        struct bytes item = heap_item(properties, where);
        bool taken = item.left > 0 && buffer_append(into, item);
        if (taken) {
            memset(properties->heap.at + (item.at - properties->heap.at), 0, item.left);
        }
        return where == 0 || taken;
    }
    const struct pst_node *node = pst_properties_subnode(properties, where);
    return node != NULL && pst_node_data(properties->file, node->data, into, NULL);
}

size_t pst_properties_subnode_count(const struct pst_properties *properties)
{
    return properties->subnodes.used / sizeof(struct pst_node);
}

const struct pst_node *pst_properties_subnode_at(const struct pst_properties *properties,
                                                 size_t index)
{
    return (const struct pst_node *)(const void *)properties->subnodes.at + index;
}

const struct pst_node *pst_properties_subnode(const struct pst_properties *properties, uint64_t nid)
{
    for (size_t i = 0; i < pst_properties_subnode_count(properties); i++) {
        if (pst_properties_subnode_at(properties, i)->nid == nid) {
            return pst_properties_subnode_at(properties, i);
        }
    }
    return NULL;
}
