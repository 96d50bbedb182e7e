#include "containers/archives/zip_given.h"

#include <stdlib.h>

static size_t count_of(const struct zip_given *given)
{
    return given->members.used / sizeof(struct zip_member);
}

static struct zip_member *all_of(const struct zip_given *given)
{
    return (struct zip_member *)(void *)given->members.at;
}

void zip_given_add(struct zip_given *given, uint64_t data, uint64_t number)
{
    const struct zip_member member = { .data = data, .number = number };
    const bool noted = buffer_append(&given->members, bytes_over(&member, sizeof(member)));
    (void)noted;
}

void zip_given_end(struct zip_given *given, uint64_t data, uint64_t end)
{
    const size_t count = count_of(given);
    if (count > 0 && all_of(given)[count - 1].data == data) {
        all_of(given)[count - 1].end = end;
    }
}

static int compare_members(const void *one, const void *other)
{
    const struct zip_member *left = one, *right = other;
    return left->data < right->data ? -1 : left->data > right->data;
}

void zip_given_sort(struct zip_given *given)
{
    if (count_of(given) > 1) {
        qsort(given->members.at, count_of(given), sizeof(struct zip_member), compare_members);
    }
}

const struct zip_member *zip_given_before(const struct zip_given *given, uint64_t offset)
{
    size_t from = 0, to = count_of(given);
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (all_of(given)[middle].data <= offset) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from > 0 ? &all_of(given)[from - 1] : NULL;
}

const struct zip_member *zip_given_at(const struct zip_given *given, uint64_t data)
{
    const struct zip_member *member = zip_given_before(given, data);
    return member != NULL && member->data == data ? member : NULL;
}

void zip_given_clear(struct zip_given *given)
{
    buffer_clear(&given->members);
}
