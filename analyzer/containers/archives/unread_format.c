#include "containers/archives/unread_format.h"

#include <string.h>

#include "containers/carving/carved.h"

/* What its bytes show all the same: nothing of what is packed by a kind that is not carved. */
#define CARVED " is not read: its bytes were carved as they stand"

struct unread_format {
    size_t at; /* of the mark */
    const char *mark;
    size_t length;
    struct fault fault;
    bool (*name)(struct bytes head, struct bytes *name); /* of the file in it; NULL: none */
};

/* After lzop's own header (conf.h, p_lzo.c of lzop 1.04): numbers have their most significant octet
 * first. */
#define LZOP_FRONT    9
#define LZOP_LEVEL    0x0940 /* from this version on there are more fields */
#define LZOP_FILTERED 0x0800

static bool lzop_name(struct bytes head, struct bytes *name)
{
    struct bytes skipped;
    uint64_t version, flags, length;
    if (!bytes_take(&head, LZOP_FRONT, &skipped) || !bytes_take_number(&head, 2, &version)) {
        return false;
    }
    const bool later = version >= LZOP_LEVEL;
    return bytes_take(&head, later ? 2 + 2 + 1 + 1 : 2 + 1, &skipped) &&
           bytes_take_number(&head, 4, &flags) &&
           bytes_take(&head, (flags & LZOP_FILTERED) != 0 ? 4 : 0, &skipped) &&
           bytes_take(&head, later ? 4 + 4 + 4 : 4 + 4, &skipped) &&
           bytes_take_number(&head, 1, &length) && length > 0 &&
           bytes_take(&head, (size_t)length, name);
}

#define MARK(text) text, sizeof(text) - 1

static const struct unread_format formats[] = {
    { 0,
      MARK("\x89LZO\0\r\n\x1a\n"),
      { OUTCOME_UNSUPPORTED, NULL, "lzop's compression" CARVED },
      lzop_name },
    { 0, MARK("LRZI\0"), { OUTCOME_UNSUPPORTED, NULL, "lrzip's compression" CARVED }, NULL },
    { 7, MARK("**ACE**"), { OUTCOME_UNSUPPORTED, NULL, "an archive of ACE" CARVED }, NULL },
    { 0, MARK("EVF2\r\n\x81\0"), { OUTCOME_UNSUPPORTED, NULL, "a disk in EWF 2" CARVED }, NULL },
    { 0, MARK("LVF\x09\r\n\xff\0"), { OUTCOME_UNSUPPORTED, NULL, "logical EWF" CARVED }, NULL },
    { 0, MARK("AFF10\r\n\0"), { OUTCOME_UNSUPPORTED, NULL, "a disk in AFF" CARVED }, NULL },
    { 0, MARK("hsqs"), { OUTCOME_UNSUPPORTED, NULL, "a file system of squashfs" CARVED }, NULL },
    /* ECMA-167 part 2, 9.1: the second descriptor behind the 16 sectors that it leaves alone */
    { 34817, MARK("NSR0"), { OUTCOME_UNSUPPORTED, NULL, "a file system of UDF" CARVED }, NULL },
};

static const struct unread_format *format_of(struct bytes head)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        struct bytes rest = head, before, mark;
        if (bytes_take(&rest, formats[i].at, &before) &&
            bytes_take(&rest, formats[i].length, &mark) &&
            memcmp(mark.at, formats[i].mark, formats[i].length) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

static bool recognise(struct bytes head)
{
    return format_of(head) != NULL;
}

static void tell(struct bytes head, const struct container_sink *sink)
{
    const struct unread_format *format = format_of(head);
    struct place place = { .kind = PLACE_MEMBER, .number = 1 };
    if (format != NULL) {
        const bool named = format->name != NULL && format->name(head, &place.name);
        sink->journal(sink->context, named ? &place : NULL, JOURNAL_UNREAD, &format->fault, 0);
    }
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    tell(stream_ahead(content, CONTENT_HEAD), sink);
    return carved_container.walk(content, sink);
}

/* Its readings are the carver's. */
const struct container unread_format_container = {
    .name = "carved", .recognise = recognise, .walk = walk, .readings = true, .loose = true
};
