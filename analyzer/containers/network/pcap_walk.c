#include "containers/network/pcap_walk.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "containers/network/packet_flows.h"
#include "containers/network/pcap_file.h"

/* Between two signs that it goes on. */
#define SIGN_FRAMES 100000u
#define NAME_ROOM   128
/* Padding, and the end of a list of options. */
#define REMARK_LEAST 8
/* Behind what IP says is its length: more than padding, check sums and times of switches. */
#define TRAILER_LEAST 64

static const struct fault no_capture = { OUTCOME_UNEXPECTED, NULL, "no capture of a network" };
static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                        "no memory to put a capture in order" };
static const struct fault many = { OUTCOME_BOUND, NULL,
                                   "a capture has more frames than are put in order at once: "
                                   "streams are cut there" };
static const struct fault many_links = { OUTCOME_BOUND, NULL,
                                         "a capture has more interfaces than are told apart: "
                                         "frames of the others are not put in order" };
static const struct fault other_link = { OUTCOME_UNSUPPORTED, NULL,
                                         "a capture of a link that is not read: its frames are "
                                         "not put in order" };
static const struct fault resumed = { OUTCOME_MALFORMED, "draft-ietf-opsawg-pcap",
                                      "a frame does not end where it says: the next ones were "
                                      "looked for" };
static const struct fault again = { OUTCOME_BOUND, NULL,
                                    "more octets stand in frames that lie than are looked "
                                    "through for others" };
static const struct fault lost = { OUTCOME_TRUNCATED, NULL,
                                   "octets of a stream were not captured" };

struct pcap_walk {
    struct pcap_file file;
    const struct container_sink *sink;
    struct packet_flows flows;
    struct pieces pieces, others; /* of a stream; what was sent again as other octets */
    struct buffer again;
    uint64_t number, frames;
    bool bounded, no_memory, stopped;
    bool other_link; /* there are frames of one that is not read */
};

static void print_end(char *into, size_t room, const struct packet_flow *flow,
                      const uint8_t *address, const uint8_t *port)
{
    char text[INET6_ADDRSTRLEN] = "";
    const bool six = flow->version == 6;
    (void)inet_ntop(six ? AF_INET6 : AF_INET, address, text, sizeof(text));
    (void)snprintf(into, room, six ? "[%s]:%u" : "%s:%u", text,
                   (unsigned)port[0] << 8 | (unsigned)port[1]);
}

static void print_flow(const struct packet_flow *flow, char name[NAME_ROOM])
{
    char source[NAME_ROOM / 2 - 4], target[NAME_ROOM / 2 - 4];
    if (flow->protocol == 0) {
        (void)snprintf(name, NAME_ROOM, "other frames");
        return;
    }
    print_end(source, sizeof(source), flow, flow->source, flow->source_port);
    print_end(target, sizeof(target), flow, flow->target, flow->target_port);
    (void)snprintf(name, NAME_ROOM, "%s %s > %s", flow->protocol == PACKET_TCP ? "tcp" : "udp",
                   source, target);
}

static bool give_pieces(struct pcap_walk *walk, const struct packet_stream *stream,
                        const struct pieces *pieces, const char *name)
{
    struct pieced_stream payload;
    const struct container_sink *sink = walk->sink;
    const enum part_nature nature = stream->flow.protocol == 0 ? PART_DISK : PART_UNKNOWN;
    /* It lies in pieces: with no offset, what stands whole in one is told of the stream alone. */
    const struct place place = { .kind = PLACE_MEMBER,
                                 .number = ++walk->number,
                                 .name = bytes_over(name, strlen(name)) };
    pieced_stream_init(&payload, walk->file.content, pieces);
    const bool more = sink->part(sink->context, &place, nature, &payload.stream);
    if (payload.stream.fault != NULL) {
        sink->journal(sink->context, &place, JOURNAL_UNREAD, payload.stream.fault, 0);
    }
    if (more && stream->lost > 0 && pieces == &walk->pieces) {
        sink->journal(sink->context, &place, JOURNAL_NOTE, &lost, 0);
    }
    pieced_stream_clear(&payload);
    return more;
}

/* Does the stream have other octets there than were sent again? */
static bool differs(struct pcap_walk *walk, const struct piece *piece)
{
    struct buffer octets = { 0 };
    struct pieced_stream payload;
    bool same = piece->length <= STREAM_AHEAD_MAX && stream_seek(walk->file.content, piece->offset);
    for (uint64_t left = piece->length; same && left > 0;) {
        struct bytes seen = stream_ahead(walk->file.content, 1);
        seen.left = seen.left < left ? seen.left : (size_t)left;
        same = seen.left > 0 && buffer_append(&octets, seen);
        stream_consume(walk->file.content, seen.left);
        left -= seen.left;
    }
    pieced_stream_init(&payload, walk->file.content, &walk->pieces);
    same = same && stream_seek(&payload.stream, piece->at);
    for (struct bytes rest = buffer_bytes(&octets), part; same && rest.left > 0;) {
        struct bytes seen = stream_ahead(&payload.stream, 1);
        seen.left = seen.left < rest.left ? seen.left : rest.left;
        same = seen.left > 0 && bytes_take(&rest, seen.left, &part) && bytes_equal(part, seen);
        stream_consume(&payload.stream, seen.left);
    }
    pieced_stream_clear(&payload);
    buffer_clear(&octets);
    return !same;
}

