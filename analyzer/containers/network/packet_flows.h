#ifndef PACKET_FLOWS_H
#define PACKET_FLOWS_H

#include "buffer.h"
#include "containers/network/packet_head.h"
#include "containers/streams/pieced_stream.h"

/* The payloads of a capture's frames, sorted by who sent them to whom, and those of TCP by their
 * sequence numbers: what came late is put where it belongs, what was sent again is left out, and
 * for what was not captured zeros stand. A connection that uses the ports of another one once more
 * is a stream of its own. */

struct packet_flows {
    struct buffer segments; /* of struct packet_segment */
    size_t next;            /* the first that no stream has */
    bool sorted;
};

struct packet_stream {
    struct packet_flow flow;
    uint64_t lost;   /* octets that were not captured */
    uint64_t zeros;  /* that stand for them */
    uint64_t closed; /* octets that were lost, and for which none stand */
};

/* A payload that begins there in the content. Of what is in no flow, all of the frame. False when
 * memory ran out: it is in none. */
MUST_CHECK bool packet_flows_add(struct packet_flows *flows, const struct packet *packet,
                                 uint64_t offset, uint64_t length);
size_t packet_flows_count(const struct packet_flows *flows);

/* When all were added: the next stream, of which `pieces` becomes the list. `again` becomes one of
 * what stands in it once already (of struct piece, `at` where that is): it may be other octets.
 * False behind the last, and when memory ran out (`no_memory`). */
MUST_CHECK bool packet_flows_next(struct packet_flows *flows, struct packet_stream *stream,
                                  struct pieces *pieces, struct buffer *again, bool *no_memory);

void packet_flows_reset(struct packet_flows *flows);
void packet_flows_clear(struct packet_flows *flows);

#endif
