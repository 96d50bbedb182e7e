#ifndef OUTLOOK_WRITER_H
#define OUTLOOK_WRITER_H

#include <string.h>
#include <zlib.h>

#include "buffer.h"
#include "containers/outlook/pst_encoding.h"
#include "suite.h"

/* Writes Outlook files as MS-PST says, with folders and their tables, so that other programs read
 * them too: versions 14 (ANSI), 23 (Unicode) and 36 (pages of 4 KiB, blocks that may be
 * compressed, as libpff's documentation tells), each encoding. Without the maps of what is free. */

#define OUTLOOK_ITEMS 200
#define OUTLOOK_ROOT  0x122u

struct outlook_entry {
    uint64_t number, first, second, third; /* as in a leaf of the tree */
};

struct outlook_writer {
    unsigned version;
    size_t word, page, step, trailer;
    uint8_t encoding, permuted[256];
    struct buffer file;
    struct outlook_entry nodes[OUTLOOK_ITEMS], blocks[OUTLOOK_ITEMS];
    size_t node_count, block_count;
    uint64_t next_block;
};

static inline void outlook_put(uint8_t *at, uint64_t number, size_t width)
{
    for (size_t i = 0; i < width; i++) {
        at[i] = (uint8_t)(number >> 8 * i);
    }
}

static inline uint32_t outlook_crc(const uint8_t *at, size_t length)
{
    uint32_t crc = 0;
    for (size_t i = 0; i < 8 * length; i++) {
        crc ^= i % 8 == 0 ? at[i / 8] : 0;
        crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320u : 0);
    }
    return crc;
}

static inline uint16_t outlook_signature(uint64_t offset, uint64_t bid)
{
    uint32_t both = (uint32_t)(offset ^ bid);
    return (uint16_t)(both >> 16 ^ both);
}

static inline void outlook_begin(struct outlook_writer *writer, unsigned version, uint8_t encoding)
{
    static const uint8_t zeros[4096] = { 0 };
    *writer = (struct outlook_writer){ .version = version,
                                       .word = version < 23 ? 4 : 8,
                                       .page = version == 36 ? 4096 : 512,
                                       .step = version == 36 ? 512 : 64,
                                       .trailer = version < 23    ? 12
                                                  : version == 36 ? 24
                                                                  : 16,
                                       .encoding = encoding,
                                       .next_block = 4 };
    for (unsigned i = 0; i < 256; i++) {
        uint8_t byte = (uint8_t)i;
        pst_encoding_permute(&byte, 1);
        writer->permuted[byte] = (uint8_t)i;
    }
    must(buffer_append(&writer->file, bytes_over(zeros, version == 36 ? 4096 : 1024)));
}

static inline void outlook_encode(const struct outlook_writer *writer, uint8_t *at, size_t length,
                                  uint64_t bid)
{
    for (size_t i = 0; i < length && writer->encoding == 1; i++) {
        at[i] = writer->permuted[at[i]];
    }
    if (writer->encoding == 2) {
        pst_encoding_cycle(at, length, (uint32_t)bid);
    }
}

/* A block of its own, at most 8 KiB less its trailer. Answers its number. */
static inline uint64_t outlook_block(struct outlook_writer *writer, bool internal,
                                     struct bytes content)
{
    uint8_t stored[8192] = { 0 };
    size_t length = content.left;
    const uint64_t bid = writer->next_block | (internal ? 2 : 0), at = writer->file.used;
    writer->next_block += 4;
    must(length <= 8192 - writer->trailer && writer->block_count < OUTLOOK_ITEMS);
    memcpy(stored, content.at, length);
    if (!internal) {
        outlook_encode(writer, stored, length, bid);
    }
    if (writer->version == 36) {
        uint8_t packed[8192];
        uLongf packed_length = sizeof(packed);
        if (compress(packed, &packed_length, stored, length) == Z_OK && packed_length < length) {
            length = packed_length;
            memcpy(stored, packed, length);
        }
    }
    const size_t span = (length + writer->trailer + writer->step - 1) / writer->step * writer->step;
    uint8_t *trailer = stored + span - writer->trailer;
    memset(stored + length, 0, sizeof(stored) - length);
    outlook_put(trailer, length, 2);
    outlook_put(trailer + 2, outlook_signature(at, bid), 2);
    outlook_put(trailer + (writer->word == 4 ? 8 : 4), outlook_crc(stored, length), 4);
    outlook_put(trailer + (writer->word == 4 ? 4 : 8), bid, writer->word);
    if (writer->version == 36) {
        outlook_put(trailer + 18, content.left, 2);
    }
    must(buffer_append(&writer->file, bytes_over(stored, span)));
    writer->blocks[writer->block_count++] = (struct outlook_entry){ bid, at, length, content.left };
    return bid;
}

