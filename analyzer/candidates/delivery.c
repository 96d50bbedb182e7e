#include "candidates/delivery.h"

#include <stdlib.h>
#include <string.h>

#include "candidates/inner_key.h"
#include "candidates/leaf_scan.h"
#include "candidates/packed/der_candidate.h"

#define SPANS_MIN 8

void delivery_renew(struct delivery *delivery, const struct scan_sink *sink,
                    const struct leaf_scan_span *span)
{
    buffer_reset(&delivery->strings);
    buffer_reset(&delivery->uuencoded);
    buffer_reset(&delivery->patches);
    *delivery = (struct delivery){ .sink = sink,
                                   .own_from = span->own_from,
                                   .own_to = span->own_to,
                                   .reading = span->reading,
                                   .passing = span->passing,
                                   .spans = delivery->spans,
                                   .strings = delivery->strings,
                                   .uuencoded = delivery->uuencoded,
                                   .patches = delivery->patches,
                                   .room = delivery->room };
}

bool delivery_owns(const struct delivery *delivery, uint64_t offset)
{
    return offset >= delivery->own_from && offset < delivery->own_to;
}

static bool is_key_by_structure(const struct candidate *candidate)
{
    size_t length = 0;
    if (candidate->form == CANDIDATE_OPENSSH) {
        length = openssh_blob_length(candidate->content);
        return length > 0 && length <= candidate->content.left;
    }
    if (candidate->form == CANDIDATE_RSA_NUMBERS || candidate->form == CANDIDATE_LIMBS) {
        return false; /* their arithmetic alone says so */
    }
    if (candidate->form != CANDIDATE_DER) {
        return true; /* known by what it says of itself */
    }
    return der_candidate_shape(candidate->content, &length) == DER_SHAPE_KEY;
}

/* What its owner refuses hides nothing of what begins within it. */
static bool reaches_into_own(const struct delivery *delivery, const struct candidate *candidate)
{
    return candidate->offset < delivery->own_from &&
           candidate->length > delivery->own_from - candidate->offset;
}

enum offer delivery_key(struct delivery *delivery, const struct candidate *candidate, bool last)
{
    const bool foreign = reaches_into_own(delivery, candidate);
    if (foreign || delivery_owns(delivery, candidate->offset)) {
        struct candidate counted = *candidate;
        counted.foreign = foreign;
        counted.searches = &delivery->searches;
        counted.local_key_id = delivery->local_key_id;
        return delivery->sink->key(delivery->sink->context, &counted, last);
    }
    return is_key_by_structure(candidate) ? OFFER_TAKEN : OFFER_REFUSED;
}

static void deliver_certificate(struct delivery *delivery, const struct found_certificate *found)
{
    if (delivery_owns(delivery, found->offset)) {
        delivery->sink->certificate(delivery->sink->context, found);
    }
}

/* Armour within what was taken is looked at where it lies. */
static void read_inner_key(struct delivery *delivery, const struct found_certificate *found)
{
    const bool raw = found->length == found->der.left;
    size_t at;
    if (!delivery_owns(delivery, found->offset) || !inner_key_find(found->der, !raw, &at)) {
        return;
    }
    const struct bytes rest = bytes_over(found->der.at + at, found->der.left - at);
    delivery->sink->reading(delivery->sink->context, "certificate", rest,
                            found->offset + (raw ? at : 0), found->length - (raw ? at : 0));
}

void delivery_certificate(struct delivery *delivery, struct bytes der, uint64_t offset,
                          uint64_t length)
{
    const struct found_certificate found = {
        .der = der, .local_key_id = delivery->local_key_id, .offset = offset, .length = length
    };
    deliver_certificate(delivery, &found);
    read_inner_key(delivery, &found);
}

void delivery_request(struct delivery *delivery, struct bytes der, uint64_t offset, uint64_t length)
{
    const struct found_certificate found = {
        .der = der, .is_request = true, .offset = offset, .length = length
    };
    deliver_certificate(delivery, &found);
}

