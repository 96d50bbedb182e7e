#include "containers/archives/archive_shares.h"

#include <archive.h>
#include <archive_entry.h>

#include "bounds.h"
#include "containers/archives/archive_member.h"
#include "containers/archives/archive_reading.h"
#include "containers/archives/volume_name.h"
#include "containers/streams/share_cut.h"

static bool no_part(void *context, const struct place *place, enum part_nature nature,
                    struct stream *content)
{
    (void)context;
    (void)place;
    (void)nature;
    (void)content;
    return false;
}

/* What a member is to its share; the size in its header is a claim, and only moves a border. */
static uint64_t work_of(struct archive_entry *entry)
{
    const uint64_t declared = archive_member_declared(entry);
    return SHARE_MEMBER_WORK + (declared < SHARE_MEMBER_MOST ? declared : 0);
}

/* Volumes are put together by one walk, which has to see them all (evidence/volume_parts). */
static bool is_volume(struct archive_entry *entry)
{
    struct volume_name name;
    return volume_name_read(archive_member_name(entry), &name) && volume_name_is_piece(&name);
}

static size_t cut_members(struct archive_reading *reading, struct walk_share *shares)
{
    struct archive_entry *entry;
    struct share_cut cut;
    int result;
    share_cut_init(&cut, shares, SHARE_ARCHIVE_WORK);
    while ((result = archive_read_next_header(reading->archive, &entry)) == ARCHIVE_OK ||
           result == ARCHIVE_WARN) {
        reading->entries++;
        if (archive_entry_is_encrypted(entry) || reading->entries > limit_of(LIMIT_ENTRIES) ||
            is_volume(entry)) {
            return 0;
        }
        share_cut_add(&cut, reading->entries, 0, work_of(entry));
    }
    return result == ARCHIVE_EOF ? share_cut_end(&cut) : 0;
}

size_t archive_shares_cut(struct stream *content, struct walk_share *shares)
{
    const struct container_sink sink = { .part = no_part,
                                         .mail = container_ignore_mail,
                                         .journal = container_ignore_journal };
    struct archive_reading reading = {
        .content = content,
        .sink = &sink,
        .kind = archive_kind_of(stream_ahead(content, CONTENT_HEAD)),
    };
    size_t count = 0;
    if (reading.kind == NULL || !reading.kind->walks_forward ||
        content->size < SHARED_ARCHIVE_MIN) {
        return 0;
    }
    if (archive_reading_open(&reading) == NULL) {
        count = cut_members(&reading, shares);
    }
    archive_reading_close(&reading);
    archive_opening_clear(&reading.opening);
    sliding_window_clear(&reading.window);
    return count;
}
