#include "bounds.h"
#include "commands/phases/unlock_plan.h"
#include "suite.h"

#define LEADS 4

/* What each lead's search needs to come to its end: position that opens it, or its last. */
struct secret {
    uint64_t steps, end, opens_at; /* opens_at == end: never */
};

struct outcome_of_plan {
    struct unlock_lead leads[LEADS];
    uint64_t spent, tries[LEADS];
    size_t rounds;
};

static struct unlock_plan plan_of(struct unlock_lead *leads, const struct secret *secrets,
                                  uint64_t budget)
{
    for (size_t i = 0; i < LEADS; i++) {
        leads[i] = (struct unlock_lead){ .steps = secrets[i].steps, .end = secrets[i].end };
    }
    return (struct unlock_plan){ .leads = leads, .count = LEADS, .budget = budget };
}

static void work_off(struct unlock_plan *plan, size_t at, const struct secret *secret,
                     struct outcome_of_plan *result)
{
    struct unlock_lead *lead = &plan->leads[at];
    ck_assert_uint_le(lead->to, lead->end);
    ck_assert_uint_lt(lead->from, lead->to);
    const bool opens = secret->opens_at < lead->to;
    const uint64_t next = opens ? secret->opens_at + 1 : lead->to;
    result->tries[at] += next - lead->from;
    result->spent += (next - lead->from) * lead->steps;
    unlock_plan_settle(plan, lead, next, opens);
    if (opens) {
        lead->state = LEAD_OPEN;
    }
}

/* Settles the shares of a part in any order: forwards, backwards, from the middle. */
static struct outcome_of_plan run(const struct secret *secrets, uint64_t budget, int order)
{
    struct outcome_of_plan result = { .spent = 0 };
    struct unlock_plan plan = plan_of(result.leads, secrets, budget);
    while (unlock_plan_deal(&plan)) {
        size_t dealt = 0;
        for (size_t i = 0; i < LEADS; i++) {
            size_t at = order == 0 ? i : order == 1 ? LEADS - 1 - i : (i + LEADS / 2) % LEADS;
            if (plan.leads[at].state == LEAD_DEALT) {
                work_off(&plan, at, &secrets[at], &result);
                dealt++;
            }
        }
        ck_assert_uint_gt(dealt, 0);
        ck_assert_uint_lt(++result.rounds, 1000);
    }
    ck_assert_uint_eq(result.spent + plan.budget, budget);
    return result;
}

static const struct secret mixed[LEADS] = {
    { 1, 1000, 1000 }, { 2048, 20000, 12000 }, { 160000, 500, 500 }, { 10000000, 7, 3 }
};

START_TEST(enough_work_tries_everything)
{
    const struct outcome_of_plan result = run(mixed, UINT64_C(1) << 40, _i);
    ck_assert_int_eq(result.leads[0].state, LEAD_ENDED);
    ck_assert_int_eq(result.leads[1].state, LEAD_OPEN);
    ck_assert_int_eq(result.leads[2].state, LEAD_ENDED);
    ck_assert_int_eq(result.leads[3].state, LEAD_OPEN);
    ck_assert_uint_eq(result.tries[0], 1000);
    ck_assert_uint_eq(result.tries[1], 12001);
    ck_assert_uint_eq(result.tries[2], 500);
    ck_assert_uint_eq(result.tries[3], 4);
}
END_TEST

/* Whatever the budget: it is kept, the order of the answers changes nothing,
 * and no lead is passed over that could have been paid for. */