/* Data of any length: in one block, or in several under an XBLOCK. */
static inline uint64_t outlook_data(struct outlook_writer *writer, struct bytes content)
{
    const size_t most = 8192 - writer->trailer;
    uint8_t list[256] = { 1, 1 };
    size_t count = 0;
    struct bytes left = content, piece;
    if (content.left <= most) {
        return outlook_block(writer, false, content);
    }
    while (left.left > 0) {
        must(bytes_take(&left, left.left < most ? left.left : most, &piece) && count < 20);
        const uint64_t bid = outlook_block(writer, false, piece);
        outlook_put(list + 8 + writer->word * count++, bid, writer->word);
    }
    outlook_put(list + 2, count, 2);
    outlook_put(list + 4, content.left, 4);
    return outlook_block(writer, true, bytes_over(list, 8 + writer->word * count));
}

/* Each: its number, data and own subnodes. */
static inline uint64_t outlook_subnodes(struct outlook_writer *writer,
                                        const struct outlook_entry *nodes, size_t count)
{
    const size_t front = writer->word == 4 ? 4 : 8, width = 3 * writer->word;
    uint8_t list[1024] = { 2, 0 };
    must(front + width * count <= sizeof(list));
    outlook_put(list + 2, count, 2);
    for (size_t i = 0; i < count; i++) {
        outlook_put(list + front + width * i, nodes[i].number, writer->word);
        outlook_put(list + front + width * i + writer->word, nodes[i].first, writer->word);
        outlook_put(list + front + width * i + 2 * writer->word, nodes[i].second, writer->word);
    }
    return outlook_block(writer, true, bytes_over(list, front + width * count));
}

/* A heap in one block, MS-PST section 2.3.1. */
struct outlook_heap {
    uint8_t at[8192];
    uint16_t ends[200];
    size_t used, items;
};

static inline void outlook_heap_begin(struct outlook_heap *heap, uint8_t kind)
{
    memset(heap, 0, sizeof(*heap));
    heap->at[2] = 0xec;
    heap->at[3] = kind;
    heap->used = 12;
    heap->ends[0] = 12;
}

static inline uint32_t outlook_heap_add(struct outlook_heap *heap, const void *item, size_t length)
{
    must(heap->used + length + 500 < sizeof(heap->at) && heap->items < 199);
    memcpy(heap->at + heap->used, item, length);
    heap->used += length;
    heap->ends[++heap->items] = (uint16_t)heap->used;
    return (uint32_t)(heap->items << 5);
}

static inline uint64_t outlook_heap_end(struct outlook_writer *writer, struct outlook_heap *heap,
                                        uint32_t user)
{
    size_t map = (heap->used + 1) / 2 * 2;
    outlook_put(heap->at, map, 2);
    outlook_put(heap->at + 4, user, 4);
    outlook_put(heap->at + map, heap->items, 2);
    for (size_t i = 0; i <= heap->items; i++) {
        outlook_put(heap->at + map + 4 + 2 * i, heap->ends[i], 2);
    }
    return outlook_block(writer, false, bytes_over(heap->at, map + 6 + 2 * heap->items));
}

/* The head of a tree on the heap, and its only leaf. */
static inline uint32_t outlook_tree(struct outlook_heap *heap, uint8_t key, uint8_t value,
                                    const uint8_t *leaf, size_t length)
{
    uint8_t head[8] = { 0xb5, key, value };
    outlook_put(head + 4, length > 0 ? outlook_heap_add(heap, leaf, length) : 0, 4);
    return outlook_heap_add(heap, head, sizeof(head));
}

struct outlook_property {
    uint16_t number, type;
    struct bytes value; /* in the heap */
    uint32_t inlined;   /* or this: a number, or a subnode */
};

