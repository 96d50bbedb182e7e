#include "candidates/packed/store_account.h"

#include <stdlib.h>

#include "bytes/item_room.h"

/* No key is shorter: SEC 1 of 112 bits, with its curve. */
#define GAP_MIN 32
/* By which a store is known: headers and version, or a magic number. */
#define FRONT 16

static void add_extent(void *context, struct bytes window)
{
    struct store_account *account = context;
    const uintptr_t begin = (uintptr_t)account->content.at, from = (uintptr_t)window.at;
    if (from < begin || from - begin > account->content.left ||
        window.left > account->content.left - (from - begin)) {
        return; /* it was opened, or put together of pieces */
    }
    struct store_extent *extents =
        item_room(account->extents, account->count, &account->room, 16, sizeof(*extents));
    if (extents == NULL) {
        account->lost = true;
        return;
    }
    account->extents = extents;
    account->extents[account->count++] =
        (struct store_extent){ from - begin, from - begin + window.left };
}

void store_account_begin(struct store_account *account, struct bytes content)
{
    *account = (struct store_account){ .told = { account, add_extent }, .content = content };
}

static int compare_extents(const void *one, const void *other)
{
    const struct store_extent *left = one, *right = other;
    return left->from < right->from ? -1 : left->from > right->from;
}

void store_account_take(struct store_account *account, struct delivery *delivery, uint64_t offset)
{
    const size_t all = account->content.left;
    if (account->count == 0 || account->lost) {
        delivery_take(delivery, offset, offset + all);
        return;
    }
    qsort(account->extents, account->count, sizeof(*account->extents), compare_extents);
    size_t from = 0, to = FRONT < all ? FRONT : all;
    for (size_t i = 0; i < account->count; i++) {
        const struct store_extent *extent = &account->extents[i];
        if (extent->from > to && extent->from - to >= GAP_MIN) {
            delivery_take(delivery, offset + from, offset + to);
            from = extent->from;
        }
        to = extent->to > to ? extent->to : to;
    }
    to = all - to < GAP_MIN ? all : to;
    delivery_take(delivery, offset + from, offset + to);
}

void store_account_clear(struct store_account *account)
{
    free(account->extents);
    *account = (struct store_account){ .extents = NULL };
}
