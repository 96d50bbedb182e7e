#include "casefile/case_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "casefile/schema.h"

#define FOLDER_MODE 0700
#define FILE_MODE   0600

struct refusal {
    const char *directory;
    char *why;
    size_t room;
};

/* Always -1, so that it can be returned as a descriptor. */
static int refuse(const struct refusal *refusal, const char *reason)
{
    (void)snprintf(refusal->why, refusal->room, "case '%s': %s", refusal->directory, reason);
    return -1;
}

char *case_folder_path(const char *directory, const char *name)
{
    char *path = NULL;
    return asprintf(&path, "%s/%s", directory, name) >= 0 ? path : NULL;
}

/* Is there nothing in it but a lock, which a run killed at its start leaves? */
static int check_vacant(int folder, const struct refusal *refusal)
{
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = copy >= 0 ? fdopendir(copy) : NULL;
    if (listing == NULL) {
        const char *reason = strerror(errno);
        if (copy >= 0) {
            (void)close(copy);
        }
        return refuse(refusal, reason);
    }
    bool vacant = true;
    errno = 0; /* readdir() leaves it so at its end, and at no error */
    for (const struct dirent *entry; vacant && (entry = readdir(listing)) != NULL;) {
        vacant = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
                 strcmp(entry->d_name, CASE_LOCK) == 0;
    }
    const int error = errno;
    (void)closedir(listing);
    if (!vacant) {
        return refuse(refusal, "the folder holds other files and is no case; name a new one");
    }
    return error == 0 ? 0 : refuse(refusal, strerror(error));
}

/* Where a journal lies beside it, an interrupted change is undone at the opening,
 * and only then is the front what it should be. */
static int check_database(int folder, const struct refusal *refusal)
{
    uint8_t head[SCHEMA_HEAD];
    int database = openat(folder, CASE_DATABASE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (database < 0) {
        return refuse(refusal, strerror(errno));
    }
    ssize_t got = pread(database, head, sizeof(head), 0);
    (void)close(database);
    if (got < 0) {
        return refuse(refusal, strerror(errno));
    }
    if (faccessat(folder, CASE_DATABASE "-journal", F_OK, 0) == 0) {
        return 0;
    }
    switch (schema_recognise(bytes_over(head, (size_t)got))) {
    case SCHEMA_EMPTY:
    case SCHEMA_OURS:
        return 0;
    case SCHEMA_OTHER:
        return refuse(
            refusal,
            "it was made by another version of keytrawl; scan the evidence into a new one");
    case SCHEMA_FOREIGN:
        break;
    }
    return refuse(refusal, "its case.db is no case of keytrawl; name another folder");
}

static int check_folder(int folder, enum case_access access, const struct refusal *refusal)
{
    if (faccessat(folder, CASE_DATABASE, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        return check_database(folder, refusal);
    }
    if (access != CASE_CONTINUE) {
        return refuse(refusal, "there is no case in this folder; `keytrawl scan` makes one");
    }
    return check_vacant(folder, refusal);
}

/* A case that was copied without its lock is read under a lock on its database. */
static int open_lock(int folder, bool reads)
{
    if (!reads) {
        return openat(folder, CASE_LOCK, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    }
    const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    const int lock = openat(folder, CASE_LOCK, flags);
    return lock >= 0 || errno != ENOENT ? lock : openat(folder, CASE_DATABASE, flags);
}

static int take_lock(int folder, bool reads, const struct refusal *refusal)
{
    int lock = open_lock(folder, reads);
    if (lock < 0) {
        return refuse(refusal, strerror(errno));
    }
    if (flock(lock, (reads ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
        bool taken = errno == EWOULDBLOCK;
        const char *reason =
            taken ? "it is in use by another run; wait for its end" : strerror(errno);
        (void)refuse(refusal, reason);
        (void)close(lock);
        return -1;
    }
    return lock;
}

/* SQLite would make it readable for others. */
static int make_database(int folder, const struct refusal *refusal)
{
    int database =
        openat(folder, CASE_DATABASE, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (database < 0) {
        return refuse(refusal, strerror(errno));
    }
    (void)close(database);
    return 0;
}

static int open_folder(const char *directory, enum case_access access,
                       const struct refusal *refusal)
{
    if (access == CASE_CONTINUE && mkdir(directory, FOLDER_MODE) != 0 && errno != EEXIST) {
        return refuse(refusal, strerror(errno));
    }
    int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) {
        return refuse(refusal, errno == ENOENT
                                   ? "there is no such folder; `keytrawl scan` makes a case"
                               : errno == ENOTDIR ? "it is a file; name the folder of a case"
                                                  : strerror(errno));
    }
    return folder;
}

/* What a killed run left is undone by who may write, and seen by nobody before. */
static int check_finished(int folder, const struct refusal *refusal)
{
    return faccessat(folder, CASE_DATABASE "-journal", F_OK, 0) != 0
               ? 0
               : refuse(refusal, "a run of it was killed: `keytrawl report` undoes what that left "
                                 "half done");
}

int case_folder_take(const char *directory, enum case_access access, char *why, size_t why_room)
{
    const struct refusal refusal = { directory, why, why_room };
    int folder = open_folder(directory, access, &refusal);
    if (folder < 0) {
        return -1;
    }
    int lock = -1;
    if (check_folder(folder, access, &refusal) == 0) {
        lock = take_lock(folder, access == CASE_READ, &refusal);
    }
    /* Asked again, now that nobody else can change it. */
    if (lock >= 0 && (check_folder(folder, access, &refusal) != 0 ||
                      (access == CASE_READ ? check_finished(folder, &refusal)
                                           : make_database(folder, &refusal)) != 0)) {
        (void)close(lock);
        lock = -1;
    }
    (void)close(folder);
    return lock;
}