/* A property context; `properties` are sorted by their numbers. */
static inline uint64_t outlook_properties(struct outlook_writer *writer,
                                          const struct outlook_property *properties, size_t count)
{
    struct outlook_heap heap;
    uint8_t leaf[40 * 8] = { 0 };
    must(count <= 40);
    outlook_heap_begin(&heap, 0xbc);
    for (size_t i = 0; i < count; i++) {
        const struct outlook_property *property = properties + i;
        outlook_put(leaf + 8 * i, property->number, 2);
        outlook_put(leaf + 8 * i + 2, property->type, 2);
        outlook_put(leaf + 8 * i + 4,
                    property->value.left > 0
                        ? outlook_heap_add(&heap, property->value.at, property->value.left)
                        : property->inlined,
                    4);
    }
    return outlook_heap_end(writer, &heap, outlook_tree(&heap, 2, 6, leaf, 8 * count));
}

/* A table context with a row for each of those nodes, and two columns: number and version. */
static inline uint64_t outlook_table(struct outlook_writer *writer, const uint32_t *rows,
                                     size_t count)
{
    struct outlook_heap heap;
    const size_t value = writer->word == 4 ? 2 : 4;
    uint8_t index[64 * 8], matrix[64 * 9] = { 0 }, info[22 + 16] = { 0x7c, 2 };
    must(count <= 64);
    outlook_heap_begin(&heap, 0x7c);
    for (size_t i = 0; i < count; i++) {
        outlook_put(index + (4 + value) * i, rows[i], 4);
        outlook_put(index + (4 + value) * i + 4, i, value);
        outlook_put(matrix + 9 * i, rows[i], 4);
        outlook_put(matrix + 9 * i + 4, 1, 4);
        matrix[9 * i + 8] = 0xc0;
    }
    for (size_t i = 0; i < 4; i++) {
        outlook_put(info + 2 + 2 * i, i < 3 ? 8 : 9, 2);
    }
    outlook_put(info + 10, outlook_tree(&heap, 4, (uint8_t)value, index, (4 + value) * count), 4);
    outlook_put(info + 14, count > 0 ? outlook_heap_add(&heap, matrix, 9 * count) : 0, 4);
    outlook_put(info + 22, 0x67f20003, 4);
    info[28] = 4;
    outlook_put(info + 30, 0x67f30003, 4);
    info[34] = 4;
    info[36] = 4;
    info[37] = 1;
    return outlook_heap_end(writer, &heap, outlook_heap_add(&heap, info, sizeof(info)));
}

static inline void outlook_node(struct outlook_writer *writer, uint32_t nid, uint64_t data,
                                uint64_t subnodes, uint32_t parent)
{
    must(writer->node_count < OUTLOOK_ITEMS);
    writer->nodes[writer->node_count++] = (struct outlook_entry){ nid, data, subnodes, parent };
}

/* Text as the version writes it: bytes, or UTF-16LE. */
struct outlook_text {
    uint8_t at[4096];
    struct outlook_property property;
};

static inline struct outlook_property outlook_text(const struct outlook_writer *writer,
                                                   struct outlook_text *text, uint16_t number,
                                                   const char *words)
{
    const size_t length = strlen(words), width = writer->word == 4 ? 1 : 2;
    must(length * width < sizeof(text->at));
    memset(text->at, 0, sizeof(text->at));
    for (size_t i = 0; i < length; i++) {
        text->at[width * i] = (uint8_t)words[i];
    }
    return (struct outlook_property){ .number = number,
                                      .type = writer->word == 4 ? 0x1e : 0x1f,
                                      .value = bytes_over(text->at, length * width) };
}

/* A folder and its three tables; its contents table has a row for each message. */
static inline void outlook_folder(struct outlook_writer *writer, uint32_t nid, uint32_t parent,
                                  const char *name, const uint32_t *messages, size_t count)
{
    struct outlook_text text;
    const struct outlook_property properties[] = {
        outlook_text(writer, &text, 0x3001, name),
        { .number = 0x3602, .type = 3, .inlined = (uint32_t)count },
        { .number = 0x3603, .type = 3 },
        { .number = 0x360a, .type = 0xb },
    };
    const uint32_t number = nid & ~31u;
    outlook_node(writer, nid, outlook_properties(writer, properties, 4), 0, parent);
    outlook_node(writer, number | 0xd, outlook_table(writer, NULL, 0), 0, 0);
    outlook_node(writer, number | 0xe, outlook_table(writer, messages, count), 0, 0);
    outlook_node(writer, number | 0xf, outlook_table(writer, NULL, 0), 0, 0);
}

