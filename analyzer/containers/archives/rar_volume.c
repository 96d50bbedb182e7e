#include "containers/archives/rar_volume.h"

#include <string.h>

#define MARK_4            "Rar!\x1a\x07\x00"
#define MARK_5            "Rar!\x1a\x07\x01\x00"
#define MAIN_HEAD_4       0x73
#define VOLUME_4          0x0001u
#define FIRST_VOLUME_4    0x0100u
#define MAIN_HEAD_5       1
#define END_HEAD_5        5
#define EXTRA_5           0x0001u /* of a header: it has an extra area */
#define NUMBER_5          0x0002u /* of an archive: a volume number, which the first volume has not */
#define NUMBER_OCTETS_MAX 10

static bool take_mark(struct bytes *head, const char *mark, size_t length)
{
    struct bytes rest = *head, front;
    if (!bytes_take(&rest, length, &front) || memcmp(front.at, mark, length) != 0) {
        return false;
    }
    *head = rest;
    return true;
}

/* HEAD_CRC, HEAD_TYPE, HEAD_FLAGS, least octet first. */
static bool continues_4(struct bytes head)
{
    struct bytes crc;
    uint64_t type, low, high;
    if (!bytes_take(&head, 2, &crc) || !bytes_take_number(&head, 1, &type) ||
        !bytes_take_number(&head, 1, &low) || !bytes_take_number(&head, 1, &high)) {
        return false;
    }
    const uint64_t flags = low | high << 8;
    return type == MAIN_HEAD_4 && (flags & VOLUME_4) != 0 && (flags & FIRST_VOLUME_4) == 0;
}

/* Seven bits an octet, least first; the top bit says that more follow. */
static bool take_number(struct bytes *head, uint64_t *number)
{
    struct bytes rest = *head;
    uint64_t octet = 0x80, taken = 0;
    for (unsigned i = 0; i < NUMBER_OCTETS_MAX && (octet & 0x80) != 0; i++) {
        if (!bytes_take_number(&rest, 1, &octet)) {
            return false;
        }
        taken |= (octet & 0x7f) << (7 * i);
    }
    *number = taken;
    *head = rest;
    return true;
}

static bool continues_5(struct bytes head)
{
    struct bytes crc;
    uint64_t size, type, flags, extra, archive;
    return bytes_take(&head, 4, &crc) && take_number(&head, &size) && take_number(&head, &type) &&
           type == MAIN_HEAD_5 && take_number(&head, &flags) &&
           ((flags & EXTRA_5) == 0 || take_number(&head, &extra)) && take_number(&head, &archive) &&
           (archive & NUMBER_5) != 0;
}

bool rar_volume_continues(struct bytes head)
{
    if (take_mark(&head, MARK_4, sizeof(MARK_4) - 1)) {
        return continues_4(head);
    }
    return take_mark(&head, MARK_5, sizeof(MARK_5) - 1) && continues_5(head);
}

/* Its length, which counts from behind it, and its type. */
size_t rar_end_rest(struct bytes head)
{
    struct bytes rest = head, block;
    uint64_t size, type;
    if (!take_number(&rest, &size) || size > RAR_END_LOOK) {
        return 0;
    }
    const size_t front = head.left - rest.left;
    return bytes_take(&rest, (size_t)size, &block) && take_number(&block, &type) &&
                   type == END_HEAD_5
               ? front + (size_t)size
               : 0;
}
