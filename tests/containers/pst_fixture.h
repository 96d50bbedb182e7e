#ifndef PST_FIXTURE_H
#define PST_FIXTURE_H

#include <stdint.h>
#include <string.h>

#include "buffer.h"
#include "suite.h"

/* Writes a tiny Outlook file with words of 8 octets: a header, one page of each tree, a message
 * whose body is in its heap, an attachment in a tree of two blocks, and a block that nothing
 * names. Encoded as the header says: 0 none, 1 permuted (the inverse of what is decoded is found
 * by trying), 2 cyclic. */

#define PST_ROOM     8192
#define PST_NODES    1024
#define PST_TREE     1536
#define PST_BLOCK_AT 2048

struct pst_fixture {
    uint8_t file[PST_ROOM];
    uint8_t permuted[256];
    size_t end;
    unsigned blocks;
    uint8_t encoding;
};

static inline void pst_put(uint8_t *at, uint64_t number, size_t width)
{
    for (size_t i = 0; i < width; i++) {
        at[i] = (uint8_t)(number >> 8 * i);
    }
}

static inline void pst_add_block(struct pst_fixture *pst, uint64_t bid, const uint8_t *from,
                                 size_t length)
{
    uint8_t *at = pst->file + pst->end, *entry = pst->file + PST_TREE + 24 * pst->blocks++;
    must(pst->end + length + 80 < PST_ROOM && pst->blocks < 20);
    memcpy(at, from, length);
    if ((bid & 2) == 0 && pst->encoding == 1) {
        for (size_t i = 0; i < length; i++) {
            at[i] = pst->permuted[at[i]];
        }
    } else if ((bid & 2) == 0 && pst->encoding == 2) {
        pst_encoding_cycle(at, length, (uint32_t)bid);
    }
    pst_put(entry, bid, 8);
    pst_put(entry + 8, pst->end, 8);
    pst_put(entry + 16, length, 2);
    pst_put(entry + 18, 2, 2);
    pst->end += (length + 16 + 63) / 64 * 64;
    pst_put(pst->file + pst->end - 16, length, 2);
    pst_put(pst->file + pst->end - 8, bid, 8);
}

/* The trailer of the block that was added last, as the sweep wants it; then the tree forgets it. */
static inline void pst_forget_block(struct pst_fixture *pst, uint64_t bid, size_t length)
{
    size_t span = (length + 16 + 63) / 64 * 64, start = pst->end - span;
    uint32_t both = (uint32_t)(start ^ bid), crc = 0;
    for (size_t i = 0; i < 8 * length; i++) {
        crc ^= i % 8 == 0 ? pst->file[start + i / 8] : 0;
        crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320u : 0);
    }
    pst_put(pst->file + pst->end - 14, (both >> 16 ^ both) & 0xffff, 2);
    pst_put(pst->file + pst->end - 12, crc, 4);
    pst->blocks--;
    memset(pst->file + PST_TREE + 24 * pst->blocks, 0, 24);
    pst->file[PST_TREE + 488] = (uint8_t)pst->blocks;
}

struct pst_property {
    uint16_t number, type;
    const char *value;
    uint32_t subnode; /* holds the value; else it is in the heap */
};

/* A property context, MS-PST section 2.3.3. */
static inline void pst_add_properties(struct pst_fixture *pst, uint64_t bid,
                                      const struct pst_property *properties, size_t count)
{
    uint8_t heap[2048] = { 0 };
    uint16_t ends[20];
    size_t used = 12, items = 0;
    memset(heap + used, 0, 8 + 8 * count);
    memcpy(heap + used, "\xb5\x02\x06\x00\x40", 5);
    ends[items++] = 12;
    ends[items++] = 20;
    size_t table = 20;
    used = table + 8 * count;
    ends[items++] = (uint16_t)used;
    for (size_t i = 0; i < count; i++) {
        uint8_t *row = heap + table + 8 * i;
        pst_put(row, properties[i].number, 2);
        pst_put(row + 2, properties[i].type, 2);
        pst_put(row + 4, properties[i].subnode, 4);
        if (properties[i].value != NULL) {
            size_t length = strlen(properties[i].value);
            must(used + length + 64 < sizeof(heap));
            pst_put(row + 4, items << 5, 4);
            memcpy(heap + used, properties[i].value, length);
            used += length;
            ends[items++] = (uint16_t)used;
        }
    }
    pst_put(heap, used, 2);
    memcpy(heap + 2, "\xec\xbc\x20", 3);
    pst_put(heap + used, items - 1, 2);
    for (size_t i = 0; i < items; i++) {
        pst_put(heap + used + 4 + 2 * i, ends[i], 2);
    }
    pst_add_block(pst, bid, heap, used + 4 + 2 * items);
}

