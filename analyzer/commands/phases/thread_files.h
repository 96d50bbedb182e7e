#ifndef THREAD_FILES_H
#define THREAD_FILES_H

#include "commands/session.h"
#include "commands/sources/evidence_file.h"

/* Files in which mails of a key's thread may lie: those of the folder that the key's own file
 * lies in. A folder is a directory, or a whole maildir: its `cur` and `new`, and its folders
 * whose names begin with a dot. THREAD_FOLDER_FILES_MAX of one are taken, in order, and
 * THREAD_FILES_MAX in all; the files of the keys themselves always. */

struct thread_file {
    uint32_t number;
    struct bytes path; /* a window on the texts */
    struct evidence_file file;
    bool own;     /* one of the keys lies in it */
    bool bounded; /* it has more mails of threads than are told of */
};

struct thread_folder {
    struct bytes path; /* a window on what the caller keeps */
    uint32_t source;   /* of a key in it */
    size_t files;
    bool bounded; /* there were more */
};

struct thread_files {
    struct thread_folder *folders;
    size_t folder_count, folder_room;
    struct thread_file *items; /* by path */
    size_t count, room;
    struct buffer texts;
};

/* The folder of a file, with its slash. */
struct bytes thread_folder_of(struct bytes path);

/* The folder of one more key, whose file has this path. False when memory ran out. */
MUST_CHECK bool thread_files_add(struct thread_files *files, struct bytes path, uint32_t source);

/* Lists the files of all folders that are there as they were scanned. False when the session must
 * stop. */
MUST_CHECK bool thread_files_list(struct thread_files *files, struct session *session);

void thread_files_clear(struct thread_files *files);

#endif
