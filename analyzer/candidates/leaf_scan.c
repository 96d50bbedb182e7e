#include "candidates/leaf_scan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bounds.h"
#include "candidates/anchors.h"
#include "candidates/armour/armour.h"
#include "candidates/armour/reversed_lines.h"
#include "candidates/memory/limb_factors.h"
#include "candidates/packed/packed_form.h"
#include "candidates/packed/raw_numbers.h"
#include "candidates/packed/raw_structure.h"
#include "candidates/pattern.h"
#include "candidates/runs/git_patch_text.h"
#include "candidates/runs/spelled_octets.h"
#include "candidates/runs/sql_string.h"
#include "candidates/runs/text_run.h"
#include "candidates/runs/uuencode_text.h"
#include "candidates/views/narrow_window.h"
#include "candidates/written/written_form.h"

/* An anchor is judged by what stands around it, and always by as much: else
 * it would depend on how the bytes were cut. */
#define SEEN_BEFORE ((size_t)16 << 10)
#define SEEN_AFTER  CANDIDATE_SPAN_MAX
/* The longest that is seen from any of them. */
#define SEEN_AHEAD SPELLED_SPAN_MAX
/* So much is kept of what was examined: more than is seen, for pairs of primes. */
#define KEPT_BEFORE LIMB_SEEN_BEFORE
_Static_assert(KEPT_BEFORE >= SEEN_BEFORE && SEEN_AHEAD >= LIMB_SEEN_AFTER, "all is seen");
/* Anchors first, runs behind them, in steps at fixed places: so that what is
 * delivered comes in the same order, however the bytes were cut. */
#define STEP ((size_t)64 << 10)
/* Anchors that are found before they are looked at. */
#define ANCHORS_AT_ONCE 128
/* Where no work is left, what is too short for a key is not read at all. */
#define NARROW_MIN   128
#define ANCHOR_KINDS 32

struct leaf_scan {
    struct delivery delivery;
    struct armour_reader reader;
    struct limb_factors factors;
    struct text_run *runs; /* NULL when no readings are wanted, or not needed yet */
    bool readings;
    bool fronted;      /* what stands at the leaf's first byte was looked at */
    size_t wanted;     /* so much is held before that */
    uint64_t first;    /* the leaf's bytes are known from here */
    uint64_t frontier; /* all before it was examined */
    uint64_t end;      /* all before it was pushed */
    int64_t *work;     /* as the span's */
    int64_t own_work;
    uint64_t narrow_work[ANCHOR_KINDS]; /* in this step, where no other was left, by kind */
    uint64_t skipped;   /* first anchor of this step that was not looked at; UINT64_MAX */
    struct buffer held; /* the last bytes that were pushed, up to `end` */
};

bool leaf_scan_prepare(void)
{
    return pattern_prepare();
}

void leaf_scan_release(void)
{
    pattern_release();
}

struct leaf_scan *leaf_scan_new(const struct scan_sink *sink, const struct leaf_scan_span *span)
{
    struct leaf_scan *scan = calloc(1, sizeof(*scan));
    if (scan != NULL) {
        leaf_scan_renew(scan, sink, span);
    }
    return scan;
}

void leaf_scan_renew(struct leaf_scan *scan, const struct scan_sink *sink,
                     const struct leaf_scan_span *span)
{
    buffer_reset(&scan->held);
    limb_factors_clear(&scan->factors);
    delivery_renew(&scan->delivery, sink, span);
    if (scan->runs != NULL) {
        text_run_renew(scan->runs);
    }
    *scan = (struct leaf_scan){ .delivery = scan->delivery,
                                .reader = scan->reader,
                                .runs = scan->runs,
                                .readings = span->readings,
                                .first = span->base,
                                .frontier = span->base,
                                .end = span->base,
                                .own_work = CANDIDATE_WORK_FLOOR,
                                .skipped = UINT64_MAX,
                                .held = scan->held };
    scan->work = span->work != NULL ? span->work : &scan->own_work;
}