static inline void pst_end_page(struct pst_fixture *pst, size_t at, unsigned count, uint8_t width,
                                uint8_t type)
{
    uint8_t *page = pst->file + at;
    page[488] = (uint8_t)count;
    page[490] = width;
    page[496] = page[497] = type;
}

/* `body` is the message's, `front` and `rest` are the attachment's two blocks, `deleted` is in a
 * block of its own. */
static inline void pst_fixture_make(struct pst_fixture *pst, uint8_t encoding, const char *body,
                                    const char *front, const char *rest, const char *deleted)
{
    memset(pst, 0, sizeof(*pst));
    pst->encoding = encoding;
    pst->end = PST_BLOCK_AT;
    for (unsigned i = 0; i < 256; i++) {
        uint8_t byte = (uint8_t)i;
        pst_encoding_permute(&byte, 1);
        pst->permuted[byte] = (uint8_t)i;
    }
    memcpy(pst->file, "!BDN\0\0\0\0SM\x17\0", 12);
    pst_put(pst->file + 0xb8, PST_ROOM, 8);
    pst_put(pst->file + 0xe0, PST_NODES, 8);
    pst_put(pst->file + 0xf0, PST_TREE, 8);
    pst->file[0x201] = encoding;

    const struct pst_property message[] = { { 0x0037, 0x1e, "Keys", 0 },
                                            { 0x0c1f, 0x1e, "alice@example.org", 0 },
                                            { 0x1000, 0x1e, body, 0 },
                                            { 0x1035, 0x1e, "<1@example.org>", 0 } };
    const struct pst_property attachment[] = { { 0x3701, 0x102, NULL, 0x3f },
                                               { 0x3707, 0x1e, "server.pem", 0 } };
    uint8_t list[64] = { 0 };
    pst_add_properties(pst, 4, message, 4);
    memcpy(list, "\x02\x00\x01\x00", 4); /* one subnode: the attachment */
    pst_put(list + 8, 0x8005, 8);
    pst_put(list + 16, 8, 8);
    pst_put(list + 24, 14, 8);
    pst_add_block(pst, 6, list, 32);
    pst_add_properties(pst, 8, attachment, 2);
    pst_put(list + 8, 0x3f, 8); /* one subnode of that: its data */
    pst_put(list + 16, 18, 8);
    pst_put(list + 24, 0, 8);
    pst_add_block(pst, 14, list, 32);
    memcpy(list, "\x01\x01\x02\x00", 4);
    pst_put(list + 4, strlen(front) + strlen(rest), 4);
    pst_put(list + 8, 20, 8);
    pst_put(list + 16, 24, 8);
    pst_add_block(pst, 18, list, 24);
    pst_add_block(pst, 20, (const uint8_t *)front, strlen(front));
    pst_add_block(pst, 24, (const uint8_t *)rest, strlen(rest));
    pst_add_block(pst, 28, (const uint8_t *)deleted, strlen(deleted));
    pst_end_page(pst, PST_TREE, pst->blocks, 24, 0x80);
    uint8_t *node = pst->file + PST_NODES;
    pst_put(node, 0x200024, 8);
    pst_put(node + 8, 4, 8);
    pst_put(node + 16, 6, 8);
    pst_end_page(pst, PST_NODES, 1, 32, 0x81);
}

/* Gives the body, the third property of the message, another number. */
static inline void pst_fixture_renumber(struct pst_fixture *pst, uint16_t number)
{
    uint8_t octets[2];
    pst_put(octets, number, 2);
    for (size_t i = 0; i < 2 && pst->encoding != 2; i++) {
        pst->file[PST_BLOCK_AT + 20 + 2 * 8 + i] =
            pst->encoding == 1 ? pst->permuted[octets[i]] : octets[i];
    }
    if (pst->encoding == 2) { /* its own inverse */
        size_t length = 1024;
        pst_encoding_cycle(pst->file + PST_BLOCK_AT, length, 4);
        pst_put(pst->file + PST_BLOCK_AT + 20 + 2 * 8, number, 2);
        pst_encoding_cycle(pst->file + PST_BLOCK_AT, length, 4);
    }
}

#endif