static void find_others(struct pcap_walk *walk)
{
    struct piece piece;
    pieces_reset(&walk->others);
    for (struct bytes rest = buffer_bytes(&walk->again), one;
         bytes_take(&rest, sizeof(piece), &one);) {
        memcpy(&piece, one.at, sizeof(piece));
        if (differs(walk, &piece)) {
            piece.at = walk->others.end;
            walk->no_memory = !pieces_add(&walk->others, &piece) || walk->no_memory;
        }
    }
}

static bool give_stream(struct pcap_walk *walk, const struct packet_stream *stream)
{
    char name[NAME_ROOM];
    if (walk->pieces.end == 0) {
        return true;
    }
    print_flow(&stream->flow, name);
    if (!give_pieces(walk, stream, &walk->pieces, name)) {
        return false;
    }
    find_others(walk);
    if (walk->others.end == 0) {
        return true;
    }
    strncat(name, " (again)", sizeof(name) - strlen(name) - 1);
    return give_pieces(walk, stream, &walk->others, name);
}

static void give_all(struct pcap_walk *walk)
{
    struct packet_stream stream;
    bool short_of_memory = false;
    while (!walk->stopped && packet_flows_next(&walk->flows, &stream, &walk->pieces, &walk->again,
                                               &short_of_memory)) {
        walk->stopped = !give_stream(walk, &stream);
    }
    walk->no_memory = walk->no_memory || short_of_memory;
    packet_flows_reset(&walk->flows);
}

static void add(struct pcap_walk *walk, const struct packet *packet, uint64_t offset,
                uint64_t length)
{
    if (packet_flows_count(&walk->flows) >= PACKET_SEGMENTS_MAX) {
        walk->bounded = true;
        give_all(walk);
    }
    if (!packet_flows_add(&walk->flows, packet, offset, length)) {
        walk->no_memory = true;
    }
}

static void take_frame(struct pcap_walk *walk, const struct pcap_frame *frame)
{
    static const struct packet other = { .begins = false };
    struct packet packet;
    const size_t most = frame->length < PACKET_HEAD_MAX ? (size_t)frame->length : PACKET_HEAD_MAX;
    if (!stream_seek(walk->file.content, frame->offset)) {
        return;
    }
    struct bytes seen = stream_ahead(walk->file.content, most);
    seen.left = seen.left < most ? seen.left : most;
    const bool read = packet_read(seen, frame->length, frame->link, &packet);
    const uint64_t end = read ? packet.payload + packet.length : frame->length;
    if (!read) {
        add(walk, &other, frame->offset, frame->length);
        walk->other_link = walk->other_link ||
                           (frame->link != PCAP_LINK_UNKNOWN && !packet_knows_link(frame->link));
    } else if (packet.length > 0 || packet.begins) {
        add(walk, &packet, frame->offset + packet.payload, packet.length);
    }
    if (read && frame->length > end + TRAILER_LEAST) {
        add(walk, &other, frame->offset + end, frame->length - end);
    }
    if (frame->behind > REMARK_LEAST) {
        add(walk, &other, frame->offset + frame->length, frame->behind);
    }
    if (++walk->frames % SIGN_FRAMES == 0) {
        container_alive(walk->sink);
    }
}

/* What no frame is any more, behind the last. */
static void take_rest(struct pcap_walk *walk)
{
    const uint64_t size = walk->file.content->size, at = walk->file.at;
    const struct pcap_frame rest = { at, at < size ? size - at : 0, 0, PCAP_LINK_UNKNOWN };
    if (rest.length > 0) {
        take_frame(walk, &rest);
    }
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    struct pcap_walk walk = { .sink = sink };
    struct pcap_frame frame;
    if (!pcap_begin(&walk.file, content)) {
        return &no_capture;
    }
    while (!walk.stopped && pcap_next(&walk.file, &frame)) {
        take_frame(&walk, &frame);
    }
    take_rest(&walk);
    give_all(&walk);
    container_tell(walk.sink, walk.bounded, &many);
    if (walk.file.resumed) {
        sink->journal(sink->context, NULL, JOURNAL_NOTE, &resumed, 0);
    }
    container_tell(walk.sink, walk.file.bounded, &again);
    container_tell(walk.sink, walk.file.more_links, &many_links);
    container_tell(walk.sink, walk.other_link, &other_link);
    container_tell(walk.sink, walk.no_memory, &no_memory);
    packet_flows_clear(&walk.flows);
    pieces_clear(&walk.pieces);
    pieces_clear(&walk.others);
    buffer_clear(&walk.again);
    return walk.stopped ? NULL : walk.file.fault;
}

const struct container pcap_container = {
    .name = "pcap", .recognise = pcap_recognise, .walk = walk, .seeks = true, .rereads = true
};
