#include "containers/streams/share_cut.h"

void share_cut_init(struct share_cut *cut, struct walk_share *shares, uint64_t span)
{
    shares[0] = (struct walk_share){ .first = 0 };
    *cut = (struct share_cut){ .shares = shares, .count = 1, .span = span };
}

/* The last one, where it has no neighbour, goes on to grow. */
static void join_neighbours(struct share_cut *cut)
{
    for (size_t i = 0; 2 * i < cut->count; i++) {
        cut->shares[i] = cut->shares[2 * i];
    }
    cut->work += cut->count % 2 == 0 ? cut->span : 0;
    cut->count = (cut->count + 1) / 2;
    cut->span *= 2;
}

void share_cut_add(struct share_cut *cut, uint64_t number, uint64_t offset, uint64_t work)
{
    if (cut->work >= cut->span && cut->count == SHARES_MAX) {
        join_neighbours(cut);
    }
    if (cut->work >= cut->span) {
        cut->shares[cut->count++] = (struct walk_share){ .first = number, .offset = offset };
        cut->work = 0;
    }
    cut->work = cut->work < UINT64_MAX - work ? cut->work + work : UINT64_MAX;
}

size_t share_cut_end(struct share_cut *cut)
{
    for (size_t i = 0; i + 1 < cut->count; i++) {
        cut->shares[i].end = cut->shares[i + 1].first;
    }
    cut->shares[cut->count - 1].end = UINT64_MAX;
    return cut->count > 1 ? cut->count : 0;
}