void leaf_scan_free(struct leaf_scan *scan)
{
    if (scan == NULL) {
        return;
    }
    delivery_clear(&scan->delivery);
    armour_reader_clear(&scan->reader);
    limb_factors_clear(&scan->factors);
    text_run_free(scan->runs);
    buffer_clear(&scan->held);
    free(scan);
}

static size_t smaller(size_t one, size_t other)
{
    return one < other ? one : other;
}

/* What may be seen from an anchor at `at`. */
static struct leaf_window clamp(const struct leaf_window *window, size_t at, size_t *place)
{
    return leaf_window_around(window, at, SEEN_BEFORE, SEEN_AFTER, place);
}

static void examine_text(struct leaf_scan *scan, const struct leaf_window *window, size_t at,
                         unsigned kinds)
{
    struct delivery *delivery = &scan->delivery;
    size_t place;
    struct leaf_window seen = clamp(window, at, &place);
    bool wide = (kinds & ANCHOR_ARMOUR_WIDE) != 0;
    if (((kinds & ANCHOR_ARMOUR) != 0 || wide) && armour_plausible(seen.text, place, wide)) {
        armour_read(&scan->reader, &seen, place, wide, delivery);
        if (scan->readings && !wide) {
            reversed_lines_read(&seen, place, delivery);
        }
    }
    if ((kinds & (ANCHOR_BASE64_DER | ANCHOR_BASE64_SSH)) != 0 &&
        armour_bare_plausible(seen.text, place)) {
        armour_read_bare(&scan->reader, &seen, place, delivery);
    }
    /* "CAQ" is the second group of four. */
    if ((kinds & ANCHOR_BASE64_SHORT) != 0 && place >= 3 && seen.text.at[place - 3] == 'M' &&
        armour_bare_plausible(seen.text, place - 3)) {
        armour_read_bare(&scan->reader, &seen, place - 3, delivery);
    }
    if ((kinds & ANCHORS_WRITTEN) != 0) {
        written_form_read(&scan->reader, &seen, place, kinds, delivery);
    }
}

static void note_skipped(struct leaf_scan *scan, uint64_t offset)
{
    scan->skipped = offset < scan->skipped ? offset : scan->skipped;
}

/* False when this stretch has used up its share of work, or the file all of it. */
static bool may_work(struct leaf_scan *scan, uint64_t offset)
{
    if (scan->delivery.work < CANDIDATE_WORK_MAX && (int64_t)scan->delivery.work < *scan->work) {
        return true;
    }
    note_skipped(scan, offset);
    return false;
}

/* What is not text refuses most of it for little: each stretch has a share of its own. */
static bool may_unpack(struct leaf_scan *scan, uint64_t offset)
{
    return scan->delivery.work < CANDIDATE_WORK_STRETCH || may_work(scan, offset);
}

static bool may_digest(struct leaf_scan *scan, uint64_t offset)
{
    if (scan->delivery.digested < STRUCTURE_WORK_MAX) {
        return true;
    }
    note_skipped(scan, offset);
    return false;
}

/* The next stretch begins with a full share; what was skipped in this one is said. */
static void end_step(struct leaf_scan *scan, uint64_t to)
{
    static const struct fault bound = { OUTCOME_BOUND, NULL,
                                        "too much text that only looks like keys" };
    struct delivery *delivery = &scan->delivery;
    uint64_t from = scan->skipped > delivery->own_from ? scan->skipped : delivery->own_from;
    uint64_t until = to < delivery->own_to ? to : delivery->own_to;
    if (scan->skipped < to && from < until) {
        delivery->sink->unread(delivery->sink->context, &bound, from, until - from);
    }
    scan->skipped = UINT64_MAX;
    *scan->work += (int64_t)((to - scan->frontier) * CANDIDATE_WORK_STRETCH / STEP);
    *scan->work -= (int64_t)delivery->work;
    delivery->work = 0;
    memset(scan->narrow_work, 0, sizeof(scan->narrow_work));
    delivery->digested = 0;
    delivery->searches = 0;
}