/* Without memory the span is forgotten: the same bytes may then be offered twice,
 * and the places of one key are folded later anyway. */
static bool reserve(struct delivery *delivery)
{
    if (delivery->count < delivery->room) {
        return true;
    }
    size_t room = delivery->room < SPANS_MIN ? SPANS_MIN : 2 * delivery->room;
    struct taken_span *spans = realloc(delivery->spans, room * sizeof(*spans));
    if (spans == NULL) {
        return false;
    }
    delivery->spans = spans;
    delivery->room = room;
    return true;
}

static void take(struct delivery *delivery, uint64_t from, uint64_t to, bool closed)
{
    if (from >= to || !reserve(delivery)) {
        return;
    }
    size_t at = delivery->count;
    while (at > 0 && delivery->spans[at - 1].from > from) {
        at--;
    }
    memmove(delivery->spans + at + 1, delivery->spans + at,
            (delivery->count - at) * sizeof(*delivery->spans));
    delivery->spans[at] = (struct taken_span){ .from = from, .to = to, .closed = closed };
    delivery->count++;
}

void delivery_take(struct delivery *delivery, uint64_t from, uint64_t to)
{
    take(delivery, from, to, false);
}

void delivery_take_armour(struct delivery *delivery, uint64_t from, uint64_t to)
{
    take(delivery, from, to, true);
}

/* How many spans begin at or before `offset`: a large store has thousands behind it. */
static size_t spans_before(const struct delivery *delivery, uint64_t offset)
{
    size_t from = 0, to = delivery->count;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (delivery->spans[middle].from <= offset) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

bool delivery_is_closed(const struct delivery *delivery, uint64_t offset)
{
    for (size_t i = spans_before(delivery, offset); i > 0; i--) {
        const struct taken_span *span = &delivery->spans[i - 1];
        if (span->closed && offset >= span->from && offset < span->to) {
            return true;
        }
    }
    return false;
}

uint64_t delivery_taken_end(const struct delivery *delivery, uint64_t offset)
{
    for (size_t i = spans_before(delivery, offset); i > 0; i--) {
        const struct taken_span *span = &delivery->spans[i - 1];
        if (offset >= span->from && offset < span->to) {
            return span->to;
        }
    }
    return offset;
}

uint64_t delivery_next_taken(const struct delivery *delivery, uint64_t offset)
{
    uint64_t next = UINT64_MAX;
    for (size_t i = delivery->count; i > 0 && delivery->spans[i - 1].from > offset; i--) {
        next = delivery->spans[i - 1].from;
    }
    return next;
}

bool delivery_is_taken(const struct delivery *delivery, uint64_t offset)
{
    return delivery_taken_end(delivery, offset) > offset;
}

uint64_t delivery_taken_within(const struct delivery *delivery, uint64_t from, uint64_t to)
{
    uint64_t sum = 0, reached = from;
    for (size_t i = 0; i < delivery->count && delivery->spans[i].from < to; i++) {
        uint64_t begin = delivery->spans[i].from, end = delivery->spans[i].to;
        begin = begin > reached ? begin : reached;
        end = end < to ? end : to;
        if (end > begin) {
            sum += end - begin;
            reached = end;
        }
    }
    return sum;
}

void delivery_forget(struct delivery *delivery, uint64_t before)
{
    size_t kept = 0;
    for (size_t i = 0; i < delivery->count; i++) {
        if (delivery->spans[i].to > before) {
            delivery->spans[kept++] = delivery->spans[i];
        }
    }
    delivery->count = kept;
}

void delivery_clear(struct delivery *delivery)
{
    free(delivery->spans);
    buffer_clear(&delivery->strings);
    buffer_clear(&delivery->uuencoded);
    buffer_clear(&delivery->patches);
    *delivery = (struct delivery){ 0 };
}
