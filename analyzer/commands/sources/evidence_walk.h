#ifndef EVIDENCE_WALK_H
#define EVIDENCE_WALK_H

#include "commands/sources/evidence_file.h"

/* Lists every file under a root of the evidence: depth first, the names of a
 * directory in the order of their bytes, so that the order is the same at every
 * run. A root is a file, a directory, a pipe, or `-` for standard input; when the
 * root itself is a link, it is followed, because the user named it. Below it no
 * link is followed. A file with several names is given under each of them. */

/* What `refused` is told of the folder of the case itself. */
extern const struct fault evidence_walk_case_folder;

struct evidence_walk_sink {
    void *context;
    /* A file. It is good during the call only. False: stop the walk. */
    bool (*file)(void *context, const struct evidence_file *file);
    /* What is not given as a file. `note`: it holds no bytes of its own (a link, a
     * socket, a device node, the case's folder); otherwise it could not be read.
     * False: stop the walk. */
    bool (*refused)(void *context, struct bytes path, const struct fault *fault, bool note);
    /* A directory could be listed; its files come next. NULL: nobody asks. False: stop the walk. */
    bool (*entered)(void *context, struct bytes path);
};

/* The folder with `case_device` and `case_inode` is no evidence, even where it lies
 * in it; 0 and 0: there is none. False when the sink said stop, or memory ran out. */
MUST_CHECK bool evidence_walk(const char *root, dev_t case_device, ino_t case_inode,
                              const struct evidence_walk_sink *sink);

#endif