static void examine_narrow_text(struct leaf_scan *scan, const struct leaf_window *window,
                                const struct anchor_list *list, size_t index, unsigned kinds)
{
    for (; kinds != 0; kinds &= kinds - 1) {
        const unsigned kind = kinds & -kinds;
        uint64_t *spent = &scan->narrow_work[__builtin_ctz(kind)], before = scan->delivery.work;
        size_t place;
        const struct leaf_window seen = narrow_window(window, list, index, kind, &place);
        if (seen.text.left >= NARROW_MIN && *spent < CANDIDATE_NARROW_MAX) {
            examine_text(scan, &seen, place, kind);
            *spent += scan->delivery.work - before;
        }
    }
}

/* Armour ends where it says so, and is read to there; all else as far as the next of its kind.
 * What that comes to is no debt, and has a share of its own. */
static void examine_narrow(struct leaf_scan *scan, const struct leaf_window *window,
                           const struct anchor_list *list, size_t index, unsigned kinds)
{
    struct delivery *delivery = &scan->delivery;
    const uint64_t work = delivery->work;
    size_t place;
    delivery->narrow = true;
    if ((kinds & ANCHOR_ARMOUR) != 0) {
        const struct leaf_window seen = clamp(window, list->items[index].at, &place);
        armour_read_narrow(&scan->reader, &seen, place, delivery);
    }
    kinds = delivery->passing ? 0 : kinds & ~(unsigned)(ANCHOR_ARMOUR | ANCHOR_ARMOUR_WIDE);
    examine_narrow_text(scan, window, list, index, kinds);
    delivery->narrow = false;
    delivery->work = work;
}

/* Armour alone is looked for in what was taken as something else. */
static void examine_taken(struct leaf_scan *scan, const struct leaf_window *window,
                          const struct anchor_list *list, size_t index)
{
    const struct anchor *anchor = &list->items[index];
    const unsigned armour = anchor->kinds & (ANCHOR_ARMOUR | ANCHOR_ARMOUR_WIDE);
    const uint64_t offset = window->base + anchor->at;
    if (armour == 0 || delivery_is_closed(&scan->delivery, offset)) {
        return;
    }
    if (may_work(scan, offset)) {
        examine_text(scan, window, anchor->at, armour);
    } else {
        examine_narrow(scan, window, list, index, armour);
    }
}

static void examine(struct leaf_scan *scan, const struct leaf_window *window,
                    const struct anchor_list *list, size_t index)
{
    struct delivery *delivery = &scan->delivery;
    const struct anchor *anchor = &list->items[index];
    const unsigned raw = ANCHORS_STRUCTURE | ANCHOR_NUMBER | ANCHORS_PACKED |
                         (unsigned)(ANCHOR_SPELLED | ANCHOR_PATCH);
    if ((anchor->kinds & ANCHOR_NUMBER) != 0 && !scan->delivery.passing) {
        limb_moduli_integer(&scan->factors.moduli, window, anchor->at);
    }
    if (delivery->count > 0 && delivery_is_taken(delivery, window->base + anchor->at)) {
        examine_taken(scan, window, list, index);
        return;
    }
    if (scan->readings) {
        uuencode_text_note(window, anchor->at, anchor->kinds, delivery);
        git_patch_text_note(window, anchor->at, anchor->kinds, delivery);
        sql_string_note(window, anchor->at, anchor->kinds, delivery);
    }
    if ((anchor->kinds & ~raw) == 0) {
        /* no text */
    } else if (may_work(scan, window->base + anchor->at)) {
        examine_text(scan, window, anchor->at, anchor->kinds);
    } else {
        examine_narrow(scan, window, list, index, anchor->kinds & ~raw);
    }
    if ((anchor->kinds & raw) == 0) {
        return;
    }
    size_t place;
    struct leaf_window seen = clamp(window, anchor->at, &place);
    if ((anchor->kinds & ANCHORS_STRUCTURE) != 0 && may_digest(scan, window->base + anchor->at)) {
        raw_structure_read(&seen, place, anchor->kinds, delivery);
    }
    if ((anchor->kinds & ANCHOR_NUMBER) != 0 && may_unpack(scan, window->base + anchor->at)) {
        raw_numbers_read(&seen, place, delivery);
    }
    if ((anchor->kinds & ANCHORS_PACKED) != 0 && may_unpack(scan, window->base + anchor->at)) {
        packed_form_read(&seen, place, anchor->kinds, delivery);
    }
    if ((anchor->kinds & ANCHOR_SPELLED) != 0 && scan->readings &&
        may_unpack(scan, window->base + anchor->at)) {
        seen = leaf_window_around(window, anchor->at, SEEN_BEFORE, SEEN_AHEAD, &place);
        spelled_octets_read(&seen, place, delivery);
    }
}

