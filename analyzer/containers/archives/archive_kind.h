#ifndef ARCHIVE_KIND_H
#define ARCHIVE_KIND_H

#include "bytes.h"

struct archive;

/* Where the bytes of a member stand in the archive. */
enum archive_layout {
    ARCHIVE_LAYOUT_NAMED,    /* behind its header, compressed or not as libarchive tells of each */
    ARCHIVE_LAYOUT_EITHER,   /* compressed or as they are, which its front shows */
    ARCHIVE_LAYOUT_FILTERED, /* in a compressed whole, or not known */
    ARCHIVE_LAYOUT_BEHIND,   /* as they are, behind the member's header */
    ARCHIVE_LAYOUT_APART /* as they are, at a place that libarchive goes to when they are read */
};

/* An end of its own, behind which others may stand. */
enum archive_end {
    ARCHIVE_END_NONE,
    ARCHIVE_END_OWN,
    ARCHIVE_END_SAID,      /* its front says where */
    ARCHIVE_END_DIRECTORY, /* a list of members stands there, which may leave out some */
    ARCHIVE_END_RAR5       /* in a block that libarchive has not taken to its end */
};

/* Where other bytes may stand before the end of its last member (archive_gaps.h). */
enum archive_room {
    ARCHIVE_ROOM_NONE,
    ARCHIVE_ROOM_PADDING, /* of a tar: seen as it goes by (tar_residue.h) */
    ARCHIVE_ROOM_BETWEEN, /* anywhere beside the octets of members, which stand there as they are */
    ARCHIVE_ROOM_ORDERED, /* the same of packed ones, which stand in the order they are given in */
    ARCHIVE_ROOM_AROUND   /* of an RPM: in front of its payload and behind it */
};

/* The kinds of archives, each with the one format of libarchive that reads it:
 * nothing else is enabled while it is read, so no other reader of the library
 * ever sees its bytes. */
struct archive_kind {
    const char *name;
    bool (*recognise)(struct bytes head);
    /* Enables its format and filters. False when libarchive refuses. */
    bool (*enable)(struct archive *archive);
    bool seeks; /* read rightly only where one can seek */
    enum archive_layout layout;
    unsigned packed_from;    /* what is packed stands from there on; 0: behind its own header */
    const char *record_mark; /* see archive_source.h; NULL mostly */
    bool walks_forward;      /* of one that seeks: can be read without, by its local headers */
    enum archive_end end;
    enum archive_room room;
};

/* Of ARCHIVE_END_SAID: octets from its front to its end; 0 where the front makes no sense. */
uint64_t archive_kind_said(const struct archive_kind *kind, struct bytes head);

/* By the first bytes; NULL where it is none of them. */
const struct archive_kind *archive_kind_of(struct bytes head);

#endif