START_TEST(any_budget_is_kept)
{
    const uint64_t budget = (uint64_t)_i * 1777777;
    const struct outcome_of_plan one = run(mixed, budget, 0), other = run(mixed, budget, 1);
    const struct outcome_of_plan third = run(mixed, budget, 2);
    uint64_t cheapest = UINT64_MAX;
    for (size_t i = 0; i < LEADS; i++) {
        ck_assert_int_eq(one.leads[i].state, other.leads[i].state);
        ck_assert_int_eq(one.leads[i].state, third.leads[i].state);
        ck_assert_uint_eq(one.tries[i], other.tries[i]);
        ck_assert_uint_eq(one.tries[i], third.tries[i]);
        if (one.leads[i].state == LEAD_BOUNDED && one.leads[i].steps < cheapest) {
            cheapest = one.leads[i].steps;
        }
        ck_assert(one.leads[i].state != LEAD_WAITING && one.leads[i].state != LEAD_DEALT);
    }
    ck_assert_uint_le(one.spent, budget);
    ck_assert(cheapest == UINT64_MAX || budget - one.spent < cheapest);
}
END_TEST

/* Two dear ones: each has its first slice before either has its second. */
START_TEST(leads_take_turns)
{
    const struct secret equal[LEADS] = {
        { 10000000, 9, 9 }, { 10000000, 9, 9 }, { 10000000, 9, 9 }, { 10000000, 9, 9 }
    };
    const struct outcome_of_plan result = run(equal, 10 * UINT64_C(10000000), _i);
    ck_assert_uint_eq(result.tries[0], 4); /* two slices of two, and the last two for one */
    ck_assert_uint_eq(result.tries[1], 2);
    ck_assert_uint_eq(result.tries[2], 2);
    ck_assert_uint_eq(result.tries[3], 2);
    for (size_t i = 0; i < LEADS; i++) {
        ck_assert_int_eq(result.leads[i].state, LEAD_BOUNDED);
    }
}
END_TEST

/* Many that need little, and a budget for all of them but not for a slice of each. */
START_TEST(what_was_not_spent_goes_back)
{
    const struct secret quick[LEADS] = {
        { 10000, 1000000, 0 }, { 10000, 1000000, 0 }, { 10000, 1000000, 0 }, { 10000, 1000000, 0 }
    };
    const struct outcome_of_plan result = run(quick, DERIVATION_SLICE_MAX, _i);
    for (size_t i = 0; i < LEADS; i++) {
        ck_assert_int_eq(result.leads[i].state, LEAD_OPEN);
        ck_assert_uint_eq(result.tries[i], 1);
    }
    ck_assert_uint_eq(result.spent, 40000);
}
END_TEST

/* What a share costs beside its tries is paid with each, and never comes back. */
START_TEST(walks_are_paid_for)
{
    struct unlock_lead leads[LEADS];
    struct unlock_plan plan = plan_of(leads, mixed, 100000000);
    for (size_t i = 0; i < LEADS; i++) {
        leads[i].walk = 30000000;
    }
    ck_assert(unlock_plan_deal(&plan));
    ck_assert_int_eq(leads[0].state, LEAD_DEALT);
    ck_assert_int_eq(leads[1].state, LEAD_DEALT);
    ck_assert_int_eq(leads[2].state, LEAD_WAITING); /* its walk is not covered by what is left */
    ck_assert_uint_eq(plan.budget, 100000000 - 2 * 30000000 - 1000 - 9765 * 2048);
    unlock_plan_settle(&plan, &leads[0], 0, true);
    unlock_plan_settle(&plan, &leads[1], 0, true);
    ck_assert_uint_eq(plan.budget, 40000000);
    ck_assert(unlock_plan_deal(&plan));
    ck_assert_int_eq(leads[2].state, LEAD_DEALT);
    ck_assert_uint_eq(leads[2].to, 62); /* 10,000,000 steps are left for tries */
    unlock_plan_settle(&plan, &leads[2], 62, false);
    ck_assert(!unlock_plan_deal(&plan));
    ck_assert_int_eq(leads[2].state, LEAD_BOUNDED);
    ck_assert_int_eq(leads[3].state, LEAD_BOUNDED);
}
END_TEST