/* All anchors that begin in the window between the frontier and `to`. */
static void examine_anchors(struct leaf_scan *scan, const struct leaf_window *window, uint64_t to)
{
    struct anchor found[ANCHORS_AT_ONCE];
    size_t from = (size_t)(scan->frontier - window->base), end = (size_t)(to - window->base);
    while (from < end) {
        size_t reached = end;
        size_t count = anchors_find(window->text, from, &reached, found, ANCHORS_AT_ONCE);
        const struct anchor_list list = { found, count, reached };
        for (size_t i = 0; i < count; i++) {
            examine(scan, window, &list, i);
        }
        from = reached;
    }
}

static void examine_runs(struct leaf_scan *scan, const struct leaf_window *window, uint64_t to)
{
    if (!scan->readings) {
        return;
    }
    if (scan->runs == NULL) {
        scan->runs = text_run_new(&scan->delivery);
    }
    if (scan->runs != NULL) {
        text_run_scan(scan->runs, window, to);
    }
}

/* What must be kept of what was pushed. */
static uint64_t keep_from(const struct leaf_scan *scan)
{
    uint64_t seen = scan->frontier - scan->first;
    return scan->frontier - (seen < KEPT_BEFORE ? seen : KEPT_BEFORE);
}

/* A store of keys that is a content of its own may be longer than what is seen from any
 * anchor: it is held up to its end. False: there is more to come that has to be seen. */
static bool examine_front(struct leaf_scan *scan, const struct leaf_window *window)
{
    if (scan->fronted || scan->first > 0) {
        return true;
    }
    const size_t left = window->text.left;
    if (scan->wanted == 0 && (window->ends || left >= SEEN_AHEAD)) {
        const struct bytes front = bytes_over(window->text.at, smaller(left, SEEN_AHEAD));
        const size_t wanted = packed_form_wanted(front);
        scan->wanted = wanted > SEEN_AHEAD ? wanted : SEEN_AHEAD;
    }
    if (scan->wanted == 0 || (!window->ends && left < scan->wanted)) {
        return false;
    }
    const size_t seen = smaller(left, scan->wanted);
    const struct leaf_window whole = { .text = bytes_over(window->text.at, seen),
                                       .base = window->base,
                                       .ends = window->ends && seen == left };
    size_t place;
    scan->fronted = true;
    packed_form_read_front(&whole, &scan->delivery);
    if (left > 0) {
        const struct leaf_window clamped = clamp(window, 0, &place);
        packed_form_read(&clamped, place, ANCHOR_FRONT, &scan->delivery);
        raw_structure_front(&clamped, &scan->delivery);
    }
    return true;
}

/* Examines what the window shows, in steps. */
static void advance(struct leaf_scan *scan, const struct leaf_window *window)
{
    const uint64_t shown = window->base + window->text.left;
    if (!examine_front(scan, window)) {
        return;
    }
    while (scan->frontier < shown) {
        uint64_t to = scan->first + ((scan->frontier - scan->first) / STEP + 1) * STEP;
        if (!window->ends && shown - scan->frontier < to - scan->frontier + SEEN_AHEAD) {
            return;
        }
        to = to < shown ? to : shown;
        examine_anchors(scan, window, to);
        limb_factors_read(&scan->factors, window, scan->frontier, to, &scan->delivery);
        end_step(scan, to);
        scan->frontier = to;
        examine_runs(scan, window, to);
        uint64_t open = scan->runs != NULL ? text_run_open(scan->runs) : UINT64_MAX;
        uint64_t kept = keep_from(scan);
        delivery_forget(&scan->delivery, open < kept ? open : kept);
    }
}

