#include "containers/network/packet_flows.h"

#include <stdlib.h>
#include <string.h>

#include "bounds.h"

struct packet_segment {
    struct packet_flow flow;
    bool begins;
    uint32_t sequence, connection; /* the latter counts within the flow */
    uint64_t position;             /* of TCP: the sequence number without its wrapping */
    uint64_t offset, length;
};

/* Sequence numbers go on from a middle value, so that what came before the first can be told. */
#define POSITION_FIRST (UINT64_C(1) << 62)

static struct packet_segment *at(struct packet_flows *flows, size_t number)
{
    return (struct packet_segment *)(void *)flows->segments.at + number;
}

size_t packet_flows_count(const struct packet_flows *flows)
{
    return flows->segments.used / sizeof(struct packet_segment);
}

bool packet_flows_add(struct packet_flows *flows, const struct packet *packet, uint64_t offset,
                      uint64_t length)
{
    const struct packet_segment segment = { .flow = packet->flow,
                                            .begins = packet->begins,
                                            .sequence = packet->sequence,
                                            .offset = offset,
                                            .length = length };
    return buffer_append(&flows->segments, bytes_over(&segment, sizeof(segment)));
}

static int compare_numbers(uint64_t one, uint64_t other)
{
    return one < other ? -1 : one > other;
}

/* By flow, and as they were captured. */
static int compare_captured(const void *one, const void *other)
{
    const struct packet_segment *a = one, *b = other;
    const int flows = memcmp(&a->flow, &b->flow, sizeof(a->flow));
    return flows != 0 ? flows : compare_numbers(a->offset, b->offset);
}

/* Within a flow, as they were sent; of what was sent twice the first that was captured. */
static int compare_sent(const void *one, const void *other)
{
    const struct packet_segment *a = one, *b = other;
    const int connections = compare_numbers(a->connection, b->connection),
              positions = compare_numbers(a->position, b->position);
    return connections != 0 ? connections
           : positions != 0 ? positions
                            : compare_numbers(a->offset, b->offset);
}

/* Gives each its place in its connection, by how far it is from the one before. */
static void place_segments(struct packet_segment *first, size_t count)
{
    uint64_t position = POSITION_FIRST;
    for (size_t i = 0; i < count; i++) {
        struct packet_segment *segment = &first[i];
        if (segment->flow.protocol != PACKET_TCP) {
            segment->position = i;
            continue;
        }
        const struct packet_segment *before = i > 0 ? &first[i - 1] : segment;
        const int32_t ahead = (int32_t)(segment->sequence - before->sequence);
        const int32_t most = segment->begins ? PACKET_BEGIN_NEAR : PACKET_NEAR;
        const bool other = ahead > most || ahead < -most;
        segment->connection = before->connection + (other ? 1 : 0);
        position = other ? POSITION_FIRST : position + (uint64_t)(int64_t)ahead;
        segment->position = position;
    }
}

static size_t same_flow(struct packet_flows *flows, size_t from)
{
    const size_t count = packet_flows_count(flows);
    size_t to = from;
    while (to < count &&
           memcmp(&at(flows, to)->flow, &at(flows, from)->flow, sizeof(struct packet_flow)) == 0) {
        to++;
    }
    return to - from;
}

static void sort(struct packet_flows *flows)
{
    const size_t count = packet_flows_count(flows);
    if (count > 0) {
        qsort(at(flows, 0), count, sizeof(struct packet_segment), compare_captured);
    }
    for (size_t from = 0, length; from < count; from += length) {
        length = same_flow(flows, from);
        place_segments(at(flows, from), length);
        qsort(at(flows, from), length, sizeof(struct packet_segment), compare_sent);
    }
    flows->sorted = true;
}

/* Zeros stand for what was lost, no more than for what there is and a little: a few frames would
 * claim gigabytes. */
static uint64_t zeros_for(uint64_t gap, const struct packet_stream *stream,
                          const struct pieces *pieces)
{
    const uint64_t octets = pieces->end - stream->zeros, most = octets + PACKET_ZEROS_MIN;
    return stream->zeros + gap <= most ? gap : 1;
}

/* What of it is there, as far as it goes: taken from its front. */
static bool take_known(struct piece *piece, const struct pieces *pieces, struct buffer *again)
{
    const uint64_t known = piece->at < pieces->end ? pieces->end - piece->at : 0;
    const uint64_t taken = known < piece->length ? known : piece->length;
    const struct piece resent = { piece->at, piece->offset, taken };
    if (taken > 0 && !buffer_append(again, bytes_over(&resent, sizeof(resent)))) {
        return false;
    }
    *piece = (struct piece){ piece->at + taken, piece->offset + taken, piece->length - taken };
    return true;
}

/* What of it is not there yet, behind what is. */
static bool add_segment(const struct packet_segment *segment, uint64_t first,
                        struct packet_stream *stream, struct pieces *pieces, struct buffer *again)
{
    const bool ordered = segment->flow.protocol == PACKET_TCP;
    struct piece piece = { .at = ordered ? segment->position - first - stream->closed : pieces->end,
                           .offset = segment->offset,
                           .length = segment->length };
    if (!take_known(&piece, pieces, again)) {
        return false;
    }
    if (piece.length == 0) {
        return true;
    }
    if (piece.at > pieces->end) {
        const uint64_t gap = piece.at - pieces->end, zeros = zeros_for(gap, stream, pieces);
        stream->lost += gap;
        stream->zeros += zeros;
        stream->closed += gap - zeros;
        piece.at -= gap - zeros;
    }
    return pieces_add(pieces, &piece);
}

bool packet_flows_next(struct packet_flows *flows, struct packet_stream *stream,
                       struct pieces *pieces, struct buffer *again, bool *no_memory)
{
    const size_t count = packet_flows_count(flows);
    *no_memory = false;
    if (!flows->sorted) {
        sort(flows);
    }
    if (flows->next >= count) {
        return false;
    }
    const struct packet_segment *first = at(flows, flows->next);
    *stream = (struct packet_stream){ .flow = first->flow };
    pieces_reset(pieces);
    buffer_reset(again);
    while (flows->next < count) {
        const struct packet_segment *segment = at(flows, flows->next);
        if (memcmp(&segment->flow, &first->flow, sizeof(first->flow)) != 0 ||
            segment->connection != first->connection) {
            break;
        }
        if (!add_segment(segment, first->position, stream, pieces, again)) {
            *no_memory = true;
            return false;
        }
        flows->next++;
    }
    return true;
}

void packet_flows_reset(struct packet_flows *flows)
{
    buffer_reset(&flows->segments);
    flows->next = 0;
    flows->sorted = false;
}

void packet_flows_clear(struct packet_flows *flows)
{
    buffer_clear(&flows->segments);
}