/* One try would take a worker too long, whatever the budget is. */
START_TEST(store_past_the_bound_is_dear)
{
    struct unlock_lead leads[2] = { { .steps = DERIVATION_STORE_MAX, .end = 2 },
                                    { .steps = DERIVATION_STORE_MAX + 1, .end = 2 } };
    struct unlock_plan plan = { .leads = leads, .count = 2, .budget = UINT64_MAX };
    ck_assert(unlock_plan_deal(&plan));
    ck_assert_int_eq(leads[0].state, LEAD_DEALT);
    ck_assert_int_eq(leads[1].state, LEAD_DEAR);
    unlock_plan_settle(&plan, &leads[0], 1, true);
    ck_assert(!unlock_plan_deal(&plan));
    ck_assert_int_eq(leads[1].state, LEAD_DEAR);
}
END_TEST

/* Who gives a budget that pays for it has it tried, as far as the watchdog lets one try go on. */
START_TEST(store_past_the_bound_is_tried_where_it_is_paid)
{
    struct unlock_lead leads[3] = { { .steps = DERIVATION_STORE_MAX + 1, .end = 2 },
                                    { .steps = DERIVATION_STORE_PAID_MAX, .end = 2 },
                                    { .steps = DERIVATION_STORE_PAID_MAX + 1, .end = 2 } };
    struct unlock_plan plan = { .leads = leads, .count = 3, .budget = 600000001, .paid = true };
    ck_assert(unlock_plan_deal(&plan));
    ck_assert_int_eq(leads[0].state, LEAD_DEALT);
    ck_assert_uint_eq(leads[0].to, 1);
    ck_assert_int_eq(leads[1].state, LEAD_DEALT);
    ck_assert_uint_eq(leads[1].to, 1);
    ck_assert_int_eq(leads[2].state, LEAD_DEAR);
    ck_assert_uint_eq(plan.budget, 0);
    unlock_plan_settle(&plan, &leads[0], 1, false);
    unlock_plan_settle(&plan, &leads[1], 1, false);
    ck_assert(!unlock_plan_deal(&plan));
    ck_assert_int_eq(leads[0].state, LEAD_BOUNDED);
}
END_TEST

/* A worker that was taken over tells nonsense. */
START_TEST(strange_answers_cost_no_more_than_the_share)
{
    struct unlock_lead leads[LEADS];
    struct unlock_plan plan = plan_of(leads, mixed, 100000000);
    ck_assert(unlock_plan_deal(&plan));
    const uint64_t left = plan.budget;
    unlock_plan_settle(&plan, &leads[0], UINT64_MAX, false);
    ck_assert_uint_eq(plan.budget, left);
    ck_assert_int_eq(leads[0].state, LEAD_ENDED);
    unlock_plan_settle(&plan, &leads[1], 0, false); /* nothing was tried: it would never end */
    ck_assert_int_eq(leads[1].state, LEAD_LOST);
    ck_assert_uint_eq(plan.budget, left);
    const uint64_t whole = (leads[2].to - leads[2].from) * leads[2].steps;
    unlock_plan_settle(&plan, &leads[2], 0, true);
    ck_assert_int_eq(leads[2].state, LEAD_ENDED);
    ck_assert_uint_eq(plan.budget, left + whole);
    unlock_plan_lose(&leads[3]);
    ck_assert(!unlock_plan_deal(&plan));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("unlock_plan");
    tcase_add_loop_test(tests, enough_work_tries_everything, 0, 3);
    tcase_add_loop_test(tests, any_budget_is_kept, 0, 100);
    tcase_add_loop_test(tests, leads_take_turns, 0, 3);
    tcase_add_loop_test(tests, what_was_not_spent_goes_back, 0, 3);
    tcase_add_test(tests, walks_are_paid_for);
    tcase_add_test(tests, store_past_the_bound_is_dear);
    tcase_add_test(tests, store_past_the_bound_is_tried_where_it_is_paid);
    tcase_add_test(tests, strange_answers_cost_no_more_than_the_share);
    return suite_run("unlock_plan", tests);
}
