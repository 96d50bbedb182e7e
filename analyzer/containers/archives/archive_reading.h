#ifndef ARCHIVE_READING_H
#define ARCHIVE_READING_H

#include "bytes/sliding_window.h"
#include "container.h"
#include "containers/archives/archive_kind.h"
#include "containers/archives/archive_opening.h"
#include "containers/archives/archive_source.h"
#include "containers/archives/tar_residue.h"
#include "containers/archives/zip_residue.h"
#include "containers/carving/carve_spans.h"

struct archive_entry;

/* One archive while it is walked: libarchive's state, and how far it has come. */
struct archive_reading {
    struct archive *archive;
    struct archive_source source;
    struct stream *content;
    const struct archive_kind *kind;
    const struct container_sink *sink;
    struct sliding_window window; /* of the member that is being read */
    uint64_t entries;             /* members seen so far */
    unsigned reopened;
    struct archive_opening opening; /* of encrypted members */
    struct zip_given given;         /* of a zip: the members, by where their data begin */
    struct carve_spans taken;       /* by members, where others may stand beside them */
    uint64_t entered;               /* where the octets of the last member begin, */
    bool skipped;                   /* of which nobody has read all */
    struct tar_residue residue;     /* of a tar, through which it is read */
};

enum archive_step {
    ARCHIVE_STEP_ENTRY,
    ARCHIVE_STEP_END,
    ARCHIVE_STEP_LOST /* libarchive reads no further: *fault says why */
};

/* Opens the archive at the place where `content` stands. Journals nothing. */
MUST_CHECK const struct fault *archive_reading_open(struct archive_reading *reading);

/* Goes to the next member. Headers that cannot be read are journalled and
 * stepped over, where libarchive finds the next one. */
enum archive_step archive_reading_next(struct archive_reading *reading,
                                       struct archive_entry **entry, const struct fault **fault);

/* Opens the archive again and steps over the members that were seen, after one
 * whose damage ended the reading. False where that cannot help. */
MUST_CHECK bool archive_reading_resume(struct archive_reading *reading);

/* Opens the archive again and goes to the member that was seen last. */
MUST_CHECK bool archive_reading_again(struct archive_reading *reading,
                                      struct archive_entry **entry);

/* Octets of the archive that libarchive has taken so far. */
uint64_t archive_reading_read(const struct archive_reading *reading);

void archive_reading_close(struct archive_reading *reading);

#endif
