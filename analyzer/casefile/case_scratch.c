#include "casefile/case_scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "casefile/case_folder.h"
#include "casefile/statement.h"

/* For file systems that make no file without a name. */
static int open_named(const char *folder)
{
    char *path = case_folder_path(folder, "case.scratch-XXXXXX");
    const int fd = path != NULL ? mkostemp(path, O_CLOEXEC) : -1;
    if (fd >= 0) {
        (void)unlink(path);
    }
    free(path);
    return fd;
}

bool case_scratch_fail(struct case_file *file, int error)
{
    (void)snprintf(file->error, sizeof(file->error),
                   "the folder of the case does not hold what is too much for memory: %s",
                   strerror(error));
    return false;
}

int case_scratch_open(struct case_file *file)
{
    const char *database = sqlite3_db_filename(file->database, "main");
    char *path = database != NULL ? strdup(database) : NULL;
    const char *folder = path != NULL ? dirname(path) : NULL;
    int fd = folder != NULL ? open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) : -1;
    if (fd < 0 && folder != NULL) {
        fd = open_named(folder);
    }
    if (fd < 0) {
        (void)case_scratch_fail(file, folder != NULL ? errno : ENOMEM);
    }
    free(path);
    return fd;
}
