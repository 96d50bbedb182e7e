#ifndef OUTPUT_FILE_H
#define OUTPUT_FILE_H

#include "buffer.h"
#include "public_identity.h"

/* Files of a report: all are written beside their places and synced, and only when
 * none has failed are they renamed into place. A full disk leaves the old ones. */

struct output_file {
    const char *name; /* static */
    int descriptor;   /* -1: not open */
    struct buffer held;
    int failure;         /* errno of the first; 0 = all well */
    struct sha256 *hash; /* of a file in a set: of what was written */
    /* Once it is synced: */
    uint64_t size;
    uint8_t sha256[SHA256_LENGTH];
};

#define OUTPUT_FILES_MAX 16

struct output_set {
    int folder; /* descriptor */
    size_t count;
    struct output_file files[OUTPUT_FILES_MAX];
};

/* False, with errno, when the folder cannot be opened. */
MUST_CHECK bool output_set_open(struct output_set *set, const char *directory);
/* Never NULL; a file that cannot be made has failed. `name` is static. */
struct output_file *output_set_add(struct output_set *set, const char *name);
/* Writes and syncs all of them beside their places. False, with `failed` the name and
 * errno why, when one has failed. */
MUST_CHECK bool output_set_sync(struct output_set *set, const char **failed);
/* Puts them in place, after that. False in the same way. */
MUST_CHECK bool output_set_place(struct output_set *set, const char **failed);
/* Removes what was not put in place, and closes. */
void output_set_clear(struct output_set *set);

/* For a descriptor that somebody else opened, such as standard output: { .descriptor = ... }.
 * Writes what is held. False with file->failure when anything has failed. */
MUST_CHECK bool output_file_end(struct output_file *file);

/* Writes all of it, however often it is interrupted. False with errno. */
MUST_CHECK bool output_write_whole(int descriptor, struct bytes content);

/* Failures are kept in the file and come out at the sync. */
void output_put(struct output_file *file, struct bytes content);
void output_put_text(struct output_file *file, const char *text);

#endif
