#include "exports/blocklist.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/public_numbers.h"
#include "crypto/sha256.h"
#include "exports/export_key.h"

#define BLOCK_OCTETS 16 /* 120 bits and the number of the list */
#define LIST_NUMBER  0  /* which one it becomes is the affair of who merges lists */

struct block_list {
    struct export_run *run;
    struct buffer blocks;
};

/* The number that stands for the key: n of RSA, x of EC, y of DSA and DH, the octets of the
 * rest. Without zeros in front. */
static struct bytes number_of(const struct public_numbers *numbers)
{
    struct bytes point = numbers->point, form, x = { 0 };
    switch (numbers->algorithm) {
    case KEY_RSA:
        return bytes_without_zeros(numbers->n);
    case KEY_EC:
        if (!bytes_take(&point, 1, &form) || !bytes_take(&point, point.left / 2, &x)) {
            return x;
        }
        return bytes_without_zeros(x);
    case KEY_DSA:
    case KEY_DH:
        return bytes_without_zeros(numbers->y);
    case KEY_ED25519:
    case KEY_ED448:
    case KEY_X25519:
    case KEY_X448:
        return bytes_without_zeros(numbers->raw);
    case KEY_OTHER:
    case KEY_ALGORITHM_NONE:
        break;
    }
    return x;
}

/* A point in our own SubjectPublicKeyInfo is uncompressed. */
static bool take_key(void *context, struct export_row *row)
{
    struct block_list *list = context;
    struct public_numbers numbers;
    uint8_t digest[SHA256_LENGTH];
    const enum outcome read = spki_read(row->key_spki, &numbers);
    const struct bytes number = read == OUTCOME_OK ? number_of(&numbers) : (struct bytes){ 0 };
    if (number.left == 0) {
        row->refusal = "the case holds no proof that its public half could be taken from";
        export_run_leave_out(list->run, row);
        return true;
    }
    sha256_of(number, digest);
    return (buffer_append(&list->blocks, bytes_over(digest, BLOCK_OCTETS - 1)) &&
            buffer_append_byte(&list->blocks, LIST_NUMBER)) ||
           export_run_fail(list->run, "");
}

static int compare_blocks(const void *one, const void *other)
{
    return memcmp(one, other, BLOCK_OCTETS);
}

bool blocklist_write(struct export_run *run, const struct match_list *matches)
{
    struct block_list list = { .run = run };
    const bool read = export_key_each(run, matches, &list, take_key);
    const size_t count = list.blocks.used / BLOCK_OCTETS;
    if (read && count > 0) {
        qsort(list.blocks.at, count, BLOCK_OCTETS, compare_blocks);
    }
    for (size_t i = 0; read && i < count; i++) {
        const uint8_t *block = list.blocks.at + i * BLOCK_OCTETS;
        if (i == 0 || compare_blocks(block - BLOCK_OCTETS, block) != 0) {
            output_put(run->output, bytes_over(block, BLOCK_OCTETS));
        }
    }
    buffer_clear(&list.blocks);
    return read;
}
