#ifndef MANIFEST_FILE_H
#define MANIFEST_FILE_H

#include "reports/output_file.h"

/* The lines of manifest.json that name files, written and read back:
 *   {"kind":"evidence","path":"mail/2026.mbox","size":4711,"sha256":"..."}
 * JSON for scripts, but a line each and always spelled like this, so that the reader here takes
 * nothing else. A path is relative to its root, which may have moved, or absolute where an index
 * names it; octets that would be obeyed by a terminal or are no UTF-8, and % and !, stand as %XX.
 */

enum manifest_kind {
    MANIFEST_OUTPUT, /* relative to the folder of the case */
    MANIFEST_EVIDENCE,
    MANIFEST_CERTIFICATES,
    MANIFEST_ISSUERS,
    MANIFEST_CRL
};
#define MANIFEST_KINDS 5

/* Static. */
const char *manifest_kind_name(enum manifest_kind kind);

struct manifest_entry {
    enum manifest_kind kind;
    struct bytes path; /* the octets of the name themselves */
    uint64_t size;     /* UINT64_MAX: not known */
    bool has_digest;   /* not of what was never read to its end, or with --no-digest */
    uint8_t sha256[SHA256_LENGTH];
};

/* `first`: no line was written before. False when memory ran out. */
MUST_CHECK bool manifest_file_put(struct output_file *output, const struct manifest_entry *entry,
                                  bool first);

struct manifest_file {
    struct buffer paths; /* owns them */
    struct manifest_entry *entries;
    size_t count, room;
};

enum manifest_reading { MANIFEST_READ, MANIFEST_REFUSED, MANIFEST_NO_MEMORY };

/* Reads all lines, which are then sorted by kind and path. A text that is not exactly what
 * `report` writes is refused; the manifest is then empty. */
enum manifest_reading manifest_file_read(struct bytes text, struct manifest_file *manifest);
/* The entries of that name: where the first stands, and how many there are. */
size_t manifest_file_find(const struct manifest_file *manifest, enum manifest_kind kind,
                          struct bytes path, size_t *first);
void manifest_file_clear(struct manifest_file *manifest);

/* What stands before the first line and behind the last. The run itself stands between the
 * head and the line that opens the list. */
#define MANIFEST_HEAD  "{\"manifest\":1,\n\"run\":"
#define MANIFEST_FILES ",\"files\":["
#define MANIFEST_TAIL  "]}\n"

#endif
