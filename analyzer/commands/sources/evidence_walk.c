#include "commands/sources/evidence_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bounds.h"
#include "commands/sources/directory_listing.h"

/* Directories that stay open while what is below them is walked; deeper ones are
 * opened again from the last of these. */
#define LEVELS_OPEN 64u

static const struct fault symbolic_link = { OUTCOME_UNEXPECTED, NULL,
                                            "a symbolic link; not followed" };
static const struct fault special_file = { OUTCOME_UNEXPECTED, NULL,
                                           "a device, socket or pipe; not opened" };
const struct fault evidence_walk_case_folder = { OUTCOME_UNEXPECTED, NULL,
                                                 "the folder of the case itself" };
static const struct fault too_deep = { OUTCOME_BOUND, NULL,
                                       "more directories inside each other than are entered" };

struct level {
    struct directory_listing listing;
    size_t next;        /* name to look at next */
    size_t path_length; /* of the path to this directory, without a `/` at the end */
    int fd;             /* -1: has to be opened again */
    dev_t device;
    ino_t inode;
};

struct walk {
    dev_t case_device;
    ino_t case_inode;
    const struct evidence_walk_sink *sink;
    struct buffer path;
    struct level *levels; /* DIRECTORY_DEPTH_MAX of them at most */
    size_t depth, room;
    bool stopped;
    bool no_memory;
};

static void refuse_as(struct walk *walk, const struct fault *fault, bool note)
{
    if (!walk->sink->refused(walk->sink->context, buffer_bytes(&walk->path), fault, note)) {
        walk->stopped = true;
    }
}

static void refuse(struct walk *walk, const struct fault *fault)
{
    refuse_as(walk, fault, false);
}

static void pass_by(struct walk *walk, const struct fault *fault)
{
    refuse_as(walk, fault, true);
}

static void cut_path(struct walk *walk, size_t length)
{
    walk->path.used = length;
}

static bool extend_path(struct walk *walk, size_t from, const char *name)
{
    cut_path(walk, from);
    bool slash = from > 0 && walk->path.at[from - 1] != '/';
    return (!slash || buffer_append_byte(&walk->path, '/')) &&
           buffer_append_text(&walk->path, name);
}

static void give_file(struct walk *walk, const struct stat *facts, bool piped)
{
    const struct evidence_file file = {
        .path = buffer_bytes(&walk->path),
        .size = piped ? EVIDENCE_SIZE_UNKNOWN : (uint64_t)facts->st_size,
        .modified = (int64_t)facts->st_mtim.tv_sec * 1000000000 + facts->st_mtim.tv_nsec,
        .device = facts->st_dev,
        .inode = facts->st_ino,
    };
    walk->stopped = !walk->sink->file(walk->sink->context, &file);
}

static bool is_case(const struct walk *walk, const struct stat *facts)
{
    return walk->case_device == facts->st_dev && walk->case_inode == facts->st_ino &&
           (walk->case_device != 0 || walk->case_inode != 0);
}

static bool make_room(struct walk *walk)
{
    if (walk->depth < walk->room) {
        return true;
    }
    size_t room = walk->room > 0 ? 2 * walk->room : 16;
    struct level *levels = realloc(walk->levels, room * sizeof(*levels));
    if (levels == NULL) {
        return false;
    }
    walk->levels = levels;
    walk->room = room;
    return true;
}

/* Takes over `fd`. */
static void enter(struct walk *walk, int fd)
{
    if (walk->depth >= DIRECTORY_DEPTH_MAX) {
        refuse(walk, &too_deep);
        (void)close(fd);
        return;
    }
    if (!make_room(walk)) {
        walk->no_memory = true;
        (void)close(fd);
        return;
    }
    struct level *level = &walk->levels[walk->depth];
    *level = (struct level){ .path_length = walk->path.used, .fd = fd };
    struct stat facts;
    if (fstat(fd, &facts) == 0) {
        level->device = facts.st_dev;
        level->inode = facts.st_ino;
    }
    if (!directory_listing_read(&level->listing, fd)) {
        walk->no_memory = errno == ENOMEM;
        refuse(walk, fault_of_errno(errno));
        (void)close(fd);
        return;
    }
    walk->depth++;
    walk->stopped = walk->sink->entered != NULL &&
                    !walk->sink->entered(walk->sink->context, buffer_bytes(&walk->path));
}

/* Back by `..`, where that leads to the directory that it was entered from. */
static void reopen_outer(struct level *outer, int inner)
{
    struct stat facts;
    int fd = open_beneath(inner, bytes_over("..", 2), O_RDONLY | O_DIRECTORY | O_NONBLOCK);
    if (fd >= 0 &&
        (fstat(fd, &facts) != 0 || facts.st_dev != outer->device || facts.st_ino != outer->inode)) {
        (void)close(fd);
        fd = -1;
    }
    outer->fd = fd;
}

