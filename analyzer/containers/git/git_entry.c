#include "containers/git/git_entry.h"

#include "containers/archives/stream_decoder.h"

static bool take_type(struct bytes *from, struct git_header *header)
{
    uint64_t byte;
    if (!bytes_take_number(from, 1, &byte)) {
        return false;
    }
    header->type = (enum git_type)(byte >> 4 & 7);
    header->size = byte & 15;
    for (unsigned shift = 4; (byte & 0x80) != 0; shift += 7) {
        if (shift > 60 || !bytes_take_number(from, 1, &byte)) {
            return false;
        }
        uint64_t digit = byte & 0x7f;
        if (digit << shift >> shift != digit) {
            return false;
        }
        header->size |= digit << shift;
    }
    return header->type != GIT_NONE && header->type != 5;
}

/* Each further octet counts from where shorter numbers end. */
static bool take_distance(struct bytes *from, uint64_t *distance)
{
    uint64_t byte;
    *distance = 0;
    for (unsigned i = 0; i < 9; i++) {
        if (!bytes_take_number(from, 1, &byte)) {
            return false;
        }
        *distance = *distance << 7 | (byte & 0x7f);
        if ((byte & 0x80) == 0) {
            return *distance > 0;
        }
        ++*distance;
    }
    return false;
}

bool git_header_read(struct bytes head, size_t id_size, struct git_header *header)
{
    struct bytes rest = head;
    *header = (struct git_header){ 0 };
    if (!take_type(&rest, header) ||
        (header->type == GIT_OFFSET_DELTA && !take_distance(&rest, &header->distance)) ||
        (header->type == GIT_REFERENCE_DELTA && !bytes_take(&rest, id_size, &header->base))) {
        return false;
    }
    header->length = head.left - rest.left;
    return zlib_header_holds(rest);
}
