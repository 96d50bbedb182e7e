#ifndef GIT_FIXTURE_H
#define GIT_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "suite.h"

/* Runs git where it is installed, in a directory of the test's own. */

static char git_folder[64];

static inline bool git_is_there(void)
{
    return system("git --version >/dev/null 2>&1") == 0; /* NOLINT: a fixed command */
}

/* What a shell command printed, in the directory. */
static inline struct buffer git_run(const char *command)
{
    struct buffer output = { 0 };
    char line[4096];
    uint8_t piece[4096];
    size_t got;
    (void)snprintf(line, sizeof(line), "cd %s && { %s; } 2>/dev/null", git_folder, command);
    FILE *pipe = popen(line, "r");
    ck_assert_ptr_nonnull(pipe);
    while ((got = fread(piece, 1, sizeof(piece), pipe)) > 0) {
        ck_assert(buffer_append(&output, bytes_over(piece, got)));
    }
    ck_assert_msg(pclose(pipe) == 0, "%s", command);
    return output;
}

static inline void git_do(const char *command)
{
    struct buffer output = git_run(command);
    buffer_clear(&output);
}

static inline void git_begin(void)
{
    strcpy(git_folder, "/tmp/keytrawl-git-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(git_folder));
}

static inline void git_end(void)
{
    git_do("rm -rf -- \"$PWD\"");
}

#endif
