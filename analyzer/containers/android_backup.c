#include "containers/android_backup.h"

#include <string.h>

#include "bytes/tap_stream.h"
#include "containers/carve_walk.h"
#include "containers/compressed_stream.h"
#include "containers/section_stream.h"

#define LINE_MAX_OCTETS 32u /* the longest is AES-256 */

static const struct fault no_backup = { OUTCOME_UNEXPECTED, NULL, "no backup of Android" };
static const struct fault encrypted = { OUTCOME_ENCRYPTED, NULL,
                                        "an encrypted backup of Android: open it with its "
                                        "passphrase, and give what it holds as evidence" };
static const struct fault trailing = { OUTCOME_UNEXPECTED, NULL,
                                       "other bytes follow the backup of Android; they were "
                                       "scanned as they stand" };

struct header {
    size_t length;
    bool compressed, encrypted;
};

static bool take_line(struct bytes *text, struct bytes *line)
{
    const size_t most = text->left < LINE_MAX_OCTETS ? text->left : LINE_MAX_OCTETS;
    const uint8_t *end = most > 0 ? memchr(text->at, '\n', most) : NULL;
    struct bytes skipped;
    return end != NULL && bytes_take(text, (size_t)(end - text->at), line) &&
           bytes_take(text, 1, &skipped);
}

static bool is(struct bytes line, const char *word)
{
    return bytes_equal(line, bytes_over(word, strlen(word)));
}

static bool take_header(struct bytes head, struct header *header)
{
    struct bytes rest = head, mark, version, compressed, cipher;
    if (!take_line(&rest, &mark) || !is(mark, "ANDROID BACKUP") || !take_line(&rest, &version) ||
        version.left == 0 || !take_line(&rest, &compressed) || !take_line(&rest, &cipher)) {
        return false;
    }
    *header = (struct header){ .length = head.left - rest.left,
                               .compressed = is(compressed, "1"),
                               .encrypted = !is(cipher, "none") };
    return header->compressed || is(compressed, "0");
}

static bool recognise(struct bytes head)
{
    struct header header;
    return take_header(head, &header);
}

/* False: the sink wants no more. */
static bool give(const struct header *header, struct stream *content, struct stream *tar,
                 const struct container_sink *sink)
{
    static const char name[] = "android-backup";
    const bool known = content->size != STREAM_SIZE_UNKNOWN;
    const struct place place = { .kind = PLACE_READING,
                                 .offset = header->length,
                                 .length = known ? content->size - header->length : 0,
                                 .name = bytes_over(name, sizeof(name) - 1) };
    const bool more = sink->part(sink->context, &place, PART_UNKNOWN, tar);
    if (tar->fault != NULL) {
        sink->journal(sink->context, &place, JOURNAL_UNREAD, tar->fault, 0);
    }
    return more;
}

static void give_compressed(const struct header *header, struct stream *content,
                            const struct container_sink *sink)
{
    struct compressed_stream decoded;
    compressed_stream_init(&decoded, content, &zlib_decoder);
    decoded.most = container_decoded_max(sink);
    const bool more = give(header, content, &decoded.stream, sink);
    if (more) { /* a walk again may want nothing of it, but what follows */
        stream_drain(&decoded.stream);
    }
    const bool complete = decoded.ended && decoded.stream.fault == NULL;
    compressed_stream_clear(&decoded);
    if (more && complete) {
        carve_walk_behind(content, sink, 0, &trailing);
    }
}

static void give_plain(const struct header *header, struct stream *content,
                       const struct container_sink *sink)
{
    struct section_stream rest;
    section_stream_init_span(&rest, content, UINT64_MAX);
    (void)give(header, content, &rest.stream, sink);
}

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    struct header header;
    if (!take_header(stream_ahead(content, 4 * LINE_MAX_OCTETS), &header)) {
        return &no_backup;
    }
    if (header.encrypted) {
        return &encrypted;
    }
    stream_consume(content, header.length);
    (header.compressed ? give_compressed : give_plain)(&header, content, sink);
    return NULL;
}

const struct container android_backup_container = {
    .name = "android-backup", .recognise = recognise, .walk = walk, .packed = true
};