/* A message with a body, and an attachment of that name where `attached` is not empty. */
static inline void outlook_message(struct outlook_writer *writer, uint32_t nid, uint32_t parent,
                                   const char *subject, const char *body, const char *name,
                                   struct bytes attached)
{
    static struct outlook_text texts[7];
    static const uint32_t attachment = 0x8025, data = 0x3f;
    uint64_t subnodes = 0;
    if (attached.left > 0) {
        const struct outlook_property properties[] = {
            { .number = 0x0e20, .type = 3, .inlined = (uint32_t)attached.left },
            { .number = 0x3701, .type = 0x102, .inlined = data },
            { .number = 0x3705, .type = 3, .inlined = 1 },
            outlook_text(writer, texts, 0x3707, name),
        };
        const struct outlook_entry inner = { data, outlook_data(writer, attached), 0, 0 };
        const uint64_t below = outlook_subnodes(writer, &inner, 1);
        const struct outlook_entry nodes[] = {
            { 0x671, outlook_table(writer, &attachment, 1), 0, 0 },
            { attachment, outlook_properties(writer, properties, 4), below, 0 },
        };
        subnodes = outlook_subnodes(writer, nodes, 2);
    }
    const struct outlook_property properties[] = {
        outlook_text(writer, texts, 0x001a, "IPM.Note"),
        outlook_text(writer, texts + 1, 0x0037, subject),
        outlook_text(writer, texts + 2, 0x0c1f, "alice@example.org"),
        { .number = 0x0e07, .type = 3, .inlined = attached.left > 0 ? 0x11 : 1 },
        outlook_text(writer, texts + 3, 0x1000, body),
        outlook_text(writer, texts + 4, 0x1035, "<1@example.org>"),
        outlook_text(writer, texts + 5, 0x1039, "<8@example.org> <9@example.org>"),
        outlook_text(writer, texts + 6, 0x1042, "<9@example.org>"),
    };
    outlook_node(writer, nid, outlook_properties(writer, properties, 8), subnodes, parent);
}

/* Takes what was added last out of the tree of nodes: it is then deleted. */
static inline void outlook_delete_node(struct outlook_writer *writer)
{
    writer->node_count--;
}

static inline void outlook_page(struct outlook_writer *writer, uint8_t type, const uint8_t *entries,
                                size_t count, size_t width, unsigned level,
                                struct outlook_entry *reference)
{
    uint8_t page[4096] = { 0 };
    const bool large = writer->version == 36;
    const size_t front = large ? 4056 : writer->word == 4 ? 496 : 488, counts = large ? 2 : 1;
    const uint64_t bid = writer->next_block;
    writer->next_block += 4;
    while (writer->file.used % writer->page != 0) {
        must(buffer_append_byte(&writer->file, 0));
    }
    memcpy(page, entries, width * count);
    outlook_put(page + front, count, counts);
    outlook_put(page + front + counts, front / width, counts);
    page[front + 2 * counts] = (uint8_t)width;
    page[front + 2 * counts + 1] = (uint8_t)level;
    uint8_t *trailer = page + writer->page - writer->trailer;
    trailer[0] = trailer[1] = type;
    outlook_put(trailer + 2, outlook_signature(writer->file.used, bid), 2);
    outlook_put(trailer + (writer->word == 4 ? 8 : 4),
                outlook_crc(page, writer->page - writer->trailer), 4);
    outlook_put(trailer + (writer->word == 4 ? 4 : 8), bid, writer->word);
    *reference = (struct outlook_entry){ 0, bid, writer->file.used, 0 };
    must(buffer_append(&writer->file, bytes_over(page, writer->page)));
}

static inline int outlook_compare(const void *one, const void *other)
{
    const struct outlook_entry *a = one, *b = other;
    return a->number < b->number ? -1 : a->number > b->number;
}

