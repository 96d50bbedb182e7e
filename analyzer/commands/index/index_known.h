#ifndef INDEX_KNOWN_H
#define INDEX_KNOWN_H

#include "commands/session.h"
#include "record.h"

/* The sources of certificate indexes, as a worker tells of them. */

struct known_source {
    struct index_source source; /* without windows: index_known_source() has them */
    size_t path, path_length, issuers, issuers_length;
    bool walked;
    struct buffer places; /* offsets, 8 octets each */
    bool kept;            /* for the caller */
};

struct index_known {
    struct known_source *items;
    size_t count, room;
    struct buffer texts;
    struct file_done done; /* of the index read last */
    struct buffer fault;   /* sentence: what is wrong with it, or why its worker was lost */
};

/* One index read by a worker: `kind` is JOB_LOOK_UP (then `table` is that of the keys; else
 * -1), JOB_INDEX_INFO or JOB_INDEX_VERIFY. Its sources are added; a fault is set where it is
 * damaged. `fd` is closed. False when the session must stop. */
MUST_CHECK bool index_known_read(struct index_known *known, struct session *session,
                                 enum job_kind kind, int fd, uint64_t size, int table);
/* Windows are good until more are read. */
struct index_source index_known_source(const struct index_known *known,
                                       const struct known_source *source);
struct bytes index_known_path(const struct index_known *known, const struct known_source *source);
void index_known_clear(struct index_known *known);

#endif
