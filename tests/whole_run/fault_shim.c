/* Makes one call of the C library fail: loaded before it with LD_PRELOAD, by the
 * whole-run tests (tests/whole_run/cases/faults.sh) and scripts/faults.
 *
 *   FAULT        CALL:AT[+]:ERROR   the AT-th CALL, or each from there on (+), fails with
 *                ERROR: a number of errno, or `short`: it does one byte, as it may; of `clock` the
 *                seconds that it is ahead, below 0 behind
 *   FAULT_IN     coordinator, or workers (the spawner among them)
 *   FAULT_BENEATH  of `open`, and in the coordinator of `read` and `write`, those alone count whose
 *                file has a path that begins so
 *   FAULT_STATE  an empty file: the calls so far stand in it, for all processes, as a
 *                number of 64 bits; without FAULT they are counted alone
 *
 * A confined worker has hardly any system call, so that nothing here makes one of its
 * own after the first. */

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum call {
    CALL_NONE,
    CALL_MEMORY,
    CALL_WRITE,
    CALL_READ,
    CALL_SYNC,
    CALL_OPEN,
    CALL_FORK,
    CALL_RENAME,
    CALL_LIST,
    CALL_LOOK,
    CALL_CLOCK
};

static const char *const call_names[] = {
    [CALL_NONE] = "none", [CALL_MEMORY] = "memory", [CALL_WRITE] = "write",
    [CALL_READ] = "read", [CALL_SYNC] = "sync",     [CALL_OPEN] = "open",
    [CALL_FORK] = "fork", [CALL_RENAME] = "rename", [CALL_LIST] = "list",
    [CALL_LOOK] = "look", [CALL_CLOCK] = "clock",
};

#define FAULT_SHORT (-1)

static enum call chosen;
static unsigned long long chosen_at;
static bool from_there_on;
static int chosen_error;
static bool in_workers;
static bool is_worker;
static const char *beneath; /* NULL: any file, and what has no name */
static atomic_ullong *calls;

