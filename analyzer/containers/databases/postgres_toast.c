#include "containers/databases/postgres_toast.h"

#include <stdlib.h>

#include "bounds.h"
#include "limit.h"

struct chunk {
    uint32_t value, number;
    uint32_t copy; /* of the same chunk, from the front of the file on */
    uint32_t length;
    uint64_t offset;
};

static size_t count(const struct postgres_toast *toast)
{
    return toast->chunks.used / sizeof(struct chunk);
}

static struct chunk *chunks(const struct postgres_toast *toast)
{
    return (struct chunk *)(void *)toast->chunks.at;
}

void postgres_toast_clear(struct postgres_toast *toast)
{
    buffer_clear(&toast->chunks);
}

static size_t add(struct postgres_toast *toast, const struct postgres_chunk *read, uint64_t offset)
{
    const struct chunk chunk = { .value = read->value,
                                 .number = read->number,
                                 .length = (uint32_t)read->data.left,
                                 .offset = offset };
    if (count(toast) >= PG_CHUNKS_MAX) {
        toast->more = true;
    } else {
        toast->starved =
            !buffer_append(&toast->chunks, bytes_over(&chunk, sizeof(chunk))) || toast->starved;
    }
    return read->data.left;
}

void postgres_toast_add(struct postgres_toast *toast, struct bytes page, uint64_t offset)
{
    struct postgres_chunk chunk;
    for (size_t at = POSTGRES_ROW_ALIGN; at < page.left;) {
        size_t length = 0;
        if (postgres_chunk_read(bytes_over(page.at + at, page.left - at), &chunk)) {
            length = add(toast, &chunk, offset + (uint64_t)(chunk.data.at - page.at));
        }
        at += (length + POSTGRES_ROW_ALIGN) / POSTGRES_ROW_ALIGN * POSTGRES_ROW_ALIGN;
    }
}

static int compare(uint64_t one, uint64_t other)
{
    return (one > other) - (one < other);
}

static int compare_copies(const void *one, const void *other)
{
    const struct chunk *left = one, *right = other;
    int order = compare(left->value, right->value);
    order = order != 0 ? order : compare(left->number, right->number);
    return order != 0 ? order : compare(left->offset, right->offset);
}

static int compare_chunks(const void *one, const void *other)
{
    const struct chunk *left = one, *right = other;
    int order = compare(left->value, right->value);
    order = order != 0 ? order : compare(left->copy, right->copy);
    return order != 0 ? order : compare(left->number, right->number);
}

/* A value that was deleted, and another one of its number: the first copies are taken together, and
 * so are the second ones. */
void postgres_toast_sort(struct postgres_toast *toast)
{
    struct chunk *all = chunks(toast);
    const size_t length = count(toast);
    if (length == 0) {
        return;
    }
    qsort(all, length, sizeof(*all), compare_copies);
    for (size_t i = 1; i < length; i++) {
        const bool same = all[i].value == all[i - 1].value && all[i].number == all[i - 1].number;
        all[i].copy = same ? all[i - 1].copy + 1 : 0;
    }
    qsort(all, length, sizeof(*all), compare_chunks);
}

static bool goes_on(const struct chunk *chunk, const struct chunk *next)
{
    return next->value == chunk->value && next->copy == chunk->copy &&
           next->number == chunk->number + 1 && chunk->length == POSTGRES_CHUNK_MAX;
}

static bool append(struct postgres_toast *toast, const struct chunk *chunk, struct stream *content,
                   struct buffer *data)
{
    const struct bytes seen = stream_ahead_at(content, chunk->offset, chunk->length);
    if (buffer_append(data, seen)) {
        return true;
    }
    toast->starved = true;
    return false;
}

bool postgres_toast_take(struct postgres_toast *toast, struct stream *content, struct buffer *data,
                         struct postgres_value *value)
{
    const struct chunk *all = chunks(toast);
    const size_t length = count(toast);
    while (toast->next < length) {
        const struct chunk *first = &all[toast->next];
        size_t end = toast->next + 1;
        while (end < length && goes_on(&all[end - 1], &all[end])) {
            end++;
        }
        *value = (struct postgres_value){ first->value, first->number == 0, first->offset,
                                          end - toast->next, false };
        buffer_reset(data);
        for (; toast->next < end; toast->next++) {
            value->bounded = value->bounded || data->used >= limit_of(LIMIT_HELD_BYTES);
            if (!value->bounded && !append(toast, &all[toast->next], content, data)) {
                toast->next = length;
                return false;
            }
        }
        if (value->first || value->chunks > 1) {
            return true;
        }
    }
    return false;
}