static void leave(struct walk *walk)
{
    struct level *level = &walk->levels[--walk->depth];
    directory_listing_clear(&level->listing);
    if (level->fd < 0) {
        return;
    }
    if (walk->depth > 0 && walk->levels[walk->depth - 1].fd < 0) {
        reopen_outer(&walk->levels[walk->depth - 1], level->fd);
    }
    (void)close(level->fd);
}

/* The descriptor of the innermost directory; -1 with errno when it is gone. */
static int current_directory(struct walk *walk)
{
    struct level *level = &walk->levels[walk->depth - 1];
    if (level->fd >= 0) {
        return level->fd;
    }
    const struct level *kept = &walk->levels[LEVELS_OPEN - 1];
    struct bytes below = bytes_over(walk->path.at, level->path_length), above;
    if (!bytes_take(&below, kept->path_length, &above)) {
        errno = ENOENT;
        return -1;
    }
    while (below.left > 0 && below.at[0] == '/' && bytes_take(&below, 1, &above)) {
        /* seen from the directory that is open, not from the root of the system */
    }
    level->fd = open_beneath(kept->fd, below, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
    return level->fd;
}

static void enter_directory(struct walk *walk, int at, const char *name, const struct stat *facts)
{
    if (is_case(walk, facts)) {
        pass_by(walk, &evidence_walk_case_folder);
        return;
    }
    int fd = open_beneath(at, bytes_over(name, strlen(name)),
                          O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0) {
        refuse(walk, fault_of_errno(errno));
        return;
    }
    struct level *level = &walk->levels[walk->depth - 1];
    if (walk->depth > LEVELS_OPEN) {
        (void)close(level->fd);
        level->fd = -1;
    }
    enter(walk, fd);
}

static void look_at(struct walk *walk, int at, const char *name)
{
    struct stat facts;
    if (fstatat(at, name, &facts, AT_SYMLINK_NOFOLLOW) != 0) {
        refuse(walk, fault_of_errno(errno));
    } else if (S_ISREG(facts.st_mode)) {
        give_file(walk, &facts, false);
    } else if (S_ISDIR(facts.st_mode)) {
        enter_directory(walk, at, name, &facts);
    } else {
        pass_by(walk, S_ISLNK(facts.st_mode) ? &symbolic_link : &special_file);
    }
}

/* One name of the innermost directory, or the way back out of it. */
static void step(struct walk *walk)
{
    struct level *level = &walk->levels[walk->depth - 1];
    cut_path(walk, level->path_length);
    if (level->next == level->listing.count) {
        leave(walk);
        return;
    }
    int at = current_directory(walk);
    if (at < 0) {
        refuse(walk, fault_of_errno(errno));
        leave(walk);
        return;
    }
    const char *name = directory_listing_name(&level->listing, level->next++);
    if (!extend_path(walk, level->path_length, name)) {
        walk->no_memory = true;
        return;
    }
    look_at(walk, at, name);
}

static void walk_root(struct walk *walk, const char *root)
{
    struct stat facts = { 0 };
    if (strcmp(root, "-") == 0) {
        give_file(walk, &facts, true);
        return;
    }
    if (stat(root, &facts) != 0) {
        refuse(walk, fault_of_errno(errno));
    } else if (S_ISREG(facts.st_mode) || S_ISFIFO(facts.st_mode)) {
        give_file(walk, &facts, S_ISFIFO(facts.st_mode));
    } else if (!S_ISDIR(facts.st_mode)) {
        refuse(walk, &special_file);
    } else if (is_case(walk, &facts)) {
        pass_by(walk, &evidence_walk_case_folder);
    } else {
        int fd = open_beneath(AT_FDCWD, bytes_over(root, strlen(root)),
                              O_RDONLY | O_DIRECTORY | O_NONBLOCK);
        if (fd >= 0) {
            enter(walk, fd);
        } else {
            refuse(walk, fault_of_errno(errno));
        }
    }
}

bool evidence_walk(const char *root, dev_t case_device, ino_t case_inode,
                   const struct evidence_walk_sink *sink)
{
    struct walk walk = { .case_device = case_device, .case_inode = case_inode, .sink = sink };
    walk.no_memory = !buffer_append_text(&walk.path, root);
    if (!walk.no_memory) {
        walk_root(&walk, root);
    }
    while (walk.depth > 0 && !walk.stopped && !walk.no_memory) {
        step(&walk);
    }
    while (walk.depth > 0) {
        leave(&walk);
    }
    buffer_clear(&walk.path);
    free(walk.levels);
    return !walk.stopped && !walk.no_memory;
}
