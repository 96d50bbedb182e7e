#ifndef OUTPUT_FOLDER_H
#define OUTPUT_FOLDER_H

#include "bytes.h"

/* A folder of outputs that is written anew beside its place and takes that in one step. */
struct output_folder {
    const char *name, *fresh, *old; /* "proofs", "proofs.new", "proofs.old" */
    /* Which files are ours; what somebody else put there stays, in `fresh`. */
    bool (*owns)(const char *file_name);
    int parent, descriptor; /* of where it stands, and of the fresh one */
    bool written;           /* there are files in it */
};

/* Opens a fresh one, whatever of ours an interrupted run left there. False with errno; then
 * nothing is to be closed. */
MUST_CHECK bool output_folder_open(struct output_folder *folder, const char *directory);

/* A file of it as a whole. False with errno. */
MUST_CHECK bool output_folder_write(struct output_folder *folder, const char *file_name,
                                    struct bytes content);

/* Behind what was appended to that file before. False with errno. */
MUST_CHECK bool output_folder_append(struct output_folder *folder, const char *file_name,
                                     struct bytes content);

/* Syncs it and puts it in place. False with errno. */
MUST_CHECK bool output_folder_place(struct output_folder *folder);

/* Removes what was not put in place, and closes. */
void output_folder_close(struct output_folder *folder);

#endif