static struct leaf_window held_window(const struct leaf_scan *scan, bool ends)
{
    return (struct leaf_window){ .text = buffer_bytes(&scan->held),
                                 .base = scan->end - scan->held.used,
                                 .ends = ends };
}

/* Without memory the bytes that do not fit are not examined, and that is said. */
static void hold(struct leaf_scan *scan, struct bytes piece)
{
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                            "no memory for the bytes around a border" };
    scan->end += piece.left;
    if (buffer_append(&scan->held, piece)) {
        return;
    }
    uint64_t from = scan->frontier;
    buffer_reset(&scan->held);
    scan->first = scan->end;
    scan->frontier = scan->end;
    scan->delivery.sink->unread(scan->delivery.sink->context, &no_memory, from, scan->end - from);
}

static void drop_examined(struct leaf_scan *scan)
{
    uint64_t base = scan->end - scan->held.used, keep = keep_from(scan);
    if (keep > base) {
        buffer_drop_front(&scan->held, (size_t)(keep - base));
    }
}

/* Held bytes are examined when there are enough for a step, and dropped when
 * there are enough to make it worth while. */
static void push_held(struct leaf_scan *scan, struct bytes piece)
{
    hold(scan, piece);
    if (scan->end - scan->frontier >= 2 * STEP + SEEN_AHEAD) {
        struct leaf_window window = held_window(scan, false);
        advance(scan, &window);
        drop_examined(scan);
    }
}

/* A piece that is long enough is examined where it lies, but for its front,
 * which is seen together with what is held. */
static void push_in_place(struct leaf_scan *scan, struct bytes piece)
{
    const uint64_t begin = scan->end;
    struct bytes rest = piece, front, tail, skipped;
    if (scan->held.used > 0) {
        bool within = bytes_take(&rest, KEPT_BEFORE + STEP + SEEN_AHEAD, &front);
        assert(within);
        hold(scan, front);
        struct leaf_window joined = held_window(scan, false);
        advance(scan, &joined);
    }
    if (keep_from(scan) < begin) { /* memory ran out, or a step was larger than expected */
        hold(scan, rest);
        return;
    }
    buffer_reset(&scan->held);
    scan->end = begin + piece.left;
    struct leaf_window window = { .text = piece, .base = begin };
    advance(scan, &window);
    tail = piece;
    bool within = bytes_take(&tail, (size_t)(keep_from(scan) - begin), &skipped);
    assert(within);
    scan->end -= tail.left;
    hold(scan, tail);
}

void leaf_scan_push(struct leaf_scan *scan, struct bytes piece)
{
    if (piece.left >= 2 * (KEPT_BEFORE + STEP + SEEN_AHEAD)) {
        push_in_place(scan, piece);
        return;
    }
    push_held(scan, piece);
}

bool leaf_scan_wants_more(const struct leaf_scan *scan)
{
    return scan->frontier < scan->delivery.own_to ||
           (scan->runs != NULL && text_run_open(scan->runs) != UINT64_MAX);
}

static void finish(struct leaf_scan *scan, const struct leaf_window *window)
{
    advance(scan, window);
    if (scan->runs != NULL) {
        text_run_finish(scan->runs);
    }
    limb_factors_finish(&scan->factors, scan->end, &scan->delivery);
}

void leaf_scan_finish(struct leaf_scan *scan)
{
    struct leaf_window window = held_window(scan, true);
    finish(scan, &window);
    buffer_reset(&scan->held);
}

void leaf_scan_whole(struct leaf_scan *scan, struct bytes leaf)
{
    assert(scan->end == scan->first);
    const struct leaf_window window = { .text = leaf, .base = scan->first, .ends = true };
    scan->end += leaf.left;
    finish(scan, &window);
}
