#include "commands/phases/scan_progress.h"

static uint64_t size_of(const struct source *source)
{
    return source->size != UINT64_MAX ? source->size : 0;
}

void scan_progress_begin(struct progress_state *state, const struct source_list *list,
                         const struct unit_list *units, bool walks)
{
    state->bytes_total = list->bytes_left;
    state->items_total = list->items_left;
    state->digested_total = unit_list_digested(units);
    state->walked_total = walks ? list->bytes_left : 0;
}

void scan_progress_take(struct progress_state *state, struct source_tally *tally,
                        const struct unit *unit, const struct progress *made)
{
    if (unit->mode == SCAN_DIGEST) {
        state->digested += made->bytes;
    } else {
        state->bytes += made->bytes;
    }
    state->inside += made->inside;
    if (state->walked_total > 0) {
        tally->walked += made->walked;
        state->walked += made->walked;
    }
}

/* Beside many small files it counts as walked, so that these make even steps: see settle. */
void scan_progress_walked(struct progress_state *state, struct source_tally *tally,
                          const struct unit *unit)
{
    if (unit->mode == SCAN_WALK && tally->walked == 0 && state->walked_total >= unit->to) {
        state->walked_total -= unit->to;
        tally->walked = unit->to;
    }
}

void scan_progress_settle(struct progress_state *state, const struct source_tally *tally,
                          const struct source *source)
{
    const uint64_t size = size_of(source);
    if (state->walked_total > 0 && size > tally->walked) {
        state->walked += size - tally->walked;
    }
}