/* Before main(): the first time that anything can be asked for. */
__attribute__((constructor)) static void fault_begin(void)
{
    const char *state = getenv("FAULT_STATE");
    const char *fault = getenv("FAULT");
    const char *where = getenv("FAULT_IN");
    beneath = getenv("FAULT_BENEATH");
    char name[16] = "";
    char plus[2] = "";
    char error[8] = "";
    if (state == NULL || fault == NULL) {
        return;
    }
    const int file = open(state, O_RDWR | O_CLOEXEC);
    if (file < 0 || ftruncate(file, sizeof(*calls)) != 0) {
        abort();
    }
    calls = mmap(NULL, sizeof(*calls), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (calls == MAP_FAILED) {
        abort();
    }
    in_workers = where != NULL && strcmp(where, "workers") == 0;
    if (sscanf(fault, "%15[a-z]:%llu%1[+]:%7s", name, &chosen_at, plus, error) != 4 &&
        sscanf(fault, "%15[a-z]:%llu:%7s", name, &chosen_at, error) != 3) {
        abort();
    }
    from_there_on = plus[0] != '\0';
    chosen_error = strcmp(error, "short") == 0 ? FAULT_SHORT : atoi(error);
    for (size_t i = 1; i < sizeof(call_names) / sizeof(call_names[0]); i++) {
        if (strcmp(call_names[i], name) == 0) {
            chosen = (enum call)i;
        }
    }
}

/* Counts the call; whether it is one that fails. */
static bool fault_due(enum call call)
{
    if (call != chosen || is_worker != in_workers) {
        return false;
    }
    const unsigned long long count = atomic_fetch_add(calls, 1) + 1;
    return count == chosen_at || (from_there_on && count > chosen_at);
}

/* Is the call about a file that counts? */
static bool is_beneath(const char *path)
{
    return beneath == NULL || (path != NULL && strncmp(path, beneath, strlen(beneath)) == 0);
}

/* Asked of the coordinator's files alone: a confined worker has not the rights to. */
static bool is_open_beneath(int file)
{
    char name[64], path[PATH_MAX];
    if (beneath == NULL) {
        return true;
    }
    (void)snprintf(name, sizeof(name), "/proc/self/fd/%d", file);
    const ssize_t length = readlink(name, path, sizeof(path) - 1);
    path[length > 0 ? length : 0] = '\0';
    return is_beneath(path);
}

static bool is_regular(int file)
{
    struct stat status;
    return fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

/* The next definition of a name, asked for once. */
#define NEXT(name, type)                                                                           \
    static __typeof__(type) next;                                                                  \
    if (next == NULL) {                                                                            \
        *(void **)&next = dlsym(RTLD_NEXT, name);                                                  \
    }

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);

/* malloc(), calloc() and realloc() are the program's own (analyzer/guarded_malloc.c,
 * analyzer/wiping_free.c), which end here. */
void *__libc_malloc(size_t size)
{
    NEXT("__libc_malloc", void *(*)(size_t))
    if (fault_due(CALL_MEMORY)) {
        errno = ENOMEM;
        return NULL;
    }
    return next(size);
}

void *__libc_calloc(size_t count, size_t size)
{
    NEXT("__libc_calloc", void *(*)(size_t, size_t))
    if (fault_due(CALL_MEMORY)) {
        errno = ENOMEM;
        return NULL;
    }
    return next(count, size);
}

void *__libc_realloc(void *memory, size_t size)
{
    NEXT("__libc_realloc", void *(*)(void *, size_t))
    if (fault_due(CALL_MEMORY)) {
        errno = ENOMEM;
        return NULL;
    }
    return next(memory, size);
}

/* What a call of so many bytes does: all, one, or none and an error. */
static ssize_t share_of(enum call call, int file, size_t size)
{
    if (chosen != call || is_worker != in_workers) {
        return (ssize_t)size;
    }
    /* A confined worker must not ask; what it reads with these calls is evidence. */
    if ((!is_worker && !(is_regular(file) && is_open_beneath(file))) || !fault_due(call)) {
        return (ssize_t)size;
    }
    if (chosen_error == FAULT_SHORT) {
        return size > 1 ? 1 : (ssize_t)size;
    }
    errno = chosen_error;
    return -1;
}

#define MOVING(name, call, bytes_type)                                                             \
    ssize_t name(int file, bytes_type bytes, size_t size)                                          \
    {                                                                                              \
        NEXT(#name, ssize_t (*)(int, bytes_type, size_t))                                          \
        const ssize_t share = share_of(call, file, size);                                          \
        return share < 0 ? -1 : next(file, bytes, (size_t)share);                                  \
    }
#define MOVING_AT(name, call, bytes_type)                                                          \
    ssize_t name(int file, bytes_type bytes, size_t size, off_t at)                                \
    {                                                                                              \
        NEXT(#name, ssize_t (*)(int, bytes_type, size_t, off_t))                                   \
        const ssize_t share = share_of(call, file, size);                                          \
        return share < 0 ? -1 : next(file, bytes, (size_t)share, at);                              \
    }
MOVING(read, CALL_READ, void *)
MOVING(write, CALL_WRITE, const void *)
MOVING_AT(pread, CALL_READ, void *)
MOVING_AT(pread64, CALL_READ, void *)
MOVING_AT(pwrite, CALL_WRITE, const void *)
MOVING_AT(pwrite64, CALL_WRITE, const void *)

#define FAILING(name, call, parameters, arguments, type)                                           \
    FAILING_AT(name, call, parameters, arguments, type, NULL)
#define FAILING_AT(name, call, parameters, arguments, type, path)                                  \
    int name parameters                                                                            \
    {                                                                                              \
        NEXT(#name, type)                                                                          \
        if (is_beneath(path) && fault_due(call)) {                                                 \
            errno = chosen_error;                                                                  \
            return -1;                                                                             \
        }                                                                                          \
        return next arguments;                                                                     \
    }
FAILING(ftruncate, CALL_WRITE, (int file, off_t size), (file, size), int (*)(int, off_t))
FAILING(ftruncate64, CALL_WRITE, (int file, off_t size), (file, size), int (*)(int, off_t))
FAILING(fsync, CALL_SYNC, (int file), (file), int (*)(int))
FAILING(fdatasync, CALL_SYNC, (int file), (file), int (*)(int))
FAILING(rename, CALL_RENAME, (const char *from, const char *to), (from, to),
        int (*)(const char *, const char *))
FAILING(renameat, CALL_RENAME, (int at, const char *from, int in, const char *to),
        (at, from, in, to), int (*)(int, const char *, int, const char *))

FAILING(renameat2, CALL_RENAME, (int at, const char *from, int in, const char *to, unsigned flags),
        (at, from, in, to, flags), int (*)(int, const char *, int, const char *, unsigned))
FAILING(syncfs, CALL_SYNC, (int file), (file), int (*)(int))

/* What takes a descriptor as open() does; the first is openat() of a fortified program, where flags
 * are no constant. */
int __openat_2(int folder, const char *path, int flags);
FAILING_AT(__openat_2, CALL_OPEN, (int folder, const char *path, int flags), (folder, path, flags),
           int (*)(int, const char *, int), path)
FAILING(dup, CALL_OPEN, (int file), (file), int (*)(int))
FAILING(memfd_create, CALL_OPEN, (const char *name, unsigned flags), (name, flags),
        int (*)(const char *, unsigned))
FAILING(socketpair, CALL_OPEN, (int domain, int type, int protocol, int ends[2]),
        (domain, type, protocol, ends), int (*)(int, int, int, int[2]))

FAILING(fstatat, CALL_LOOK, (int at, const char *path, struct stat *facts, int flags),
        (at, path, facts, flags), int (*)(int, const char *, struct stat *, int))
FAILING(fstatat64, CALL_LOOK, (int at, const char *path, struct stat64 *facts, int flags),
        (at, path, facts, flags), int (*)(int, const char *, struct stat64 *, int))

/* The next name of a folder. */
#define LISTING(name, entry_type)                                                                  \
    entry_type *name(DIR *folder)                                                                  \
    {                                                                                              \
        NEXT(#name, entry_type *(*)(DIR *))                                                        \
        if (fault_due(CALL_LIST)) {                                                                \
            errno = chosen_error;                                                                  \
            return NULL;                                                                           \
        }                                                                                          \
        return next(folder);                                                                       \
    }
LISTING(readdir, struct dirent)
LISTING(readdir64, struct dirent64)

/* Only the clock of the day is ever set back: the others stand still at most. */
int clock_gettime(clockid_t clock, struct timespec *now)
{
    NEXT("clock_gettime", int (*)(clockid_t, struct timespec *))
    const int result = next(clock, now);
    if (fault_due(CALL_CLOCK) && (clock == CLOCK_REALTIME || chosen_error > 0)) {
        now->tv_sec += chosen_error;
    }
    return result;
}

time_t time(time_t *now)
{
    NEXT("time", time_t(*)(time_t *))
    const time_t result = next(NULL) + (fault_due(CALL_CLOCK) ? chosen_error : 0);
    if (now != NULL) {
        *now = result;
    }
    return result;
}

static mode_t mode_behind(int flags, va_list rest)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
}

#define OPENING(name)                                                                              \
    int name(const char *path, int flags, ...)                                                     \
    {                                                                                              \
        NEXT(#name, int (*)(const char *, int, ...))                                               \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        const mode_t mode = mode_behind(flags, rest);                                              \
        va_end(rest);                                                                              \
        if (is_beneath(path) && fault_due(CALL_OPEN)) {                                            \
            errno = chosen_error;                                                                  \
            return -1;                                                                             \
        }                                                                                          \
        return next(path, flags, mode);                                                            \
    }
#define OPENING_AT(name)                                                                           \
    int name(int folder, const char *path, int flags, ...)                                         \
    {                                                                                              \
        NEXT(#name, int (*)(int, const char *, int, ...))                                          \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        const mode_t mode = mode_behind(flags, rest);                                              \
        va_end(rest);                                                                              \
        if (is_beneath(path) && fault_due(CALL_OPEN)) {                                            \
            errno = chosen_error;                                                                  \
            return -1;                                                                             \
        }                                                                                          \
        return next(folder, path, flags, mode);                                                    \
    }
OPENING(open)
OPENING(open64)
OPENING_AT(openat)
OPENING_AT(openat64)

pid_t fork(void)
{
    NEXT("fork", pid_t(*)(void))
    if (fault_due(CALL_FORK)) {
        errno = chosen_error;
        return -1;
    }
    const pid_t child = next();
    is_worker = is_worker || child == 0;
    return child;
}
