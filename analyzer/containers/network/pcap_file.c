#include "containers/network/pcap_file.h"

#include <string.h>

#define CLAUSE_PCAP "draft-ietf-opsawg-pcap"
#define CLAUSE_NG   "draft-ietf-opsawg-pcapng"

#define MAGIC_MICRO   0xa1b2c3d4u
#define MAGIC_NANO    0xa1b23c4du
#define MAGIC_LONGER  0xa1b2cd34u
#define FILE_HEADER   24
#define LINK_MASK     0x0fffffffu /* above it stands how long a checksum is */
#define RECORD_HEADER 16
#define LONGER_HEADER 24
#define MICROSECONDS  1000000u
#define NANOSECONDS   1000000000u

/* So many records in a row, or one up to the end, are no chance: each has some 26 bits that hold.
 */
#define CHAIN_RECORDS 3
/* Of what records that are looked for may have captured: no less than a head of IP. */
#define CHAIN_FRAME_MIN 20
#define CHAIN_FRAME_MAX ((uint32_t)256 << 10)
/* Of what belongs to one capture, in seconds: ten years. */
#define CHAIN_NEAR INT64_C(315360000)
/* Looked at at once; and behind a record that is only odd, at all. */
#define SEARCH_AHEAD ((size_t)64 << 10)
#define SEARCH_ODD   ((uint64_t)256 << 10)

#define BLOCK_SECTION   0x0a0d0d0au
#define BLOCK_INTERFACE 1u
#define BLOCK_PACKET    2u
#define BLOCK_SIMPLE    3u
#define BLOCK_ENHANCED  6u
#define ORDER           0x1a2b3c4du
#define BLOCK_HEADER    8
#define BLOCK_LEAST     12
#define BLOCK_SEEN      28

static const struct fault cut_off = { OUTCOME_TRUNCATED, CLAUSE_PCAP,
                                      "a capture ends within a frame" };
static const struct fault no_record = {
    OUTCOME_MALFORMED, CLAUSE_PCAP,
    "what stands where the next frame should is none: what follows was scanned as it stands"
};
static const struct fault no_block = {
    OUTCOME_MALFORMED, CLAUSE_NG,
    "what stands where the next block should is none: what follows was scanned as it stands"
};

static uint32_t number(const struct pcap_file *file, const uint8_t *at)
{
    return file->big ? (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]
                     : (uint32_t)bytes_little(at, 4);
}

/* Of pcap, in the order of octets that it is written in. */
static bool read_magic(struct bytes head, struct pcap_file *file)
{
    if (head.left < FILE_HEADER) {
        return false;
    }
    for (unsigned big = 0; big < 2; big++) {
        file->big = big == 1;
        const uint32_t magic = number(file, head.at);
        if (magic == MAGIC_MICRO || magic == MAGIC_NANO || magic == MAGIC_LONGER) {
            file->record_header = magic == MAGIC_LONGER ? LONGER_HEADER : RECORD_HEADER;
            file->links[0] = number(file, head.at + 20) & LINK_MASK;
            file->link_count = 1;
            file->fraction = magic == MAGIC_NANO ? NANOSECONDS : MICROSECONDS;
            return true;
        }
    }
    return false;
}

/* The order stands in each section's header. */
static bool read_section(struct bytes block, struct pcap_file *file)
{
    if (block.left < BLOCK_LEAST || bytes_little(block.at, 4) != BLOCK_SECTION) {
        return false;
    }
    file->big = block.at[BLOCK_HEADER] == (uint8_t)(ORDER >> 24);
    if (number(file, block.at + BLOCK_HEADER) != ORDER) {
        return false;
    }
    file->blocks = true;
    file->link_count = 0;
    return true;
}

bool pcap_recognise(struct bytes head)
{
    struct pcap_file file = { 0 };
    return read_magic(head, &file) || read_section(head, &file);
}

bool pcap_begin(struct pcap_file *file, struct stream *content)
{
    const struct bytes head = stream_ahead(content, BLOCK_SEEN);
    *file = (struct pcap_file){ .content = content, .at = content->offset };
    if (read_section(head, file)) {
        return true;
    }
    file->at += FILE_HEADER;
    file->data = file->at;
    return read_magic(head, file);
}

static bool stop(struct pcap_file *file, const struct fault *fault)
{
    file->fault = fault;
    return false;
}

