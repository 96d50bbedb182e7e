#ifndef ARCHIVE_MEMBER_H
#define ARCHIVE_MEMBER_H

#include "bytes/sliding_window.h"
#include "containers/archives/archive_source.h"
#include "containers/archives/compressed_stream.h"
#include "containers/carving/carve_spans.h"
#include "stream.h"

struct archive;
struct archive_entry;

#define MEMBER_SIZE_UNKNOWN  UINT64_MAX
#define MEMBER_PLACE_UNKNOWN UINT64_MAX

/* The bytes of one member of an archive, bounded by DECODED_OBJECT_MAX and
 * RATIO_MAX; holes of a sparse member are zeros. The stream's own size stays
 * unknown, because the one in the header is a claim. */
struct archive_member {
    struct stream stream;
    struct archive *archive;
    struct sliding_window *window; /* of the walk: one for all its members */
    struct bytes block;            /* shown by libarchive, not given yet */
    uint64_t hole;                 /* zeros due before it */
    uint64_t drawn;                /* how far libarchive has come in it, holes included */
    uint64_t shown;                /* how much of that was or will be shown */
    uint64_t most;              /* that may be; DECODED_OBJECT_MAX if the owner sets nothing else */
    uint64_t declared;          /* size that the header claims, or MEMBER_SIZE_UNKNOWN */
    int64_t begin;              /* raw position of the archive before it */
    const struct fault *remark; /* an anomaly that cost no byte */
    bool ended;
    bool fatal; /* libarchive reads nothing more of this archive */

    /* What it shows as it stands in the archive, which is read through `source`, is noted. */
    const struct archive_source *source;
    struct carve_spans *taken; /* NULL: it is not */

    /* libarchive throws away what it decoded last when it meets a damage, in a
     * small member all of it. A deflated one is then decoded once more, here. */
    struct stream *content;           /* of the archive */
    uint64_t deflated_at;             /* in it, or MEMBER_PLACE_UNKNOWN */
    struct compressed_stream salvage; /* while `salvaging` */
    bool salvaging;
    const struct fault *damage; /* what libarchive said */
};

/* A window on the entry; empty where it has none. */
struct bytes archive_member_name(struct archive_entry *entry);

/* The size that its header claims, or MEMBER_SIZE_UNKNOWN. */
uint64_t archive_member_declared(struct archive_entry *entry);

void archive_member_init(struct archive_member *member, struct archive *archive,
                         struct sliding_window *window, uint64_t declared);

void archive_member_clear(struct archive_member *member);

/* How many bytes of the declared size never came; 0 where that is not known. */
uint64_t archive_member_missing(const struct archive_member *member);

#endif
