#include "commands/sources/evidence_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const struct fault *fault_of_errno(int error)
{
    static const struct {
        int error;
        struct fault fault;
    } known[] = {
        { ENOENT, { OUTCOME_UNREADABLE, NULL, "no such file or directory" } },
        { EACCES, { OUTCOME_UNREADABLE, NULL, "permission denied" } },
        { EPERM, { OUTCOME_UNREADABLE, NULL, "permission denied" } },
        { EIO, { OUTCOME_UNREADABLE, NULL, "input/output error" } },
        { ENOTDIR, { OUTCOME_UNREADABLE, NULL, "not a directory" } },
        { ELOOP, { OUTCOME_UNREADABLE, NULL, "a symbolic link stands there" } },
        { EMFILE, { OUTCOME_UNREADABLE, NULL, "too many open files" } },
        { ENFILE, { OUTCOME_UNREADABLE, NULL, "too many open files" } },
        { ENAMETOOLONG, { OUTCOME_UNREADABLE, NULL, "the name is too long for the system" } },
        { ESTALE, { OUTCOME_CHANGED, NULL, "another file stands there than when it was listed" } },
    };
    static const struct fault other = { OUTCOME_UNREADABLE, NULL,
                                        "the operating system could not read it" };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (known[i].error == error) {
            return &known[i].fault;
        }
    }
    return &other;
}

bool fault_is_of_descriptors(const struct fault *fault)
{
    return fault == fault_of_errno(EMFILE) || fault == fault_of_errno(ENFILE);
}

/* Only the owner may ask for O_NOATIME. */
static int open_quietly(int at, const char *name, int flags)
{
    int fd = openat(at, name, flags | O_NOATIME | O_CLOEXEC);
    if (fd < 0 && errno == EPERM) {
        fd = openat(at, name, flags | O_CLOEXEC);
    }
    return fd;
}

static void close_kept(int fd, int at)
{
    int error = errno;
    if (fd >= 0 && fd != at) {
        (void)close(fd);
    }
    errno = error;
}

/* Takes the longest front that the system opens at once: all that is left, or up
 * to a `/`, with which what follows is seen from there. */
static bool take_hop(struct bytes *path, char hop[PATH_MAX])
{
    size_t length = path->left;
    struct bytes front, slash;
    if (length >= PATH_MAX) {
        length = PATH_MAX - 1;
        while (length > 0 && path->at[length] != '/') {
            length--;
        }
    }
    if ((length == 0 && path->left > 0) || !bytes_take(path, length, &front)) {
        errno = ENAMETOOLONG;
        return false;
    }
    while (path->left > 0 && path->at[0] == '/' && bytes_take(path, 1, &slash)) {
        /* a path that begins with one would be seen from the root */
    }
    if (front.left > 0) {
        memcpy(hop, front.at, front.left);
    }
    hop[front.left] = '\0';
    return true;
}

/* In hops, since evidence has paths that are longer than the system takes. */
int open_beneath(int at, struct bytes path, int flags)
{
    char hop[PATH_MAX];
    int from = at;
    while (take_hop(&path, hop)) {
        bool last = path.left == 0;
        const char *name = hop[0] != '\0' ? hop : ".";
        int fd = last ? open_quietly(from, name, flags)
                      : openat(from, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
        close_kept(from, at);
        if (fd < 0 || last) {
            return fd;
        }
        from = fd;
    }
    close_kept(from, at);
    return -1;
}

static bool is_standard_input(struct bytes path)
{
    return bytes_equal(path, bytes_over("-", 1));
}

/* Facts of what stands at the path; a link that was named as a root counts as
 * what it leads to. */
static bool look_up(struct bytes path, struct stat *facts)
{
    char whole[PATH_MAX];
    if (path.left > 0 && path.left < sizeof(whole) &&
        memchr(path.at, 0, path.left) == NULL) { /* as nearly all */
        memcpy(whole, path.at, path.left);
        whole[path.left] = '\0';
        return stat(whole, facts) == 0;
    }
    int fd = open_beneath(AT_FDCWD, path, O_PATH);
    bool found = fd >= 0 && fstat(fd, facts) == 0;
    close_kept(fd, -1);
    return found;
}

static bool is_listed_one(const struct evidence_file *file, const struct stat *facts)
{
    bool kind = file->size == EVIDENCE_SIZE_UNKNOWN ? S_ISFIFO(facts->st_mode) != 0
                                                    : S_ISREG(facts->st_mode) != 0;
    return kind && facts->st_dev == file->device && facts->st_ino == file->inode;
}

/* Looked at once more before it is opened: opening a device or a pipe in its place has effects. A
 * listed pipe's opening waits for its writer, who ends when it is opened and closed again. */
static int open_listed(const struct evidence_file *file)
{
    struct stat facts;
    const bool pipe = file->size == EVIDENCE_SIZE_UNKNOWN;
    if (!look_up(file->path, &facts)) {
        return -1;
    }
    if (!is_listed_one(file, &facts)) {
        errno = ESTALE;
        return -1;
    }
    if (!pipe) {
        int fd = open_beneath(AT_FDCWD, file->path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
        if (fd >= 0 || (errno != ELOOP && errno != ENXIO)) {
            return fd;
        }
    }
    return open_beneath(AT_FDCWD, file->path, pipe ? O_RDONLY : O_RDONLY | O_NONBLOCK);
}

int evidence_file_open(const struct evidence_file *file, const struct fault **fault)
{
    struct stat facts;
    if (is_standard_input(file->path)) {
        int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
        *fault = fd < 0 ? fault_of_errno(errno) : NULL;
        return fd;
    }
    int fd = open_listed(file);
    if (fd >= 0 && fstat(fd, &facts) == 0 && is_listed_one(file, &facts)) {
        *fault = NULL;
        return fd;
    }
    *fault = fault_of_errno(fd >= 0 ? ESTALE : errno);
    close_kept(fd, -1);
    return -1;
}

bool evidence_file_find(struct bytes path, struct evidence_file *file)
{
    struct stat facts;
    errno = 0;
    if (is_standard_input(path) || !look_up(path, &facts) || !S_ISREG(facts.st_mode)) {
        return false; /* what came through a pipe is gone */
    }
    *file = (struct evidence_file){
        .path = path,
        .size = (uint64_t)facts.st_size,
        .modified = (int64_t)facts.st_mtim.tv_sec * 1000000000 + facts.st_mtim.tv_nsec,
        .device = facts.st_dev,
        .inode = facts.st_ino,
    };
    return true;
}