/* The frame at an offset, as much of it as there is. */
static bool take_frame(struct pcap_file *file, uint64_t offset, uint64_t length, uint32_t link,
                       struct pcap_frame *frame)
{
    const uint64_t size = file->content->size, left = offset < size ? size - offset : 0;
    *frame = (struct pcap_frame){ offset, length < left ? length : left, 0, link };
    file->fault = length > left ? &cut_off : NULL;
    return frame->length > 0 || length == 0;
}

static uint32_t captured_of(const struct pcap_file *file, const uint8_t *header)
{
    return number(file, header + 8);
}

static bool has_time(const struct pcap_file *file, const uint8_t *header)
{
    const int64_t apart = (int64_t)number(file, header) - (int64_t)file->seconds;
    return number(file, header + 4) < file->fraction &&
           (!file->timed || (apart > -CHAIN_NEAR && apart < CHAIN_NEAR));
}

/* Do the time and the lengths of a record stand there? */
static bool is_record(const struct pcap_file *file, const uint8_t *header, uint32_t most)
{
    const uint32_t captured = captured_of(file, header);
    return captured <= most && captured <= number(file, header + 12) && has_time(file, header);
}

static bool begins_chain(const struct pcap_file *file, uint64_t at)
{
    for (unsigned records = 0; records < CHAIN_RECORDS; records++) {
        const struct bytes header = stream_ahead_at(file->content, at, file->record_header);
        if (header.left < file->record_header) {
            return records > 0 && at == file->content->size;
        }
        if (!is_record(file, header.at, CHAIN_FRAME_MAX) ||
            captured_of(file, header.at) < CHAIN_FRAME_MIN) {
            return false;
        }
        at += file->record_header + captured_of(file, header.at);
    }
    return true;
}

/* The first of them that begins in [at, to). */
static bool find_chain(const struct pcap_file *file, uint64_t at, uint64_t to, uint64_t *found)
{
    while (at < to) {
        struct bytes seen = stream_ahead_at(file->content, at, SEARCH_AHEAD);
        if (seen.left < file->record_header) {
            return false;
        }
        size_t i = 0;
        for (; i + file->record_header <= seen.left; i++) {
            if (!is_record(file, seen.at + i, CHAIN_FRAME_MAX)) {
                continue;
            }
            if (begins_chain(file, at + i)) {
                *found = at + i;
                return true;
            }
            seen = stream_ahead_at(file->content, at, SEARCH_AHEAD); /* it looked elsewhere */
        }
        at += i;
    }
    return false;
}

/* Where records go on behind one that lies: the one at hand, or the one before it, whose octets are
 * read again then. What was looked through is not once more. */
static bool find_next(struct pcap_file *file, bool odd, uint64_t *found)
{
    const uint64_t size = file->content->size;
    const bool back = file->again / PACKET_AGAIN_TIMES < size;
    const uint64_t begin = back ? file->data : file->at;
    const uint64_t from = begin > file->searched ? begin : file->searched;
    const uint64_t to = odd && size - from > SEARCH_ODD ? from + SEARCH_ODD : size;
    file->bounded = file->bounded || !back;
    if (from >= size || !find_chain(file, from, to, found)) {
        file->searched = to;
        return false;
    }
    file->searched = *found + 1;
    file->again += file->at > *found ? file->at - *found : 0;
    return true;
}

static bool take_record(struct pcap_file *file, struct bytes header, struct pcap_frame *frame)
{
    if (header.left < file->record_header) { /* the file has changed meanwhile */
        return stop(file, &cut_off);
    }
    const uint64_t length = captured_of(file, header.at), offset = file->at + file->record_header;
    if (is_record(file, header.at, PACKET_FRAME_MAX)) {
        file->seconds = number(file, header.at);
        file->timed = true;
    }
    file->data = offset;
    file->at = offset + length;
    return take_frame(file, offset, length, file->links[0], frame);
}

/* Reads on where records were found; first what lies before them is a frame: of a record that has
 * all but its length, its own. */
static bool resume(struct pcap_file *file, bool timed, uint64_t found, struct pcap_frame *frame)
{
    const uint64_t from = file->at, behind = from + file->record_header;
    file->resumed = true;
    file->at = found;
    if (timed && behind < found) {
        return take_frame(file, behind, found - behind, file->links[0], frame);
    }
    return from < found
               ? take_frame(file, from, found - from, PCAP_LINK_UNKNOWN, frame)
               : take_record(file, stream_ahead_at(file->content, found, file->record_header),
                             frame);
}

