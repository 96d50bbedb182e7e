#include "containers/archives/archive_filter.h"

#include <string.h>

#include <archive.h>

#include "containers/archives/archive_fault.h"
#include "containers/archives/archive_member.h"
#include "containers/archives/archive_source.h"
#include "containers/archives/compressed_reading.h"
#include "containers/archives/filter_chain.h"

static bool begins_with(struct bytes head, const char *magic, size_t length)
{
    struct bytes front;
    return bytes_take(&head, length, &front) && bytes_equal(front, bytes_over(magic, length));
}

static bool is_lz4(struct bytes head)
{
    return begins_with(head, "\x04\x22\x4d\x18", 4) || begins_with(head, "\x02\x21\x4c\x18", 4);
}

/* compress(1): block mode or not, codes of 9 to 16 bits. */
static bool is_compress(struct bytes head)
{
    return head.left >= 3 && begins_with(head, "\x1f\x9d", 2) && (head.at[2] & 0x60) == 0 &&
           (head.at[2] & 0x1f) >= 9 && (head.at[2] & 0x1f) <= 16;
}

/* POSIX.1 uuencode: `begin 644 name`, and a line that says how long it is. */
static bool is_uuencode(struct bytes head)
{
    struct bytes line;
    if (!bytes_take_until(&head, '\n', &line) || !begins_with(line, "begin ", 6) ||
        line.left < 11 || head.left < 2) {
        return false;
    }
    for (size_t i = 6; i < 9; i++) {
        if (line.at[i] < '0' || line.at[i] > '7') {
            return false;
        }
    }
    return line.at[9] == ' ' && head.at[0] >= 0x20 && head.at[0] <= 0x60;
}

static bool enable_lz4(struct archive *archive)
{
    return archive_read_support_filter_lz4(archive) == ARCHIVE_OK;
}

static bool enable_compress(struct archive *archive)
{
    return archive_read_support_filter_compress(archive) == ARCHIVE_OK;
}

static bool enable_uuencode(struct archive *archive)
{
    return archive_read_support_filter_uu(archive) == ARCHIVE_OK;
}

const struct archive_filter_kind *archive_filter_of(struct bytes head)
{
    static const struct archive_filter_kind kinds[] = {
        { "lz4", is_lz4, enable_lz4, filter_chain_lz4 },
        { "compress", is_compress, enable_compress, NULL },
        { "uuencode", is_uuencode, enable_uuencode, filter_chain_uuencode },
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (kinds[i].recognise(head)) {
            return &kinds[i];
        }
    }
    return NULL;
}

static const struct fault *open_filter(struct archive *archive, struct archive_source *source,
                                       const struct archive_filter_kind *kind,
                                       struct stream *content)
{
    static const struct fault refused = { OUTCOME_UNSUPPORTED, NULL,
                                          "libarchive was built without this filter" };
    static const struct fault another = { OUTCOME_MALFORMED, NULL,
                                          "what follows the front of such data is none" };
    struct archive_entry *entry;
    if (!kind->enable(archive) || archive_read_support_format_raw(archive) != ARCHIVE_OK) {
        return &refused;
    }
    if (archive_source_open(source, archive, content, NULL) < ARCHIVE_WARN ||
        archive_read_next_header(archive, &entry) < ARCHIVE_WARN) {
        return archive_fault_of(archive);
    }
    /* The last is the content itself. Without one before it that would be given as it stands, and
     * again, as often as containers may stand within each other. */
    return archive_filter_count(archive) > 1 ? NULL : &another;
}

const struct fault *archive_filter_walk(const struct archive_filter_kind *kind,
                                        struct stream *content, const struct container_sink *sink,
                                        bool *more)
{
    static const struct fault no_memory = { OUTCOME_NO_MEMORY, NULL,
                                            "no memory to read the archive" };
    struct archive *archive = archive_read_new();
    struct archive_source source = { 0 };
    struct sliding_window window = { 0 };
    if (archive == NULL) {
        return &no_memory;
    }
    const struct fault *fault = open_filter(archive, &source, kind, content);
    bool wanted = true;
    if (fault == NULL) {
        struct archive_member member;
        archive_member_init(&member, archive, &window, MEMBER_SIZE_UNKNOWN);
        member.most = container_decoded_max(sink);
        wanted = compressed_reading_give(kind->name, 0, content, &member.stream, sink);
    }
    if (more != NULL) {
        *more = wanted;
    }
    (void)archive_read_free(archive);
    archive_source_clear(&source);
    sliding_window_clear(&window);
    return fault;
}
