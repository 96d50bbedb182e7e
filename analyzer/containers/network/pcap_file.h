#ifndef PCAP_FILE_H
#define PCAP_FILE_H

#include "bounds.h"
#include "stream.h"

/* Files of captured frames: pcap (microseconds, nanoseconds, and Kuznetzov's with longer records)
 * and pcapng, in either order of octets (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng). */

struct pcap_file {
    struct stream *content; /* seeks */
    bool blocks;            /* pcapng */
    bool big;
    size_t record_header;             /* of pcap */
    uint32_t links[PACKET_LINKS_MAX]; /* of pcap the first */
    size_t link_count;
    bool more_links; /* a section has more than are held */
    uint64_t at;     /* of the next record */
    const struct fault *fault;
    /* What tells records of pcap from other octets, and where they go on behind one that lies. */
    uint32_t seconds;  /* of the last that was read */
    uint32_t fraction; /* of a second: fewer than so many */
    bool timed;        /* there was one */
    uint64_t data;     /* of that record */
    uint64_t searched; /* no records begin before it that are not read */
    uint64_t again;    /* octets that were read once more behind one that lies */
    bool resumed;
    bool bounded; /* PACKET_AGAIN_TIMES was reached: none were any more */
};

struct pcap_frame {
    uint64_t offset, length; /* in the content: what was captured of it */
    uint64_t behind;         /* octets of its block behind it: remarks */
    uint32_t link;
};

#define PCAP_LINK_UNKNOWN UINT32_MAX

bool pcap_recognise(struct bytes head);

/* The content stands at its front. False: it is none. */
MUST_CHECK bool pcap_begin(struct pcap_file *file, struct stream *content);

/* The next frame; of pcapng also a block that has none, as one of an unknown link. False at the
 * end, and where none can be read; `fault` says why then. Where a record of pcap is none, or
 * reaches behind the end, the next ones are looked for (`resumed`), and what lies between is a
 * frame of an unknown link. */
MUST_CHECK bool pcap_next(struct pcap_file *file, struct pcap_frame *frame);

#endif