static bool next_record(struct pcap_file *file, struct pcap_frame *frame)
{
    const struct bytes seen = stream_ahead_at(file->content, file->at, file->record_header);
    uint64_t found;
    if (seen.left < file->record_header) {
        return stop(file, seen.left > 0 ? &cut_off : NULL);
    }
    uint8_t header[LONGER_HEADER];
    memcpy(header, seen.at, file->record_header);
    const uint64_t left = file->content->size - file->at - file->record_header;
    const uint32_t length = captured_of(file, header);
    const bool odd = length <= PACKET_FRAME_MAX && length <= left;
    /* where none had a time that is one, all are odd */
    const bool lies = !odd || (file->timed && !is_record(file, header, PACKET_FRAME_MAX));
    if (lies && find_next(file, odd, &found)) {
        return resume(file, !odd && has_time(file, header), found, frame);
    }
    return length > PACKET_FRAME_MAX
               ? stop(file, &no_record)
               : take_record(file, bytes_over(header, file->record_header), frame);
}

static uint32_t link_of(const struct pcap_file *file, uint32_t interface)
{
    return interface < file->link_count ? file->links[interface] : PCAP_LINK_UNKNOWN;
}

static void add_interface(struct pcap_file *file, struct bytes block)
{
    file->more_links = file->more_links || file->link_count == PACKET_LINKS_MAX;
    if (file->link_count < PACKET_LINKS_MAX && block.left >= BLOCK_HEADER + 2) {
        const uint8_t *link = block.at + BLOCK_HEADER;
        file->links[file->link_count++] =
            file->big ? (uint32_t)link[0] << 8 | link[1] : (uint32_t)bytes_little(link, 2);
    }
}

/* True where the block has anything in it. */
static bool read_block(struct pcap_file *file, struct bytes block, uint64_t at, uint64_t length,
                       struct pcap_frame *frame)
{
    const uint32_t kind = number(file, block.at);
    uint64_t front = kind == BLOCK_SIMPLE ? 12 : 28, captured;
    uint32_t interface = 0;
    if (kind == BLOCK_INTERFACE) {
        add_interface(file, block);
    }
    if ((kind != BLOCK_ENHANCED && kind != BLOCK_PACKET && kind != BLOCK_SIMPLE) ||
        block.left < front || length < front + 4) {
        return take_frame(file, at + BLOCK_HEADER, length - BLOCK_LEAST, PCAP_LINK_UNKNOWN, frame);
    }
    captured = number(file, block.at + (kind == BLOCK_SIMPLE ? 8 : 20));
    if (kind != BLOCK_SIMPLE) {
        const uint8_t *id = block.at + BLOCK_HEADER;
        interface = kind == BLOCK_ENHANCED ? number(file, id)
                    : file->big            ? (uint32_t)id[0] << 8 | id[1]
                                           : (uint32_t)bytes_little(id, 2);
    }
    /* a simple one is cut at what the interface captures, which its own length tells as well */
    captured = captured < length - front - 4 ? captured : length - front - 4;
    const bool taken = take_frame(file, at + front, captured, link_of(file, interface), frame);
    const uint64_t end = frame->offset + frame->length, size = file->content->size;
    const uint64_t left = end < size ? size - end : 0, behind = length - front - 4 - captured;
    frame->behind = behind < left ? behind : left;
    return taken;
}

static bool next_block(struct pcap_file *file, struct pcap_frame *frame)
{
    for (;;) {
        const uint64_t at = file->at;
        const struct bytes block = stream_ahead_at(file->content, at, BLOCK_SEEN);
        if (block.left < BLOCK_LEAST) {
            return stop(file, block.left > 0 ? &cut_off : NULL);
        }
        if (bytes_little(block.at, 4) == BLOCK_SECTION && !read_section(block, file)) {
            return stop(file, &no_block);
        }
        const uint64_t length = ((uint64_t)number(file, block.at + 4) + 3) & ~UINT64_C(3);
        if (length < BLOCK_LEAST || length > PACKET_FRAME_MAX) {
            return stop(file, &no_block);
        }
        file->at = at + length;
        if (read_block(file, block, at, length, frame) || file->fault != NULL) {
            return file->fault == NULL || frame->length > 0;
        }
    }
}

bool pcap_next(struct pcap_file *file, struct pcap_frame *frame)
{
    if (file->fault != NULL) {
        return false;
    }
    return file->blocks ? next_block(file, frame) : next_record(file, frame);
}
