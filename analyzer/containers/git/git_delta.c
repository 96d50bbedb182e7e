#include "containers/git/git_delta.h"

#define CLAUSE "gitformat-pack(5)"

static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL, "no memory for an object" };
static const struct fault cut_off = { OUTCOME_TRUNCATED, CLAUSE,
                                      "the instructions of a difference are cut off" };
static const struct fault reserved = { OUTCOME_MALFORMED, CLAUSE,
                                       "an instruction of a difference that does not exist" };
static const struct fault outside = { OUTCOME_MALFORMED, CLAUSE,
                                      "a difference copies bytes that its base does not have" };
static const struct fault other_base = { OUTCOME_MALFORMED, CLAUSE,
                                         "the base of a difference has another size than it says" };
static const struct fault other_size = {
    OUTCOME_MALFORMED, CLAUSE, "a difference makes an object of another size than it says"
};
static const struct fault too_large = { OUTCOME_BOUND, NULL,
                                        "an object that must be held in memory is too large" };

struct instruction {
    bool copies;
    uint64_t from;         /* in the base */
    uint64_t size;         /* of the copy */
    struct bytes inserted; /* where it does not copy */
};

static bool take_size(struct bytes *from, uint64_t *size)
{
    uint64_t byte, value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        if (!bytes_take_number(from, 1, &byte)) {
            return false;
        }
        value |= (byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            *size = value;
            return true;
        }
    }
    return false;
}

/* The octets of a number that are not zero; `flags` tells which. */
static bool take_sparse(struct bytes *from, unsigned flags, unsigned count, uint64_t *number)
{
    uint64_t byte;
    *number = 0;
    for (unsigned i = 0; i < count; i++) {
        if ((flags >> i & 1) == 0) {
            continue;
        }
        if (!bytes_take_number(from, 1, &byte)) {
            return false;
        }
        *number |= byte << (8 * i);
    }
    return true;
}

static const struct fault *take_instruction(struct bytes *from, struct instruction *next)
{
    uint64_t code;
    if (!bytes_take_number(from, 1, &code)) {
        return &cut_off;
    }
    next->copies = (code & 0x80) != 0;
    if (next->copies) {
        if (!take_sparse(from, (unsigned)code, 4, &next->from) ||
            !take_sparse(from, (unsigned)code >> 4 & 7, 3, &next->size)) {
            return &cut_off;
        }
        next->size = next->size == 0 ? 0x10000 : next->size;
        return NULL;
    }
    if (code == 0) {
        return &reserved;
    }
    if (!bytes_take(from, (size_t)code, &next->inserted)) {
        next->inserted = *from; /* what there is of it */
        *from = bytes_over(NULL, 0);
    }
    return NULL;
}

/* What of a copy lies in the base. */
static struct bytes copied(struct bytes base, const struct instruction *copy)
{
    struct bytes skipped, taken = bytes_over(NULL, 0);
    if (copy->from > base.left || !bytes_take(&base, (size_t)copy->from, &skipped)) {
        return taken;
    }
    return copy->size > base.left || !bytes_take(&base, (size_t)copy->size, &taken) ? base : taken;
}

static const struct fault *follow(struct bytes delta, struct bytes base, uint64_t size,
                                  struct buffer *result)
{
    const struct fault *first = NULL;
    while (delta.left > 0) {
        struct instruction next;
        const struct fault *fault = take_instruction(&delta, &next);
        if (fault != NULL) {
            return fault;
        }
        struct bytes piece = next.copies ? copied(base, &next) : next.inserted;
        if (next.copies && piece.left < next.size && first == NULL) {
            first = &outside;
        }
        if (piece.left > size - result->used) {
            return &other_size;
        }
        if (!buffer_append(result, piece)) {
            return &no_memory;
        }
    }
    return first;
}

const struct fault *git_delta_apply(struct bytes delta, struct bytes base, uint64_t most,
                                    struct buffer *result)
{
    uint64_t base_size, size;
    if (!take_size(&delta, &base_size) || !take_size(&delta, &size)) {
        return &cut_off;
    }
    if (size > most) {
        return &too_large;
    }
    size_t likely = base.left + delta.left; /* a claimed size costs no memory */
    if (!buffer_reserve(result, size < likely ? (size_t)size : likely)) {
        return &no_memory;
    }
    const struct fault *fault = follow(delta, base, size, result);
    if (fault == NULL && base_size != base.left) {
        return &other_base;
    }
    return fault == NULL && result->used != size ? &other_size : fault;
}

bool git_delta_insertions(struct bytes delta, struct buffer *result, uint64_t *missing)
{
    uint64_t base_size, size;
    *missing = 0;
    if (!take_size(&delta, &base_size) || !take_size(&delta, &size)) {
        return true;
    }
    struct instruction next;
    while (delta.left > 0 && take_instruction(&delta, &next) == NULL) {
        if (!next.copies) {
            if (!buffer_append(result, next.inserted)) {
                return false;
            }
            continue;
        }
        *missing += next.size;
        if (result->used > 0 && result->at[result->used - 1] != 0 &&
            !buffer_append_byte(result, 0)) {
            return false;
        }
    }
    return true;
}
