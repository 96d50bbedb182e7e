#include "evidence/walk_span.h"

static uint64_t taken_of(const struct walk_span *span)
{
    const uint64_t taken = span->content->taken - span->began;
    return taken < span->content->size ? taken : span->content->size;
}

void walk_span_hold(struct walk_span *span, const struct ingest *ingest)
{
    *span = (struct walk_span){ .outer = ingest->walking };
    span->from = span->outer != NULL ? taken_of(span->outer) : 0;
}

void walk_span_begin(struct walk_span *span, struct ingest *ingest, const struct stream *content)
{
    span->length = span->outer != NULL ? taken_of(span->outer) - span->from : 0;
    span->content = content;
    span->began = content->taken;
    ingest->walking = span;
}

static double share_of(uint64_t part, uint64_t whole)
{
    return part < whole ? (double)part / (double)whole : 1;
}

/* From the innermost outwards. */
static uint64_t octets_walked(const struct walk_span *span)
{
    uint64_t octets = taken_of(span);
    while (span->outer != NULL) {
        const double part = share_of(octets, span->content->size) * (double)span->length;
        octets = span->from + (uint64_t)part;
        span = span->outer;
    }
    return octets;
}

/* A content may be gone over again, for what stands in it otherwise: it never goes back. */
uint64_t walk_span_news(struct ingest *ingest)
{
    if (ingest->walking == NULL || ingest->targets != NULL) {
        return 0;
    }
    const uint64_t walked = octets_walked(ingest->walking);
    const uint64_t news = walked > ingest->walked ? walked - ingest->walked : 0;
    ingest->walked += news;
    return news;
}

void walk_span_end(const struct walk_span *span, struct ingest *ingest)
{
    if (span->outer == NULL) {
        ingest->unreported.walked += walk_span_news(ingest);
    }
    ingest->walking = span->outer;
}

void walk_span_skip(struct ingest *ingest)
{
    ingest->walked = ingest->walking != NULL ? octets_walked(ingest->walking) : 0;
}
