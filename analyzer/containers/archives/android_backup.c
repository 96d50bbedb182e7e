#include "containers/archives/android_backup.h"

#include <string.h>

#include "bytes/tap_stream.h"
#include "containers/archives/compressed_reading.h"
#include "containers/streams/section_stream.h"

#define LINE_MAX_OCTETS 32u /* the longest is AES-256 */

static const struct fault no_backup = { OUTCOME_UNEXPECTED, NULL, "no backup of Android" };
static const struct fault encrypted = { OUTCOME_ENCRYPTED, NULL,
                                        "an encrypted backup of Android: open it with its "
                                        "passphrase, and give what it holds as evidence" };

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

static const struct fault *walk(struct stream *content, const struct container_sink *sink)
{
    static const char name[] = "android-backup";
    static const struct fault trailing = { OUTCOME_UNEXPECTED, NULL,
                                           "other bytes follow the backup of Android; they were "
                                           "scanned as they stand" };
    struct header header;
    if (!take_header(stream_ahead(content, 4 * LINE_MAX_OCTETS), &header)) {
        return &no_backup;
    }
    if (header.encrypted) {
        return &encrypted;
    }
    stream_consume(content, header.length);
    if (header.compressed) {
        compressed_reading_walk(name, header.length, &zlib_decoder, content, sink, &trailing);
    } else {
        struct section_stream rest;
        section_stream_init_span(&rest, content, UINT64_MAX);
        (void)compressed_reading_give(name, header.length, content, &rest.stream, sink);
    }
    return NULL;
}

const struct container android_backup_container = {
    .name = "android-backup", .recognise = recognise, .walk = walk, .packed = true
};
