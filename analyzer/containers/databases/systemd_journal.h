#ifndef SYSTEMD_JOURNAL_H
#define SYSTEMD_JOURNAL_H

#include "container.h"

/* Journals of systemd (.journal, .journal~), compact ones too. Each line that a service writes is
 * an object of its own there, with others between them, and one that was said before is not written
 * again: so what one stream, or one process, has said is given as a text, line behind line, as a
 * member named after it ("_STREAM_ID=...", "_PID=..."; the kernel's has no name). Fields that LZ4
 * packed are given as readings "systemd-journal-lz4"; those of zstd and xz are carved. Objects are
 * read in the order in which they stand, which is that of time, and not by the lists of the file:
 * what nothing lists is read, too. */
extern const struct container systemd_journal_container;

#endif
