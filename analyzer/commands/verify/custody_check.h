#ifndef CUSTODY_CHECK_H
#define CUSTODY_CHECK_H

#include <sys/types.h>

#include "reports/manifest_file.h"

/* Holds files against a manifest: what is missing, changed, added or cannot be read. Files are
 * found by walking the folders that are named, never by a path out of the manifest, and nothing in
 * them is read as anything: they are digested. */

enum custody_change { CUSTODY_MISSING, CUSTODY_CHANGED, CUSTODY_ADDED, CUSTODY_UNREADABLE };

/* Static: "missing", "changed", "added", "cannot be read". */
const char *custody_change_name(enum custody_change change);

struct custody_line {
    enum manifest_kind kind;
    enum custody_change change;
    size_t offset, length; /* of its path, in `paths` */
};

struct custody_check {
    const struct manifest_file *manifest;
    dev_t case_device; /* of the folder of the case, which is no evidence */
    ino_t case_inode;
    uint8_t *marks;      /* what was found of each entry */
    struct buffer paths; /* of the lines */
    struct custody_line *lines;
    size_t count, room;
    bool no_memory;
    uint64_t same[MANIFEST_KINDS];     /* files that are as they were */
    uint64_t unproven[MANIFEST_KINDS]; /* that are there, but no digest was taken of them */
};

/* False when memory ran out. */
MUST_CHECK bool custody_check_begin(struct custody_check *check,
                                    const struct manifest_file *manifest, const char *case_folder);
/* The folder of the case. */
MUST_CHECK bool custody_check_outputs(struct custody_check *check, const char *folder);
/* A file or folder that holds sources: evidence alone, or all else. They may have moved: it is
 * their path below it that counts, and of a file its name. Of several roots each is looked at for
 * all files. */
MUST_CHECK bool custody_check_root(struct custody_check *check, const char *root, bool evidence);
/* What was found nowhere, of these kinds, is missing. Then the lines are sorted by kind and
 * path. */
MUST_CHECK bool custody_check_end(struct custody_check *check, bool outputs, bool evidence,
                                  bool others);
void custody_check_clear(struct custody_check *check);

#endif