/* A tree of one or two levels. Answers where its root is. */
static inline struct outlook_entry outlook_pages(struct outlook_writer *writer, bool of_nodes)
{
    struct outlook_entry *from = of_nodes ? writer->nodes : writer->blocks, root = { 0 };
    const size_t count = of_nodes ? writer->node_count : writer->block_count, word = writer->word;
    const size_t width = of_nodes ? 4 * word : word == 4 ? 12 : 24;
    const size_t room = (writer->version == 36 ? 4056 : word == 4 ? 496 : 488) / width;
    uint8_t entries[4096], upper[4096];
    size_t leaves = 0;
    qsort(from, count, sizeof(*from), outlook_compare);
    for (size_t at = 0; at < count;) {
        const uint64_t first = from[at].number;
        size_t held = 0;
        memset(entries, 0, sizeof(entries));
        for (; held < room && at < count; held++, at++) {
            uint8_t *entry = entries + width * held;
            outlook_put(entry, from[at].number, word);
            outlook_put(entry + word, from[at].first, word);
            outlook_put(entry + 2 * word, from[at].second, of_nodes ? word : 2);
            const bool large = writer->version == 36;
            outlook_put(entry + (of_nodes ? 3 * word : 2 * word + 2),
                        of_nodes || large ? from[at].third : 2, of_nodes ? 4 : 2);
            if (!of_nodes && large) {
                outlook_put(entry + 2 * word + 4, 2, 2);
            }
        }
        outlook_page(writer, of_nodes ? 0x81 : 0x80, entries, held, width, 0, &root);
        outlook_put(upper + 3 * word * leaves, first, word);
        outlook_put(upper + 3 * word * leaves + word, root.first, word);
        outlook_put(upper + 3 * word * leaves + 2 * word, root.second, word);
        leaves++;
    }
    if (leaves > 1) {
        outlook_page(writer, of_nodes ? 0x81 : 0x80, upper, leaves, 3 * word, 1, &root);
    }
    return root;
}

/* Pages of nodes as they are now, which no tree leads to later. */
static inline void outlook_old_pages(struct outlook_writer *writer)
{
    (void)outlook_pages(writer, true);
}

/* The store itself and its map of names, the trees and the header. */
static inline void outlook_end(struct outlook_writer *writer)
{
    struct outlook_text text;
    const struct outlook_property store[] = { outlook_text(writer, &text, 0x3001, "Store"),
                                              { .number = 0x67ff, .type = 3 } };
    /* One name, without a text: number 0x8000 stands for 0x8501 of the first set. */
    static const uint8_t entry[8] = { 0x01, 0x85, 0, 0, 2 }, set[16] = { 0 }, none[4] = { 0 };
    const struct outlook_property names[] = {
        { .number = 1, .type = 3, .inlined = 251 },
        { .number = 2, .type = 0x102, .value = bytes_over(set, 16) },
        { .number = 3, .type = 0x102, .value = bytes_over(entry, 8) },
        { .number = 4, .type = 0x102, .value = bytes_over(none, 4) },
    };
    outlook_node(writer, 0x21, outlook_properties(writer, store, 2), 0, 0);
    outlook_node(writer, 0x61, outlook_properties(writer, names, 4), 0, 0);
    const struct outlook_entry nodes = outlook_pages(writer, true);
    const struct outlook_entry blocks = outlook_pages(writer, false);
    const bool ansi = writer->word == 4;
    uint8_t *head = writer->file.at, *root = head + (ansi ? 164 : 180);
    const size_t word = writer->word, front = ansi ? 20 : 36;
    memcpy(head, "!BDN\0\0\0\0SM", 10);
    outlook_put(head + 10, writer->version, 2);
    outlook_put(head + 12, 19, 2);
    head[14] = head[15] = 1;
    outlook_put(root + 4, writer->file.used, word);
    outlook_put(root + front, nodes.first, word);
    outlook_put(root + front + word, nodes.second, word);
    outlook_put(root + front + 2 * word, blocks.first, word);
    outlook_put(root + front + 3 * word, blocks.second, word);
    root[front + 4 * word] = 2;
    head[ansi ? 460 : 512] = 0x80;
    head[ansi ? 461 : 513] = writer->encoding;
    outlook_put(head + 4, outlook_crc(head + 8, 471), 4);
    if (!ansi) {
        outlook_put(head + 524, outlook_crc(head + 8, 516), 4);
    }
}

static inline void outlook_clear(struct outlook_writer *writer)
{
    buffer_clear(&writer->file);
}

#endif
