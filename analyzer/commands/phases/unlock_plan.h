#ifndef UNLOCK_PLAN_H
#define UNLOCK_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "outcome.h"
#include "public_identity.h"

/* How the budget of a run is shared out over its leads: by a rule that hangs on the leads
 * and on what opens them, never on clocks or on the number of workers.
 *
 * The leads stand in one order, cheap ones first. In each round every lead that is still
 * open is dealt the next passphrases of its sequence, at most DERIVATION_SLICE_MAX steps
 * of them; when all shares of a round are settled, what was not spent goes back, and the
 * next round begins. A round that the budget does not cover is dealt in parts, in order. */

enum lead_state {
    LEAD_WAITING, /* more can be tried */
    LEAD_DEALT,   /* a share of it is out */
    LEAD_OPEN,    /* a passphrase opened it */
    LEAD_ENDED,   /* all was tried */
    LEAD_BOUNDED, /* the budget was over before */
    LEAD_DEAR,    /* one try takes more than DERIVATION_STORE_MAX, or ..._PAID_MAX */
    LEAD_LOST     /* its evidence or its worker is gone */
};

struct unlock_lead {
    uint8_t content_sha256[SHA256_LENGTH];
    uint64_t steps; /* of one try; not 0 */
    uint64_t end;   /* positions of its sequence at most */
    uint64_t walk;  /* steps that a share costs beside its tries */
    enum lead_state state;
    uint64_t from, to; /* the share that is out; else where the next begins */
};

struct unlock_plan {
    struct unlock_lead *leads; /* in order */
    size_t count;
    uint64_t budget; /* steps that are left */
    size_t next;     /* where the round goes on */
    bool paid;       /* the budget was given, and not what it is by default */
};

/* Why LEAD_DEAR was not tried, and what would have it tried: static. */
const char *unlock_plan_too_dear(const struct unlock_plan *plan);

/* Deals shares. False: nothing is left to be dealt. All shares have to be settled before. */
MUST_CHECK bool unlock_plan_deal(struct unlock_plan *plan);

/* What came of one: all before the position `next` was tried. `ended`: nothing is left. */
void unlock_plan_settle(struct unlock_plan *plan, struct unlock_lead *lead, uint64_t next,
                        bool ended);

/* The share is settled without a result, and spent. */
void unlock_plan_lose(struct unlock_lead *lead);

#endif
