#include "commands/phases/unlock_plan.h"

#include <assert.h>

#include "bounds.h"

static uint64_t least(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

static uint64_t dearest(const struct unlock_plan *plan)
{
    return plan->paid ? DERIVATION_STORE_PAID_MAX : DERIVATION_STORE_MAX;
}

const char *unlock_plan_too_dear(const struct unlock_plan *plan)
{
    _Static_assert(DERIVATION_STORE_MAX == 100000000, "the second one says it");
    _Static_assert(DERIVATION_STORE_PAID_MAX == 500000000, "both say it");
    return plan->paid
               ? "one passphrase on all keys of this store takes more than 500,000,000 steps: no "
                 "list was tried; each of them is tried that is given as evidence in a store of "
                 "its own"
               : "one passphrase on all keys of this store takes more than 100,000,000 steps: no "
                 "list was tried; up to 500,000,000 it is where --passphrase-work is given";
}

/* One try at least, however dear. */
static uint64_t slice_of(const struct unlock_lead *lead)
{
    uint64_t tries = DERIVATION_SLICE_MAX / lead->steps;
    return least(tries > 0 ? tries : 1, lead->end - lead->from);
}

/* The next part of a round. False: no share was dealt in it. */
static bool deal_part(struct unlock_plan *plan)
{
    bool dealt = false;
    for (; plan->next < plan->count; plan->next++) {
        struct unlock_lead *lead = &plan->leads[plan->next];
        if (lead->state != LEAD_WAITING) {
            continue;
        }
        if (lead->steps > dearest(plan)) {
            lead->state = LEAD_DEAR;
            continue;
        }
        uint64_t left = plan->budget > lead->walk ? plan->budget - lead->walk : 0;
        uint64_t tries = least(slice_of(lead), left / lead->steps);
        if (tries == 0 && dealt) {
            return true; /* what comes back may be enough for it */
        }
        lead->state = tries > 0 ? LEAD_DEALT : LEAD_BOUNDED;
        lead->to = lead->from + tries;
        plan->budget -= tries > 0 ? tries * lead->steps + lead->walk : 0;
        dealt = dealt || tries > 0;
    }
    return dealt;
}

bool unlock_plan_deal(struct unlock_plan *plan)
{
    if (deal_part(plan)) {
        return true;
    }
    plan->next = 0;
    return deal_part(plan);
}

void unlock_plan_settle(struct unlock_plan *plan, struct unlock_lead *lead, uint64_t next,
                        bool ended)
{
    assert(lead->state == LEAD_DEALT);
    if (next <= lead->from && !ended) { /* a worker is not trusted to come to an end */
        unlock_plan_lose(lead);
        return;
    }
    next = next < lead->from ? lead->from : least(next, lead->to);
    plan->budget += (lead->to - next) * lead->steps;
    lead->from = next;
    lead->state = ended || next == lead->end ? LEAD_ENDED : LEAD_WAITING;
}

void unlock_plan_lose(struct unlock_lead *lead)
{
    lead->state = LEAD_LOST;
}
