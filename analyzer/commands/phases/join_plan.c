#include "commands/phases/join_plan.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "bytes/item_room.h"
#include "evidence/mail_thread.h"
#include "provenance.h"

/* What follows a head of a few characters is longer than this. */
#define REST_MIN 40

static struct bytes directory_of(struct bytes path)
{
    size_t length = path.left;
    while (length > 0 && path.at[length - 1] != '/') {
        length--;
    }
    return bytes_over(path.at, length);
}

static bool ends_with(struct bytes path, const char *end)
{
    const size_t length = strlen(end);
    return path.left >= length && memcmp(path.at + path.left - length, end, length) == 0;
}

/* The directory of a maildir for its `cur` and `new`. */
static struct bytes folder_of(struct bytes path)
{
    struct bytes directory = directory_of(path);
    if (ends_with(directory, "/cur/") || ends_with(directory, "/new/")) {
        directory.left -= 4;
    }
    return directory;
}

static uint64_t distance_of(const struct place *one, const struct place *other)
{
    return one->number < other->number ? other->number - one->number : one->number - other->number;
}

static bool is_same(const struct place *one, const struct place *other)
{
    return one->kind == other->kind && one->number == other->number && one->offset == other->offset;
}

/* By the first places of their chains that differ. */
static bool near_in_file(const struct join_piece *one, const struct join_piece *other)
{
    struct bytes left = one->provenance, right = other->provenance;
    struct place from, to;
    do {
        if (!provenance_take(&left, &from) || !provenance_take(&right, &to)) {
            return false;
        }
    } while (is_same(&from, &to) && left.left > 0 && right.left > 0);
    if (from.kind == PLACE_MESSAGE && to.kind == PLACE_MESSAGE) {
        return distance_of(&from, &to) <= HARVEST_MESSAGES ||
               mail_thread_same_subject(one->thread, other->thread);
    }
    return from.kind != PLACE_MEMBER || to.kind != PLACE_MEMBER ||
           distance_of(&from, &to) <= HARVEST_MEMBERS;
}

bool join_plan_near(const struct join_piece *one, const struct join_piece *other)
{
    if (mail_thread_meets(one->thread, other->thread) ||
        (one->source == other->source && near_in_file(one, other))) {
        return true;
    }
    if (one->source == other->source ||
        !bytes_equal(folder_of(one->path), folder_of(other->path))) {
        return false;
    }
    return (one->thread.left == 0 && other->thread.left == 0) ||
           mail_thread_same_subject(one->thread, other->thread);
}

static bool adds_up(const struct join_piece *const *pieces, size_t count, uint64_t wanted)
{
    const struct fragment_facts *facts = &pieces[0]->facts;
    for (size_t i = 0; i < facts->cut_count; i++) {
        if (count == 1 ? facts->cuts[i] == wanted
                       : facts->cuts[i] < wanted &&
                             adds_up(pieces + 1, count - 1, wanted - facts->cuts[i])) {
            return true;
        }
    }
    return false;
}

bool join_plan_fits(const struct join_piece *const *pieces, size_t count)
{
    const uint32_t wanted = pieces[0]->facts.wanted;
    const struct fragment_facts *longest = &pieces[1]->facts;
    if (wanted > 0) {
        return adds_up(pieces, count, wanted);
    }
    return longest->cut_count > 0 && longest->cuts[longest->cut_count - 1] >= REST_MIN;
}

static bool add_try(struct join_plan *plan, size_t head, size_t middle, size_t tail, size_t *tried)
{
    if (++*tried > JOIN_HEAD_TRIES_MAX || plan->count == JOIN_TRIES_MAX) {
        plan->bounded = plan->heads.items[head].bounded = true;
        return true;
    }
    struct join_try *tries = item_room(plan->tries, plan->count, &plan->room, 64, sizeof(*tries));
    if (tries == NULL) {
        return false;
    }
    plan->tries = tries;
    plan->tries[plan->count++] = (struct join_try){ head, middle, tail };
    return true;
}

static bool pair_head(struct join_plan *plan, size_t head)
{
    size_t tried = 0;
    bool kept = true;
    for (size_t i = 0; kept && i < plan->tails.count && tried <= JOIN_HEAD_TRIES_MAX; i++) {
        const struct join_piece *pair[] = { &plan->heads.items[head], &plan->tails.items[i] };
        if (join_plan_fits(pair, 2) && join_plan_near(pair[0], pair[1])) {
            kept = add_try(plan, head, SIZE_MAX, i, &tried);
        }
    }
    return kept;
}

bool join_plan_pairs(struct join_plan *plan)
{
    bool kept = true;
    plan->count = 0;
    for (size_t i = 0; kept && i < plan->heads.count; i++) {
        kept = pair_head(plan, i);
    }
    return kept;
}

static bool fill_pair(struct join_plan *plan, size_t head, size_t tail, size_t *tried)
{
    const struct join_piece *three[] = { &plan->heads.items[head], NULL, &plan->tails.items[tail] };
    bool kept = true;
    for (size_t i = 0; kept && i < plan->middles.count && *tried <= JOIN_HEAD_TRIES_MAX; i++) {
        three[1] = &plan->middles.items[i];
        if (join_plan_fits(three, 3) &&
            (join_plan_near(three[0], three[1]) || join_plan_near(three[1], three[2]))) {
            kept = add_try(plan, head, i, tail, tried);
        }
    }
    return kept;
}

/* Tails beside a head are few; of each head so many are looked at. */
static bool fill_head(struct join_plan *plan, size_t head)
{
    const struct join_piece *one = &plan->heads.items[head];
    size_t tried = 0, pairs = 0;
    bool kept = true;
    for (size_t i = 0; kept && i < plan->tails.count && pairs < JOIN_HEAD_TRIES_MAX; i++) {
        const struct join_piece *other = &plan->tails.items[i];
        const uint64_t both = (uint64_t)one->facts.cuts[0] + other->facts.cuts[0];
        if (!other->joined && (one->facts.wanted == 0 || one->facts.wanted > both) &&
            join_plan_near(one, other)) {
            pairs++;
            kept = fill_pair(plan, head, i, &tried);
        }
    }
    plan->heads.items[head].bounded |= pairs == JOIN_HEAD_TRIES_MAX;
    plan->bounded = plan->bounded || pairs == JOIN_HEAD_TRIES_MAX;
    return kept;
}

bool join_plan_threes(struct join_plan *plan)
{
    bool kept = true;
    plan->count = 0;
    for (size_t i = 0; kept && i < plan->heads.count && plan->middles.count > 0; i++) {
        kept = plan->heads.items[i].joined || fill_head(plan, i);
    }
    return kept;
}
