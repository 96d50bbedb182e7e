#ifndef DELIVERY_H
#define DELIVERY_H

#include "buffer.h"
#include "candidate.h"

/* Hands over what was found in a leaf, once: remembers which bytes were taken,
 * and keeps back what begins outside of the own range. */

struct leaf_scan_span;

struct taken_span {
    uint64_t from, to;
    bool closed; /* not even armour in it is looked at */
};

struct delivery {
    const struct scan_sink *sink;
    uint64_t own_from, own_to;
    uint64_t reading;         /* see leaf_scan_span */
    struct taken_span *spans; /* in order of `from` */
    size_t count, room;
    uint64_t numbers_from, numbers_to;   /* of the last row of numbers, see raw_numbers.h */
    uint64_t spelled_to;                 /* where the last one ended, see spelled_octets.h */
    struct buffer strings;               /* where some begin that were not read, see sql_string.h */
    struct buffer uuencoded;             /* the same, see uuencode_text.h */
    struct buffer patches;               /* the same, see git_patch_text.h */
    uint64_t unpaired_from, unpaired_to; /* no end of a line lies there, see translated_der.h */
    uint64_t searches;                   /* see SCALAR_SEARCHES_MAX */
    uint64_t digested;         /* bytes of structures that were no key, see STRUCTURE_WORK_MAX */
    uint64_t work;             /* bytes read around anchors and not taken, see CANDIDATE_WORK_MAX */
    struct bytes local_key_id; /* of what is offered now, see candidate.h */
    bool passing;              /* see leaf_scan_span */
    bool narrow;               /* no more work is left: only the likeliest readings */
};

/* A stretch of the leaf around a place of interest. */
struct leaf_window {
    struct bytes text;
    uint64_t base; /* offset of its first byte in the leaf */
    bool ends;     /* the leaf ends with it */
};

/* What of it stands at a place, as far as `most` octets. */
static inline struct bytes leaf_window_part(const struct leaf_window *window, size_t at,
                                            size_t most)
{
    const size_t left = window->text.left - at;
    return bytes_over(window->text.at + at, left < most ? left : most);
}

/* The same with what stands before it, where `place` becomes where it stands in that. */
static inline struct leaf_window leaf_window_around(const struct leaf_window *window, size_t at,
                                                    size_t before, size_t most, size_t *place)
{
    const size_t from = at > before ? at - before : 0;
    const struct bytes seen = leaf_window_part(window, from, at - from + most);
    *place = at - from;
    return (struct leaf_window){ .text = seen,
                                 .base = window->base + from,
                                 .ends = window->ends && seen.left == window->text.left - from };
}

bool delivery_owns(const struct delivery *delivery, uint64_t offset);

/* As scan_sink.key. What begins outside of the own range and ends there is not delivered, and
 * counts as taken where its structure says that it is a key: its owner takes it. */
enum offer delivery_key(struct delivery *delivery, const struct candidate *candidate, bool last);

/* As scan_sink.certificate; and what could be a key within it, as a reading. */
void delivery_certificate(struct delivery *delivery, struct bytes der, uint64_t offset,
                          uint64_t length);
/* The same of a request for one. */
void delivery_request(struct delivery *delivery, struct bytes der, uint64_t offset,
                      uint64_t length);

/* Nothing in [from, to) is looked at again, but for armour: a store, a text or a
 * certificate can hold that in a place that is not read, and a few octets that look like
 * the front of one can stand before any file. */
void delivery_take(struct delivery *delivery, uint64_t from, uint64_t to);
/* The same of an armour, in which no other stands. */
void delivery_take_armour(struct delivery *delivery, uint64_t from, uint64_t to);
bool delivery_is_taken(const struct delivery *delivery, uint64_t offset);
/* True within an armour that was taken. */
bool delivery_is_closed(const struct delivery *delivery, uint64_t offset);

/* Where the taken bytes end that `offset` lies in; `offset` itself where it was not taken. */
uint64_t delivery_taken_end(const struct delivery *delivery, uint64_t offset);

/* Where the first of those behind `offset` begins; UINT64_MAX where there is none. */
uint64_t delivery_next_taken(const struct delivery *delivery, uint64_t offset);

/* How many bytes of [from, to) were taken. */
uint64_t delivery_taken_within(const struct delivery *delivery, uint64_t from, uint64_t to);

/* Begins another leaf, in the memory of the last one. */
void delivery_renew(struct delivery *delivery, const struct scan_sink *sink,
                    const struct leaf_scan_span *span);

/* Forgets spans that end at or before `before`. */
void delivery_forget(struct delivery *delivery, uint64_t before);
void delivery_clear(struct delivery *delivery);

#endif
