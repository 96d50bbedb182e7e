#include "inventory/index_merge.h"

#include <stdlib.h>

#define BLOCKS_AT_ONCE 64u

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "memory ran out" };
static const struct fault not_written = { OUTCOME_UNREADABLE, NULL,
                                          "the certificate index could not be written" };

/* One index as it is read from its front. */
struct input {
    const struct certificate_index *index;
    uint8_t *octets;   /* of BLOCKS_AT_ONCE */
    size_t held, used; /* blocks in `octets`; of them, taken */
    uint64_t next;     /* block to be checked next */
    struct index_block block;
    size_t at; /* entry of the block */
};

/* Inputs that are not at their end, as a heap: the lowest entry stands first. */
struct merging {
    struct input *inputs;
    size_t *heap;
    size_t left;
};

static const struct index_entry *front(const struct input *input)
{
    return &input->block.entries[input->at];
}

static bool is_below(const struct merging *merging, size_t one, size_t other)
{
    return index_entry_compare(front(&merging->inputs[merging->heap[one]]),
                               front(&merging->inputs[merging->heap[other]])) < 0;
}

static void sift_down(struct merging *merging, size_t at)
{
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < merging->left; child++) {
            if (is_below(merging, child, least)) {
                least = child;
            }
        }
        if (least == at) {
            return;
        }
        const size_t swap = merging->heap[at];
        merging->heap[at] = merging->heap[least];
        merging->heap[least] = swap;
        at = least;
    }
}

static const struct fault *next_block(struct input *input)
{
    const uint64_t left = certificate_index_blocks(input->index) - input->next;
    if (input->used == input->held) {
        input->held = left < BLOCKS_AT_ONCE ? (size_t)left : BLOCKS_AT_ONCE;
        input->used = 0;
        const struct fault *fault =
            certificate_index_blocks_read(input->index, input->next, input->held, input->octets);
        if (fault != NULL) {
            return fault;
        }
    }
    const struct bytes octets = bytes_over(input->octets + input->used * INDEX_BLOCK, INDEX_BLOCK);
    input->used++;
    input->at = 0;
    return index_block_check(input->index, input->next++, octets, &input->block);
}

/* *ended: there is no entry left. */
static const struct fault *advance(struct input *input, bool *ended)
{
    static const struct fault bad_order = { OUTCOME_MALFORMED, NULL,
                                            "the certificate index is not sorted" };
    const bool first = input->next == 0;
    struct index_entry last = { 0 };
    if (!first) {
        last = *front(input);
    }
    *ended = false;
    if (!first && ++input->at < input->block.count) {
        return NULL;
    }
    if (input->next == certificate_index_blocks(input->index)) {
        *ended = true;
        return NULL;
    }
    const struct fault *fault = next_block(input);
    if (fault == NULL && !first && index_entry_compare(&last, front(input)) >= 0) {
        return &bad_order;
    }
    return fault;
}

static const struct fault *begin(struct merging *merging, const struct certificate_index *indexes,
                                 size_t count, size_t *which)
{
    for (size_t i = 0; i < count; i++) {
        struct input *input = &merging->inputs[i];
        bool ended;
        *which = i;
        input->index = &indexes[i];
        input->octets = malloc(BLOCKS_AT_ONCE * INDEX_BLOCK);
        const struct fault *fault = input->octets != NULL ? advance(input, &ended) : &no_memory;
        if (fault != NULL) {
            return fault;
        }
        if (!ended) {
            merging->heap[merging->left++] = i;
        }
    }
    for (size_t i = merging->left; i > 0; i--) {
        sift_down(merging, i - 1);
    }
    return NULL;
}

static const struct fault *merge(struct merging *merging, const struct index_ranges *ranges,
                                 struct index_writer *writer, size_t count, size_t *which)
{
    while (merging->left > 0) {
        struct input *input = &merging->inputs[merging->heap[0]];
        const struct index_entry *entry = front(input);
        bool ended;
        if (index_ranges_hold(ranges, entry->place & INDEX_ADDRESS_MAX) &&
            !index_writer_add(writer, entry)) {
            *which = count;
            return &not_written;
        }
        *which = merging->heap[0];
        const struct fault *fault = advance(input, &ended);
        if (fault != NULL) {
            return fault;
        }
        if (ended) {
            merging->heap[0] = merging->heap[--merging->left];
        }
        sift_down(merging, 0);
    }
    return NULL;
}

const struct fault *index_merge(const struct certificate_index *indexes, size_t count,
                                const struct index_ranges *ranges, struct index_writer *writer,
                                size_t *which)
{
    struct merging merging = { .inputs = calloc(count + 1, sizeof(*merging.inputs)),
                               .heap = calloc(count + 1, sizeof(*merging.heap)) };
    const struct fault *fault = &no_memory;
    *which = 0;
    if (merging.inputs != NULL && merging.heap != NULL) {
        fault = begin(&merging, indexes, count, which);
        fault = fault != NULL ? fault : merge(&merging, ranges, writer, count, which);
    }
    for (size_t i = 0; merging.inputs != NULL && i < count; i++) {
        free(merging.inputs[i].octets);
    }
    free(merging.inputs);
    free(merging.heap);
    return fault;
}
